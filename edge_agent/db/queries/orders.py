"""Orders to be collected, key sets and revocations as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class OrderRow(msgspec.Struct, frozen=True):
    """An order's columns; `body` is a `PickupOrder` as JSON."""

    id: str
    version: int
    is_live: int
    body: str


class KeySetRow(msgspec.Struct, frozen=True):
    """A key set as headquarters' root signed it; times in Unix seconds."""

    version: int
    issued: int
    expires: int
    body: bytes


class RevocationRow(msgspec.Struct, frozen=True):
    """The least generation of an order that is good, until `expires` in Unix seconds."""

    least_generation: int
    expires: int


class SequenceRow(msgspec.Struct, frozen=True):
    """The last delta of the revocation list that was taken."""

    sequence: int


class CursorRow(msgspec.Struct, frozen=True):
    """How far the feed was taken."""

    history: str
    position: int
    at: int


class BatchRow(msgspec.Struct, frozen=True):
    """A batch's columns; `body` is a `GroupBatch` as JSON."""

    id: str
    version: int
    body: str


BY_ID = Query("orders.by_id", OrderRow)
BY_SHORT = Query("orders.by_short", OrderRow)
BY_PHONE = Query("orders.by_phone", OrderRow)
SAVE = Command("orders.save")
KEY_SET = Query("orders.key_set", KeySetRow)
SAVE_KEY_SET = Command("orders.save_key_set")
REVOCATION = Query("orders.revocation", RevocationRow)
SAVE_REVOCATION = Command("orders.save_revocation")
DROP_REVOCATIONS = Command("orders.drop_revocations")
SEQUENCE = Query("orders.sequence", SequenceRow)
SAVE_SEQUENCE = Command("orders.save_sequence")
KEEP_STORE_KEY = Command("orders.keep_store_key")
PRUNE = Command("orders.prune")
CURSOR = Query("orders.cursor", CursorRow)
SAVE_CURSOR = Command("orders.save_cursor")
BATCH = Query("orders.batch", BatchRow)
BATCHES = Query("orders.batches", BatchRow)
SAVE_BATCH = Command("orders.save_batch")
