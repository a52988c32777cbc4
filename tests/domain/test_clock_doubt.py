"""When a clock is believed: every cell of what is known against what the clock says."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.clock_doubt import (
    AGREES_MS,
    CLOSED_MS_MAX,
    FAR_MS,
    Doubtful,
    Known,
    Sound,
    Why,
    look,
    look_anew,
    offset_for,
)
from edge_agent.domain.moments import DAY, HOUR, MINUTE, Millis

NOON = Millis(1_795_320_000_000)
UP = HOUR
"""How long the machine had run at noon."""
KNOWN = Known(NOON, UP, "boot-1", 0, None, None)
BEFORE = msgspec.structs.replace(KNOWN, offset_ms=DAY)
"""The machine's clock is a day behind, and that is put right."""

moments = st.integers(-2 * DAY, 2 * DAY)


@pytest.mark.parametrize(
    ("passed_ms", "clock_went_ms", "why"),
    [
        (HOUR, HOUR, None),
        (HOUR, HOUR + FAR_MS, None),
        (HOUR, HOUR - FAR_MS, None),
        (HOUR, HOUR + FAR_MS + 1, Why.JUMPED),
        (HOUR, HOUR - FAR_MS - 1, Why.BEHIND),
        (HOUR, -DAY, Why.BEHIND),
        (0, DAY, Why.JUMPED),
        (DAY, DAY, None),
    ],
)
def test_the_clock_is_held_against_the_time_that_has_passed(
    passed_ms: int, clock_went_ms: int, why: Why | None
) -> None:
    """More than ten minutes more or less than the machine has run is a doubt; it says by how much."""
    seen = look(KNOWN, Millis(NOON + clock_went_ms), UP + passed_ms)
    if why is None:
        assert seen == Sound(Millis(NOON + passed_ms))
    else:
        assert seen == Doubtful(why, clock_went_ms - passed_ms, Millis(NOON + passed_ms))


@pytest.mark.parametrize("uptime_ms", [None, UP])
def test_without_a_run_to_count_by_only_what_lies_behind_is_doubted(uptime_ms: int | None) -> None:
    """A forward jump cannot be told from a long night; a clock before the mark can."""
    known = msgspec.structs.replace(KNOWN, uptime_ms=None) if uptime_ms else KNOWN
    assert look(known, Millis(NOON + DAY), uptime_ms) == Sound(Millis(NOON + DAY))
    assert look(known, Millis(NOON - FAR_MS), uptime_ms) == Sound(NOON)
    assert look(known, Millis(NOON - DAY), uptime_ms) == Doubtful(Why.BEHIND, -DAY, NOON)


def test_a_machine_that_is_set_right_needs_no_offset() -> None:
    """The clock was put right by a day; now somebody sets the machine itself right: nobody is asked."""
    set_right = Millis(NOON + MINUTE + DAY)
    seen = Doubtful(Why.JUMPED, DAY, Millis(NOON + MINUTE))
    assert look(KNOWN, set_right, UP + MINUTE) == seen
    assert look(BEFORE, set_right, UP + MINUTE) == msgspec.structs.replace(seen, is_by_offset=True)


@pytest.mark.parametrize(
    ("known", "later_ms", "has_headquarters", "why"),
    [
        (KNOWN, 8 * HOUR, False, None),
        (KNOWN, 8 * HOUR, True, Why.UNHEARD),
        (KNOWN, -FAR_MS, False, None),
        (KNOWN, -DAY, False, Why.BEHIND),
        (KNOWN, -DAY, True, Why.BEHIND),
        (KNOWN, CLOSED_MS_MAX, False, None),
        (KNOWN, CLOSED_MS_MAX + 1, False, Why.JUMPED),
        (KNOWN, CLOSED_MS_MAX + 1, True, Why.JUMPED),
        # A file that was never used knows nothing.
        (msgspec.structs.replace(KNOWN, mark=Millis(0)), 0, False, None),
        # The machine, a day behind, has slept a night: without the offset it would still be behind.
        (BEFORE, 12 * HOUR, False, None),
        # Now it would not: it may have been set right over night, or stand as wrong as before.
        (BEFORE, DAY + HOUR, False, Why.OFFSET),
        (msgspec.structs.replace(KNOWN, offset_ms=-DAY), 12 * HOUR, False, Why.OFFSET),
        (msgspec.structs.replace(KNOWN, offset_ms=3 * MINUTE), 12 * HOUR, False, None),
    ],
)
def test_a_machine_begins_anew(known: Known, later_ms: int, has_headquarters: bool, why: Why | None) -> None:
    """Doubted is what nobody vouches for: a clock that is behind, or far ahead, or was never heard of."""
    seen = look_anew(known, Millis(NOON + later_ms), has_headquarters=has_headquarters)
    assert (seen.why if isinstance(seen, Doubtful) else None) == why


@given(moments, st.integers(0, DAY), st.none() | st.integers(0, DAY))
def test_the_mark_never_falls_and_never_follows_a_jump(
    off_ms: int, passed_ms: int, began: int | None
) -> None:
    """It rises by what the machine has run, whatever the clock says; without one, to a clock ahead."""
    known = msgspec.structs.replace(KNOWN, uptime_ms=None if began is None else UP)
    seen = look(known, Millis(NOON + passed_ms + off_ms), UP + passed_ms)
    assert seen.mark >= NOON
    if began is not None:
        assert seen.mark == NOON + passed_ms


@given(moments)
def test_an_offset_makes_the_clock_show_what_it_was_told(off_ms: int) -> None:
    """Up to two minutes are left as they are."""
    machine = Millis(NOON)
    told = Millis(NOON + off_ms)
    assert abs(machine + offset_for(machine, told) - told) <= (AGREES_MS if abs(off_ms) <= AGREES_MS else 0)
