"""Sums as rows."""

import msgspec

from edge_agent.db.query import Query


class Sum(msgspec.Struct, frozen=True):
    """How many rows, and their money."""

    rows: int
    fen: int


class TenderSum(msgspec.Struct, frozen=True):
    """The money of a way of paying, refunds taken off."""

    kind: str
    method: str
    fen: int


class TaxSum(msgspec.Struct, frozen=True):
    """The money of a tax class, refunds taken off."""

    tax_class: str
    fen: int


class ReceiptRow(msgspec.Struct, frozen=True):
    """A receipt number."""

    receipt_no: str


class PointsRow(msgspec.Struct, frozen=True):
    """A member's balance."""

    member: str
    points: int


class CouponRow(msgspec.Struct, frozen=True):
    """A coupon and the receipt on which it is used."""

    code: str
    receipt_no: str


class LedgerRow(msgspec.Struct, frozen=True):
    """An article's moves, added up, and the level that the projection keeps."""

    sku: str
    moves: int
    level: int | None


class SlipJobs(msgspec.Struct, frozen=True):
    """How many jobs a slip's first paper has, and the state of one."""

    receipt_no: str
    jobs: int
    state: str


class JobCounts(msgspec.Struct, frozen=True):
    """How many print jobs there are, and how many of them are not on paper."""

    jobs: int
    unprinted: int


class TicketEnd(msgspec.Struct, frozen=True):
    """What became of a ticket."""

    no: str
    state: str


class ParcelRow(msgspec.Struct, frozen=True):
    """A parcel that was handed over."""

    pickup: str
    unit: int


class PickupMoves(msgspec.Struct, frozen=True):
    """An article's moves by pickup, added up."""

    sku: str
    moves: int


class PickupTicket(msgspec.Struct, frozen=True):
    """What became of an online order's ticket."""

    pickup: str
    state: str


SALES = Query("proof.sales", Sum)
LINES = Query("proof.lines", Sum)
REFUNDS = Query("proof.refunds", Sum)
TENDERS = Query("proof.tenders", TenderSum)
SHIFT_TENDERS = Query("proof.shift_tenders", TenderSum)
TAXES = Query("proof.taxes", TaxSum)
SHIFT_TAXES = Query("proof.shift_taxes", TaxSum)
REFUNDED_TOO_MUCH = Query("proof.refunded_too_much", ReceiptRow)
POINTS = Query("proof.points", PointsRow)
COUPONS = Query("proof.coupons", CouponRow)
LEDGER = Query("proof.ledger", LedgerRow)
RECEIPT_JOBS = Query("proof.receipt_jobs", SlipJobs)
REFUND_JOBS = Query("proof.refund_jobs", SlipJobs)
PRINTED = Query("proof.printed", JobCounts)
CANCELLED = Query("proof.cancelled", Sum)
TICKETS = Query("proof.tickets", TicketEnd)
REDEMPTIONS = Query("proof.redemptions", ParcelRow)
PICKUP_MOVES = Query("proof.pickup_moves", PickupMoves)
PICKUP_TICKETS = Query("proof.pickup_tickets", PickupTicket)
