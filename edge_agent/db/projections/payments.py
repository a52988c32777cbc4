"""Payments through a provider: begun, what became of each, and the sale that it paid for."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import (
    Event,
    PaymentChanged,
    PaymentSettledByHand,
    PaymentStarted,
    SaleCompleted,
)

_START = """
INSERT INTO payment (id, order_no, provider, amount_fen, purpose, state, started_at, changed_at,
                     business_date, staff, till, cart, sale, refund, refund_of)
VALUES (?, ?, ?, ?, ?, 'created', ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_CHANGE = """
UPDATE payment SET state = ?, changed_at = ?, reason = ?, provider_ref = coalesce(?, provider_ref)
WHERE id = ?"""
_SETTLE = "UPDATE payment SET state = ?, changed_at = ?, reason = ?, settled_by = ? WHERE id = ?"
_SELL = "UPDATE payment SET sale = ? WHERE id = ?"


def _started(connection: sqlite3.Connection, event: Event, data: PaymentStarted) -> None:
    connection.execute(
        _START,
        (
            data.payment,
            data.order_no,
            data.provider,
            data.amount_fen,
            data.purpose,
            event.at,
            event.at,
            event.business_date,
            event.actor,
            event.till,
            data.cart,
            data.sale,
            data.refund,
            data.refund_of,
        ),
    )


def _changed(connection: sqlite3.Connection, event: Event, data: PaymentChanged) -> None:
    connection.execute(_CHANGE, (data.state, event.at, data.reason, data.provider_ref, data.payment))


def _settled(connection: sqlite3.Connection, event: Event, data: PaymentSettledByHand) -> None:
    connection.execute(_SETTLE, (data.state, event.at, data.reason, event.actor, data.payment))


def _sold(connection: sqlite3.Connection, _event: Event, data: SaleCompleted) -> None:
    for tender in data.tenders:
        if tender.payment is not None:
            connection.execute(_SELL, (data.sale, tender.payment))


PROJECTION = Projection(
    "payments",
    1,
    ("payment",),
    {
        PaymentStarted.TYPE: _started,
        PaymentChanged.TYPE: _changed,
        PaymentSettledByHand.TYPE: _settled,
        SaleCompleted.TYPE: _sold,
    },
)
