"""The bodies of `/v1/payments` and of a tender's correction."""

from typing import Literal, TypeAlias

import msgspec

from edge_agent.domain.ids import CartId, PaymentId, SaleId
from edge_agent.domain.money import Fen
from edge_agent.wire.body import Body


class PaymentView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A payment through a provider."""

    id: PaymentId
    order_no: str
    provider: str
    amount_fen: Fen
    state: str
    """`created`, `sent`, `awaiting_customer`, `paid`, `declined`, `reversing`, `reversed` or `unknown`."""
    started_at: int
    purpose: str = "sale"
    """`sale` or `refund`."""
    cart: CartId | None = None
    sale: SaleId | None = None
    reason: str = ""


class SettlePayment(Body, frozen=True):
    """`POST /v1/payments/{id}/settle`: what became of a payment, by somebody who looked it up."""

    outcome: Literal["paid", "declined", "reversed"] = msgspec.field(name="as")
    reason: str
    """How that is known."""


class ToCash(Body, frozen=True, tag="cash", tag_field="kind"):
    """It was cash."""


class ToExternal(Body, frozen=True, tag="external", tag_field="kind", omit_defaults=True):
    """It was taken on a device that the till does not drive."""

    method: str
    reference: str | None = None


CorrectTo: TypeAlias = ToCash | ToExternal


class CorrectTender(Body, frozen=True):
    """`POST /v1/sales/{id}/tender-correction`: a leg that was booked under the wrong tender."""

    tender: int
    """The number of the leg."""
    to: CorrectTo


class Corrected(msgspec.Struct, frozen=True):
    """A correction that was made."""

    sale: SaleId
