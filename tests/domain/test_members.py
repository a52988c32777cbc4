"""Members: what a customer says, and the points of a sale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.members import (
    ByCode,
    ByPhone,
    ByTail,
    Said,
    is_member_code,
    points_earned,
    read_said,
)
from edge_agent.domain.money import Fen
from edge_agent.domain.phones import Phone

PREFIXES = ("M:",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("17000001234", ByPhone(Phone("17000001234"))),
        (" +86 170 0000 1234 ", ByPhone(Phone("17000001234"))),
        ("1234", ByTail("1234")),
        ("M:1234", ByCode("1234")),
        ("M:17000001234", ByCode("17000001234")),
        ("M:VIP0042", ByCode("VIP0042")),
        ("VIP0042", ByCode("VIP0042")),
        ("12345", ByCode("12345")),
        ("12000001234", ByCode("12000001234")),
        ("123", None),
        ("", None),
        ("M:", None),
        ("M:VIP-42", None),
        ("VIP-42", None),
        ("V" * 33, None),
    ],
)
def test_what_is_said_is_a_number_a_tail_or_a_code(text: str, said: Said | None) -> None:
    """A prefix makes a code of anything that may be one."""
    assert read_said(text, PREFIXES) == said


@given(text=st.text(max_size=40) | st.from_regex(r"\s?[0-9A-Za-z]{3,33}"))
def test_a_member_code_is_found_as_it_is_typed(text: str) -> None:
    """No code that is allowed is taken for a number or a tail, with or without its prefix."""
    if is_member_code(text):
        assert read_said(text, PREFIXES) == ByCode(text)
        assert read_said(f"M:{text}", PREFIXES) == ByCode(text)


@given(total=st.integers(-(10**9), 10**9), fen=st.integers(1, 10**6))
def test_points_are_whole_and_never_below_zero(total: int, fen: int) -> None:
    """A part of a point is not earned, and never too many."""
    points = points_earned(Fen(total), fen)

    assert points >= 0
    assert points * fen <= max(total, 0) < (points + 1) * fen
