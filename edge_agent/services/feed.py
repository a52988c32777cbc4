"""Taking in a page of headquarters' feed: in pieces, so that no sale waits, its cursor with the last of them.

Every item is an upsert by its version, so a page that was taken before does no harm, nor one that a power cut
ended. An item that cannot be believed is refused, named and put on record; the rest of its page is taken.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import assert_never

import msgspec

from config.settings import Settings
from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import orders as queries
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import FeedRefused
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.pickup import Untrusted, verify_key_set, verify_revocations
from edge_agent.services.feed_reader import Item, Page, Unreadable, name_of, read_page
from edge_agent.services.orders import STORE_KEY, keep_order, store_key
from edge_agent.services.pickup_itemise import itemise
from edge_agent.services.pickup_keys import Desk, KeysHeld, seconds
from edge_agent.services.tickets_online import join
from edge_agent.services.upkeep import is_past
from edge_agent.wire.feed import FeedAnswer, RefusedItem
from edge_agent.wire.words import say
from sync.wire.feed import BatchItem, KeySetItem, OrderItem, RevocationsItem, StoreKeyItem

PAGE = "page"
"""What the journal calls the kind of a page that was refused as a whole."""
PIECE_ITEMS_MAX = 4
"""An order that joins the queue takes half a millisecond."""
_encoder = msgspec.json.Encoder()


class Taken(msgspec.Struct, frozen=True):
    """How many things were new, what was refused, and the cursor after it."""

    orders: int = 0
    keys: int = 0
    revocations: int = 0
    batches: int = 0
    refused: tuple[Refused, ...] = ()
    position: int = 0


async def take_page(
    writer: StoreWriter, settings: Settings, data: bytes, language: str
) -> FeedAnswer | Refused:
    """Take in a page as it came; raises TableError when it is none.

    It is refused as a whole when it is another store's, or does not go on from what was taken before.
    """
    page = await asyncio.to_thread(read_page, data)
    refused = await writer.run_bulk(partial(_begin, here=settings.store.code, page=page))
    if refused is not None:
        return refused
    desk = Desk(settings, KeysHeld(settings))
    taken = Taken()
    *pieces, last = _pieces(page.items)
    for piece in pieces:
        taken = _sum(taken, await writer.run_bulk(partial(_take_all, desk=desk, items=piece)))
    taken = _sum(taken, await writer.run_bulk(partial(_take_last, desk=desk, items=last, page=page)))
    return FeedAnswer(
        orders=taken.orders,
        keys=taken.keys,
        revocations=taken.revocations,
        batches=taken.batches,
        refused=tuple(_told(one, language) for one in taken.refused),
        position=taken.position,
        more=page.more,
    )


def _begin(tx: JournalTx, here: StoreCode, page: Page) -> Refused | None:
    """Refuse, on record, a page that is not for here; a new history begins at its beginning."""
    refused = _check(tx.one(queries.CURSOR), here, page)
    if refused:
        tx.record(FeedRefused(PAGE, refused.code, page.store if page.store != here else str(page.after)))
    else:
        _begin_history(tx, page)
    return refused


def _check(cursor: queries.CursorRow | None, here: StoreCode, page: Page) -> Refused | None:
    """Whether it is this store's, and goes on from the cursor."""
    if page.store != here:
        return Refused(Code.FEED_STORE, {"store": page.store, "here": here})
    if cursor is not None and cursor.history != page.history and page.after:
        return Refused(Code.FEED_HISTORY)
    position = cursor.position if cursor and cursor.history == page.history else 0
    if page.after > position:
        return Refused(Code.FEED_GAP, {"position": position, "after": page.after})
    return None


def _begin_history(tx: JournalTx, page: Page) -> None:
    cursor = tx.one(queries.CURSOR)
    if cursor is None or cursor.history != page.history:
        tx.run(queries.SAVE_CURSOR, page.history, 0, tx.now)
        tx.run(queries.SAVE_SEQUENCE, 0)


def _pieces(items: Sequence[Item]) -> list[Sequence[Item]]:
    """At least one: an empty page moves the cursor too."""
    firsts = range(0, max(len(items), 1), PIECE_ITEMS_MAX)
    return [items[first : first + PIECE_ITEMS_MAX] for first in firsts]


def _take_last(tx: JournalTx, desk: Desk, items: Sequence[Item], page: Page) -> Taken:
    """The last piece, and the cursor with it: never back, and not that of another history."""
    taken = _take_all(tx, desk, items)
    cursor = tx.one(queries.CURSOR)
    if cursor is None or cursor.history != page.history:
        return taken
    position = max(cursor.position, page.position)
    tx.run(queries.SAVE_CURSOR, page.history, position, tx.now)
    return msgspec.structs.replace(taken, position=position)


