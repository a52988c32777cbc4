"""Coupons: which code was used in which sale, until a refund gives it back."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import Event, SaleCompleted, SaleRefunded

_USE = "INSERT INTO coupon_use (code, sale, rule, at) VALUES (?, ?, ?, ?)"
_GIVE_BACK = "DELETE FROM coupon_use WHERE code = ? AND sale = ?"


def _sale_completed(connection: sqlite3.Connection, event: Event, data: SaleCompleted) -> None:
    if data.coupons:
        uses = [(coupon.code, data.sale, coupon.rule, event.at) for coupon in data.coupons]
        connection.executemany(_USE, uses)


def _sale_refunded(connection: sqlite3.Connection, _event: Event, data: SaleRefunded) -> None:
    if data.coupons_returned:
        connection.executemany(_GIVE_BACK, [(code, data.sale) for code in data.coupons_returned])


PROJECTION = Projection(
    "coupons",
    1,
    ("coupon_use",),
    {SaleCompleted.TYPE: _sale_completed, SaleRefunded.TYPE: _sale_refunded},
)
