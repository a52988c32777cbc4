"""Waits: the pace learns what is true, and the range holds for whom it should."""

import hypothesis
import msgspec
from hypothesis import strategies as st

from edge_agent.domain.events import Estimate
from edge_agent.domain.moments import HOUR, MINUTE, SECOND, Millis
from edge_agent.domain.waits import (
    STEP_MS,
    Load,
    Pace,
    Spread,
    begun_anew,
    daypart_at,
    expected_wait,
    finished,
    in_hand,
    is_hit,
    met,
    told,
    waited,
)

_EVEN = Spread(1000, 1000)


def test_a_fresh_station_waits_its_nominal_work() -> None:
    """Six cups of a minute before two of one's own, made by two people: four minutes."""
    load = Load(ahead_ms=6 * MINUTE, own_ms=2 * MINUTE, longest_ms=MINUTE, servers=2)
    assert expected_wait(Pace(), load) == 4 * MINUTE + 30 * SECOND


def test_what_is_being_made_counts_half() -> None:
    """Nobody knows how far the cup in hand is."""
    ahead = Load(ahead_ms=2 * MINUTE, own_ms=MINUTE, longest_ms=MINUTE, servers=1, being_made_ms=2 * MINUTE)
    assert expected_wait(Pace(), ahead) == 2 * MINUTE


@hypothesis.given(
    nominal_s=st.integers(10, 600),
    permille=st.integers(300, 4000),
    servers=st.integers(1, 5),
    batch=st.integers(1, 4),
)
def test_the_pace_becomes_what_the_station_does(
    nominal_s: int, permille: int, servers: int, batch: int
) -> None:
    """After a hundred items it is within a tenth of the truth, marked one by one or several in one go."""
    nominal_ms = nominal_s * SECOND
    took_ms = nominal_ms * permille // 1000
    pace = Pace()
    for _ in range(100 // batch + 1):
        pace = finished(pace, nominal_ms, took_ms * batch // servers, servers)
        for _ in range(batch - 1):
            pace = finished(pace, nominal_ms, 0, servers)
    assert abs(pace.permille - permille) <= max(permille // 4 if batch > 1 else permille // 10, 20)


@hypothesis.given(
    expected_ms=st.integers(0, 5 * HOUR), low=st.integers(100, 1000), high=st.integers(1000, 4000)
)
def test_a_range_is_whole_steps_and_holds_what_it_was_made_of(expected_ms: int, low: int, high: int) -> None:
    """Never a countdown: multiples of five minutes, one step wide at least."""
    range_ = told(expected_ms, Spread(low, high))
    assert range_.low_ms % STEP_MS == range_.high_ms % STEP_MS == 0
    assert range_.low_ms <= expected_ms <= range_.high_ms
    assert range_.high_ms - range_.low_ms >= STEP_MS
    assert is_hit(range_, expected_ms)


def test_the_spread_follows_what_customers_met() -> None:
    """Who is always called at twice the estimate moves the end there, and the beginning after it."""
    spread = Spread()
    for _ in range(300):
        spread = met(spread, 10 * MINUTE, 20 * MINUTE)
    assert 1950 <= spread.high <= 2050
    assert spread.low == 1000


def test_a_last_wait_that_the_queue_does_not_explain_lengthens_the_next() -> None:
    """The queue says two minutes, the last customer waited thirty: half-way to a third of that, it is six."""
    load = Load(ahead_ms=MINUTE, own_ms=MINUTE, longest_ms=MINUTE, servers=1)
    assert expected_wait(Pace(), load, 30 * MINUTE) == 6 * MINUTE
    assert expected_wait(Pace(), load, 6 * MINUTE) == 2 * MINUTE
    assert expected_wait(Pace(), load, 0) == 2 * MINUTE
    assert expected_wait(Pace(), msgspec.structs.replace(load, ahead_ms=0), 30 * MINUTE) == MINUTE


@hypothesis.given(
    works=st.lists(st.integers(10, 600), min_size=1, max_size=12),
    servers=st.integers(1, 4),
    last_wait_ms=st.none() | st.integers(0, HOUR),
)
def test_a_cup_that_is_made_never_lengthens_the_wait(
    works: list[int], servers: int, last_wait_ms: int | None
) -> None:
    """Whichever it was, and however long the last customer had waited: only what it teaches may do that."""

    def wait(works: list[int]) -> int:
        ahead_ms = sum(works) * SECOND
        load = Load(ahead_ms, MINUTE, MINUTE, servers, in_hand(ahead_ms, len(works), servers))
        return expected_wait(Pace(), load, last_wait_ms)

    assert wait(works[1:]) <= wait(works)


def test_a_new_part_of_the_day_begins_between_yesterday_and_now() -> None:
    """Yesterday's evening was slow, this afternoon is quick."""
    assert begun_anew(Pace(2000, 1000), Pace(1000, 1000)).permille == 1500
    assert begun_anew(None, Pace(1200, 1000)) == Pace(1200, 1000)


def test_eight_parts_make_a_day() -> None:
    """In China one begins at eleven."""
    eleven_in_changsha = Millis(3 * HOUR)
    assert daypart_at(eleven_in_changsha) == daypart_at(Millis(eleven_in_changsha - 1)) + 1
    assert {daypart_at(Millis(hour * HOUR)) for hour in range(48)} == set(range(8))


def test_a_hit_is_within_the_range_and_its_ends() -> None:
    """Called at the very end is still as told."""
    assert is_hit(Estimate(0, STEP_MS), STEP_MS)
    assert not is_hit(Estimate(0, STEP_MS), STEP_MS + 1)


def test_a_cup_that_was_forgotten_for_a_day_is_forgiven_within_an_hour() -> None:
    """So is a clock that jumps from 1970 to today: forty cups later the pace is what it was, nearly."""
    pace = finished(Pace(), MINUTE, 56 * 365 * 24 * HOUR, 2)
    for _ in range(40):
        pace = finished(pace, MINUTE, MINUTE // 2, 2)

    assert pace.permille <= 1_300


def test_nobody_waits_for_less_than_nothing_nor_for_years() -> None:
    """A clock that was set between the order and the call teaches no nonsense."""
    ordered = Millis(100 * HOUR)
    assert waited(ordered, Millis(ordered + MINUTE)) == MINUTE
    assert waited(ordered, Millis(ordered - HOUR)) == 0
    assert waited(Millis(0), Millis(56 * 365 * 24 * HOUR)) == 3 * HOUR
