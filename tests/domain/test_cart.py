"""The cart: its states, and what becomes of its lines."""

import itertools
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain import cart as carts
from edge_agent.domain.cart import (
    LINES_MAX,
    QUANTITY_MAX,
    TOTAL_MAX,
    TRANSITIONS,
    Action,
    Added,
    Addition,
    Cart,
    CartState,
    Change,
    Label,
    Line,
)
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CartId, Sku, StaffId, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen, amount_of
from edge_agent.domain.quantity import ONE, Milli, Unit, pieces
from edge_agent.domain.tender import CashTender

NOW = Millis(1_795_321_865_000)
EMPTY = Cart(CartId("c"), TillId("1"), StaffId("1001"), NOW)
WATER = Article(Sku("P1039"), "农夫山泉", Unit.EACH, Fen(200), category="饮料", prep_seconds=0)
TEA = Article(Sku("D02"), "声声乌龙", Unit.EACH, Fen(1500), prep_seconds=70)
PORK = Article(Sku("W00202"), "五花肉", Unit.KG, Fen(2980), plu="00202")
ARTICLES = (WATER, TEA, Article(Sku("P1"), "免费", Unit.EACH, Fen(0)))


def add(cart: Cart, addition: Addition) -> Added:
    added = carts.add(cart, addition, NOW)
    assert isinstance(added, Added)
    return added


def cart_of(*additions: Addition) -> Cart:
    cart = EMPTY
    for addition in additions:
        cart = add(cart, addition).cart
    return cart


def some(article: Article, count: int = 1, *, confirmed: bool = False) -> Addition:
    return Addition(article, pieces(count), "typed", confirmed=confirmed)


def weighed(code: str = "2100202015852", amount: int | None = 1585, weight: int | None = None) -> Addition:
    addition = carts.labelled(
        PORK, code, None if amount is None else Fen(amount), None if weight is None else Milli(weight)
    )
    assert isinstance(addition, Addition)
    return addition


def code_of(change: Change | Added) -> Code:
    assert isinstance(change, Refused)
    return change.code


# --- states -----------------------------------------------------------------------------------------------

ACTIONS: dict[Action, Callable[[Cart], Change | Added]] = {
    Action.EDIT: lambda cart: carts.set_quantity(cart, 1, pieces(2)),
    Action.HOLD: carts.hold,
    Action.RECALL: lambda cart: carts.recall(cart, TillId("2")),
    Action.TENDER: lambda cart: carts.with_tender(cart, CashTender(Fen(100))),
    Action.UNTENDER: carts.without_tenders,
    Action.CANCEL: carts.cancel,
    Action.SETTLE: carts.sold,
}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(CartState, Action)))
def test_every_cell_of_the_table(state: CartState, action: Action) -> None:
    """What the table has happens and leads where it says; what it has not is refused and names both."""
    cart = msgspec.structs.replace(cart_of(some(WATER)), state=state)
    change = ACTIONS[action](cart)
    expected = TRANSITIONS.get((state, action))
    if expected is None:
        assert change == Refused(Code.CART_STATE, {"state": state, "action": action})
    else:
        assert isinstance(change, Cart)
        assert change.state is expected
        assert change.version == cart.version + 1


@pytest.mark.parametrize("state", [state for state in CartState if state is not CartState.OPEN])
def test_lines_are_frozen_outside_of_an_open_cart(state: CartState) -> None:
    """Nothing is added, changed or voided while a cart is held, tendered or closed."""
    cart = msgspec.structs.replace(cart_of(some(WATER)), state=state)
    assert code_of(carts.add(cart, some(TEA), NOW)) is Code.CART_STATE
    assert code_of(carts.set_quantity(cart, 1, pieces(2))) is Code.CART_STATE
    assert code_of(carts.void(cart, 1, NOW)) is Code.CART_STATE


def test_final_states_are_final() -> None:
    """No action leads out of a sold or cancelled cart."""
    assert not {state for state, _ in TRANSITIONS} & {CartState.SOLD, CartState.CANCELLED}


