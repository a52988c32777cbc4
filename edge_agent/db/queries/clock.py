"""What is known of the time, as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class ClockRow(msgspec.Struct, frozen=True):
    """The one row of it; `domain.clock_doubt.Known` says what it means."""

    mark: int
    uptime_ms: int | None
    boot: str
    offset_ms: int
    doubt: str | None
    since: int | None
    set_at: int
    set_by: str | None


class BeforeRow(msgspec.Struct, frozen=True):
    """When the agent last did something."""

    at: int


class OffsetRow(msgspec.Struct, frozen=True):
    """What is added to the machine's clock."""

    offset_ms: int


STATE = Query("clock.state", ClockRow)
KEEP = Command("clock.keep")
BEFORE_START = Query("clock.before_start", BeforeRow)
OFFSET = Query("clock.offset", OffsetRow)
