"""Finished sales and refunds as rows."""

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
    shift: str
    cart: str
    total_fen: int
    discount_fen: int
    change_fen: int
    rounding_fen: int
    rules: str
    member: str | None
    points_earned: int
    points_spent: int
    copies: int
    refunded_fen: int
    rounding_back_fen: int
    points_taken: int
    points_returned: int
    refunds: int
    """Some of it has been refunded."""
    shift_is_open: int
    exchange_of: str | None
    ticket: str


class SaleLineRow(msgspec.Struct, frozen=True):
    """A line of a sale; `options` are the names of its choices, a line each."""

    no: int
    sku: str
    name: str
    unit: str
    quantity: int
    price_fen: int
    gross_fen: int
    amount_fen: int
    category: str
    tax_class: str
    voided: int
    options: str
    is_open_price: int
    refunded_quantity: int
    refunded_fen: int


class SaleTenderRow(msgspec.Struct, frozen=True):
    """A leg of a sale's payment."""

    no: int
    kind: str
    method: str
    amount_fen: int
    received_fen: int
    reference: str | None
    payment: str | None
    refunded_fen: int


class SaleSummaryRow(msgspec.Struct, frozen=True):
    """A sale in a list."""

    id: str
    receipt_no: str
    at: int
    till: str
    cashier: str
    total_fen: int
    refunded_fen: int
    first: str
    count: int


class RefundRow(msgspec.Struct, frozen=True):
    """A refund without its lines."""

    id: str
    receipt_no: str
    business_date: str
    at: int
    cashier: str
    till: str
    total_fen: int
    rounding_fen: int
    sale: str | None
    sale_receipt_no: str | None
    reason: str
    approved_by: str | None
    member: str | None
    points_taken: int
    points_returned: int
    reopened_as: str | None
    copies: int


class RefundSummaryRow(msgspec.Struct, frozen=True):
    """A refund in the list of its sale."""

    id: str
    receipt_no: str
    at: int
    till: str
    cashier: str
    back_fen: int


class RefundLineRow(msgspec.Struct, frozen=True):
    """A line of a refund."""

    no: int
    sku: str
    name: str
    unit: str
    quantity: int
    amount_fen: int
    goods: str
    sale_line: int | None


class RefundLegRow(msgspec.Struct, frozen=True):
    """A way by which money went back."""

    kind: str
    amount_fen: int
    method: str
    reference: str | None
    payment: str | None
    of_tender: int | None


class Id(msgspec.Struct, frozen=True):
    """Which sale or refund has a receipt number."""

    id: str


class LastNumber(msgspec.Struct, frozen=True):
    """The last receipt number of a business date."""

    number: int


class EventBody(msgspec.Struct, frozen=True):
    """A sale as the journal has it."""

    body: str


class DraftRow(msgspec.Struct, frozen=True):
    """What a receipt is composed of besides the shop; `other` is the slip of an exchange's refund."""

    body: str
    cashier: str
    member: str | None
    other: str | None


class RefundDraftRow(msgspec.Struct, frozen=True):
    """The same of a refund's slip."""

    body: str
    cashier: str
    member: str | None
    approver: str | None


class SkuRow(msgspec.Struct, frozen=True):
    """An article's number."""

    sku: str


BY_ID = Query("sales.by_id", SaleRow)
ID_OF_RECEIPT = Query("sales.id_of_receipt", Id)
LINES = Query("sales.lines", SaleLineRow)
TENDERS = Query("sales.tenders", SaleTenderRow)
FIND = Query("sales.find", SaleSummaryRow)
LAST_NUMBER = Query("sales.last_number", LastNumber)
EVENT = Query("sales.event", EventBody)
DRAFT = Query("sales.draft", DraftRow)
TOLD_BY_JIN = Query("sales.told_by_jin", SkuRow)
REFUND_BY_ID = Query("sales.refund_by_id", RefundRow)
REFUND_OF_RECEIPT = Query("sales.refund_of_receipt", Id)
REFUNDS_OF = Query("sales.refunds_of", RefundSummaryRow)
REFUND_LINES = Query("sales.refund_lines", RefundLineRow)
REFUND_LEGS = Query("sales.refund_legs", RefundLegRow)
REFUND_DRAFT = Query("sales.refund_draft", RefundDraftRow)
