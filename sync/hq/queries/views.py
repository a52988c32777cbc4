"""What headquarters shows, as rows."""

import msgspec

from edge_agent.db.query import Query

_HERE = "sync.hq.queries"


class BodyRow(msgspec.Struct, frozen=True):
    """An event's exact JSON."""

    body: str


class StoreRow(msgspec.Struct, frozen=True):
    """A store, its newest head, and when it was heard from; times in Unix milliseconds."""

    store: str
    events: int
    epoch: str
    seq: int
    hash: bytes
    forked: int
    first_seen_at: int
    last_seen_at: int


class EpochHeadRow(msgspec.Struct, frozen=True):
    """One epoch of a store, where it branched off and how far it reaches."""

    epoch: str
    parent_epoch: str | None
    parent_seq: int
    seq: int
    hash: bytes
    forked: int
    first_seen_at: int


PAGE = Query("views.page", BodyRow, _HERE)
STORES = Query("views.stores", StoreRow, _HERE)
EPOCHS = Query("views.epochs", EpochHeadRow, _HERE)
