"""Money through a provider: an aggregate of its own, begun before the first byte leaves."""

from typing import ClassVar

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import CartId, PaymentId, RefundId, SaleId
from edge_agent.domain.money import Fen


class PaymentStarted(Data, frozen=True):
    """A charge, or a refund of one, is about to be asked of a provider; the customer's code is never here."""

    TYPE: ClassVar[str] = "payment.started"
    payment: PaymentId
    order_no: str
    """The merchant's own number of it (商户订单号): after a timeout the same number is asked about."""
    provider: str
    amount_fen: Fen
    purpose: str
    """`sale` or `refund`."""
    cart: CartId | None = None
    refund: RefundId | None = None
    refund_of: PaymentId | None = None
    sale: SaleId | None = None


class PaymentChanged(Data, frozen=True):
    """What the provider said, or that it said nothing in time."""

    TYPE: ClassVar[str] = "payment.changed"
    payment: PaymentId
    state: str
    """A `PaymentState`."""
    provider_ref: str | None = None
    reason: str = ""


class PaymentSettledByHand(Data, frozen=True):
    """A person looked it up and said what became of it."""

    TYPE: ClassVar[str] = "payment.settled_by_hand"
    payment: PaymentId
    state: str
    """A `PaymentState`."""
    reason: str = ""
