"""Rights: every cell of the shop's table, and what asking leaves in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import ApprovalId, StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.rights import Right, Role
from edge_agent.services.rights import has, may
from edge_agent.services.shifts import open_shift
from edge_agent.services.staff import add_staff
from edge_agent.services.who import Who
from edge_agent.wire.staff import AddStaff

if TYPE_CHECKING:
    from tests.services.conftest import Store

NUMBERS = {Role.CASHIER: "1001", Role.SUPERVISOR: "8001", Role.MANAGER: "9001"}


@pytest.fixture
def staffed(store: Store) -> Store:
    """A shop with one person of each role."""
    for role, number in NUMBERS.items():
        person = AddStaff(number, f"老{number}", role, "1234")
        store.do(lambda tx, person=person: add_staff(tx, person, "no PIN"))  # type: ignore[misc]
    return store


def _who(number: str) -> Who:
    return Who(StaffId(number), TillId("1"))


@pytest.mark.parametrize("role", Role)
def test_every_cell_of_the_table_is_walked(staffed: Store, role: Role) -> None:
    """Who has a right answers for it; who lacks it is told which one; both are on record."""
    who, settings = _who(NUMBERS[role]), staffed.settings
    for right in Right:
        outcome = staffed.do(lambda tx, right=right: may(tx, settings, who, right, "P1"))  # type: ignore[misc]
        last = staffed.rows("journal")[-1]
        if settings.rights.has(role, right):
            assert (outcome, last[4]) == (who.staff, "right.used")
        else:
            assert outcome == Refused(Code.RIGHT_NEEDED, {"right": right, "subject": "P1"})
            assert last[4] == "access.refused"
    assert settings.rights.of_role[Role.MANAGER] == frozenset(Right)


def test_the_use_of_a_right_names_the_open_shift(staffed: Store) -> None:
    """So that the Z report counts it; without a shift there is none to name."""
    who, settings = _who("9001"), staffed.settings
    staffed.do(lambda tx: may(tx, settings, who, Right.OPEN_DRAWER, ""))
    shift = staffed.do(lambda tx: open_shift(tx, settings, who, Fen(0)))
    staffed.do(lambda tx: may(tx, settings, who, Right.REPRICE, ""))

    assert not isinstance(shift, Refused)
    bodies = [str(row[9]) for row in staffed.rows("journal") if row[4] == "right.used"]
    assert [f'"shift":"{shift.id}"' in body for body in bodies] == [False, True]


def test_nobody_has_no_right(staffed: Store) -> None:
    """A number without a person, with an approval that is none."""
    who = msgspec.structs.replace(_who("7777"), approval=ApprovalId("none"))
    settings = staffed.settings
    assert not staffed.do(lambda tx: has(tx, settings, who.staff, Right.REPRINT))
    refused = staffed.do(lambda tx: may(tx, settings, who, Right.REPRINT, ""))
    assert isinstance(refused, Refused)