def test_an_empty_cart_is_neither_held_nor_paid() -> None:
    """Nor is one whose lines are all void."""
    voided = carts.void(cart_of(some(WATER)), 1, NOW)
    assert isinstance(voided, Cart)
    for cart in (EMPTY, voided):
        assert code_of(carts.hold(cart)) is Code.CART_EMPTY
        assert code_of(carts.with_tender(cart, CashTender(Fen(0)))) is Code.CART_EMPTY


def test_a_recalled_cart_is_at_the_till_that_recalled_it() -> None:
    """Hold at one till, recall at another."""
    held = carts.hold(cart_of(some(WATER)))
    assert isinstance(held, Cart)
    recalled = carts.recall(held, TillId("2"))
    assert isinstance(recalled, Cart)
    assert (recalled.till, recalled.lines) == (TillId("2"), held.lines)


def test_giving_tenders_back_opens_the_cart() -> None:
    """All legs go, and lines may change again."""
    cart = carts.with_tender(cart_of(some(WATER)), CashTender(Fen(100)))
    assert isinstance(cart, Cart)
    opened = carts.without_tenders(cart)
    assert isinstance(opened, Cart)
    assert (opened.tenders, opened.state) == ((), CartState.OPEN)


# --- lines ------------------------------------------------------------------------------------------------


def test_a_first_line_opens_the_cart() -> None:
    """A line holds all that its price and its stock will need; the cart remembers when it began."""
    added = add(EMPTY, some(TEA, 2))
    assert added == Added(added.cart, 1, joined=False)
    assert added.cart.opened_at == NOW
    assert added.cart.lines == (
        Line(1, Sku("D02"), "声声乌龙", Unit.EACH, pieces(2), Fen(1500), "typed", NOW, prep_seconds=70),
    )
    assert carts.add(added.cart, some(WATER), Millis(NOW + 5)) != added
    assert add(added.cart, some(WATER)).cart.opened_at == NOW


def test_the_same_article_joins_its_line() -> None:
    """More pieces at the same price go on the line that is there, others do not."""
    cart = cart_of(some(WATER), some(TEA))
    added = add(cart, some(WATER, 3))
    assert (added.line_no, added.joined, added.cart.lines[0].quantity) == (1, True, pieces(4))
    dearer = msgspec.structs.replace(WATER, price_fen=Fen(250))
    assert not add(cart, some(dearer)).joined


def test_a_voided_line_is_not_joined() -> None:
    """What was struck out stays struck out, and its number is not used again."""
    voided = carts.void(cart_of(some(WATER)), 1, NOW)
    assert isinstance(voided, Cart)
    added = add(voided, some(WATER))
    assert (added.line_no, added.joined) == (2, False)
    assert [line.voided_at for line in added.cart.lines] == [NOW, None]
    assert [line.no for line in added.cart.live_lines] == [2]


def test_a_line_is_voided_once() -> None:
    """A line that is void or was never there is unknown."""
    voided = carts.void(cart_of(some(WATER)), 1, NOW)
    assert isinstance(voided, Cart)
    assert code_of(carts.void(voided, 1, NOW)) is Code.CART_LINE_UNKNOWN
    assert code_of(carts.void(voided, 7, NOW)) is Code.CART_LINE_UNKNOWN
    assert code_of(carts.set_quantity(voided, 1, pieces(2))) is Code.CART_LINE_UNKNOWN


@pytest.mark.parametrize("quantity", [0, -1000, 1500, QUANTITY_MAX + 1000])
def test_what_is_no_quantity_of_pieces(quantity: int) -> None:
    """Nothing, less than nothing, half a piece and far too much are refused, confirmed or not."""
    cart = cart_of(some(WATER))
    addition = Addition(WATER, Milli(quantity), "typed", confirmed=True)
    assert code_of(carts.add(cart, addition, NOW)) is Code.QUANTITY_INVALID
    assert code_of(carts.set_quantity(cart, 1, Milli(quantity), confirmed=True)) is Code.QUANTITY_INVALID


