"""Times as the shop's own clock shows them, wherever this machine thinks it is."""

import datetime as dt

from ui.till.picture.rows import View
from ui.till.state import State

MINUTE_MS = 60_000
DAY_MINUTES = 24 * 60


def clock_text(view: View, at: int) -> str:
    """`12:41`."""
    return _clock(view.state, at)


def moment_text(view: View, at: int) -> str:
    """`12:41` today, `11-21 12:41` on another day."""
    return moment_of(view.state, at)


def moment_of(state: State, at: int) -> str:
    """The same, for a text that is made before anything is painted."""
    minutes = _minutes(state, at)
    if minutes // DAY_MINUTES == _minutes(state, state.now) // DAY_MINUTES:
        return _clock(state, at)
    day = dt.date(1970, 1, 1) + dt.timedelta(days=minutes // DAY_MINUTES)
    return f"{day:%m-%d} {_clock(state, at)}"


def _clock(state: State, at: int) -> str:
    minutes = _minutes(state, at)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _minutes(state: State, at: int) -> int:
    health = state.health
    return at // MINUTE_MS + (health.utc_offset_minutes if health else 0)
