"""The push's side of the journal as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class CursorRow(msgspec.Struct, frozen=True):
    """The local position of the last acknowledged event."""

    pos: int


class PushRow(msgspec.Struct, frozen=True):
    """An event as it is pushed."""

    pos: int
    epoch: str
    seq: int
    body: str
    hash: bytes


class WaitingRow(msgspec.Struct, frozen=True):
    """How many events follow a position, and the time of the first of them in Unix milliseconds.

    The journal is never pruned and its positions have no holes, so that neither counts rows.
    """

    unsent: int
    oldest_at: int | None


CURSOR = Query("push.cursor", CursorRow)
SET_CURSOR = Command("push.set_cursor")
FORGET_CURSOR = Command("push.forget_cursor")
AFTER = Query("push.after", PushRow)
EVENT = Query("push.event", PushRow)
WAITING = Query("push.waiting", WaitingRow)
KEEP_SILENCE = Command("push.keep_silence")
PRUNE_SILENCES = Command("push.prune_silences")
