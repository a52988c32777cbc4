"""The table of locks: five wrong PINs in a row, and each lock longer than the one before."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.lockout import (
    LOCK_MINUTES,
    WRONG_PINS_LAPSE_MS,
    WRONG_PINS_MAX,
    check_lock,
    lapses_at,
    locked_until,
    minutes_left,
)
from edge_agent.domain.moments import DAY, HOUR, MINUTE, Millis

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


@given(st.integers(0, 200), st.integers(-DAY, 2 * 60 * MINUTE))
def test_every_lock_ends(wrong_pins: int, later: int) -> None:
    """Nobody waits for longer than the longest lock lasts, not even after the clock was set back."""
    refused = check_lock(locked_until(wrong_pins, NOW), Millis(NOW + later))
    assert refused is None or (later < LOCK_MINUTES[-1] * MINUTE and int(refused.params["minutes"]) <= 60)


def test_wrong_pins_lapse_half_a_day_after_the_last_or_its_lock() -> None:
    """A lock is over long before what led to it is forgotten."""
    assert lapses_at(NOW, Millis(0)) == NOW + 12 * HOUR
    assert lapses_at(NOW, locked_until(20, NOW)) == NOW + 13 * HOUR


@given(st.lists(st.one_of(st.integers(0, 2 * HOUR), st.integers(0, 30 * HOUR)), max_size=120))
def test_no_patience_gains_a_thief_guesses(waits: list[int]) -> None:
    """However he spreads them, he has no more than those before the first long lock, and five an hour."""
    wrong, until, lapses, now = 0, Millis(0), Millis(0), NOW
    for guesses, wait in enumerate(waits, 1):
        now = Millis(max(now + wait, until))
        wrong = wrong + 1 if now < lapses else 1
        until = locked_until(wrong, now)
        lapses = lapses_at(now, until)
        assert guesses <= len(LOCK_MINUTES) * WRONG_PINS_MAX + WRONG_PINS_MAX * (now - NOW) // HOUR


def test_nobody_waits_for_a_lapse_instead_of_a_lock() -> None:
    """All guesses before the longest lock, once in a lapse, are fewer than those of sitting the locks out."""
    before_the_longest = len(LOCK_MINUTES) * WRONG_PINS_MAX - 1
    locks_in_a_lapse = WRONG_PINS_LAPSE_MS // (LOCK_MINUTES[-1] * MINUTE)
    assert before_the_longest < locks_in_a_lapse * WRONG_PINS_MAX
