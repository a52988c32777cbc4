"""Rule sets as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class HashRow(msgspec.Struct, frozen=True):
    """A rule set's name."""

    hash: str


class BodyRow(msgspec.Struct, frozen=True):
    """A rule set as JSON."""

    body: str


IN_FORCE = Query("rules.in_force", HashRow)
BY_HASH = Query("rules.by_hash", BodyRow)
ADD = Command("rules.add")
