"""The board on the wall: which numbers are being made, ready, called and missed, and how long one waits."""

from collections.abc import Sequence

from config.settings import Counter, Settings
from edge_agent import RELEASE
from edge_agent.db.queries import board as queries
from edge_agent.db.queries.board import BoardRow, CallRow
from edge_agent.db.reads import Reads
from edge_agent.domain.announcement import CALLS_MAX, Announcement
from edge_agent.domain.ids import TicketNo
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.domain.tickets import TicketState
from edge_agent.services.waits import longest, read_waits
from edge_agent.wire.board import BoardCall, BoardView

TICKETS_MAX = 500
LAST_CALLED = 4
CALLS_SINCE_MS = MINUTE
_AT = "@"
"""Between a ticket's id and the moment of the call."""
_MOMENT_DIGITS_MAX = 15


async def read_board(reads: Reads, settings: Settings, now: Millis, *, has_voice: bool) -> BoardView:
    """The board as it is now."""
    rows = await reads.all(queries.LIVING, TICKETS_MAX)
    wait = longest(await read_waits(reads, settings))
    called = [row for row in rows if row.state == TicketState.CALLED]
    calls = [_call(settings, row) for row in sorted(called, key=lambda row: _place(row, now))]
    return BoardView(
        shop=settings.store.name,
        now=now,
        release=RELEASE,
        preparing=_numbers([row for row in rows if row.is_made], TicketState.ORDERED, TicketState.PREPARING),
        waiting=_numbers([row for row in rows if not row.is_made], TicketState.ORDERED),
        ready=_numbers(rows, TicketState.READY, TicketState.CALLED),
        called=tuple(calls[: -LAST_CALLED - 1 : -1]),
        calls=tuple(call for call in calls if now - CALLS_SINCE_MS < call.at <= now),
        missed=_numbers(rows, TicketState.NO_SHOW),
        wait_low_minutes=wait.low_minutes if wait else None,
        wait_high_minutes=wait.high_minutes if wait else None,
        languages=settings.board.languages,
        has_voice=has_voice,
    )


async def read_announcement(reads: Reads, settings: Settings, ids: Sequence[str]) -> Announcement | None:
    """What is said of those calls that stand, in order; None when none does, or they are to two counters."""
    found = [await _find_call(reads, call_id) for call_id in ids] if len(ids) <= CALLS_MAX else []
    rows = [row for row in found if row is not None]
    if len({row.counter for row in rows}) != 1:
        return None
    counter = _counter(settings, rows[0].counter)
    return Announcement(
        tuple(TicketNo(row.no) for row in rows), counter.id, collects=counter.kind == "making"
    )


async def _find_call(reads: Reads, call_id: str) -> CallRow | None:
    ticket, _, at = call_id.rpartition(_AT)
    if not at.isdecimal() or len(at) > _MOMENT_DIGITS_MAX:
        return None
    return await reads.one(queries.CALL, ticket, int(at))


def _place(row: BoardRow, now: Millis) -> tuple[bool, int, str]:
    """Oldest first; a call from the future, before a clock was set back, would hide all that follow it."""
    at = row.called_at or 0
    return at <= now, at, row.id


def _call(settings: Settings, row: BoardRow) -> BoardCall:
    at, counter = row.called_at or 0, _counter(settings, row.counter)
    return BoardCall(
        id=f"{row.id}{_AT}{at}",
        ticket=TicketNo(row.no),
        counter=counter.name,
        counter_en=counter.name_en,
        counter_id=counter.id,
        at=at,
    )


def _counter(settings: Settings, name: str) -> Counter:
    """The counter as it is configured now; one that is no longer keeps its number."""
    return settings.queue.counter(name) or Counter(name, f"{name}号台", f"Counter {name}", "making")


def _numbers(rows: Sequence[BoardRow], *states: TicketState) -> tuple[TicketNo, ...]:
    return tuple(TicketNo(row.no) for row in rows if row.state in states)
