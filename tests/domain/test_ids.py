"""Ids: UUIDs of version 7 that sort by birth, and receipt numbers."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.ids import StoreCode, id_floor, id_time, receipt_no, uuid7

times = st.integers(0, (1 << 48) - 1)
chance = st.binary(min_size=10, max_size=10)


@given(times, chance)
def test_an_id_is_a_uuid_of_version_7(now_ms: int, random: bytes) -> None:
    """Python's own reader sees version 7, the RFC's variant, and the time in the first 48 bits."""
    made = uuid.UUID(uuid7(now_ms, random))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == now_ms
    assert str(made) == uuid7(now_ms, random)


@given(times, times, chance, chance)
def test_ids_sort_by_birth(early: int, late: int, one: bytes, other: bytes) -> None:
    """Text order is time order."""
    if early < late:
        assert uuid7(early, one) < uuid7(late, other)


@given(times, chance, chance)
def test_chance_tells_ids_of_one_millisecond_apart(now_ms: int, one: bytes, other: bytes) -> None:
    """74 bits of the ten bytes are kept."""
    if int.from_bytes(one) & ((1 << 62) - 1) != int.from_bytes(other) & ((1 << 62) - 1):
        assert uuid7(now_ms, one) != uuid7(now_ms, other)


@given(st.integers(0, (1 << 48) - 10**9 - 2), st.integers(0, 10**9), chance)
def test_an_id_tells_its_moment(now_ms: int, later: int, random: bytes) -> None:
    """And the floor of a moment is below every id made then or later, above every one from before."""
    made = uuid7(now_ms, random)
    assert id_time(made) == now_ms
    assert id_floor(now_ms) <= made < id_floor(now_ms + 1 + later)


def test_the_example_of_the_rfc() -> None:
    """RFC 9562, appendix A.6."""
    random = (0xCC3 << 64 | 0x18C4DC0C0C07398F).to_bytes(10)
    assert uuid7(0x017F22E279B0, random) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@pytest.mark.parametrize("size", [0, 9, 11])
def test_ten_bytes_of_chance_are_needed(size: int) -> None:
    """Any other number is the caller's mistake."""
    with pytest.raises(ValueError, match="10 random bytes"):
        uuid7(0, bytes(size))


def test_a_receipt_number_reads_as_agreed() -> None:
    """Store, generation, business date, number in the day, which may outgrow four digits."""
    assert receipt_no(StoreCode("S0123"), 1, "2026-11-22", 42) == "S0123-1-20261122-0042"
    assert receipt_no(StoreCode("S0123"), 12, "2026-11-22", 12345) == "S0123-12-20261122-12345"
