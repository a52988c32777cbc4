"""The whole cart: its member and points, its coupons, the discount on it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.cart import Cart, CartCoupon, CartMember, Change, Line, OrderDiscount
from edge_agent.domain.cart_whole import (
    COUPONS_MAX,
    fit_points,
    with_agreed_total,
    with_coupon,
    with_member,
    with_points,
    with_share,
    without_coupon,
    without_discount,
)
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CartId, CouponCode, MemberId, RuleId, Sku, StaffId, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import ONE, Unit

NOW = Millis(1_795_321_865_000)
LINE = Line(1, Sku("P1"), "水", Unit.EACH, ONE, Fen(1_000), "typed", NOW)
EMPTY = Cart(CartId("c"), TillId("1"), StaffId("1001"), NOW)
CART = msgspec.structs.replace(EMPTY, lines=(LINE,))
BY_CODE = CartMember(MemberId("m"), "5678", 320, may_spend=True)
BY_TAIL = msgspec.structs.replace(BY_CODE, may_spend=False)
SPENDING = msgspec.structs.replace(CART, member=BY_CODE, points_spent=100, points_fen=Fen(100))


def coupon(code: str) -> CartCoupon:
    return CartCoupon(CouponCode(code), RuleId("P12"))


def cart_of(change: Change) -> Cart:
    assert isinstance(change, Cart)
    return change


def test_points_stay_with_who_may_spend_them() -> None:
    """The same member found again keeps spending; one found by the tail, another one or nobody does not."""
    other = msgspec.structs.replace(BY_CODE, id=MemberId("n"))
    assert cart_of(with_member(SPENDING, BY_CODE)).points_fen == 100
    for member in (BY_TAIL, other, None):
        now = cart_of(with_member(SPENDING, member))
        assert (now.member, now.points_spent, now.points_fen) == (member, 0, 0)


def test_points_are_worth_what_the_shop_says() -> None:
    """Up to all that is due, and not a fen more."""
    now = cart_of(with_points(CART, 200, 5, Fen(1_000)))
    assert (now.points_spent, now.points_fen) == (200, 1_000)
    assert with_points(CART, 201, 5, Fen(1_000)) == Refused(Code.POINTS_ABOVE_DUE, {"max": 200})
    assert with_points(CART, 201, 5, Fen(1_004)) == Refused(Code.POINTS_ABOVE_DUE, {"max": 200})


@given(st.integers(1, 10_000), st.integers(1, 100), st.integers(0, 1_000_000))
def test_points_always_fit_what_is_due(points: int, value_fen: int, due: int) -> None:
    """As many as before when they fit, else as many as do; always at the same worth."""
    cart = msgspec.structs.replace(CART, points_spent=points, points_fen=Fen(points * value_fen))
    left, worth = fit_points(cart, Fen(due))
    assert worth == left * value_fen <= max(due, 0)
    assert left == points or due < (left + 1) * value_fen <= points * value_fen


def test_a_cart_takes_so_many_coupons() -> None:
    """One more is refused."""
    cart = CART
    for no in range(COUPONS_MAX):
        cart = cart_of(with_coupon(cart, coupon(f"C{no}")))
    assert with_coupon(cart, coupon("X")) == Refused(Code.CART_COUPON_MANY, {"max": COUPONS_MAX})


def test_a_coupon_is_given_back() -> None:
    """That one and no other; one that is not there is said not to be."""
    cart = cart_of(with_coupon(cart_of(with_coupon(CART, coupon("A"))), coupon("B")))
    assert cart_of(without_coupon(cart, CouponCode("A"))).coupons == (coupon("B"),)
    assert without_coupon(CART, CouponCode("A")) == Refused(Code.CART_COUPON_UNKNOWN, {"code": "A"})


def test_one_discount_at_a_time() -> None:
    """A share takes the place of an agreed total, and the other way round; 1000 takes either back."""
    share = cart_of(with_share(CART, 880))
    assert share.order_discount == OrderDiscount(pay_permille=880)
    agreed = cart_of(with_agreed_total(share, Fen(900), Fen(1_000)))
    assert agreed.order_discount == OrderDiscount(total_fen=Fen(900))
    for back in (with_share(agreed, 1_000), without_discount(agreed)):
        assert cart_of(back).order_discount is None


@pytest.mark.parametrize("permille", [-1, 0, 1_001])
def test_what_is_no_share(permille: int) -> None:
    """For nothing, for less, and for more than the price."""
    assert with_share(CART, permille) == Refused(Code.DISCOUNT_INVALID)


@pytest.mark.parametrize("total", [-1, 1_001])
def test_what_nobody_agrees_to(total: int) -> None:
    """To be paid for buying, and to pay more than the price."""
    refused = Refused(Code.DISCOUNT_ABOVE_SUM, {"sum": "10.00"})
    assert with_agreed_total(CART, Fen(total), Fen(1_000)) == refused


def test_nothing_is_not_discounted() -> None:
    """An empty cart has no price to take anything off."""
    assert with_share(EMPTY, 900) == Refused(Code.CART_EMPTY)
    assert with_agreed_total(EMPTY, Fen(0), Fen(0)) == Refused(Code.CART_EMPTY)
