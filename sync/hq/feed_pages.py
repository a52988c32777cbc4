"""Pages of the feed, as `edge-hq feed export` writes them.

Lists of what was revoked are signed when a page is made: the key that signed them once would retire before a
store that begins anew has read them.
"""

from collections.abc import Sequence

import msgspec

from edge_agent.db.reads import Reads
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.pickup import Seconds
from edge_agent.domain.pickup.issue import sign_revocations, signing_key
from edge_agent.domain.pickup.revocations import KEPT_S, RevocationEntry, RevocationsBody
from sync.hq import keys
from sync.hq.cannot import Cannot
from sync.hq.feed import REVOCATION, Kept
from sync.hq.queries import feed as queries
from sync.hq.queries import keys as key_queries
from sync.hq.queries import ledger
from sync.hq.queries import orders as order_queries
from sync.hq.queries.feed import FeedRow
from sync.wire.feed import PAGE_BYTES_MAX, PAGE_ITEMS_MAX, FeedItem, FeedPage, RevocationsItem

_ORDER_OF_KINDS = ("store_key", "key_set", "revocations", "batch", "order")
"""Within a page what others need comes first."""
REVOCATIONS_MAX = 256
"""In one page."""
_decoder = msgspec.json.Decoder(Kept)


async def page(
    reads: Reads, store: StoreCode, now: Seconds, after: int = 0, limit: int = PAGE_ITEMS_MAX
) -> FeedPage:
    """What `store` is told behind position `after`; raises Cannot beyond the end, or without a key."""
    history, head = await reads.one(ledger.HISTORY), await reads.one(queries.HEAD)
    assert history is not None  # noqa: S101 a file has one from its making on
    told = head.position if head else 0
    if after > told:
        raise Cannot(f"headquarters has told no more than {told}: begin anew with --after 0")
    limit = min(limit, PAGE_ITEMS_MAX - 1)  # a key set may come with the list of revocations
    found = await reads.all(queries.PAGE, store, after, limit)
    rows = _within_limits(found)
    more = len(rows) < len(found) or len(found) == limit
    last = rows[-1].position if rows else after
    items = [
        *map(_item, (row for row in rows if row.kind != REVOCATION)),
        *await _revocations(reads, rows, now),
    ]
    items.sort(key=lambda item: _ORDER_OF_KINDS.index(str(item.__struct_config__.tag)))
    return FeedPage(store, history.id, after, last if more else max(last, told), more, tuple(items))


def _within_limits(rows: Sequence[FeedRow]) -> Sequence[FeedRow]:
    """As many as a page may hold, one at least; the store takes a list in at one go."""
    size = revocations = 0
    for count, row in enumerate(rows):
        size += len(row.body.encode())
        revocations += row.kind == REVOCATION
        if count and (size > PAGE_BYTES_MAX or revocations > REVOCATIONS_MAX):
            return rows[:count]
    return rows


def _item(row: FeedRow) -> FeedItem:
    item: FeedItem = _decoder.decode(row.body)
    return item


async def _revocations(reads: Reads, rows: Sequence[FeedRow], now: Seconds) -> list[FeedItem]:
    """Those of the page as one list; nobody comes any more with tickets that ended long ago."""
    sequences = [int(row.body) for row in rows if row.kind == REVOCATION]
    if not sequences:
        return []
    first, last = sequences[0], sequences[-1]
    before = await reads.one(order_queries.SEQUENCE_BEFORE, first)
    found = await reads.all(order_queries.REVOCATIONS, first, last)
    entries = tuple(
        RevocationEntry(bytes.fromhex(row.pickup), row.least, row.expires)
        for row in found
        if now < row.expires + KEPT_S
    )
    key = await reads.one(key_queries.SIGNING_KEY, now)
    body = RevocationsBody(before.last if before else 0, last, entries)
    signed = sign_revocations(body, signing_key(keys.list_key(key, now)))
    return [*await _key_set_behind(reads, rows[-1].position), RevocationsItem(last, signed)]


async def _key_set_behind(reads: Reads, position: int) -> list[FeedItem]:
    """The key set where it comes later: whoever begins anew could not believe a list before it."""
    row = await reads.one(queries.KEY_SET)
    return [_item(row)] if row and row.position > position else []
