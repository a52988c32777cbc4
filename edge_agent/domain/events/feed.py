"""What headquarters sent and the store did not take."""

from typing import ClassVar

from edge_agent.domain.events.data import Data


class FeedRefused(Data, frozen=True):
    """An item of the feed, or a whole page, was not taken; what was held before stays in force."""

    TYPE: ClassVar[str] = "feed.refused"
    kind: str
    """`key_set`, `revocations`, `order`, …, `page`; empty when that could not be read."""
    reason: str
    """The code of the refusal."""
    item: str = ""
    """Which one, as far as it says: an order's number, a version, a sequence; of a page its
    store, or where it begins."""
