"""The table of locks: five wrong PINs in a row, and each lock longer than the one before."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.lockout import LOCK_MINUTES, check_lock, locked_until, minutes_left
from edge_agent.domain.moments import MINUTE, Millis

NOW = Millis(1_795_320_000_000)


@pytest.mark.parametrize(
    ("wrong_pins", "minutes"),
    [(1, 0), (4, 0), (5, 1), (6, 0), (9, 0), (10, 5), (15, 15), (20, 60), (24, 0), (25, 60), (5_000, 60)],
)
def test_every_fifth_wrong_pin_locks(wrong_pins: int, minutes: int) -> None:
    """One minute, five, fifteen, an hour, and an hour from then on; in between there are new attempts."""
    assert locked_until(wrong_pins, NOW) == (NOW + minutes * MINUTE if minutes else 0)


def test_locks_grow() -> None:
    """No lock is shorter than the one before it."""
    assert all(earlier < later for earlier, later in itertools.pairwise(LOCK_MINUTES))


@pytest.mark.parametrize(
    ("until", "minutes"), [(0, 0), (NOW, 0), (NOW + 1, 1), (NOW + MINUTE, 1), (NOW + MINUTE + 1, 2)]
)
def test_what_remains_is_told_in_begun_minutes(until: int, minutes: int) -> None:
    """Nobody is told to wait nought minutes."""
    assert minutes_left(Millis(until), NOW) == minutes
    refused = check_lock(Millis(until), NOW)
    assert refused == (Refused(Code.ACCOUNT_LOCKED, {"minutes": minutes}) if minutes else None)


@given(st.integers(0, 200), st.integers(0, 2 * 60 * MINUTE))
def test_every_lock_ends(wrong_pins: int, later: int) -> None:
    """An account is locked for no more than the longest lock."""
    locked = check_lock(locked_until(wrong_pins, NOW), Millis(NOW + later)) is not None
    assert not locked or later < LOCK_MINUTES[-1] * MINUTE
