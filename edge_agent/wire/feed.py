"""What `/v1/feed/pages` answers."""

import msgspec


class RefusedItem(msgspec.Struct, frozen=True):
    """Why an item of a page was not taken, and what to do."""

    code: str
    title: str
    hint: str


class FeedAnswer(msgspec.Struct, frozen=True):
    """What became of a page of headquarters' feed: the things that were new, and what was not taken."""

    orders: int
    keys: int
    """Key sets, and the key of the short codes."""
    revocations: int
    batches: int
    refused: tuple[RefusedItem, ...]
    position: int
    """The cursor now: the next page is exported from there."""
    more: bool
    """Headquarters has more already."""
