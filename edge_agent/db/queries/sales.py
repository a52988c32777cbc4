"""Finished sales as rows."""

import msgspec

from edge_agent.db.query import Query


class SaleRow(msgspec.Struct, frozen=True):
    """A sale without its lines."""

    id: str
    receipt_no: str
    business_date: str
    at: int
    cashier: str
    till: str
    cart: str
    total_fen: int
    change_fen: int


class SaleLineRow(msgspec.Struct, frozen=True):
    """A line of a sale."""

    no: int
    sku: str
    name: str
    unit: str
    quantity: int
    price_fen: int
    amount_fen: int
    voided: int


class SaleTenderRow(msgspec.Struct, frozen=True):
    """A leg of a sale's payment."""

    no: int
    kind: str
    method: str
    amount_fen: int
    received_fen: int
    reference: str | None


class SaleSummaryRow(msgspec.Struct, frozen=True):
    """A sale in a list."""

    id: str
    receipt_no: str
    at: int
    till: str
    cashier: str
    total_fen: int


class LastNumber(msgspec.Struct, frozen=True):
    """The last receipt number of a business date."""

    number: int


BY_ID = Query("sales.by_id", SaleRow)
BY_RECEIPT_NO = Query("sales.by_receipt_no", SaleRow)
LINES = Query("sales.lines", SaleLineRow)
TENDERS = Query("sales.tenders", SaleTenderRow)
LATEST = Query("sales.latest", SaleSummaryRow)
LAST_NUMBER = Query("sales.last_number", LastNumber)
