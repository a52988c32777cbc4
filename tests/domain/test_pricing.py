"""Pricing: totals are the sum of lines, and the order of scanning changes nothing."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain import cart_lines as carts
from edge_agent.domain.cart import Cart
from edge_agent.domain.cart_lines import Added, Addition
from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import CartId, Sku, StaffId, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import PricedCart, price
from edge_agent.domain.quantity import Milli, Unit, pieces

NOW = Millis(1_795_321_865_000)
EMPTY = Cart(CartId("c"), TillId("1"), StaffId("1001"), NOW)
ARTICLES = [Article(Sku(f"P{fen}"), "水", Unit.EACH, Fen(fen)) for fen in (0, 1, 199, 1500)]
PORK = Article(Sku("W00202"), "五花肉", Unit.KG, Fen(2980))

pieces_of = st.builds(
    lambda article, count: Addition(article, pieces(count), "typed", confirmed=True),
    st.sampled_from(ARTICLES),
    st.integers(1, 50),
)
labels = st.builds(
    lambda amount, weight: carts.labelled(PORK, f"26{amount}-{weight}", amount, weight),
    st.integers(1, 99_999).map(Fen),
    st.none() | st.integers(1, 99_999).map(Milli),
)
scans = st.lists(pieces_of | labels, max_size=12)


def cart_of(additions: list[Addition]) -> Cart:
    cart = EMPTY
    for addition in additions:
        added = carts.add(cart, addition, NOW)
        if isinstance(added, Added):
            cart = added.cart
    return cart


def explained(priced: PricedCart) -> Counter[tuple[str, int, int]]:
    return Counter((line.line.sku, line.line.quantity, line.amount_fen) for line in priced.lines)


@given(scans)
def test_totals_are_the_sum_of_lines(additions: list[Addition]) -> None:
    """Gross, discount and total add up over the lines, and each line over its steps."""
    priced = price(cart_of(additions))
    assert priced.gross_fen == sum(line.gross_fen for line in priced.lines)
    assert priced.total_fen == sum(line.amount_fen for line in priced.lines)
    assert priced.total_fen == priced.gross_fen + priced.discount_fen
    for line in priced.lines:
        assert line.amount_fen == line.gross_fen + sum(step.fen for step in line.steps)
        assert line.amount_fen >= 0


@given(scans.flatmap(lambda additions: st.tuples(st.just(additions), st.permutations(additions))))
def test_the_order_of_scanning_changes_nothing(orders: tuple[list[Addition], list[Addition]]) -> None:
    """The same goods in another order cost the same, line by line."""
    one, other = orders
    assert explained(price(cart_of(one))) == explained(price(cart_of(other)))


@given(scans)
def test_voided_lines_cost_nothing(additions: list[Addition]) -> None:
    """A cart without one of its lines costs what the others cost."""
    cart = cart_of(additions)
    for line in cart.lines:
        voided = carts.void(cart, line.no, NOW)
        assert isinstance(voided, Cart)
        assert price(voided).total_fen == price(cart).total_fen - line.gross_fen


def test_without_rules_nothing_is_taken_off() -> None:
    """No rule, no step, no discount."""
    priced = price(cart_of([Addition(ARTICLES[3], pieces(2), "typed")]))
    assert (priced.gross_fen, priced.discount_fen, priced.total_fen) == (3000, 0, 3000)
    assert priced.lines[0].steps == ()