def _take_all(tx: JournalTx, desk: Desk, items: Sequence[Item]) -> Taken:
    taken = Taken()
    for item in items:
        outcome = _take(tx, desk, item)
        if isinstance(outcome, Refused):
            tx.record(FeedRefused(_kind_of(item), outcome.code, name_of(item)))
            outcome = Taken(refused=(outcome,))
        taken = _sum(taken, outcome)
    return taken


def _take(tx: JournalTx, desk: Desk, item: Item) -> Taken | Refused:
    match item:
        case OrderItem():
            return _take_order(tx, desk.settings, item)
        case KeySetItem():
            return _take_key_set(tx, desk, item)
        case RevocationsItem():
            return _take_revocations(tx, desk, item)
        case StoreKeyItem():
            return _take_store_key(tx, item)
        case BatchItem():
            return _take_batch(tx, item)
        case Unreadable():
            return _distrusted(Untrusted.MALFORMED, item)
    assert_never(item)


def _take_order(tx: JournalTx, settings: Settings, item: OrderItem) -> Taken:
    """Keep it; its goods take the place of what was scanned for it, and what is left joins the queue."""
    order = item.order
    if is_past(tx, order) or not keep_order(tx, order, item.version):
        return Taken()
    itemise(tx, order)
    if order.is_cancelled or order.expires_at > tx.now:
        join(tx, settings, order)
    return Taken(orders=1)


def _take_key_set(tx: JournalTx, desk: Desk, item: KeySetItem) -> Taken | Refused:
    """Expired ones too: they are newer than what is here, and the clock may be wrong."""
    held = tx.one(queries.KEY_SET)
    if held is not None and held.body == item.signed:
        return Taken()
    found = verify_key_set(item.signed, roots=desk.keys.roots, held=held.version if held else 0)
    if isinstance(found, Untrusted):
        return _distrusted(found, item)
    tx.run(queries.SAVE_KEY_SET, found.version, found.issued, found.expires, item.signed)
    tx.touch("pickups")
    return Taken(keys=1)


def _take_revocations(tx: JournalTx, desk: Desk, item: RevocationsItem) -> Taken | Refused:
    known = tx.one(queries.SEQUENCE)
    held = known.sequence if known else 0
    keys = desk.keys.in_force(tx).keys
    found = verify_revocations(item.signed, keys=keys, held=held, now=seconds(tx.now))
    if found is Untrusted.NOT_NEWER:
        return Taken()
    if isinstance(found, Untrusted):
        return _distrusted(found, item)
    rows = [(entry.pickup_id, entry.least_generation, entry.expires) for entry in found.entries]
    tx.run_many(queries.SAVE_REVOCATION, rows)
    tx.run(queries.SAVE_SEQUENCE, found.sequence)
    tx.touch("pickups")
    return Taken(revocations=len(rows))


def _take_store_key(tx: JournalTx, item: StoreKeyItem) -> Taken:
    if store_key(tx) == item.key:
        return Taken()
    tx.run(queries.KEEP_STORE_KEY, STORE_KEY, item.key)
    return Taken(keys=1)


def _take_batch(tx: JournalTx, item: BatchItem) -> Taken:
    kept = tx.run(queries.SAVE_BATCH, item.batch.id, item.version, _encoder.encode(item.batch).decode())
    if kept:
        tx.touch("batches")
    return Taken(batches=kept)


def _distrusted(why: Untrusted, item: Item) -> Refused:
    kind = _kind_of(item)
    match why:
        case Untrusted.MALFORMED:
            return Refused(Code.FEED_ITEM, {"kind": kind, "item": name_of(item)})
        case Untrusted.UNKNOWN_KEY:
            return Refused(Code.FEED_ROOT_UNKNOWN, {"kind": kind})
        case Untrusted.FORGED:
            return Refused(Code.FEED_FORGED, {"kind": kind})
        case Untrusted.KEY_RETIRED:
            return Refused(Code.FEED_KEY_RETIRED, {"kind": kind})
        case Untrusted.NOT_NEWER:
            return Refused(Code.FEED_OLD, {"kind": kind})
        case Untrusted.GAP:
            return Refused(Code.FEED_REVOCATIONS_GAP)
    assert_never(why)


def _kind_of(item: Item) -> str:
    return item.kind if isinstance(item, Unreadable) else str(item.__struct_config__.tag)


def _sum(one: Taken, other: Taken) -> Taken:
    return Taken(
        orders=one.orders + other.orders,
        keys=one.keys + other.keys,
        revocations=one.revocations + other.revocations,
        batches=one.batches + other.batches,
        refused=one.refused + other.refused,
        position=other.position,
    )


def _told(refused: Refused, language: str) -> RefusedItem:
    said = say(refused.code, refused.params, language)
    return RefusedItem(refused.code, said.title, said.hint)
