"""Coupons: which code may join which cart."""

import msgspec
import pytest

from edge_agent.domain.cart import Cart, CartCoupon
from edge_agent.domain.coupons import KnownCoupon, may_join, read_code, still_good
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CartId, CouponCode, RuleId, StaffId, TillId
from edge_agent.domain.moments import HOUR, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.promotions import Coupon, NthPiece, Scope, make_rules

CODE, RULE = CouponCode("SPRING8"), RuleId("K1")
CART = Cart(CartId("c"), TillId("1"), StaffId("1"), Millis(1_000), opened_at=Millis(1_000))
KNOWN = KnownCoupon(CODE, RULE, Millis(2_000), 2, 1)
ALL = Scope(everything=True)
SUNDAY_NOON = Millis(1_795_320_000_000)
"""22 November 2026 in Shanghai."""
RULES = make_rules(
    [
        Coupon(id=RULE, name="五元券", scope=ALL, off_fen=Fen(500), valid_from=Millis(500)),
        NthPiece(id=RuleId("H1"), name="第二件半价", scope=ALL, n=2, pay_permille=500),
    ]
)


def refusal(known: KnownCoupon = KNOWN, cart: Cart = CART, now: int = 1_000) -> Code:
    found = may_join(known, cart, RULES, Millis(now))
    assert isinstance(found, Refused)
    assert found.params == {"code": CODE}
    return found.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("spring8", CODE),
        (" SPRING8\r", CODE),
        ("ABC", None),
        ("券券券券", None),
        ("A" * 33, None),
        ("A B C", None),
    ],
)
def test_a_code_is_kept_in_capitals(text: str, code: CouponCode | None) -> None:
    """As it is scanned or typed; what cannot be a code is none."""
    assert code == read_code(text)


def test_a_good_coupon_joins() -> None:
    """With the rule that it stands for."""
    assert may_join(KNOWN, CART, RULES, Millis(1_000)) == CartCoupon(CODE, RULE)


def test_a_coupon_joins_once() -> None:
    """The same code twice in one cart is refused."""
    assert refusal(cart=msgspec.structs.replace(CART, coupons=(CartCoupon(CODE, RULE),))) is Code.COUPON_TWICE


@pytest.mark.parametrize("rule", ["K9", "H1"])
def test_a_coupon_needs_its_rule(rule: str) -> None:
    """One that the cart's rule set lacks, or that is no coupon's, is of no use."""
    assert refusal(msgspec.structs.replace(KNOWN, rule=RuleId(rule))) is Code.COUPON_NO_RULE


def test_validity_goes_by_the_opening_of_the_cart() -> None:
    """A code or a rule that has ended, or has not begun, when the cart was opened; a new cart opens now."""
    assert refusal(cart=msgspec.structs.replace(CART, opened_at=Millis(2_000))) is Code.COUPON_NOT_VALID
    assert refusal(cart=msgspec.structs.replace(CART, opened_at=Millis(499))) is Code.COUPON_NOT_VALID
    assert not isinstance(may_join(KNOWN, CART, RULES, Millis(9_999)), Refused)
    unopened = msgspec.structs.replace(CART, opened_at=None)
    assert refusal(cart=unopened, now=2_000) is Code.COUPON_NOT_VALID


def test_a_coupon_has_days_and_hours() -> None:
    """Of Sundays from ten to two: by the shop's clock when the cart was opened, as it is priced."""
    sundays = Coupon(
        id=RULE, name="周日券", scope=ALL, off_fen=Fen(500), weekdays=(7,), from_minute=600, until_minute=840
    )
    known, rules = msgspec.structs.replace(KNOWN, valid_until=None), make_rules([sundays])
    found = {}
    for hours in (-3, 0, 2, 24):
        cart = msgspec.structs.replace(
            CART, opened_at=Millis(SUNDAY_NOON + hours * HOUR), utc_offset_minutes=480
        )
        found[hours] = may_join(known, cart, rules, SUNDAY_NOON)
    refused = Refused(Code.COUPON_NOT_VALID, {"code": CODE})
    assert found == {-3: refused, 0: CartCoupon(CODE, RULE), 2: refused, 24: refused}


def test_a_used_coupon_is_refused() -> None:
    """When it is shown, and again when it is to be paid with."""
    used = msgspec.structs.replace(KNOWN, uses=2)
    assert refusal(used) is Code.COUPON_USED
    assert still_good(used) == Refused(Code.COUPON_USED, {"code": CODE})
    assert still_good(KNOWN) is None
