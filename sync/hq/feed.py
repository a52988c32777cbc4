"""The feed of headquarters: what each store is told.

A thing that changes moves to the end, one that ended long ago goes: the feed is as long as what is true.
Whoever changes it says so in the same transaction.
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
    position that was given out stays known and is never given out again.
    """
    kind = item.__struct_config__.tag
    tx.run(queries.PUT, store, kind, name, ends_at, _encoder.encode(item).decode())
    tx.run(queries.DROP, tx.now - KEPT_S * SECOND, _DROPPED_AT_ONCE_MAX)


def put_revocation(tx: Tx, sequence: int) -> None:
    """Tell every store of one more revocation."""
    tx.run(queries.PUT, EVERY_STORE, REVOCATION, str(sequence), None, str(sequence))


def rising(last: int, now: int) -> int:
    """The version after `last`: the time where that is higher, so that a restored backup repeats none."""
    return max(last + 1, now)
