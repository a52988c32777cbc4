"""Batches of group buying: what was counted, what each order got of it, and what became of no-shows."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import BatchClosed, BatchReceived, BatchSplit, BatchWeighed, Event, NoShow

_RECEIVE = """
INSERT INTO batch (id, state, received_at) VALUES (?, 'received', ?) ON CONFLICT (id) DO NOTHING"""
_COUNT = """
INSERT INTO batch_count (batch, sku, counted) VALUES (?, ?, ?)
ON CONFLICT (batch, sku) DO UPDATE SET counted = excluded.counted"""
_SPLIT = "UPDATE batch SET state = 'split', split_at = ? WHERE id = ?"
_SHARE = "INSERT INTO batch_share (pickup, batch, bag, outcome, is_open) VALUES (?, ?, ?, '', 1)"
_LINE = "INSERT INTO batch_share_line (pickup, line, sku, given, short) VALUES (?, ?, ?, ?, ?)"
_BAG = """
INSERT INTO batch_bag (one, last) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET last = excluded.last"""
_WEIGH = "UPDATE batch_share_line SET given = ? WHERE pickup = ? AND line = ?"
_CLOSE = "UPDATE batch SET state = 'closed', closed_at = coalesce(closed_at, ?) WHERE id = ?"
_CLOSE_SHARES = "UPDATE batch_share SET is_open = 0 WHERE batch = ?"
_SETTLE = "UPDATE batch_share SET outcome = ?, is_open = ? WHERE pickup = ?"


def _received(connection: sqlite3.Connection, event: Event, data: BatchReceived) -> None:
    connection.execute(_RECEIVE, (data.batch, event.at))
    connection.executemany(_COUNT, [(data.batch, line.sku, line.counted) for line in data.lines])


def _split(connection: sqlite3.Connection, event: Event, data: BatchSplit) -> None:
    connection.execute(_SPLIT, (event.at, data.batch))
    connection.executemany(_SHARE, [(share.pickup, data.batch, share.bag) for share in data.orders])
    connection.executemany(
        _LINE,
        [
            (share.pickup, line.line, line.sku, line.given, line.short)
            for share in data.orders
            for line in share.lines
        ],
    )
    connection.execute(_BAG, (data.last_bag,))


def _weighed(connection: sqlite3.Connection, _event: Event, data: BatchWeighed) -> None:
    connection.executemany(_WEIGH, [(line.quantity, data.pickup, line.line) for line in data.lines])


def _closed(connection: sqlite3.Connection, event: Event, data: BatchClosed) -> None:
    """Whoever is not named was handed over, or got nothing."""
    connection.execute(_CLOSE, (event.at, data.batch))
    connection.execute(_CLOSE_SHARES, (data.batch,))
    connection.executemany(
        _SETTLE, [(one.outcome, one.outcome is NoShow.KEPT, one.pickup) for one in data.orders]
    )


PROJECTION = Projection(
    "batches",
    1,
    ("batch", "batch_count", "batch_share", "batch_share_line", "batch_bag"),
    {
        BatchReceived.TYPE: _received,
        BatchSplit.TYPE: _split,
        BatchWeighed.TYPE: _weighed,
        BatchClosed.TYPE: _closed,
    },
)
