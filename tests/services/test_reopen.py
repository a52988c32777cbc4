"""反结账: the cart that it leaves behind is the sale's own, to the last discount by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.db.journal import JournalTx
from edge_agent.domain.cart import Cart, CartCoupon, ChosenOption, Label, Line, OrderDiscount
from edge_agent.domain.catalogue import Article, PriceUnit
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import CartId, CouponCode, RuleId, SaleId, Sku, StaffId, TillId
from edge_agent.domain.moments import HOUR, Millis, utc_offset_minutes
from edge_agent.domain.money import Fen
from edge_agent.domain.promotions import Coupon, Scope, make_rules
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.tender import CashTender
from edge_agent.services import carts, refunds, reopen, shifts
from edge_agent.services.articles import save_articles
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.rules import put_in_force
from edge_agent.services.sales import settle
from edge_agent.services.staff import add_staff
from edge_agent.services.who import Who
from edge_agent.wire.after_sale import (
    RefundDone,
    RefundLineRequest,
    RefundRequest,
    ReopenRequest,
)
from edge_agent.wire.staff import AddStaff

if TYPE_CHECKING:
    from tests.services.conftest import Store

CHIEF = Who(StaffId("9001"), TillId("1"))
TEA = Line(
    no=1,
    sku=Sku("D1"),
    name="声声乌龙",
    unit=Unit.EACH,
    quantity=Milli(2_000),
    price_fen=Fen(1_800),
    code="2",
    added_at=Millis(1),
    category="饮品",
    tax_class="13",
    prep_seconds=90,
    tax_code="1030307000000000000",
    station="bar",
    options=(ChosenOption("cup", "l", "大杯", Fen(300)),),
    pay_permille=880,
)
PORK = Line(
    no=2,
    sku=Sku("W1"),
    name="五花肉",
    unit=Unit.KG,
    quantity=Milli(532),
    price_fen=Fen(2_980),
    code="2100202015852",
    added_at=Millis(2),
    label=Label("2100202015852", Fen(1_585)),
    price_unit=PriceUnit.JIN,
)
FISH = Line(
    no=4,
    sku=Sku("X1"),
    name="无码商品",
    unit=Unit.KG,
    quantity=Milli(250),
    price_fen=Fen(4_000),
    code="6900000000001",
    added_at=Millis(4),
    typed_weight=True,
    is_open_price=True,
    list_price_fen=Fen(4_500),
)
FIVE_OFF = Coupon(id=RuleId("P1"), name="减5元", scope=Scope(everything=True), off_fen=Fen(500))
VOIDED = msgspec.structs.replace(TEA, no=3, voided_at=Millis(3))


@pytest.fixture
def shop(store: Store) -> Store:
    """A shop with an open shift and an article whose price is told by the jin."""

    def stock(tx: JournalTx) -> None:
        save_articles(
            tx, [Article(Sku("W1"), "五花肉", Unit.KG, Fen(2_980), price_unit=PriceUnit.JIN, plu="00202")]
        )
        add_staff(tx, AddStaff("9001", "王店长", "supervisor", "1234"), "hash")
        shifts.open_shift(tx, store.settings, CHIEF, Fen(0))

    store.do(stock)
    return store


def _sold(shop: Store) -> tuple[Cart, SaleId]:
    """A sale of all that a cart can hold, paid in cash."""

    def sell(tx: JournalTx) -> tuple[Cart, SaleId]:
        shift = shifts.shift_of_till(tx, shop.settings, CHIEF.till)
        assert not isinstance(shift, Refused)
        cart = Cart(
            CartId(tx.new_id()),
            CHIEF.till,
            CHIEF.staff,
            tx.now,
            business_date=shift.business_date,
            utc_offset_minutes=utc_offset_minutes(tx.now, shop.settings.store.zone),
            rules=put_in_force(tx, make_rules((FIVE_OFF,))),
            lines=(TEA, PORK, VOIDED, FISH),
            coupons=(CartCoupon(CouponCode("C100"), RuleId("P1")),),
            order_discount=OrderDiscount(pay_permille=950),
            wants_invoice=True,
        )
        now = carts.priced(tx, cart)
        paid = msgspec.structs.replace(cart, tenders=(CashTender(now.total_fen),))
        return cart, settle(tx, shop.settings, CHIEF, shift, paid, now)

    return shop.do(sell)


def _live(shop: Store) -> CartChanged:
    answer = shop.do(lambda tx: carts.open_cart(tx, shop.settings, CHIEF))
    assert isinstance(answer, CartChanged)
    return answer


def test_a_reopened_cart_is_the_sale_s_own(shop: Store) -> None:
    """Choices, labels, typed weights and prices, discounts by hand, coupons, 要开票: and the same total."""
    before, sale = _sold(shop)
    shop.clock.at = Millis(shop.clock.at + HOUR)
    done = shop.do(lambda tx: reopen.reopen(tx, shop.settings, CHIEF, sale, ReopenRequest("错了")))
    assert isinstance(done, RefundDone)
    again = _live(shop)

    assert done.cart == again.cart.id == done.refund.reopened_as
    live = [msgspec.structs.replace(line, no=no) for no, line in enumerate((TEA, PORK, FISH), 1)]
    assert again.cart.lines == tuple(live)
    assert again.cart.coupons == before.coupons
    assert (again.cart.order_discount, again.cart.wants_invoice) == (before.order_discount, True)
    assert (again.cart.rules, again.cart.utc_offset_minutes) == (before.rules, before.utc_offset_minutes)
    assert again.priced.total_fen == done.refund.total_fen


def test_a_coupon_comes_back_with_the_last_of_its_sale(shop: Store) -> None:
    """Not before: as long as a line is sold at its price, it is used."""
    _, sale = _sold(shop)
    used = len(shop.rows("coupon_use"))
    for body in (RefundRequest(lines=(RefundLineRequest(1, 2_000),)), RefundRequest(all=True)):
        assert len(shop.rows("coupon_use")) == used == 1
        done = shop.do(lambda tx, body=body: refunds.refund(tx, shop.settings, CHIEF, sale, body))  # type: ignore[misc]
        assert isinstance(done, RefundDone)

    assert shop.rows("coupon_use") == []