def test_more_than_99_is_asked_once() -> None:
    """By one addition, by joining, and by typing a quantity; a yes takes it."""
    cart = cart_of(some(WATER, 99))
    assert code_of(carts.add(EMPTY, some(WATER, 100), NOW)) is Code.QUANTITY_CONFIRM
    assert code_of(carts.add(cart, some(WATER), NOW)) is Code.QUANTITY_CONFIRM
    assert code_of(carts.set_quantity(cart, 1, pieces(100))) is Code.QUANTITY_CONFIRM
    assert add(cart, some(WATER, confirmed=True)).cart.lines[0].quantity == pieces(100)
    assert isinstance(carts.set_quantity(cart, 1, pieces(100), confirmed=True), Cart)


def test_a_line_above_the_shop_s_limit_is_asked_once() -> None:
    """A new line, a joined one and a typed quantity; exactly the limit passes."""
    limit = Fen(4500)
    cart = cart_of(some(TEA, 3))
    one_more = msgspec.structs.replace(some(TEA), confirm_above_fen=limit)
    assert isinstance(
        carts.add(EMPTY, msgspec.structs.replace(some(TEA, 3), confirm_above_fen=limit), NOW), Added
    )
    assert carts.add(cart, one_more, NOW) == Refused(
        Code.AMOUNT_CONFIRM, {"name": "声声乌龙", "amount": "60.00"}
    )
    assert isinstance(carts.add(cart, msgspec.structs.replace(one_more, confirmed=True), NOW), Added)
    assert code_of(carts.set_quantity(cart, 1, pieces(4), confirm_above_fen=limit)) is Code.AMOUNT_CONFIRM
    assert isinstance(carts.set_quantity(cart, 1, pieces(4), confirm_above_fen=limit, confirmed=True), Cart)


def test_a_cart_has_an_end() -> None:
    """500 lines are taken, one more is not, a piece that joins is."""
    lines = tuple(
        Line(no, Sku(f"P{no}"), "水", Unit.EACH, ONE, Fen(1), "", NOW) for no in range(1, LINES_MAX + 1)
    )
    cart = msgspec.structs.replace(EMPTY, lines=lines)
    assert code_of(carts.add(cart, some(WATER), NOW)) is Code.CART_FULL
    assert add(cart, some(Article(Sku("P7"), "水", Unit.EACH, Fen(1)))).joined


def test_a_cart_has_a_largest_total() -> None:
    """A million yuan may be sold at once, a fen more may not."""
    gold = Article(Sku("G"), "金条", Unit.EACH, TOTAL_MAX)
    cart = cart_of(some(gold))
    assert (
        code_of(carts.add(cart, some(Article(Sku("P"), "糖", Unit.EACH, Fen(1))), NOW))
        is Code.AMOUNT_TOO_LARGE
    )
    assert code_of(carts.set_quantity(cart, 1, pieces(2))) is Code.AMOUNT_TOO_LARGE


# --- weighed labels ---------------------------------------------------------------------------------------


def test_money_on_a_label_fixes_the_amount() -> None:
    """The weight is worked out for the stock and marked as such; the amount is the label's."""
    [line] = cart_of(weighed()).lines
    assert (line.gross_fen, line.quantity) == (1585, 532)
    assert line.label == Label("2100202015852", Fen(1585), weight_derived=True)


def test_weight_on_a_label_is_priced() -> None:
    """Without money the amount is price × weight."""
    [line] = cart_of(weighed("22", None, 532)).lines
    assert (line.gross_fen, line.label) == (1585, Label("22"))


def test_money_and_weight_that_disagree_are_flagged() -> None:
    """The price has changed since the label was printed; a fen of rounding is no change."""
    same = weighed("26", 1586, 532).label
    other = weighed("26", 1600, 532).label
    assert same is not None
    assert other is not None
    assert (same.price_differs, other.price_differs) == (False, True)


@pytest.mark.parametrize(("amount", "weight"), [(0, None), (None, 0), (0, 532), (1585, 0)])
def test_a_label_of_nothing_is_refused(amount: int | None, weight: int | None) -> None:
    """Zero money or zero weight is a scale's mistake."""
    refused = carts.labelled(
        PORK, "21", None if amount is None else Fen(amount), None if weight is None else Milli(weight)
    )
    assert isinstance(refused, Refused)
    assert refused.code is Code.SCAN_LABEL_ZERO


