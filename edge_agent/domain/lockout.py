"""Wrong PINs lock an account for a growing time; the right one, somebody who may, or half a day frees it."""

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.moments import HOUR, MINUTE, Millis

WRONG_PINS_MAX = 5
"""In a row, before the account is locked, and again after each lock."""
LOCK_MINUTES = (1, 5, 15, 60)
"""The first lock, the second, …; every later one lasts as long as the last."""
WRONG_PINS_LAPSE_MS = 12 * HOUR
"""Wrong PINs are forgotten so long after the last of them, or after its lock: tomorrow is a new day.

Waiting for it gains a thief nothing: the nineteen guesses before the first long lock, every twelve hours, are
fewer than five for each lock of an hour.
"""


def locked_until(wrong_pins: int, at: Millis) -> Millis:
    """Until when the `wrong_pins`-th wrong PIN in a row, which came at `at`, locks; 0 when it does not."""
    locks, rest = divmod(wrong_pins, WRONG_PINS_MAX)
    if rest or not locks:
        return Millis(0)
    return Millis(at + LOCK_MINUTES[min(locks, len(LOCK_MINUTES)) - 1] * MINUTE)


def lapses_at(wrong_at: Millis, until: Millis) -> Millis:
    """When wrong PINs, of which the last came at `wrong_at` and locked until `until`, are forgotten."""
    return Millis(max(wrong_at, until) + WRONG_PINS_LAPSE_MS)


def check_lock(until: Millis, now: Millis) -> Refused | None:
    """Why nobody signs in with this account now, with the minutes that remain, or None."""
    minutes = minutes_left(until, now)
    return Refused(Code.ACCOUNT_LOCKED, {"minutes": minutes}) if minutes else None


def minutes_left(until: Millis, now: Millis) -> int:
    """Whole minutes until an account is free, begun ones counted; 0 when it is.

    No lock lasts longer than the longest: one that ends later was begun before the clock was set back.
    """
    minutes = max(0, -((now - until) // MINUTE))
    return minutes if minutes <= LOCK_MINUTES[-1] else 0
