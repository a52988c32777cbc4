"""A finished sale, whole and in a list; money in fen, quantities in thousandths."""

import msgspec

from edge_agent.domain.ids import (
    CartId,
    MemberId,
    PaymentId,
    ReceiptNo,
    RefundId,
    SaleId,
    Sku,
    StaffId,
    TicketNo,
    TillId,
)
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.quantity import Milli, Unit


class SoldLineView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of a finished sale."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    price_fen: Fen
    amount_fen: Fen
    voided: bool = False
    options: tuple[str, ...] = ()
    left: Milli = Milli(0)
    """What is not yet refunded of the quantity."""
    left_fen: Fen = ZERO
    """And of the amount."""


class SoldTenderView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A leg of a finished payment; `amount_fen` is what the shop keeps."""

    kind: str
    amount_fen: Fen
    received_fen: Fen
    method: str = ""
    reference: str | None = None
    no: int = 0
    payment: PaymentId | None = None
    left_fen: Fen = ZERO
    """What has not gone back of it."""


class RefundSummary(msgspec.Struct, frozen=True):
    """A refund of a sale, in its list; whole at `GET /v1/refunds/{id}`."""

    id: RefundId
    receipt_no: ReceiptNo
    """Its own."""
    at: int
    till: TillId
    cashier: StaffId
    back_fen: Fen
    """What went back, in money or set off against other goods (换货)."""


class SaleView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finished sale."""

    id: SaleId
    receipt_no: ReceiptNo
    business_date: str
    at: int
    cashier: StaffId
    till: TillId
    cart: CartId
    total_fen: Fen
    change_fen: Fen
    lines: tuple[SoldLineView, ...]
    tenders: tuple[SoldTenderView, ...]
    discount_fen: Fen = ZERO
    rounding_fen: Fen = ZERO
    member: MemberId | None = None
    points_earned: int = 0
    points_spent: int = 0
    refunded_fen: Fen = ZERO
    """What has gone back in all."""
    copies: int = 0
    """Reprints so far."""
    shift_is_open: bool = False
    """Its shift is still open: a tender may be corrected."""
    exchange_of: RefundId | None = None
    """The refund that it was made with (换货)."""
    ticket: TicketNo = TicketNo("")
    """Its number in the queue, where something is made to order."""
    back: tuple[SoldTenderView, ...] = ()
    """What of the goods that came back the total left: the money that went back with it."""
    refunds: tuple[RefundSummary, ...] = ()
    """Of this sale, in the order of their making."""


class SaleSummary(msgspec.Struct, frozen=True):
    """A sale in a list."""

    id: SaleId
    receipt_no: ReceiptNo
    at: int
    till: TillId
    cashier: StaffId
    total_fen: Fen
    refunded_fen: Fen = ZERO
    first: str = ""
    """The name of its first line."""
    count: int = 0
