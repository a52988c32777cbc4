"""Whether the shop's clock can be believed: what is known of the time, held against what it says now."""

import enum
from typing import TypeAlias

import msgspec

from edge_agent.domain.moments import DAY, MINUTE, Millis

FAR_MS = 10 * MINUTE
"""A clock that is off by more cannot be believed; the design's ten minutes."""
AGREES_MS = 2 * MINUTE
"""Headquarters' time and ours agree within this."""
CLOSED_MS_MAX = 7 * DAY
"""After a shop was closed for longer, somebody is asked what day it is."""


class Why(enum.StrEnum):
    """Why a clock is in doubt."""

    BEHIND = "behind"
    """It stands before what has happened already: somebody, or an empty battery, has set it back."""
    JUMPED = "jumped"
    """It went on by more, or less, than the time that has passed."""
    UNHEARD = "unheard"
    """The machine has begun anew, and neither headquarters nor a person has said what time it is."""
    OFFSET = "offset"
    """The machine has begun anew, and its clock, which was wrong, may have been set since."""


class Known(msgspec.Struct, frozen=True):
    """What a shop knows of the time."""

    mark: Millis
    """The latest moment that is vouched for: it cannot be earlier."""
    uptime_ms: int | None
    """Of the machine when it was `mark`; None where nobody counts."""
    boot: str
    """Names the machine's run; another one counts its uptime anew."""
    offset_ms: int
    """What is added to the machine's clock."""
    doubt: Why | None
    since: Millis | None
    """When the doubt began, by the clock that is in doubt."""
    set_at: Millis = Millis(0)
    """When somebody last said what time it is, by the time that was said."""
    set_by: str | None = None


class Sound(msgspec.Struct, frozen=True):
    """The clock goes as time does, and it is at least `mark`."""

    mark: Millis


class Doubtful(msgspec.Struct, frozen=True):
    """The clock cannot be believed; it is at least `mark` all the same."""

    why: Why
    by_ms: int
    """How far the clock is off: negative when it is behind."""
    mark: Millis
    is_by_offset: bool = False
    """Somebody has set the machine's own clock right: what is added to it is what it is off by now."""


Look: TypeAlias = Sound | Doubtful


def look(known: Known, now: Millis, uptime_ms: int | None) -> Look:
    """What the clock says, held against the time that has passed since `mark` in this run of the machine.

    Without an uptime the clock is only held against `mark`.
    """
    if uptime_ms is None or known.uptime_ms is None:
        off_ms = now - known.mark
        return Doubtful(Why.BEHIND, off_ms, known.mark) if off_ms < -FAR_MS else Sound(max(known.mark, now))
    expected = Millis(known.mark + uptime_ms - known.uptime_ms)
    off_ms = now - expected
    if abs(off_ms) <= FAR_MS:
        return Sound(expected)
    why = Why.BEHIND if off_ms < 0 else Why.JUMPED
    is_by_offset = known.offset_ms != 0 and abs(off_ms - known.offset_ms) <= FAR_MS
    return Doubtful(why, off_ms, expected, is_by_offset)


def look_anew(known: Known, now: Millis, *, has_headquarters: bool) -> Look:
    """The same in another run of the machine: nobody knows how much time has passed since `mark`."""
    off_ms, mark = now - known.mark, max(known.mark, now)
    if off_ms < -FAR_MS:
        return Doubtful(Why.BEHIND, off_ms, known.mark)
    if known.mark and off_ms > CLOSED_MS_MAX:
        return Doubtful(Why.JUMPED, off_ms, known.mark)
    if has_headquarters:
        return Doubtful(Why.UNHEARD, 0, mark)
    if abs(known.offset_ms) > FAR_MS and off_ms - known.offset_ms >= -FAR_MS:
        return Doubtful(Why.OFFSET, 0, mark)
    return Sound(mark)


def offset_for(machine: Millis, told: Millis) -> int:
    """What is added to the machine's clock so that it shows what it was told; nothing when they agree."""
    off_ms = told - machine
    return 0 if abs(off_ms) <= AGREES_MS else off_ms
