"""Coupons: what a code must look like, and whether it may join a cart. What it takes off is pricing."""

import re

import msgspec

from edge_agent.domain.cart import Cart, CartCoupon
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CouponCode, RuleId
from edge_agent.domain.moments import Millis
from edge_agent.domain.pricing.hours import Hours
from edge_agent.domain.promotions import Coupon, Rules

_CODE = re.compile(r"[0-9A-Z]{4,32}")
"""As a scan reads them behind `C:`."""


class KnownCoupon(msgspec.Struct, frozen=True):
    """What the shop knows of a code."""

    code: CouponCode
    rule: RuleId
    valid_until: Millis | None
    """The first moment at which it is good no more."""
    uses_max: int
    uses: int
    """In sales of this shop, those given back left out."""


def read_code(text: str) -> CouponCode | None:
    """A code as it is kept, in capitals; None when it cannot be one."""
    code = text.strip().upper()
    return CouponCode(code) if _CODE.fullmatch(code) else None


def may_join(known: KnownCoupon, cart: Cart, rules: Rules, now: Millis) -> CartCoupon | Refused:
    """The coupon in the cart, or why not; validity, days and hours go by the cart's opening.

    One whose minimum is not reached yet may join: it takes nothing off until it is.
    """
    if any(coupon.code == known.code for coupon in cart.coupons):
        return Refused(Code.COUPON_TWICE, {"code": known.code})
    rule = next((rule for rule in rules.rules if rule.id == known.rule), None)
    if not isinstance(rule, Coupon):
        return Refused(Code.COUPON_NO_RULE, {"code": known.code})
    opened = now if cart.opened_at is None else cart.opened_at
    if not _is_valid(known, rule, opened) or not Hours(cart).is_within(rule, opened):
        return Refused(Code.COUPON_NOT_VALID, {"code": known.code})
    return still_good(known) or CartCoupon(known.code, known.rule)


def still_good(known: KnownCoupon) -> Refused | None:
    """Why a code that is in a cart cannot be paid with, or None: two carts may hold the same one."""
    if known.uses >= known.uses_max:
        return Refused(Code.COUPON_USED, {"code": known.code})
    return None


def _is_valid(known: KnownCoupon, rule: Coupon, at: Millis) -> bool:
    ends = [end for end in (rule.valid_until, known.valid_until) if end is not None]
    return (rule.valid_from is None or rule.valid_from <= at) and all(at < end for end in ends)
