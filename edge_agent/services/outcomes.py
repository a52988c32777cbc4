"""What a use-case answers besides a refusal."""

from typing import TypeAlias

import msgspec

from edge_agent.domain.cart import Cart
from edge_agent.domain.catalogue import OptionGroup
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import PaymentId, ReceiptNo, SaleId
from edge_agent.domain.moments import Millis
from edge_agent.domain.pricing import PricedCart


class CartChanged(msgspec.Struct, frozen=True):
    """A cart after a change; `sale` when the change paid for it."""

    cart: Cart
    priced: PricedCart
    at: Millis
    line_no: int = 0
    """The line that took a scan."""
    joined: bool = False
    sale: SaleId | None = None
    payment: PaymentId | None = None
    """A payment through a provider that the change has begun."""
    payment_code: str = ""
    """The customer's code for it, for the worker after the commit: kept in no file, gone in a repeat."""
    moved_lines: tuple[int, ...] = ()
    """Lines whose price changed because the cart came back on another business day."""
    kind: str = "line"
    """What a scan was: as `ScanAnswer.kind` says."""
    receipt_no: ReceiptNo | None = None
    """What a scan of kind `receipt` named."""
    groups: tuple[OptionGroup, ...] = ()
    """The option groups of the article that a scan has added."""


Outcome: TypeAlias = CartChanged | msgspec.Struct | Refused
"""A cart after a change, a body of the wire as it will be answered, or a refusal."""
