"""Stock: the ledger of signed moves, each article's sum, and what waits for a review."""

import sqlite3
from collections.abc import Sequence

from edge_agent.db.projections.projection import Projection
from edge_agent.domain import stock
from edge_agent.domain.events import (
    BatchClosed,
    BatchReceived,
    Direction,
    Event,
    OpenedLine,
    PickupItemised,
    PickupRedeemed,
    PickupUndone,
    ReceivedLine,
    SaleCompleted,
    SaleRefunded,
    StockCounted,
    StockOpened,
    StockReceived,
    StockReviewed,
    StockTransferred,
    StockWrittenOff,
)
from edge_agent.domain.ids import DocumentId
from edge_agent.domain.stock import Move, MoveKind

_MOVE = "INSERT INTO stock_move (event, no, sku, kind, quantity) VALUES (?, ?, ?, ?, ?)"
_LEVEL = """
INSERT INTO stock_level (sku, quantity) VALUES (?, ?)
ON CONFLICT (sku) DO UPDATE SET quantity = quantity + excluded.quantity"""
_EXPIRY = """
INSERT INTO stock_expiry (sku, expiry, quantity) VALUES (?, ?, ?)
ON CONFLICT (sku, expiry) DO UPDATE SET quantity = quantity + excluded.quantity"""
_OPENING = "INSERT INTO stock_opening (sku, file_sha256) VALUES (?, ?)"
_NOTE = "INSERT INTO stock_note (kind, party, number, document) VALUES (?, ?, ?, ?)"
_COUNT = "INSERT INTO stock_count (id, at, staff, state) VALUES (?, ?, ?, 'waiting')"
_COUNT_LINE = """
INSERT INTO stock_count_line (document, no, sku, counted, counted_at, book) VALUES (?, ?, ?, ?, ?, ?)"""
_REVIEWED = "UPDATE stock_count SET state = 'reviewed', reviewed_by = ? WHERE id = ?"
_ACCEPTED = "UPDATE stock_count_line SET difference = ?, accepted_at = ? WHERE document = ? AND no = ?"


def _sale_completed(connection: sqlite3.Connection, event: Event, data: SaleCompleted) -> None:
    _move(connection, event, stock.moves_of(data))


def _sale_refunded(connection: sqlite3.Connection, event: Event, data: SaleRefunded) -> None:
    _move(connection, event, stock.returned(data))


def _opened(connection: sqlite3.Connection, event: Event, data: StockOpened) -> None:
    _move(connection, event, stock.opened(data))
    _keep_expiry(connection, data.lines)
    connection.executemany(_OPENING, [(line.sku, data.file_sha256) for line in data.lines])


def _received(connection: sqlite3.Connection, event: Event, data: StockReceived) -> None:
    _move(connection, event, stock.received(data))
    _keep_expiry(connection, data.lines)
    _note(connection, MoveKind.RECEIPT, data.supplier, data.number, data.document)


def _counted(connection: sqlite3.Connection, event: Event, data: StockCounted) -> None:
    connection.execute(_COUNT, (data.document, event.at, event.actor or ""))
    connection.executemany(
        _COUNT_LINE,
        [(data.document, line.no, line.sku, line.counted, line.counted_at, line.book) for line in data.lines],
    )


def _reviewed(connection: sqlite3.Connection, event: Event, data: StockReviewed) -> None:
    _move(connection, event, stock.reviewed(data))
    connection.execute(_REVIEWED, (event.actor or "", data.document))
    connection.executemany(
        _ACCEPTED, [(line.difference, event.at, data.document, line.no) for line in data.lines]
    )


def _written_off(connection: sqlite3.Connection, event: Event, data: StockWrittenOff) -> None:
    _move(connection, event, stock.written_off(data))


def _transferred(connection: sqlite3.Connection, event: Event, data: StockTransferred) -> None:
    _move(connection, event, stock.transferred(data))
    kind = MoveKind.TRANSFER_IN if data.direction is Direction.IN else MoveKind.TRANSFER_OUT
    _note(connection, kind, data.store, data.number, data.document)


def _redeemed(connection: sqlite3.Connection, event: Event, data: PickupRedeemed) -> None:
    _move(connection, event, stock.redeemed(data))


def _itemised(connection: sqlite3.Connection, event: Event, data: PickupItemised) -> None:
    _move(connection, event, stock.itemised(data))


def _undone(connection: sqlite3.Connection, event: Event, data: PickupUndone) -> None:
    _move(connection, event, stock.undone(data))


def _batch_received(connection: sqlite3.Connection, event: Event, data: BatchReceived) -> None:
    _move(connection, event, stock.batch_received(data))


def _batch_closed(connection: sqlite3.Connection, event: Event, data: BatchClosed) -> None:
    _move(connection, event, stock.batch_closed(data))


def _move(connection: sqlite3.Connection, event: Event, moves: Sequence[Move]) -> None:
    connection.executemany(
        _MOVE, [(event.id, no, move.sku, move.kind, move.quantity) for no, move in enumerate(moves, 1)]
    )
    connection.executemany(_LEVEL, [(move.sku, move.quantity) for move in moves])


def _keep_expiry(connection: sqlite3.Connection, lines: Sequence[ReceivedLine | OpenedLine]) -> None:
    dated = [(line.sku, line.expiry, line.quantity) for line in lines if line.expiry is not None]
    connection.executemany(_EXPIRY, dated)


def _note(
    connection: sqlite3.Connection, kind: MoveKind, party: str, number: str, document: DocumentId
) -> None:
    if number:
        connection.execute(_NOTE, (kind, party, number, document))


PROJECTION = Projection(
    "stock",
    4,
    (
        "stock_move",
        "stock_level",
        "stock_opening",
        "stock_expiry",
        "stock_note",
        "stock_count",
        "stock_count_line",
    ),
    {
        SaleCompleted.TYPE: _sale_completed,
        SaleRefunded.TYPE: _sale_refunded,
        StockOpened.TYPE: _opened,
        StockReceived.TYPE: _received,
        StockCounted.TYPE: _counted,
        StockReviewed.TYPE: _reviewed,
        StockWrittenOff.TYPE: _written_off,
        StockTransferred.TYPE: _transferred,
        PickupRedeemed.TYPE: _redeemed,
        PickupItemised.TYPE: _itemised,
        PickupUndone.TYPE: _undone,
        BatchReceived.TYPE: _batch_received,
        BatchClosed.TYPE: _batch_closed,
    },
)
