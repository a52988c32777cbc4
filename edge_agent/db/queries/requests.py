"""Stored answers as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class AnswerRow(msgspec.Struct, frozen=True):
    """Who asked what, and the stored form of the answer."""

    who: str
    digest: bytes
    body: bytes


BY_ID = Query("requests.by_id", AnswerRow)
KEEP = Command("requests.keep")
PRUNE = Command("requests.prune")
