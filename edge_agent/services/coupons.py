"""Coupons at the counter: a code looked up for a cart, and looked at again before it is paid."""

from edge_agent.db.queries import coupons as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.cart import Cart, CartCoupon
from edge_agent.domain.coupons import KnownCoupon, may_join, read_code, still_good
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CouponCode, RuleId
from edge_agent.domain.moments import Millis
from edge_agent.services.rules import rules_of

_SHOWN_MAX = 40


def find_coupon(tx: Tx, cart: Cart, code: str) -> CartCoupon | Refused:
    """The coupon that a code names, ready to join the cart."""
    known = _known(tx, code)
    if known is None:
        return Refused(Code.COUPON_UNKNOWN, {"code": code[:_SHOWN_MAX]})
    return may_join(known, cart, rules_of(tx, cart.rules), tx.now)


def coupons_still_good(tx: Tx, cart: Cart) -> Refused | None:
    """Why the cart cannot be paid with its coupons, or None; to be asked at each tender."""
    for coupon in cart.coupons:
        known = _known(tx, coupon.code)
        refused = Refused(Code.COUPON_UNKNOWN, {"code": coupon.code}) if known is None else still_good(known)
        if refused:
            return refused
    return None


def _known(tx: Tx, code: str) -> KnownCoupon | None:
    row = tx.one(queries.BY_CODE, read_code(code) or "")
    if row is None:
        return None
    ends = None if row.valid_until is None else Millis(row.valid_until)
    return KnownCoupon(CouponCode(row.code), RuleId(row.rule), ends, row.uses_max, row.uses)
