"""Time as integers of Unix milliseconds, and the business date that a shift takes from it."""

import enum
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NewType

Millis = NewType("Millis", int)
"""Unix time in milliseconds."""

BusinessDate = NewType("BusinessDate", str)
"""`2026-11-22`: the day that a shift's sales belong to, past midnight too."""


class Weekday(enum.StrEnum):
    """A day of the week; in the order of `date.weekday()`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def business_date_at(
    now: Millis, zone: tzinfo, cutoff_minutes: int, last: BusinessDate | None
) -> BusinessDate:
    """Local time less the cutoff (04:00 by default), never before the last shift's date."""
    local = datetime.fromtimestamp(now // SECOND, zone) - timedelta(minutes=cutoff_minutes)
    date = BusinessDate(local.date().isoformat())
    return max(date, last) if last else date


def rfc3339(at: Millis) -> str:
    """`2026-11-22T12:31:05.123Z`, as events and the wire write it."""
    seconds, millis = divmod(at, SECOND)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{millis:03d}Z"


def parse_rfc3339(text: str) -> Millis:
    """The inverse of `rfc3339`; raises ValueError when `text` is no time with an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return Millis((moment - _EPOCH) // timedelta(milliseconds=1))


def utc_offset_minutes(at: Millis, zone: tzinfo) -> int:
    """How far the shop's own clock is ahead of UTC at `at`."""
    offset = datetime.fromtimestamp(at // SECOND, zone).utcoffset() or timedelta()
    return offset // timedelta(minutes=1)


def local_text(at: Millis, zone: tzinfo) -> str:
    """`2026-11-22 20:31:05` on the shop's own clock, as paper shows it."""
    return f"{datetime.fromtimestamp(at // SECOND, zone):%Y-%m-%d %H:%M:%S}"
