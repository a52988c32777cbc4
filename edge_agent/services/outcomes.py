"""What a use-case answers besides a refusal."""

from typing import TypeAlias

import msgspec

from edge_agent.domain.cart import Cart
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import SaleId
from edge_agent.domain.moments import Millis
from edge_agent.wire.types import PrintJobView, ShiftView


class CartChanged(msgspec.Struct, frozen=True):
    """A cart after a change; `sale` when the change paid for it."""

    cart: Cart
    at: Millis
    line_no: int = 0
    """The line that took a scan."""
    joined: bool = False
    sale: SaleId | None = None
    kick_drawer: bool = False
    """The drawer must open, now that the sale is committed."""


Outcome: TypeAlias = CartChanged | ShiftView | PrintJobView | Refused
