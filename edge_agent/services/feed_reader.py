"""A page of headquarters' feed, read: what a later headquarters may write in it spoils nothing else."""

import re
from typing import TypeAlias

import msgspec

from edge_agent.domain.errors import Code, TableError
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.orders_check import (
    LINES_MAX,
    are_numbers,
    are_quantities,
    are_texts,
    are_times,
    is_sound,
)
from edge_agent.domain.pickup.documents import open_document
from edge_agent.domain.pickup.keys import KEY_SET_TYPE
from edge_agent.domain.pickup.revocations import REVOCATIONS_TYPE
from sync.wire.feed import (
    PAGE_BYTES_MAX,
    PAGE_ITEMS_MAX,
    BatchItem,
    FeedItem,
    KeySetItem,
    OrderItem,
    RevocationsItem,
    StoreKeyItem,
)

PAGE_FILE_BYTES_MAX = 2 * PAGE_BYTES_MAX
"""Of the file: items are limited, and it holds a little more."""
_STORE_KEY_BYTES = 32
_HISTORY = re.compile(r"[0-9a-f]{1,64}")
_ITEM_LENGTH_MAX = 40


class Unreadable(msgspec.Struct, frozen=True):
    """An item that this release cannot read, or that breaks the rules of its kind."""

    kind: str
    item: str


Item: TypeAlias = FeedItem | Unreadable


class Page(msgspec.Struct, frozen=True):
    """A page of the feed: see `FeedPage`."""

    store: StoreCode
    history: str
    after: int
    position: int
    more: bool
    items: tuple[Item, ...]


class _RawPage(msgspec.Struct, frozen=True):
    store: StoreCode
    history: str
    after: int
    position: int
    more: bool
    items: tuple[msgspec.Raw, ...]


class _Kind(msgspec.Struct, frozen=True):
    kind: str = ""


_page_decoder = msgspec.json.Decoder(_RawPage)
_item_decoder = msgspec.json.Decoder(FeedItem)
_kind_decoder = msgspec.json.Decoder(_Kind)


def read_page(data: bytes) -> Page:
    """The page that `data` is; raises TableError when it is none."""
    try:
        raw = _page_decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TableError(Code.FEED_UNREADABLE) from error
    if (
        not are_numbers((raw.after, raw.position))
        or raw.position < raw.after
        or len(raw.items) > PAGE_ITEMS_MAX
        or not _HISTORY.fullmatch(raw.history)
        or not are_texts((raw.store,))
    ):
        raise TableError(Code.FEED_UNREADABLE)
    items = tuple(_read_item(item, no) for no, item in enumerate(raw.items, 1))
    return Page(raw.store, raw.history, raw.after, raw.position, raw.more, items)


def _read_item(raw: msgspec.Raw, no: int) -> Item:
    """The item; one that cannot be read is known by its place in the page where it has no name."""
    place = f"#{no}"
    try:
        item: FeedItem = _item_decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Unreadable(_kind_of(raw) or "?", place)
    if _is_sound(item):
        return item
    return Unreadable(str(item.__struct_config__.tag), _printable(name_of(item)) or place)


def name_of(item: Item) -> str:
    """Which one of its kind it is."""
    match item:
        case OrderItem():
            return item.order.number
        case BatchItem():
            return item.batch.id
        case KeySetItem():
            return str(item.version)
        case RevocationsItem():
            return str(item.sequence)
        case StoreKeyItem():
            return ""
        case Unreadable():
            return item.item


def _is_sound(item: FeedItem) -> bool:
    """What can be said without the store's file; of a signed list its shape, which may take long to read."""
    match item:
        case OrderItem():
            return item.version > 0 and are_numbers((item.version,)) and is_sound(item.order)
        case BatchItem():
            return item.version > 0 and are_numbers((item.version,)) and _is_sound_batch(item)
        case StoreKeyItem():
            return len(item.key) == _STORE_KEY_BYTES
        case KeySetItem():
            return open_document(item.signed, KEY_SET_TYPE) is not None
        case RevocationsItem():
            return open_document(item.signed, REVOCATIONS_TYPE) is not None


def _is_sound_batch(item: BatchItem) -> bool:
    batch = item.batch
    texts = [text for one in batch.expected for text in (one.sku, one.name)]
    skus = {one.sku for one in batch.expected if one.sku}
    return (
        bool(batch.id)
        and len(skus) == len(batch.expected)
        and are_texts((batch.id, batch.name, *texts))
        and len(batch.expected) <= LINES_MAX
        and are_times((batch.arrives_at, batch.closes_at))
        and are_quantities(one.expected for one in batch.expected)
    )


def _kind_of(raw: msgspec.Raw) -> str:
    try:
        kind = _kind_decoder.decode(raw).kind
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return _printable(kind)


def _printable(text: str) -> str:
    """As much of it as goes into a sentence; nothing of what a terminal would obey."""
    return text[:_ITEM_LENGTH_MAX] if are_texts((text[:_ITEM_LENGTH_MAX],)) else ""
