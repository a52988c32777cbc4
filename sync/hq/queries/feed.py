"""The feed as rows."""

import msgspec

from edge_agent.db.query import Command, Query

_HERE = "sync.hq.queries"


class FeedRow(msgspec.Struct, frozen=True):
    """An item at its position; `body` is its JSON, of a revocation its sequence alone."""

    position: int
    kind: str
    body: str


class HeadRow(msgspec.Struct, frozen=True):
    """The last position that was given out."""

    position: int


PUT = Command("feed.put", _HERE)
DROP = Command("feed.drop", _HERE)
HEAD = Query("feed.head", HeadRow, _HERE)
KEY_SET = Query("feed.key_set", FeedRow, _HERE)
PAGE = Query("feed.page", FeedRow, _HERE)
