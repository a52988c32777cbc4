"""The feed of headquarters: what each store is told.

A thing that changes moves to the end, one that ended long ago goes: the feed is as long as what is true.
Whoever changes it says so in the same transaction. Every number that stores compare rises with the time: a
headquarters that was restored from a copy gives out none that it has forgotten.
"""

from typing import TypeAlias

import msgspec

from edge_agent.db.tx import Tx
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.domain.pickup.revocations import KEPT_S
from sync.hq.queries import feed as queries
from sync.wire.feed import BatchItem, KeySetItem, OrderItem, StoreKeyItem

EVERY_STORE = "*"
REVOCATION = "revocation"
_DROPPED_AT_ONCE_MAX = 100

Kept: TypeAlias = KeySetItem | StoreKeyItem | OrderItem | BatchItem
_encoder = msgspec.json.Encoder()


def put(tx: Tx, store: str, name: str, item: Kept, ends_at: Millis | None = None) -> None:
    """Tell `store`, or every store, of a thing as it is now; `name` is its own among those of its kind.

    What ends is dropped when no store keeps it any more: after this one has its position, so that the last
    position that was given out stays known.
    """
    kind = str(item.__struct_config__.tag)
    _put(tx, store, kind, name, ends_at, _encoder.encode(item).decode())
    tx.run(queries.DROP, tx.now - KEPT_S * SECOND, _DROPPED_AT_ONCE_MAX)


def put_revocation(tx: Tx, sequence: int) -> None:
    """Tell every store of one more revocation."""
    _put(tx, EVERY_STORE, REVOCATION, str(sequence), None, str(sequence))


def rising(last: int, now: int) -> int:
    """The number after `last`: the time where that is higher."""
    return max(last + 1, now)


def _put(tx: Tx, store: str, kind: str, name: str, ends_at: Millis | None, body: str) -> None:
    head = tx.one(queries.HEAD)
    position = rising(head.position if head else 0, tx.now)
    tx.run(queries.PUT, position, store, kind, name, ends_at, body)
