"""Shifts: each drawer's sessions, one at a time open; what each took; floats; the counter of Z reports."""

import sqlite3
from collections.abc import Mapping

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import (
    CashMoved,
    DrawerOpened,
    Event,
    ReceiptReprinted,
    RightUsed,
    SaleCancelled,
    SaleCompleted,
    SaleRefunded,
    SessionOpened,
    ShiftClosed,
    ShiftCounted,
    ShiftOpened,
    TenderCorrected,
)
from edge_agent.domain.rights import Right

_OPEN = """
INSERT INTO shift (id, drawer, business_date, opened_at, opened_by, float_fen, expected_fen, is_open)
VALUES (?, ?, ?, ?, ?, ?, ?, 1)"""
_COUNTED = "UPDATE shift SET first_counted_fen = ?, first_counted_by = ? WHERE id = ?"
_CLOSE = """
UPDATE shift SET is_open = 0, closed_at = ?, closed_by = ?, closed_event = ?, z_no = ?, over_fen = ?
WHERE id = ?"""
_LEAVE = """
INSERT INTO drawer_float (drawer, left_fen) VALUES (?, ?)
ON CONFLICT (drawer) DO UPDATE SET left_fen = excluded.left_fen"""
_NUMBER = """
INSERT INTO z_counter (one, last_no) VALUES (1, ?)
ON CONFLICT (one) DO UPDATE SET last_no = max(last_no, excluded.last_no)"""
_TILL = """
INSERT INTO till_drawer (till, drawer) VALUES (?, ?)
ON CONFLICT (till) DO UPDATE SET drawer = excluded.drawer WHERE drawer <> excluded.drawer"""
_SHIFT_OF_TILL = """
SELECT shift.id FROM till_drawer
JOIN shift ON shift.drawer = till_drawer.drawer AND shift.is_open = 1
WHERE till_drawer.till = ?"""
_MOVE = """
INSERT INTO cash_move (event, shift, at, kind, amount_fen, reason, staff) VALUES (?, ?, ?, ?, ?, ?, ?)"""
_SOLD = """
INSERT INTO shift_sum (shift, sales, sales_fen, discount_fen, rounding_fen, voids) VALUES (?, 1, ?, ?, ?, ?)
ON CONFLICT (shift) DO UPDATE SET sales = sales + 1, sales_fen = sales_fen + excluded.sales_fen,
  discount_fen = discount_fen + excluded.discount_fen, rounding_fen = rounding_fen + excluded.rounding_fen,
  voids = voids + excluded.voids"""
_REFUNDED = """
INSERT INTO shift_sum (shift, refunds, refunds_fen, rounding_fen) VALUES (?, 1, ?, ?)
ON CONFLICT (shift) DO UPDATE SET refunds = refunds + 1, refunds_fen = refunds_fen + excluded.refunds_fen,
  rounding_fen = rounding_fen + excluded.rounding_fen"""
_TENDER = """
INSERT INTO shift_tender (shift, kind, method, sales_fen, refunds_fen, corrections_fen)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (shift, kind, method) DO UPDATE SET sales_fen = sales_fen + excluded.sales_fen,
  refunds_fen = refunds_fen + excluded.refunds_fen,
  corrections_fen = corrections_fen + excluded.corrections_fen"""
_TAX = """
INSERT INTO shift_tax (shift, tax_class, amount_fen) VALUES (?, ?, ?)
ON CONFLICT (shift, tax_class) DO UPDATE SET amount_fen = amount_fen + excluded.amount_fen"""
_COUNTERS = (
    "voids",
    "cancelled_carts",
    "reprices",
    "line_discounts",
    "cart_discounts",
    "corrections",
    "drawer_openings",
    "reprints",
    "approvals",
    "single_approvals",
)
_COUNT = {
    name: f"INSERT INTO shift_sum (shift, {name}) VALUES (?, ?) "  # noqa: S608 our own names
    f"ON CONFLICT (shift) DO UPDATE SET {name} = {name} + excluded.{name}"
    for name in _COUNTERS
}
_COUNTED_RIGHTS: Mapping[Right, str] = {
    Right.REPRICE: "reprices",
    Right.LINE_DISCOUNT: "line_discounts",
    Right.CART_DISCOUNT: "cart_discounts",
}


# --- the session ------------------------------------------------------------------------------------------


def _shift_opened(connection: sqlite3.Connection, event: Event, data: ShiftOpened) -> None:
    connection.execute(
        _OPEN,
        (
            data.shift,
            data.drawer,
            event.business_date,
            event.at,
            event.actor,
            data.float_fen,
            data.expected_fen,
        ),
    )
    connection.execute(_TILL, (event.till, data.drawer))


def _shift_counted(connection: sqlite3.Connection, event: Event, data: ShiftCounted) -> None:
    connection.execute(_COUNTED, (data.counted_fen, event.actor, data.shift))


