"""Stock: the ledger of signed moves, and each article's sum."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import Event, SaleCompleted
from edge_agent.domain.stock import moves_of

_MOVE = "INSERT INTO stock_move (event, no, sku, kind, quantity) VALUES (?, ?, ?, ?, ?)"
_LEVEL = """
INSERT INTO stock_level (sku, quantity) VALUES (?, ?)
ON CONFLICT (sku) DO UPDATE SET quantity = quantity + excluded.quantity"""


def _sale_completed(connection: sqlite3.Connection, event: Event, data: SaleCompleted) -> None:
    moves = moves_of(data)
    connection.executemany(
        _MOVE, [(event.id, no, move.sku, move.kind, move.quantity) for no, move in enumerate(moves, 1)]
    )
    connection.executemany(_LEVEL, [(move.sku, move.quantity) for move in moves])


PROJECTION = Projection("stock", 1, ("stock_move", "stock_level"), {SaleCompleted.TYPE: _sale_completed})
