"""Sales: what was sold, how it was paid, the receipt counter, and carts that were given up."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import Event, SaleCancelled, SaleCompleted

_SALE = """
INSERT INTO sale (id, receipt_no, business_date, number, at, till, cashier, shift, drawer, cart,
                  total_fen, discount_fen, change_fen)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_LINE = """
INSERT INTO sale_line (sale, no, sku, name, unit, quantity, price_fen, gross_fen, amount_fen,
                       category, tax_class, voided)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_TENDER = """
INSERT INTO sale_tender (sale, no, kind, method, amount_fen, received_fen, reference)
VALUES (?, ?, ?, ?, ?, ?, ?)"""
_COUNT = """
INSERT INTO receipt_counter (business_date, last_number) VALUES (?, ?)
ON CONFLICT (business_date) DO UPDATE SET last_number = max(last_number, excluded.last_number)"""
_CANCELLED = """
INSERT INTO sale_cancelled (cart, at, business_date, till, cashier, lines, total_fen)
VALUES (?, ?, ?, ?, ?, ?, ?)"""


def _sale_completed(connection: sqlite3.Connection, event: Event, data: SaleCompleted) -> None:
    connection.execute(
        _SALE,
        (
            data.sale,
            data.receipt_no,
            event.business_date,
            data.number,
            event.at,
            event.till,
            event.actor,
            data.shift,
            data.drawer,
            data.cart,
            data.total_fen,
            data.discount_fen,
            data.change_fen,
        ),
    )
    connection.executemany(
        _LINE,
        [
            (
                data.sale,
                line.no,
                line.sku,
                line.name,
                line.unit,
                line.quantity,
                line.price_fen,
                line.gross_fen,
                line.amount_fen,
                line.category,
                line.tax_class,
                line.voided_at is not None,
            )
            for line in data.lines
        ],
    )
    connection.executemany(
        _TENDER,
        [
            (
                data.sale,
                tender.no,
                tender.kind,
                tender.method,
                tender.amount_fen,
                tender.received_fen,
                tender.reference,
            )
            for tender in data.tenders
        ],
    )
    connection.execute(_COUNT, (event.business_date, data.number))


def _sale_cancelled(connection: sqlite3.Connection, event: Event, data: SaleCancelled) -> None:
    connection.execute(
        _CANCELLED,
        (
            data.cart,
            event.at,
            event.business_date,
            event.till,
            event.actor,
            len(data.lines),
            data.total_fen,
        ),
    )


PROJECTION = Projection(
    "sales",
    1,
    ("sale", "sale_line", "sale_tender", "receipt_counter", "sale_cancelled"),
    {SaleCompleted.TYPE: _sale_completed, SaleCancelled.TYPE: _sale_cancelled},
)
