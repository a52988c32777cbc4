"""Batches of group buying as rows; quantities are thousandths."""

import msgspec

from edge_agent.db.queries.orders import OrderRow
from edge_agent.db.query import Query


class BatchRow(msgspec.Struct, frozen=True):
    """A batch from its first count on."""

    id: str
    state: str
    received_at: int
    split_at: int | None
    closed_at: int | None


class CountRow(msgspec.Struct, frozen=True):
    """What was counted of an article."""

    sku: str
    counted: int


class ShareRow(msgspec.Struct, frozen=True):
    """An order's bag, and what became of it when it was not collected."""

    pickup: str
    bag: str
    outcome: str


class LineRow(msgspec.Struct, frozen=True):
    """What an order got of one of its lines."""

    pickup: str
    line: int
    sku: str
    given: int
    short: int


class GoneRow(msgspec.Struct, frozen=True):
    """A parcel that was handed over."""

    pickup: str
    unit: int
    at: int


class PlaceRow(msgspec.Struct, frozen=True):
    """Where a parcel lies."""

    pickup: str
    unit: int
    place: str


class NumberRow(msgspec.Struct, frozen=True):
    """The number of the bag that was given last."""

    last: int


class BagRow(msgspec.Struct, frozen=True):
    """A bag that may still lie here."""

    bag: str


BY_ID = Query("batches.by_id", BatchRow)
COUNTS = Query("batches.counts", CountRow)
ORDERS = Query("batches.orders", OrderRow)
SHARES = Query("batches.shares", ShareRow)
LINES = Query("batches.lines", LineRow)
GONE = Query("batches.gone", GoneRow)
PLACES = Query("batches.places", PlaceRow)
SHARE = Query("batches.share", ShareRow)
SHARE_LINES = Query("batches.share_lines", LineRow)
LAST_BAG = Query("batches.last_bag", NumberRow)
OPEN_BAGS = Query("batches.open_bags", BagRow)