def _shift_closed(connection: sqlite3.Connection, event: Event, data: ShiftClosed) -> None:
    closed = (event.at, event.actor, event.id, data.z_no, data.over_fen, data.shift)
    connection.execute(_CLOSE, closed)
    connection.execute(_LEAVE, (data.drawer, data.left_fen))
    connection.execute(_NUMBER, (data.z_no,))


def _session_opened(connection: sqlite3.Connection, event: Event, data: SessionOpened) -> None:
    connection.execute(_TILL, (event.till, data.drawer))


# --- what it took -----------------------------------------------------------------------------------------


def _sale_completed(connection: sqlite3.Connection, _event: Event, data: SaleCompleted) -> None:
    taxes: dict[str, int] = {}
    voids = 0
    for line in data.lines:
        if line.voided_at is not None:
            voids += 1
        else:
            taxes[line.tax_class] = taxes.get(line.tax_class, 0) + line.amount_fen
    totals = (data.total_fen, data.discount_fen, data.rounding_fen, voids)
    connection.execute(_SOLD, (data.shift, *totals))
    connection.executemany(
        _TENDER,
        [(data.shift, tender.kind, tender.method, tender.amount_fen, 0, 0) for tender in data.tenders],
    )
    connection.executemany(_TAX, [(data.shift, name, amount) for name, amount in taxes.items()])


def _sale_refunded(connection: sqlite3.Connection, _event: Event, data: SaleRefunded) -> None:
    connection.execute(_REFUNDED, (data.shift, data.total_fen, -data.rounding_fen))
    connection.executemany(
        _TENDER, [(data.shift, leg.kind, leg.method, 0, leg.amount_fen, 0) for leg in data.legs]
    )
    connection.executemany(_TAX, [(data.shift, line.tax_class, -line.amount_fen) for line in data.lines])


def _tender_corrected(connection: sqlite3.Connection, _event: Event, data: TenderCorrected) -> None:
    legs = (
        (data.from_kind, data.from_method, -data.amount_fen),
        (data.to_kind, data.to_method, data.amount_fen),
    )
    connection.executemany(_TENDER, [(data.shift, kind, method, 0, 0, fen) for kind, method, fen in legs])
    _count(connection, data.shift, "corrections")


def _cash_moved(connection: sqlite3.Connection, event: Event, data: CashMoved) -> None:
    row = (event.id, data.shift, event.at, data.kind, data.amount_fen, data.reason, event.actor)
    connection.execute(_MOVE, row)


# --- how often something happened --------------------------------------------------------------------------


def _right_used(connection: sqlite3.Connection, event: Event, data: RightUsed) -> None:
    if data.right in _COUNTED_RIGHTS:
        _count(connection, data.shift, _COUNTED_RIGHTS[data.right])
    if data.approved_by is not None:
        _count(connection, data.shift, "single_approvals" if data.approved_by == event.actor else "approvals")


def _drawer_opened(connection: sqlite3.Connection, _event: Event, data: DrawerOpened) -> None:
    _count(connection, data.shift, "drawer_openings")


def _sale_cancelled(connection: sqlite3.Connection, event: Event, data: SaleCancelled) -> None:
    shift = _shift_of_till(connection, event)
    _count(connection, shift, "cancelled_carts")
    _count(connection, shift, "voids", sum(line.voided_at is not None for line in data.lines))


def _receipt_reprinted(connection: sqlite3.Connection, event: Event, _data: ReceiptReprinted) -> None:
    _count(connection, _shift_of_till(connection, event), "reprints")


def _count(connection: sqlite3.Connection, shift: str | None, counter: str, by: int = 1) -> None:
    """What happens while no shift is open is in the journal alone."""
    if shift is not None and by:
        connection.execute(_COUNT[counter], (shift, by))


def _shift_of_till(connection: sqlite3.Connection, event: Event) -> str | None:
    """For events that name no shift."""
    found = connection.execute(_SHIFT_OF_TILL, (event.till,)).fetchone()
    return found[0] if found else None


PROJECTION = Projection(
    "shifts",
    3,
    (
        "shift",
        "shift_sum",
        "shift_tender",
        "shift_tax",
        "cash_move",
        "till_drawer",
        "drawer_float",
        "z_counter",
    ),
    {
        ShiftOpened.TYPE: _shift_opened,
        ShiftCounted.TYPE: _shift_counted,
        ShiftClosed.TYPE: _shift_closed,
        SessionOpened.TYPE: _session_opened,
        SaleCompleted.TYPE: _sale_completed,
        SaleRefunded.TYPE: _sale_refunded,
        TenderCorrected.TYPE: _tender_corrected,
        CashMoved.TYPE: _cash_moved,
        RightUsed.TYPE: _right_used,
        DrawerOpened.TYPE: _drawer_opened,
        SaleCancelled.TYPE: _sale_cancelled,
        ReceiptReprinted.TYPE: _receipt_reprinted,
    },
)
