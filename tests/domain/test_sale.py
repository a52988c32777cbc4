"""A sale: what a paid cart becomes, fen for fen."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain import cart_lines as carts
from edge_agent.domain.cart import Cart, CartCoupon
from edge_agent.domain.cart_lines import Added, Addition
from edge_agent.domain.catalogue import Article
from edge_agent.domain.events import PaidTender, SaleCompleted, UsedCoupon
from edge_agent.domain.ids import (
    CartId,
    CouponCode,
    DrawerId,
    PaymentId,
    ReceiptNo,
    RuleId,
    SaleId,
    ShiftId,
    Sku,
    StaffId,
    TillId,
)
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import price
from edge_agent.domain.promotions import Coupon, Scope, make_rules
from edge_agent.domain.quantity import Milli, Unit, pieces
from edge_agent.domain.sale import Numbered, cancelled, complete
from edge_agent.domain.shifts import Shift
from edge_agent.domain.stock import Move, MoveKind, moves_of
from edge_agent.domain.tender import (
    CashTender,
    ExternalMethod,
    ExternalTender,
    PaymentTender,
    Rounding,
    Tender,
    balance,
    check_tender,
)

NOW = Millis(1_795_321_865_000)
SHIFT = Shift(ShiftId("h"), DrawerId("1"), BusinessDate("2026-11-22"), NOW, StaffId("1001"), Fen(20_000))
NUMBERED = Numbered(SaleId("s"), ReceiptNo("S0123-1-20261122-0042"), 42)
METHODS = (ExternalMethod("wechat", "微信", "WeChat Pay", "2"),)
WATER = Article(Sku("P1039"), "农夫山泉", Unit.EACH, Fen(200), category="饮料", tax_class="13%")
TEA = Article(Sku("D02"), "声声乌龙", Unit.EACH, Fen(1500))
PORK = Article(Sku("W00202"), "五花肉", Unit.KG, Fen(2980))


def cart_of(*additions: Addition) -> Cart:
    cart = Cart(CartId("c"), TillId("1"), StaffId("1001"), NOW)
    for addition in additions:
        added = carts.add(cart, addition, NOW)
        assert isinstance(added, Added)
        cart = added.cart
    return cart


def paid(cart: Cart, *tenders: Tender) -> Cart:
    return msgspec.structs.replace(cart, tenders=tenders)


def sale_of(cart: Cart) -> SaleCompleted:
    return complete(cart, price(cart), SHIFT, NUMBERED)


THREE = cart_of(Addition(WATER, pieces(1), "6921168509256"), Addition(TEA, pieces(1), "2"))
"""It costs 17.00."""


def test_a_sale_holds_all_of_it() -> None:
    """Lines with their price's inputs, tenders, numbers and shift."""
    sale = sale_of(paid(THREE, CashTender(Fen(2000))))
    assert (sale.sale, sale.receipt_no, sale.number) == ("s", "S0123-1-20261122-0042", 42)
    assert (sale.cart, sale.shift, sale.drawer, sale.opened_at) == ("c", "h", "1", NOW)
    assert (sale.total_fen, sale.discount_fen, sale.change_fen) == (1700, 0, 300)
    assert sale.tenders == (PaidTender(1, "cash", Fen(1700), Fen(2000)),)
    water = sale.lines[0]
    assert (water.no, water.sku, water.name, water.unit) == (1, "P1039", "农夫山泉", Unit.EACH)
    assert (water.quantity, water.price_fen, water.gross_fen, water.amount_fen) == (1000, 200, 200, 200)
    assert (water.code, water.category, water.tax_class) == ("6921168509256", "饮料", "13%")


@pytest.mark.parametrize(
    ("tenders", "kept"),
    [
        ([CashTender(Fen(1700))], [1700]),
        ([CashTender(Fen(1000)), CashTender(Fen(1000))], [1000, 700]),
        ([CashTender(Fen(1000)), CashTender(Fen(5000))], [1000, 700]),
        ([CashTender(Fen(500)), ExternalTender("wechat", Fen(1200))], [500, 1200]),
        ([ExternalTender("wechat", Fen(1500)), CashTender(Fen(10_000))], [1500, 200]),
        ([ExternalTender("wechat", Fen(1700))], [1700]),
    ],
)
def test_change_comes_out_of_the_last_cash(tenders: list[Tender], kept: list[int]) -> None:
    """Each leg counts for what the shop keeps; only cash gives back."""
    sale = sale_of(paid(THREE, *tenders))
    assert [tender.amount_fen for tender in sale.tenders] == kept
    assert [tender.received_fen for tender in sale.tenders] == [tender.amount_fen for tender in tenders]
    assert [tender.no for tender in sale.tenders] == list(range(1, len(tenders) + 1))


def test_a_reference_stays_with_its_leg() -> None:
    """Method and reference of an external tender are on record."""
    sale = sale_of(paid(THREE, ExternalTender("wechat", Fen(1700), "8812")))
    assert sale.tenders == (PaidTender(1, "external", Fen(1700), Fen(1700), "wechat", "8812"),)


offers = st.lists(
    st.builds(CashTender, st.integers(1, 3000).map(Fen))
    | st.builds(ExternalTender, st.just("wechat"), st.integers(1, 1700).map(Fen)),
    max_size=8,
)


