"""Stock as people read it: an article with its last moves, and the lists of what needs a hand."""

import enum
from datetime import date, timedelta
from typing import assert_never

from config.settings import Settings
from edge_agent.db.queries import stock as queries
from edge_agent.db.reads import Reads
from edge_agent.domain.ids import Sku, id_floor, id_time
from edge_agent.domain.moments import DAY, Millis, business_date_at
from edge_agent.domain.quantity import THOUSANDTHS, Milli
from edge_agent.services.stock import level_view
from edge_agent.wire.stock import LevelView, MoveView, StockView

MOVES_DAYS = 30
MOVES_MAX = 100
EXPIRED_DAYS = 90
"""Goods that went out of date longer ago are not looked for any more."""
_BELOW_EVERY_LEVEL = -(2**62)


class StockList(enum.StrEnum):
    """A list of articles for somebody to look after."""

    LOW = "low"
    """Something is left, but no more than the store's limit."""
    SOLD_OUT = "sold-out"
    """Nothing is left, by the ledger."""
    NEGATIVE = "negative"
    """More was sold than the ledger had: count it."""
    NEAR_EXPIRY = "near-expiry"


async def read_stock(reads: Reads, sku: str, now: Millis) -> StockView | None:
    """An article's level and its moves of the last days, latest first; None when there is no such article."""
    row = await reads.one(queries.LEVEL, sku)
    if row is None:
        return None
    since = id_floor(now - MOVES_DAYS * DAY + 1)
    moves = await reads.all(queries.LAST_MOVES, since, sku, MOVES_MAX)
    views = tuple(MoveView(Millis(id_time(move.event)), move.kind, Milli(move.quantity)) for move in moves)
    return StockView(level_view(row), views)


async def read_list(
    reads: Reads, settings: Settings, wanted: StockList, now: Millis, limit: int
) -> tuple[LevelView, ...]:
    """The first articles of a list, the most pressing first."""
    match wanted:
        case StockList.LOW:
            return await _between(reads, 0, settings.selling.low_stock * THOUSANDTHS, limit)
        case StockList.SOLD_OUT:
            return await _between(reads, -1, 0, limit)
        case StockList.NEGATIVE:
            return await _between(reads, _BELOW_EVERY_LEVEL, -1, limit)
        case StockList.NEAR_EXPIRY:
            return await _near_expiry(reads, settings, now, limit)
        case _:
            assert_never(wanted)


async def _between(reads: Reads, above: int, at_most: int, limit: int) -> tuple[LevelView, ...]:
    rows = await reads.all(queries.BETWEEN, above, at_most, limit)
    return tuple(level_view(row) for row in rows)


async def _near_expiry(reads: Reads, settings: Settings, now: Millis, limit: int) -> tuple[LevelView, ...]:
    store = settings.store
    today = date.fromisoformat(business_date_at(now, store.zone, store.cutoff_minutes, None))
    first = today - timedelta(days=EXPIRED_DAYS)
    last = today + timedelta(days=settings.selling.near_expiry_days)
    rows = await reads.all(queries.NEAR_EXPIRY, first.isoformat(), last.isoformat(), limit)
    return tuple(
        LevelView(
            Sku(row.sku), Milli(row.quantity), row.name or "", row.unit or "each", row.expiry, Milli(row.left)
        )
        for row in rows
    )
