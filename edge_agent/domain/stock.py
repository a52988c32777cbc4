"""Stock as a ledger of signed moves; on hand is their sum, and may go below zero."""

import enum

import msgspec

from edge_agent.domain.events import SaleCompleted
from edge_agent.domain.ids import Sku
from edge_agent.domain.quantity import Milli


class MoveKind(enum.StrEnum):
    """Why stock moved."""

    SALE = "sale"
    RETURN = "return"
    RECEIPT = "receipt"
    COUNT = "count"
    WRITE_OFF = "write_off"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    PICKUP = "pickup"


class Move(msgspec.Struct, frozen=True):
    """One signed movement of an article, in thousandths of its unit."""

    sku: Sku
    kind: MoveKind
    quantity: Milli


def moves_of(sale: SaleCompleted) -> tuple[Move, ...]:
    """What a sale takes off the shelf, a move per sold line."""
    return tuple(
        Move(line.sku, MoveKind.SALE, Milli(-line.quantity)) for line in sale.lines if line.voided_at is None
    )