@given(offers)
def test_the_shop_keeps_exactly_the_total(offered: list[Tender]) -> None:
    """However it was paid: what is kept is the total, what is received less what is kept is the change."""
    taken: list[Tender] = []
    for tender in [*offered, CashTender(Fen(1700))]:
        if check_tender(tender, Fen(1700), taken, METHODS) is None:
            taken.append(tender)
    sale = sale_of(paid(THREE, *taken))
    assert sum(tender.amount_fen for tender in sale.tenders) == sale.total_fen == 1700
    assert sum(tender.received_fen - tender.amount_fen for tender in sale.tenders) == sale.change_fen
    assert sale.change_fen == balance(Fen(1700), taken).change_fen
    assert all(0 <= tender.amount_fen <= tender.received_fen for tender in sale.tenders)
    assert all(tender.amount_fen == tender.received_fen for tender in sale.tenders if tender.kind != "cash")


def test_what_is_not_paid_is_not_sold() -> None:
    """A cart that still owes something makes no sale."""
    with pytest.raises(ValueError, match="1 fen are still due"):
        sale_of(paid(THREE, CashTender(Fen(1699))))


def test_voided_lines_are_on_record_and_cost_nothing() -> None:
    """A void stays in the sale with its time; total and stock are without it."""
    voided = carts.void(THREE, 2, Millis(NOW + 1))
    assert isinstance(voided, Cart)
    sale = sale_of(paid(voided, CashTender(Fen(200))))
    assert [line.voided_at for line in sale.lines] == [None, NOW + 1]
    assert sale.total_fen == 200
    assert moves_of(sale) == (Move(Sku("P1039"), MoveKind.SALE, Milli(-1000)),)


def test_a_label_s_money_is_the_line_s_amount() -> None:
    """What the label said is sold and what it weighed leaves the stock."""
    addition = carts.labelled(PORK, "2100202015852", Fen(1585), None)
    assert isinstance(addition, Addition)
    sale = sale_of(paid(cart_of(addition), CashTender(Fen(1585))))
    assert (sale.lines[0].amount_fen, sale.lines[0].label) == (1585, addition.label)
    assert moves_of(sale) == (Move(Sku("W00202"), MoveKind.SALE, Milli(-532)),)


def test_a_cancelled_cart_is_on_record() -> None:
    """All lines with what they would have cost."""
    record = cancelled(THREE, price(THREE))
    assert (record.cart, record.opened_at, record.total_fen, len(record.lines)) == ("c", NOW, 1700, 2)


def test_a_cart_without_a_line_opened_when_it_was_made() -> None:
    """A cart that never held a line began at its making."""
    empty = cart_of()
    assert cancelled(empty, price(empty)).opened_at == NOW


@given(offers, st.sampled_from(Rounding), st.integers(0, 99))
def test_the_shop_keeps_the_total_and_the_rounding(
    offered: list[Tender], rounding: Rounding, odd_fen: int
) -> None:
    """Of an odd total too: what is kept is total and rounding, the legs lose nothing but change."""
    odd = Article(Sku("O"), "散称", Unit.EACH, Fen(1700 + odd_fen))
    cart = cart_of(Addition(odd, pieces(1), "O"))
    total = Fen(1700 + odd_fen)
    taken: list[Tender] = []
    for tender in [*offered, CashTender(Fen(1800))]:
        if check_tender(tender, total, taken, METHODS, rounding) is None:
            taken.append(tender)
    sale = complete(paid(cart, *taken), price(cart), SHIFT, NUMBERED, rounding)
    assert sum(tender.amount_fen for tender in sale.tenders) == sale.total_fen + sale.rounding_fen
    assert sum(tender.received_fen - tender.amount_fen for tender in sale.tenders) == sale.change_fen
    assert all(0 <= tender.amount_fen <= tender.received_fen for tender in sale.tenders)
    assert sale.total_fen == total
    if all(isinstance(tender, ExternalTender) for tender in taken):
        assert (sale.rounding_fen, sale.change_fen) == (0, 0)


def test_a_provider_s_money_is_a_leg_of_its_own() -> None:
    """The sale names the payment that it consumed, with the wallet as its method."""
    payment = PaymentTender(PaymentId("p"), "alipay", Fen(1700))
    sale = complete(paid(THREE, payment), price(THREE), SHIFT, NUMBERED, points_earned=17)
    assert sale.tenders == (PaidTender(1, "payment", Fen(1700), Fen(1700), "alipay", payment=PaymentId("p")),)
    assert (sale.points_earned, sale.rounding_fen) == (17, 0)


def test_a_coupon_that_takes_nothing_off_is_not_used() -> None:
    """Its minimum was not reached: it stays the customer's."""
    rules = make_rules(
        Coupon(id=RuleId(name), name="券", scope=Scope(everything=True), off_fen=Fen(100), min_fen=Fen(least))
        for name, least in (("LOW", 1_000), ("HIGH", 5_000))
    )
    coupons = (CartCoupon(CouponCode("AAAA"), RuleId("HIGH")), CartCoupon(CouponCode("BBBB"), RuleId("LOW")))
    cart = paid(msgspec.structs.replace(THREE, coupons=coupons), CashTender(Fen(1_600)))
    sale = complete(cart, price(cart, rules), SHIFT, NUMBERED)
    assert sale.coupons == (UsedCoupon(CouponCode("BBBB"), RuleId("LOW")),)
