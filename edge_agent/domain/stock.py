"""Stock as a ledger of signed moves; on hand is their sum, and may go below zero."""

import enum
from collections.abc import Iterable

import msgspec

from edge_agent.domain.events import (
    BatchClosed,
    BatchReceived,
    Direction,
    GoodsGo,
    HandedLine,
    NoShow,
    PickupItemised,
    PickupRedeemed,
    PickupUndone,
    SaleCompleted,
    SaleRefunded,
    StockOpened,
    StockReceived,
    StockReviewed,
    StockTransferred,
    StockWrittenOff,
)
from edge_agent.domain.ids import Sku
from edge_agent.domain.quantity import Milli


class MoveKind(enum.StrEnum):
    """Why stock moved."""

    SALE = "sale"
    RETURN = "return"
    OPENING = "opening"
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
    """What a sale takes off the shelf, a move per sold line; what has an open price was never on it."""
    return tuple(
        Move(line.sku, MoveKind.SALE, Milli(-line.quantity))
        for line in sale.lines
        if line.voided_at is None and not line.is_open_price
    )


def returned(refund: SaleRefunded) -> tuple[Move, ...]:
    """What comes back: to the shelf, or only to be written off at once; what the customer keeps does not."""
    moves: list[Move] = []
    for line in refund.lines:
        if line.goods is GoodsGo.KEPT or line.is_open_price:
            continue
        moves.append(Move(line.sku, MoveKind.RETURN, line.quantity))
        if line.goods is GoodsGo.WRITTEN_OFF:
            moves.append(Move(line.sku, MoveKind.WRITE_OFF, Milli(-line.quantity)))
    return tuple(moves)


def opened(opening: StockOpened) -> tuple[Move, ...]:
    """What there was at the beginning."""
    return tuple(Move(line.sku, MoveKind.OPENING, line.quantity) for line in opening.lines)


def received(delivery: StockReceived) -> tuple[Move, ...]:
    """What a delivery adds."""
    return tuple(Move(line.sku, MoveKind.RECEIPT, line.quantity) for line in delivery.lines)


def reviewed(review: StockReviewed) -> tuple[Move, ...]:
    """The differences of a count that somebody accepted."""
    return tuple(Move(line.sku, MoveKind.COUNT, line.difference) for line in review.lines if line.difference)


def written_off(write_off: StockWrittenOff) -> tuple[Move, ...]:
    """What nobody can sell any more."""
    return tuple(Move(line.sku, MoveKind.WRITE_OFF, Milli(-line.quantity)) for line in write_off.lines)


def transferred(transfer: StockTransferred) -> tuple[Move, ...]:
    """What goes to another store, or comes from it."""
    if transfer.direction is Direction.IN:
        return tuple(Move(line.sku, MoveKind.TRANSFER_IN, line.quantity) for line in transfer.lines)
    return tuple(Move(line.sku, MoveKind.TRANSFER_OUT, Milli(-line.quantity)) for line in transfer.lines)


def redeemed(pickup: PickupRedeemed) -> tuple[Move, ...]:
    """What a customer collects: what the order says, else what was scanned."""
    return _collected(pickup.unlisted if pickup.lines is None else pickup.lines)


def itemised(pickup: PickupItemised) -> tuple[Move, ...]:
    """The order's own goods go, in the place of what was scanned when it was not here."""
    return (*_brought_back(pickup.instead_of), *_collected(pickup.lines))


def undone(pickup: PickupUndone) -> tuple[Move, ...]:
    """A hand-over was a mistake: its goods are back."""
    return _brought_back(pickup.lines)


def batch_received(batch: BatchReceived) -> tuple[Move, ...]:
    """What came of a batch of group buying since it was counted last."""
    return tuple(Move(line.sku, MoveKind.RECEIPT, line.moved) for line in batch.lines if line.moved)


def batch_closed(batch: BatchClosed) -> tuple[Move, ...]:
    """No-shows that nobody can sell any more; what is kept or returned to the shelf is on hand as before."""
    return tuple(
        Move(line.sku, MoveKind.WRITE_OFF, Milli(-line.quantity))
        for order in batch.orders
        if order.outcome is NoShow.WRITTEN_OFF
        for line in order.lines
    )


def _collected(lines: Iterable[HandedLine]) -> tuple[Move, ...]:
    return tuple(Move(line.sku, MoveKind.PICKUP, Milli(-line.quantity)) for line in lines)


def _brought_back(lines: Iterable[HandedLine]) -> tuple[Move, ...]:
    return tuple(Move(line.sku, MoveKind.PICKUP, line.quantity) for line in lines)
