"""Sales: finished, cancelled and refunded, and the counter of receipt numbers."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import (
    Event,
    ReceiptReprinted,
    SaleCancelled,
    SaleCompleted,
    SaleRefunded,
    TenderCorrected,
)

_SALE = """
INSERT INTO sale (id, event, receipt_no, business_date, number, at, till, cashier, shift, drawer, cart,
                  total_fen, discount_fen, change_fen, rounding_fen, rules, member,
                  points_earned, points_spent, points_fen, wants_invoice, exchange_of, ticket)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_LINE = """
INSERT INTO sale_line (sale, no, sku, name, unit, quantity, price_fen, gross_fen, amount_fen,
                       category, tax_class, voided, options, is_open_price)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_TENDER = """
INSERT INTO sale_tender (sale, no, kind, method, amount_fen, received_fen, reference, payment)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_COUNT = """
INSERT INTO receipt_counter (business_date, last_number) VALUES (?, ?)
ON CONFLICT (business_date) DO UPDATE SET last_number = max(last_number, excluded.last_number)"""
_CANCELLED = """
INSERT INTO sale_cancelled (cart, at, business_date, till, cashier, lines, total_fen)
VALUES (?, ?, ?, ?, ?, ?, ?)"""
_REFUND = """
INSERT INTO refund (id, event, receipt_no, business_date, number, at, till, cashier, shift, drawer,
                    sale, sale_receipt_no, total_fen, rounding_fen, reason, approved_by, member,
                    points_taken, points_returned, reopened_as)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_REFUND_LINE = """
INSERT INTO refund_line (refund, no, sku, name, unit, quantity, amount_fen, goods, sale_line,
                         category, tax_class)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_REFUND_LEG = """
INSERT INTO refund_leg (refund, no, kind, method, amount_fen, reference, payment, of_tender)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_SALE_LESS = """
UPDATE sale SET refunded_fen = refunded_fen + ?, rounding_back_fen = rounding_back_fen + ?,
  points_taken = points_taken + ?, points_returned = points_returned + ? WHERE id = ?"""
_LINE_LESS = """
UPDATE sale_line SET refunded_quantity = refunded_quantity + ?, refunded_fen = refunded_fen + ?
WHERE sale = ? AND no = ?"""
_TENDER_LESS = "UPDATE sale_tender SET refunded_fen = refunded_fen + ? WHERE sale = ? AND no = ?"
_CORRECT = """
UPDATE sale_tender SET kind = ?, method = ?, reference = ?, received_fen = amount_fen
WHERE sale = ? AND no = ?"""
_COPY_OF_SALE = "UPDATE sale SET copies = max(copies, ?) WHERE receipt_no = ?"
_COPY_OF_REFUND = "UPDATE refund SET copies = max(copies, ?) WHERE receipt_no = ?"


def _sale_completed(connection: sqlite3.Connection, event: Event, data: SaleCompleted) -> None:
    connection.execute(
        _SALE,
        (
            data.sale,
            event.id,
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
            data.rounding_fen,
            data.rules,
            data.member,
            data.points_earned,
            data.points_spent,
            data.points_fen,
            data.wants_invoice,
            data.exchange_of,
            data.ticket,
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
                "\n".join([option.name for option in line.options]) if line.options else "",
                line.is_open_price,
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
                tender.payment,
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


def _sale_refunded(connection: sqlite3.Connection, event: Event, data: SaleRefunded) -> None:
    _insert_refund(connection, event, data)
    connection.execute(_COUNT, (event.business_date, data.number))
    if data.sale is not None:
        _take_off(connection, data)


def _insert_refund(connection: sqlite3.Connection, event: Event, data: SaleRefunded) -> None:
    connection.execute(
        _REFUND,
        (
            data.refund,
            event.id,
            data.receipt_no,
            event.business_date,
            data.number,
            event.at,
            event.till,
            event.actor,
            data.shift,
            data.drawer,
            data.sale,
            data.sale_receipt_no,
            data.total_fen,
            data.rounding_fen,
            data.reason,
            data.approved_by,
            data.member,
            data.points_taken,
            data.points_returned,
            data.reopened_as,
        ),
    )
    connection.executemany(
        _REFUND_LINE,
        [
            (
                data.refund,
                line.no,
                line.sku,
                line.name,
                line.unit,
                line.quantity,
                line.amount_fen,
                line.goods,
                line.sale_line,
                line.category,
                line.tax_class,
            )
            for line in data.lines
        ],
    )
    connection.executemany(
        _REFUND_LEG,
        [
            (
                data.refund,
                leg.no,
                leg.kind,
                leg.method,
                leg.amount_fen,
                leg.reference,
                leg.payment,
                leg.of_tender,
            )
            for leg in data.legs
        ],
    )


def _take_off(connection: sqlite3.Connection, data: SaleRefunded) -> None:
    """What is left of the sale is so much less; its tables refuse to give back more than there was."""
    connection.execute(
        _SALE_LESS,
        (data.total_fen, data.rounding_fen, data.points_taken, data.points_returned, data.sale),
    )
    connection.executemany(
        _LINE_LESS, [(line.quantity, line.amount_fen, data.sale, line.sale_line) for line in data.lines]
    )
    connection.executemany(_TENDER_LESS, [(leg.amount_fen, data.sale, leg.of_tender) for leg in data.legs])


def _tender_corrected(connection: sqlite3.Connection, _event: Event, data: TenderCorrected) -> None:
    connection.execute(_CORRECT, (data.to_kind, data.to_method, data.to_reference, data.sale, data.tender))


def _receipt_reprinted(connection: sqlite3.Connection, _event: Event, data: ReceiptReprinted) -> None:
    for slip in (_COPY_OF_SALE, _COPY_OF_REFUND):
        connection.execute(slip, (data.copy, data.receipt_no))


PROJECTION = Projection(
    "sales",
    3,
    (
        "sale",
        "sale_line",
        "sale_tender",
        "receipt_counter",
        "sale_cancelled",
        "refund",
        "refund_line",
        "refund_leg",
    ),
    {
        SaleCompleted.TYPE: _sale_completed,
        SaleCancelled.TYPE: _sale_cancelled,
        SaleRefunded.TYPE: _sale_refunded,
        TenderCorrected.TYPE: _tender_corrected,
        ReceiptReprinted.TYPE: _receipt_reprinted,
    },
)
