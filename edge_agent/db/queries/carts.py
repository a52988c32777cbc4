"""Carts as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class CartRow(msgspec.Struct, frozen=True):
    """A cart's JSON, and when it last changed."""

    body: str
    updated_at: int


class SkuRow(msgspec.Struct, frozen=True):
    """An article's own number."""

    sku: str


class Count(msgspec.Struct, frozen=True):
    """A number of rows."""

    rows: int


BY_ID = Query("carts.by_id", CartRow)
LIVE_OF_TILL = Query("carts.live_of_till", CartRow)
HELD = Query("carts.held", CartRow)
HELD_COUNT = Query("carts.held_count", Count)
SAVE = Command("carts.save")
SAVE_LINES = Command("carts.save_lines")
DROP = Command("carts.drop")
PRUNE_CLOSED = Command("carts.prune_closed")
FIRST_OPEN_PRICE = Query("carts.first_open_price", SkuRow)
