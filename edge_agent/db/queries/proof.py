"""Sums as rows."""

import msgspec

from edge_agent.db.query import Query


class Sum(msgspec.Struct, frozen=True):
    """How many rows, and their money."""

    rows: int
    fen: int


class TenderSum(msgspec.Struct, frozen=True):
    """The money of a way of paying."""

    kind: str
    method: str
    fen: int


class LedgerRow(msgspec.Struct, frozen=True):
    """An article's moves, added up, and the level that the projection keeps."""

    sku: str
    moves: int
    level: int | None


class ReceiptJobs(msgspec.Struct, frozen=True):
    """How many receipt jobs a sale has, and the state of one."""

    receipt_no: str
    jobs: int
    state: str


SALES = Query("proof.sales", Sum)
LINES = Query("proof.lines", Sum)
TENDERS = Query("proof.tenders", TenderSum)
LEDGER = Query("proof.ledger", LedgerRow)
RECEIPT_JOBS = Query("proof.receipt_jobs", ReceiptJobs)
CANCELLED = Query("proof.cancelled", Sum)
