"""How long a newcomer waits: learnt from what stations finish, told as a range, held against what came true.

A station has its nominal work (`prep_seconds` of what it makes) and its pace: how much of a server's time
one unit of nominal work takes in truth. The pace is an exponentially weighted ratio of the two, so that cups
marked in one go teach as much as cups marked one by one. The wait of a ticket is the work before it shared
among the servers, and the longest of its own (list scheduling, Graham 1969): the queue's length is the
predictor, the wait of the last ticket made its cross-check (Ibrahim & Whitt 2009, "Real-time delay
estimation based on delay history"). The range is what most customers of late have met.

What a customer was told stays what it is, on his ticket. What the next one is told goes up when somebody
orders or a cup is made again; a cup that is made shortens it, but for what that cup has taught: one that took
long says that all the others will.
"""

import msgspec

from edge_agent.domain.events import Estimate
from edge_agent.domain.moments import HOUR, MINUTE, Millis

STEP_MS = 5 * MINUTE
"""Ranges are told in steps of five minutes, never as a countdown."""
_ONE = 1000
"""Ratios are permille."""
_KEPT = 930
"""What of the past stays with each finished item, in permille: half of it is forgotten after ten."""
_PRIOR_WORK_MS = 10 * MINUTE
"""So much nominal work does a station's beginning weigh."""
_PACE_MIN, _PACE_MAX = 200, 6000
_DISAGREE = 3
"""When the last customer waited for more than so many times what the queue's length says, it is doubted."""
_TAIL_STEP = 40
_BELOW, _ABOVE = 160, 820
"""The shares of customers, in permille, that are called before the range's beginning, and by its end."""
_LOW_MIN, _LOW_MAX, _HIGH_MIN, _HIGH_MAX = 100, 1000, 1000, 4000
_GAP_WORKS_MAX = 20
"""An item that took more times its nominal work was forgotten, or the clock was set meanwhile."""
_WAIT_MAX_MS = 3 * HOUR
"""Nobody waits for longer."""


class Pace(msgspec.Struct, frozen=True):
    """What a station has taught: server time spent on nominal work, both fading, in milliseconds."""

    spent_ms: int = _PRIOR_WORK_MS
    work_ms: int = _PRIOR_WORK_MS

    @property
    def permille(self) -> int:
        """Real time for one unit of nominal time."""
        return min(max(self.spent_ms * _ONE // max(self.work_ms, 1), _PACE_MIN), _PACE_MAX)


class Spread(msgspec.Struct, frozen=True):
    """How real waits lay about their estimates of late, in permille of the estimate."""

    low: int = 600
    high: int = 1500


class Load(msgspec.Struct, frozen=True):
    """What a ticket finds at a station, nominal: the work before it and its own."""

    ahead_ms: int
    own_ms: int
    longest_ms: int
    """Of its own items."""
    servers: int
    being_made_ms: int = 0
    """Of the work before it, what the servers have in hand: it counts half."""


def daypart_at(at: Millis) -> int:
    """Which eighth of the day it is, 0 to 7 by UTC: in China they begin at 8, 11, 14, 17, 20 o'clock."""
    return at // (3 * HOUR) % 8


def finished(pace: Pace, work_ms: int, gap_ms: int, busy: int) -> Pace:
    """The pace after an item was finished.

    `gap_ms` has passed since the station's last finished item, or since it had something to do again; `busy`
    servers were at work meanwhile.
    """
    work_ms = max(work_ms, 1)
    spent_ms = min(max(gap_ms, 0), work_ms * _GAP_WORKS_MAX) * max(busy, 1)
    return Pace(pace.spent_ms * _KEPT // _ONE + spent_ms, pace.work_ms * _KEPT // _ONE + work_ms)


def begun_anew(kept: Pace | None, now: Pace) -> Pace:
    """The pace at the beginning of a part of the day: between what it was yesterday and what it is now."""
    if kept is None:
        return now
    return _weighing(Pace(kept.permille + now.permille, 2 * _ONE), _PRIOR_WORK_MS)


def waited(issued_at: Millis, called_at: Millis) -> int:
    """How long a customer waited, in milliseconds, as far as a clock that may have been set can tell."""
    return min(max(called_at - issued_at, 0), _WAIT_MAX_MS)


def in_hand(ahead_ms: int, items: int, servers: int) -> int:
    """What of the work before a newcomer is being made, as far as nobody has said what is."""
    return ahead_ms * min(servers, items) // items if items else 0


def expected_wait(pace: Pace, load: Load, last_wait_ms: int | None = None) -> int:
    """Milliseconds until the last of a ticket's items is made; never more for less work before it.

    `last_wait_ms` is how long the last ticket to be made here had waited. It counts while others wait, and
    only lengthens: a machine that stands still is not seen in the queue's length.
    """
    before = load.ahead_ms - load.being_made_ms // 2
    shared = (before + load.own_ms - load.longest_ms) // max(load.servers, 1)
    by_length = (shared + load.longest_ms) * pace.permille // _ONE
    if last_wait_ms is None or load.ahead_ms <= load.being_made_ms:
        return by_length
    return max(by_length, (by_length + last_wait_ms // _DISAGREE) // 2)


def met(spread: Spread, expected_ms: int, waited_ms: int) -> Spread:
    """The spread after a ticket's wait came true: each side moves towards its share of customers."""
    ratio = waited_ms * _ONE // max(expected_ms, 1)
    low = _moved(spread.low, ratio, _BELOW)
    high = _moved(spread.high, ratio, _ABOVE)
    return Spread(min(max(low, _LOW_MIN), _LOW_MAX), min(max(high, _HIGH_MIN), _HIGH_MAX))


def told(expected_ms: int, spread: Spread) -> Estimate:
    """The range that a customer is told: whole steps of five minutes, the first at least one long."""
    low = expected_ms * spread.low // _ONE // STEP_MS * STEP_MS
    high = -(-expected_ms * spread.high // (_ONE * STEP_MS)) * STEP_MS
    return Estimate(low, max(high, low + STEP_MS), expected_ms)


def is_hit(estimate: Estimate, waited_ms: int) -> bool:
    """Whether the customer was called within the range that he was told."""
    return estimate.low_ms <= waited_ms <= estimate.high_ms


def _moved(bound: int, ratio: int, share: int) -> int:
    """A step towards the bound below which `share` of the ratios lie (stochastic approximation)."""
    return bound + _TAIL_STEP * (share if ratio > bound else share - _ONE) // _ONE


def _weighing(pace: Pace, work_ms: int) -> Pace:
    """The same pace, worth so much work: what comes next teaches as fast as at a beginning."""
    return Pace(work_ms * pace.permille // _ONE, work_ms)
