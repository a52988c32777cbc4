"""A shift's float."""

import pytest

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.money import Fen
from edge_agent.domain.shifts import FLOAT_MAX, check_float


@pytest.mark.parametrize("counted", [0, 20_000, FLOAT_MAX])
def test_a_float_may_be_anything_that_a_drawer_holds(counted: int) -> None:
    """From nothing to a hundred thousand yuan."""
    assert check_float(Fen(counted)) is None


@pytest.mark.parametrize("counted", [-1, FLOAT_MAX + 1])
def test_what_is_no_float(counted: int) -> None:
    """Less than nothing and more than a drawer holds are refused with the limit."""
    assert check_float(Fen(counted)) == Refused(Code.FLOAT_INVALID, {"max": "100000.00"})
