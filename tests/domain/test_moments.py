"""Time: the business date past midnight, and moments as the wire writes them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.moments import (
    BusinessDate,
    Millis,
    business_date_at,
    local_text,
    parse_rfc3339,
    rfc3339,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CUTOFF = 4 * 60
moments = st.integers(0, 4_102_444_800_000).map(Millis)


def at(text: str) -> Millis:
    """A moment on the shop's own clock."""
    return Millis(int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000))


@pytest.mark.parametrize(
    ("local", "date"),
    [
        ("2026-11-22T12:00", "2026-11-22"),
        ("2026-11-22T23:59", "2026-11-22"),
        ("2026-11-23T03:59", "2026-11-22"),
        ("2026-11-23T04:00", "2026-11-23"),
        ("2026-01-01T01:00", "2025-12-31"),
    ],
)
def test_the_business_date_changes_at_the_cutoff(local: str, date: str) -> None:
    """Until four in the morning a new shift belongs to the day before."""
    assert business_date_at(at(local), SHANGHAI, CUTOFF, None) == date


def test_the_business_date_never_goes_back() -> None:
    """A clock that was set back does not open yesterday again."""
    last = BusinessDate("2026-11-25")
    assert business_date_at(at("2026-11-22T12:00"), SHANGHAI, CUTOFF, last) == last
    assert business_date_at(at("2026-11-26T12:00"), SHANGHAI, CUTOFF, last) == "2026-11-26"


def test_the_shop_s_own_clock_decides() -> None:
    """20:30 UTC is half past four of the next day in Changsha."""
    moment = Millis(int(datetime(2026, 11, 22, 20, 30, tzinfo=UTC).timestamp() * 1000))
    assert business_date_at(moment, SHANGHAI, CUTOFF, None) == "2026-11-23"
    assert local_text(moment, SHANGHAI) == "2026-11-23 04:30:00"


def test_moments_on_the_wire() -> None:
    """UTC with milliseconds and a Z, as RFC 3339 has it."""
    assert rfc3339(Millis(1_795_321_865_007)) == "2026-11-22T04:31:05.007Z"


@given(moments)
def test_a_moment_survives_the_wire(moment: Millis) -> None:
    """Reading is the inverse of writing, to the millisecond."""
    assert parse_rfc3339(rfc3339(moment)) == moment


def test_any_offset_is_the_same_moment() -> None:
    """A moment written with another offset is read as the same one."""
    assert parse_rfc3339("2026-11-22T12:31:05.007+08:00") == parse_rfc3339("2026-11-22T04:31:05.007Z")


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-11-22", "2026-11-22T04:31:05", "2026-13-01T00:00:00Z"]
)
def test_what_is_no_moment(text: str) -> None:
    """A time without an offset is no moment either."""
    with pytest.raises(ValueError, match=r"\S"):
        parse_rfc3339(text)
