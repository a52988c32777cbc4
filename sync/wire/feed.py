"""The feed: what headquarters tells one store, in pages; each item an upsert, repeated without harm."""

from typing import TypeAlias

import msgspec

from edge_agent.domain.ids import StoreCode
from edge_agent.domain.orders import PickupOrder

PAGE_ITEMS_MAX = 1000
PAGE_BYTES_MAX = 16 * 1_048_576


class OrderItem(msgspec.Struct, frozen=True, tag="order", tag_field="kind"):
    """An order to be collected at this store, as it is now; a cancelled one says so."""

    version: int
    order: PickupOrder


class KeySetItem(msgspec.Struct, frozen=True, tag="key_set", tag_field="kind"):
    """The keys that sign pickup codes, signed by the offline root."""

    version: int
    signed: bytes
    """As `domain/pickup/keys.py` reads it; base64 in JSON."""


class RevocationsItem(msgspec.Struct, frozen=True, tag="revocations", tag_field="kind"):
    """A delta of the revocation list, signed by a key of the set."""

    sequence: int
    signed: bytes


class StoreKeyItem(msgspec.Struct, frozen=True, tag="store_key", tag_field="kind"):
    """The key by which headquarters has hashed this store's short codes and phone numbers (HMAC-SHA-256)."""

    key: bytes


class BatchOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article of a batch and how much of it should come."""

    sku: str
    name: str
    expected: int
    """Thousandths of its unit."""


class GroupBatch(msgspec.Struct, frozen=True, omit_defaults=True):
    """A batch of group buying (团购批次): what should come, for whom; its orders are items of their own."""

    id: str
    name: str
    arrives_at: int
    closes_at: int
    expected: tuple[BatchOrder, ...]


class BatchItem(msgspec.Struct, frozen=True, tag="batch", tag_field="kind"):
    """A batch as it is now."""

    version: int
    batch: GroupBatch


FeedItem: TypeAlias = KeySetItem | RevocationsItem | StoreKeyItem | OrderItem | BatchItem


class FeedPage(msgspec.Struct, frozen=True):
    """The file that `edge-hq feed export` writes."""

    store: StoreCode
    history: str
    """Of headquarters' file: a cursor of another history is worth nothing."""
    after: int
    """The position that the page begins behind; 0 is the beginning."""
    position: int
    """The cursor after it; an empty page moves it too."""
    more: bool
    items: tuple[FeedItem, ...]
