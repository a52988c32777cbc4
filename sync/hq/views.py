"""What headquarters shows: a store's journal in the pushed form, and a list of stores."""

import msgspec

from edge_agent.db.reads import Reads
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import Millis, rfc3339
from sync.hq.queries import ledger, views
from sync.hq.queries.ledger import EpochRow
from sync.hq.queries.views import EpochHeadRow, StoreRow
from sync.wire.journal import BATCH_BYTES_MAX, BATCH_EVENTS_MAX, Batch

_STORES_PAGE = 1_000
_EPOCHS_PAGE = 1_000


class HeadView(msgspec.Struct, frozen=True):
    """Where an epoch ends."""

    epoch: str
    seq: int
    hash: str


class StoreView(msgspec.Struct, frozen=True):
    """A store as headquarters knows it."""

    store: str
    events: int
    head: HeadView
    """Of the epoch that grew last."""
    forked: bool
    first_seen: str
    last_seen: str


class EpochView(msgspec.Struct, frozen=True):
    """One epoch of a store."""

    head: HeadView
    parent_epoch: str | None
    parent_seq: int
    forked: bool
    """Another branch goes on from the same place, or from below it."""
    first_seen: str


class StoresView(msgspec.Struct, frozen=True):
    """A page of stores; ask again with the last one's code as `after`."""

    stores: tuple[StoreView, ...]


class EpochsView(msgspec.Struct, frozen=True):
    """A page of one store's epochs, in the order in which they arrived."""

    store: str
    epochs: tuple[EpochView, ...]


async def journal(reads: Reads, store: StoreCode, epoch: str, after: int) -> Batch | None:
    """The events of an epoch after `after`, as many as a batch holds; None when they begin nowhere."""
    held = await reads.one(ledger.EPOCH, store, epoch)
    if held is None or after > held.head_seq:
        return None
    rows = await reads.all(views.PAGE, held.no, after, BATCH_EVENTS_MAX)
    bodies: list[bytes] = []
    size = 1
    for row in rows:
        body = row.body.encode()
        size += len(body) + 1
        if size > BATCH_BYTES_MAX:
            break
        bodies.append(body)
    return Batch(store, epoch, after + 1, await _hash_at(reads, held, after), tuple(bodies))


async def stores(reads: Reads, after: str) -> StoresView:
    """The stores whose codes follow `after`."""
    rows = await reads.all(views.STORES, after, _STORES_PAGE)
    return StoresView(tuple(_store_view(row) for row in rows))


async def epochs(reads: Reads, store: StoreCode) -> EpochsView:
    """The first epochs of a store; none when the store is unknown."""
    rows = await reads.all(views.EPOCHS, store, 0, _EPOCHS_PAGE)
    return EpochsView(store, tuple(_epoch_view(row) for row in rows))


async def _hash_at(reads: Reads, held: EpochRow, seq: int) -> bytes:
    row = await reads.one(ledger.HASH_AT, held.no, seq)
    return row.hash if row else held.parent_hash


def _store_view(row: StoreRow) -> StoreView:
    head = HeadView(row.epoch, row.seq, row.hash.hex())
    first_seen, last_seen = rfc3339(Millis(row.first_seen_at)), rfc3339(Millis(row.last_seen_at))
    return StoreView(row.store, row.events, head, bool(row.forked), first_seen, last_seen)


def _epoch_view(row: EpochHeadRow) -> EpochView:
    head = HeadView(row.epoch, row.seq, row.hash.hex())
    first_seen = rfc3339(Millis(row.first_seen_at))
    return EpochView(head, row.parent_epoch, row.parent_seq, bool(row.forked), first_seen)
