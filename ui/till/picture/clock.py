"""Times as the shop's own clock shows them, wherever this machine thinks it is."""

import datetime as dt

from ui.till.picture.rows import View

MINUTE_MS = 60_000
DAY_MINUTES = 24 * 60


def clock_text(view: View, at: int) -> str:
    """`12:41`."""
    minutes = _minutes(view, at)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def moment_text(view: View, at: int) -> str:
    """`12:41` today, `11-21 12:41` on another day."""
    minutes = _minutes(view, at)
    if minutes // DAY_MINUTES == _minutes(view, view.state.now) // DAY_MINUTES:
        return clock_text(view, at)
    day = dt.date(1970, 1, 1) + dt.timedelta(days=minutes // DAY_MINUTES)
    return f"{day:%m-%d} {clock_text(view, at)}"


def _minutes(view: View, at: int) -> int:
    health = view.state.health
    return at // MINUTE_MS + (health.utc_offset_minutes if health else 0)
