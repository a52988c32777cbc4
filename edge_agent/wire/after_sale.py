"""The bodies of what comes after a sale: refunds, returns without a receipt, exchanges, reopened sales."""

from typing import TypeAlias

import msgspec

from edge_agent.domain.events import GoodsGo
from edge_agent.domain.ids import (
    CartId,
    MemberId,
    PaymentId,
    ReceiptNo,
    RefundId,
    SaleId,
    Sku,
    StaffId,
    TillId,
)
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.wire.body import Body


class RefundLineRequest(Body, frozen=True, omit_defaults=True):
    """How much of a sale's line goes back."""

    line: int
    quantity: int
    """Thousandths; at most what is left."""
    goods: GoodsGo = GoodsGo.BACK


class RefundRequest(Body, frozen=True, omit_defaults=True):
    """`POST /v1/sales/{id}/refunds`, and `…/refunds/plan`, which looks at lines alone."""

    lines: tuple[RefundLineRequest, ...] = ()
    all: bool = False
    """Instead of lines: whatever is left."""
    goods: GoodsGo = GoodsGo.BACK
    """With `all`: what becomes of the goods."""
    reason: str = ""
    external_done: bool = False
    """已退: the legs that a device of its own must give back are done, as `refund.confirm-external` asked."""
    external_fen: int | None = None
    """What they gave back in all: when it is another by now, it is asked again."""
    reference: str | None = None
    """Of such a leg, where its method asks for one."""


class ExchangeRequest(Body, frozen=True, omit_defaults=True):
    """`POST /v1/exchanges`: what comes back for the goods of this till's cart; paid for with them."""

    sale: str
    """Its id or its receipt number."""
    lines: tuple[RefundLineRequest, ...]
    reason: str = ""


class ReopenRequest(Body, frozen=True, omit_defaults=True):
    """`POST /v1/sales/{id}/reopen` (反结账): all of it goes back, and its lines into a new cart."""

    reason: str
    external_done: bool = False
    external_fen: int | None = None
    reference: str | None = None


class ReturnLineRequest(Body, frozen=True, omit_defaults=True):
    """Goods that come back without a receipt."""

    sku: Sku
    quantity: int
    amount_fen: int | None = None
    """At most today's price, which it is when left out."""
    goods: GoodsGo = GoodsGo.BACK


class CashReturn(Body, frozen=True, tag="cash", tag_field="kind"):
    """Out of the drawer."""


class ExternalReturn(Body, frozen=True, tag="external", tag_field="kind", omit_defaults=True):
    """By a device that the till does not drive: it is done already."""

    method: str
    reference: str | None = None


ReturnTender: TypeAlias = CashReturn | ExternalReturn


class ReturnRequest(Body, frozen=True):
    """`POST /v1/returns`: without a receipt, by right, up to the shop's limit."""

    lines: tuple[ReturnLineRequest, ...]
    reason: str
    tender: ReturnTender


class RefundedLineView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of a refund."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    amount_fen: Fen
    goods: GoodsGo
    sale_line: int | None = None


class RefundLegView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way by which money goes back."""

    kind: str
    """`cash`, `external`, `payment`, or `exchange`: set off against the goods taken instead."""
    amount_fen: Fen
    method: str = ""
    name: str = ""
    """The method's, in a plan: as the shop calls it."""
    reference: str | None = None
    payment: PaymentId | None = None
    """Of a leg through a provider: `GET /v1/payments/{id}` tells how far it is."""
    of_tender: int | None = None
    asks_reference: bool = False
    """In a plan: `reference` must be given with `external_done`."""


class RefundPlan(msgspec.Struct, frozen=True):
    """What a refund would be: nothing is changed by asking."""

    lines: tuple[RefundedLineView, ...]
    legs: tuple[RefundLegView, ...]
    total_fen: Fen
    rounding_fen: Fen
    back_fen: Fen
    """What goes back: the total less the sale's 抹零."""
    points_taken: int
    points_returned: int
    external_fen: Fen
    """What must be given back on other devices first; above zero, the refund needs `external_done`."""


class RefundView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A refund."""

    id: RefundId
    receipt_no: ReceiptNo
    business_date: str
    at: int
    cashier: StaffId
    till: TillId
    lines: tuple[RefundedLineView, ...]
    legs: tuple[RefundLegView, ...]
    total_fen: Fen
    rounding_fen: Fen = ZERO
    sale: SaleId | None = None
    sale_receipt_no: ReceiptNo | None = None
    reason: str = ""
    approved_by: StaffId | None = None
    member: MemberId | None = None
    points_taken: int = 0
    points_returned: int = 0
    reopened_as: CartId | None = None
    copies: int = 0


class RefundDone(msgspec.Struct, frozen=True):
    """A refund that was made; `cart` is the new one of a reopened sale, to be fetched."""

    refund: RefundView
    cart: CartId | None = None
