"""Wrong PINs lock an account for a growing time; the right one, or somebody who may, frees it."""

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.moments import MINUTE, Millis

WRONG_PINS_MAX = 5
"""In a row, before the account is locked, and again after each lock."""
LOCK_MINUTES = (1, 5, 15, 60)
"""The first lock, the second, …; every later one lasts as long as the last."""


def locked_until(wrong_pins: int, at: Millis) -> Millis:
    """Until when the `wrong_pins`-th wrong PIN in a row, which came at `at`, locks; 0 when it does not."""
    locks, rest = divmod(wrong_pins, WRONG_PINS_MAX)
    if rest or not locks:
        return Millis(0)
    return Millis(at + LOCK_MINUTES[min(locks, len(LOCK_MINUTES)) - 1] * MINUTE)


def check_lock(until: Millis, now: Millis) -> Refused | None:
    """Why nobody signs in with this account now, with the minutes that remain, or None."""
    minutes = minutes_left(until, now)
    return Refused(Code.ACCOUNT_LOCKED, {"minutes": minutes}) if minutes else None


def minutes_left(until: Millis, now: Millis) -> int:
    """Whole minutes until an account is free, begun ones counted; 0 when it is."""
    return max(0, -((now - until) // MINUTE))
