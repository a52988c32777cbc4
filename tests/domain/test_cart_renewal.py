"""A cart on another business day: what follows the catalogue, what stays, and which lines moved."""

import msgspec
import pytest

from edge_agent.domain.cart import Cart, ChosenOption, Label, Line, OrderDiscount
from edge_agent.domain.cart_renewal import Today, moved_lines, renew
from edge_agent.domain.catalogue import Article, Choice, OptionGroup
from edge_agent.domain.ids import CartId, RuleId, RulesHash, Sku, StaffId, TillId
from edge_agent.domain.moments import HOUR, BusinessDate, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import PricedCart, PricedLine, Step, StepKind, price
from edge_agent.domain.promotions import Scope, TimedPrice, make_rules
from edge_agent.domain.quantity import ONE, Milli, Unit

THEN, NOW = Millis(1_795_321_865_000), Millis(1_795_400_000_000)
CUP = OptionGroup("cup", "杯型", (Choice("l", "大杯", Fen(400)),))
LATTE = Article(Sku("L"), "拿铁", Unit.EACH, Fen(1_700), member_price_fen=Fen(1_500), options=(CUP,))
PORK = Article(Sku("W"), "五花肉", Unit.KG, Fen(3_500))
TODAY = Today(
    BusinessDate("2026-11-23"), NOW, 480, RulesHash("0123456789abcdef"), {LATTE.sku: LATTE, PORK.sku: PORK}
)
LINE = Line(1, LATTE.sku, "拿铁", Unit.EACH, ONE, Fen(1_600), "typed", THEN)
BAG = Line(1, PORK.sku, "五花肉", Unit.KG, Milli(500), Fen(2_980), "26", THEN)


def cart_of(*lines: Line) -> Cart:
    numbered = tuple(msgspec.structs.replace(line, no=no) for no, line in enumerate(lines, start=1))
    return Cart(CartId("c"), TillId("1"), StaffId("1001"), THEN, lines=numbered)


def renewed(line: Line) -> Line:
    return renew(cart_of(line), TODAY).lines[0]


def test_a_line_costs_what_the_catalogue_says_now() -> None:
    """Price, member price and what the choices add; it counts as scanned now."""
    large = msgspec.structs.replace(
        LINE, price_fen=Fen(1_900), options=(ChosenOption("cup", "l", "大杯", Fen(300)),)
    )
    line = renewed(large)
    assert (line.price_fen, line.member_price_fen, line.added_at) == (2_100, 1_900, NOW)
    assert line.options == (ChosenOption("cup", "l", "大杯", Fen(400)),)


def test_weights_are_priced_anew() -> None:
    """Those that a person typed, and labels that carry no money."""
    for line in (
        msgspec.structs.replace(BAG, typed_weight=True),
        msgspec.structs.replace(BAG, label=Label("22")),
    ):
        assert renewed(line).gross_fen == 1_750


@pytest.mark.parametrize(
    "line",
    [
        msgspec.structs.replace(BAG, label=Label("21", Fen(1_490), weight_derived=True)),
        msgspec.structs.replace(LINE, is_open_price=True),
        msgspec.structs.replace(LINE, price_fen=Fen(1_000), list_price_fen=Fen(1_600)),
        msgspec.structs.replace(LINE, sku=Sku("gone")),
        msgspec.structs.replace(LINE, sku=PORK.sku),
    ],
)
def test_what_keeps_its_price(line: Line) -> None:
    """A label's money, a typed price, a changed one; and what the catalogue lacks or now sells otherwise."""
    assert renewed(line) == msgspec.structs.replace(line, added_at=NOW)


def test_choices_that_would_make_a_price_negative_change_nothing() -> None:
    """What cannot be priced as it is today keeps the price that it has."""
    cheap = msgspec.structs.replace(
        LATTE, options=(msgspec.structs.replace(CUP, choices=(Choice("l", "大杯", Fen(-9_999)),)),)
    )
    line = msgspec.structs.replace(LINE, options=(ChosenOption("cup", "l", "大杯", Fen(300)),))
    today = msgspec.structs.replace(TODAY, articles={LATTE.sku: cheap})
    assert renew(cart_of(line), today).lines[0] == msgspec.structs.replace(line, added_at=NOW)


def test_a_voided_line_is_history() -> None:
    """Nothing of it changes."""
    line = msgspec.structs.replace(LINE, voided_at=THEN)
    assert renewed(line) == line


def test_a_line_goes_by_the_rules_of_its_category_now() -> None:
    """Goods that were moved to another category, or another tax class, are sold in that one; labels too."""
    pork = msgspec.structs.replace(PORK, category="肉", tax_class="9", tax_code="1" * 19)
    today = msgspec.structs.replace(TODAY, articles={PORK.sku: pork})
    label = msgspec.structs.replace(BAG, label=Label("21", Fen(1_490), weight_derived=True))
    line = renew(cart_of(label), today).lines[0]
    assert (line.category, line.tax_class, line.tax_code) == ("肉", "9", "1" * 19)
    assert line.gross_fen == 1_490


def test_yesterdays_promotions_are_over() -> None:
    """Validity goes by the renewal, as if the cart had been opened now; today's promotions hold."""
    everything, day = Scope(everything=True), Millis(NOW - HOUR)
    gone = TimedPrice(id=RuleId("A"), name="昨天", scope=everything, price_fen=Fen(100), valid_until=day)
    new = TimedPrice(id=RuleId("B"), name="今天", scope=everything, price_fen=Fen(900), valid_from=day)
    cart = msgspec.structs.replace(cart_of(LINE), opened_at=THEN)
    rules = make_rules([gone, new])
    assert price(cart, rules).total_fen == 100
    assert price(renew(cart, TODAY), rules).total_fen == 900


def test_the_cart_goes_by_today() -> None:
    """Date, clock, rules; a total agreed on yesterday was for yesterday's prices, a share is a share."""
    cart = msgspec.structs.replace(cart_of(LINE), order_discount=OrderDiscount(total_fen=Fen(1_000)))
    now = renew(cart, TODAY)
    assert (now.business_date, now.utc_offset_minutes, now.rules) == ("2026-11-23", 480, TODAY.rules)
    assert (now.order_discount, now.version) == (None, cart.version)
    share = msgspec.structs.replace(cart, order_discount=OrderDiscount(pay_permille=900))
    assert renew(share, TODAY).order_discount == share.order_discount


def test_lines_that_cost_something_else_are_named() -> None:
    """By their numbers; voided and unchanged ones are not."""
    voided = msgspec.structs.replace(LINE, voided_at=THEN)
    same = msgspec.structs.replace(LINE, is_open_price=True)
    cart = cart_of(voided, same, LINE)
    assert moved_lines(price(cart), price(renew(cart, TODAY))) == (3,)


def test_a_share_of_the_whole_moves_no_line() -> None:
    """When one line moves, 满减 is shared otherwise over all of them: only the one is named."""

    def priced(*grosses: int, off: int) -> PricedCart:
        lines = cart_of(*[LINE] * len(grosses)).lines
        steps = (Step(StepKind.SPEND_SAVE, Fen(off)),)
        parts = [
            PricedLine(line, Fen(fen), steps, Fen(fen + off))
            for line, fen in zip(lines, grosses, strict=True)
        ]
        return PricedCart(tuple(parts), Fen(sum(grosses)), Fen(2 * off), Fen(sum(grosses) + 2 * off))

    assert moved_lines(priced(1_000, 1_000, off=-50), priced(1_000, 1_200, off=-45)) == (2,)
