"""Orders to be collected as rows."""

import msgspec

from edge_agent.db.query import Command, Query

_HERE = "sync.hq.queries"


class OrderRow(msgspec.Struct, frozen=True):
    """An order, its codes, and as `body` the `PickupOrder` that its store is told."""

    id: str
    store: str
    number: str
    version: int
    audience: str
    short_code: str
    ticket: bytes
    slip: bytes | None
    body: str


class IdRow(msgspec.Struct, frozen=True):
    """An order's id."""

    id: str


class NumberRow(msgspec.Struct, frozen=True):
    """A count, or the last of a sequence."""

    last: int


class RevocationRow(msgspec.Struct, frozen=True):
    """Generations of an order below `least` are void."""

    sequence: int
    pickup: str
    least: int
    expires: int


BY_NUMBER = Query("orders.by_number", OrderRow, _HERE)
OF_STORE = Query("orders.of_store", OrderRow, _HERE)
SHORT_CODE_TAKEN = Query("orders.short_code_taken", IdRow, _HERE)
SAVE = Command("orders.save", _HERE)
COUNT = Command("orders.count", _HERE)
COUNTED = Query("orders.counted", NumberRow, _HERE)
REVOKE = Command("orders.revoke", _HERE)
SEQUENCE_BEFORE = Query("orders.sequence_before", NumberRow, _HERE)
REVOCATIONS = Query("orders.revocations", RevocationRow, _HERE)