def test_the_same_label_twice_is_asked() -> None:
    """An identical label is not added, unless a person says so or the first one is void."""
    cart = cart_of(weighed())
    again = weighed()
    assert code_of(carts.add(cart, again, NOW)) is Code.SCAN_LABEL_REPEATED
    confirmed = msgspec.structs.replace(again, confirmed=True)
    assert [line.no for line in add(cart, confirmed).cart.live_lines] == [1, 2]
    voided = carts.void(cart, 1, NOW)
    assert isinstance(voided, Cart)
    assert add(voided, again).line_no == 2


def test_labels_never_join() -> None:
    """Two bags of the same pork are two lines."""
    assert not add(cart_of(weighed()), weighed("2100202020009", 2000)).joined


def test_a_label_s_weight_is_not_the_cashier_s() -> None:
    """A weighed line keeps its weight."""
    assert code_of(carts.set_quantity(cart_of(weighed()), 1, Milli(1000))) is Code.QUANTITY_WEIGHED


def test_a_weighed_article_needs_its_weight() -> None:
    """By its number alone it is not sold."""
    assert code_of(carts.add(EMPTY, some(PORK), NOW)) is Code.SCAN_WEIGHT_NEEDED


# --- for any scanning -------------------------------------------------------------------------------------

additions = st.builds(
    lambda article, count, confirmed: some(article, count, confirmed=confirmed),
    st.sampled_from(ARTICLES),
    st.integers(-1, 120),
    st.booleans(),
) | st.builds(weighed, st.sampled_from(["21a", "21b", "21c"]), st.integers(1, 9_999))
steps = st.lists(additions | st.integers(1, 6), max_size=30)


@given(steps)
def test_no_piece_is_lost_or_invented(taken_steps: list[Addition | int]) -> None:
    """After any scans and voids the live lines hold what was taken and not voided, each article once."""
    cart, expected = EMPTY, dict[Sku, int]()
    for step in taken_steps:
        if isinstance(step, int):
            change = carts.void(cart, step, NOW)
            if isinstance(change, Cart):
                line = cart.lines[step - 1]
                expected[line.sku] -= line.quantity
                cart = change
        else:
            added = carts.add(cart, step, NOW)
            if isinstance(added, Added):
                expected[step.article.sku] = expected.get(step.article.sku, 0) + step.quantity
                cart = added.cart
    held = dict.fromkeys(expected, 0)
    for line in cart.live_lines:
        held[line.sku] += line.quantity
    assert held == expected
    joinable = [line.sku for line in cart.live_lines if line.can_join]
    assert len(joinable) == len(set(joinable))
    assert [line.no for line in cart.lines] == list(range(1, len(cart.lines) + 1))


@given(steps)
def test_a_refusal_changes_nothing_and_a_change_counts(taken_steps: list[Addition | int]) -> None:
    """Every change raises the version by one; a refused one leaves the value as it was."""
    cart = EMPTY
    for step in taken_steps:
        before = msgspec.json.encode(cart)
        change = carts.void(cart, step, NOW) if isinstance(step, int) else carts.add(cart, step, NOW)
        assert msgspec.json.encode(cart) == before
        if not isinstance(change, Refused):
            after = change.cart if isinstance(change, Added) else change
            assert after.version == cart.version + 1
            cart = after


@given(st.lists(st.tuples(st.sampled_from(ARTICLES), st.integers(1, 9)), min_size=1, max_size=10))
def test_gross_is_price_times_quantity(bought: list[tuple[Article, int]]) -> None:
    """Lines of pieces cost what their pieces cost, however they were scanned."""
    cart = cart_of(*(some(article, count) for article, count in bought))
    total = sum(article.price_fen * count for article, count in bought)
    assert sum(line.gross_fen for line in cart.live_lines) == total
    assert all(line.gross_fen == amount_of(line.price_fen, line.quantity) for line in cart.lines)


def test_a_cart_survives_the_database() -> None:
    """A cart with everything in it is the same after being written and read."""
    tendered = carts.with_tender(cart_of(some(TEA, 2), weighed()), CashTender(Fen(5000)))
    assert isinstance(tendered, Cart)
    assert msgspec.json.decode(msgspec.json.encode(tendered), type=Cart) == tendered
