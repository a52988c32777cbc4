"""Coupons as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class CouponRow(msgspec.Struct, frozen=True):
    """A coupon's columns, and how often its code was used and not given back."""

    code: str
    rule: str
    valid_until: int | None
    uses_max: int
    uses: int


BY_CODE = Query("coupons.by_code", CouponRow)
SAVE = Command("coupons.save")
