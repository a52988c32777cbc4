"""Reasons: one short line."""

import pytest

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.remarks import REASON_LENGTH_MAX, check_reason


@pytest.mark.parametrize("text", ["买水", " 买水 ", "x" * REASON_LENGTH_MAX])
def test_a_reason(text: str) -> None:
    """A few words in any script, spaces around them or not."""
    assert check_reason(text) is None


@pytest.mark.parametrize("text", ["", "  ", "\t\n"])
def test_a_reason_that_is_empty(text: str) -> None:
    """It is asked for, unless it may be left out."""
    assert check_reason(text) == Refused(Code.REASON_NEEDED)
    assert check_reason(text, needed=False) is None


@pytest.mark.parametrize("text", ["x" * (REASON_LENGTH_MAX + 1), "a\nb", "a\x1bb", "a\u202eb"])
def test_what_is_no_reason(text: str) -> None:
    """Neither a letter nor what moves a printer's or a terminal's cursor."""
    assert check_reason(text, needed=False) == Refused(Code.REASON_INVALID, {"max": REASON_LENGTH_MAX})
