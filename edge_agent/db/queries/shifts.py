"""Shifts and what they took, as rows."""

import msgspec

from edge_agent.db.query import Query


class ShiftRow(msgspec.Struct, frozen=True):
    """An open shift."""

    id: str
    drawer: str
    business_date: str
    opened_at: int
    opened_by: str
    float_fen: int


class ClosedRow(msgspec.Struct, frozen=True):
    """A closed shift, without what it took."""

    id: str
    z_no: int
    drawer: str
    business_date: str
    opened_at: int
    opened_by: str
    closed_at: int
    closed_by: str


class CloseRow(msgspec.Struct, frozen=True):
    """The event of a close."""

    body: str


class CountingRow(msgspec.Struct, frozen=True):
    """The float that was expected, and the blind count that differed too much, when there was one."""

    expected_fen: int
    first_counted_fen: int | None
    first_counted_by: str | None


class SumsRow(msgspec.Struct, frozen=True):
    """What a shift sold, and how often something happened in it."""

    sales_fen: int
    refunds_fen: int
    discount_fen: int
    rounding_fen: int
    sales: int
    refunds: int
    voids: int
    cancelled_carts: int
    reprices: int
    line_discounts: int
    cart_discounts: int
    corrections: int
    drawer_openings: int
    reprints: int
    approvals: int
    single_approvals: int


class TenderRow(msgspec.Struct, frozen=True):
    """What a shift took by one kind of tender."""

    kind: str
    method: str
    sales_fen: int
    refunds_fen: int
    corrections_fen: int


class TaxRow(msgspec.Struct, frozen=True):
    """What a shift sold in a tax class, less its refunds."""

    tax_class: str
    amount_fen: int


class CashMoveRow(msgspec.Struct, frozen=True):
    """Cash that moved without a sale."""

    at: int
    kind: str
    amount_fen: int
    reason: str
    staff: str


class LeftRow(msgspec.Struct, frozen=True):
    """What the last close left in a drawer."""

    left_fen: int


class LastZ(msgspec.Struct, frozen=True):
    """The number of the store's last Z report."""

    last_no: int


class LastDate(msgspec.Struct, frozen=True):
    """The latest business date that any shift took."""

    date: str | None


OPEN_OF_DRAWER = Query("shifts.open_of_drawer", ShiftRow)
FIRST_OPEN = Query("shifts.first_open", ShiftRow)
CLOSED = Query("shifts.closed", ClosedRow)
CLOSE_OF = Query("shifts.close_of", CloseRow)
CLOSE_OF_Z = Query("shifts.close_of_z", CloseRow)
COUNTING = Query("shifts.counting", CountingRow)
SUMS = Query("shifts.sums", SumsRow)
TENDERS = Query("shifts.tenders", TenderRow)
TAXES = Query("shifts.taxes", TaxRow)
CASH_MOVES = Query("shifts.cash_moves", CashMoveRow)
LEFT = Query("shifts.left", LeftRow)
LAST_Z = Query("shifts.last_z", LastZ)
LAST_DATE = Query("shifts.last_date", LastDate)
