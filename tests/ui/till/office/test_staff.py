"""Staff at the till: who there is, freed, disabled, given a PIN, added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.ids import ApprovalId, StaffId
from edge_agent.wire.approvals import ApprovalView
from edge_agent.wire.problem import Problem
from edge_agent.wire.staff import AddStaff, SetPin, StaffView
from ui.till.commands import Call, DoApproved

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.till.conftest import CheckGolden
    from ui.till.by_hand import TillByHand

LI = StaffView(StaffId("1001"), "小李", "cashier")
WANG = StaffView(StaffId("1002"), "小王", "supervisor", locked_minutes=4)
ZHAO = StaffView(StaffId("1003"), "小赵", "cashier", is_disabled=True)
BOSS = StaffView(StaffId("9001"), "店长", "manager")
STAFF = (LI, WANG, ZHAO, BOSS)
NEEDED = Problem(
    "urn:x", "要有管理员工的权限", 403, "right.needed", params={"right": "manage_staff", "subject": ""}
)


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_who_there_is(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Number, name, role, and whether the account is locked or disabled."""
    _list(selling)
    check_golden("staff", selling)
    check_golden("staff", selling, 120, 36)


def test_a_cashier_reads_the_list_with_an_approval(selling: TillByHand) -> None:
    """The prompt stands over the sale; what was approved is done, once."""
    selling.choose("经营与员工", "员工").answer(NEEDED).press("9001", "Enter", "1234", "Enter")
    selling.reply(ApprovalView(ApprovalId("ok"), StaffId("9001"), "店长"))
    assert isinstance(selling.sent[-1], DoApproved)
    selling.reply(STAFF)
    assert "小王" in selling.text()


def test_a_locked_account_is_freed(selling: TillByHand) -> None:
    """The row follows; who is not locked is not sent."""
    _list(selling).press("1")
    assert "小李 没有被锁定" in selling.text()
    assert not selling.sent
    selling.press("Down", "1")
    assert _last(selling) == ("POST", "/v1/staff/1002/unlock")
    selling.reply(StaffView(StaffId("1002"), "小王", "supervisor"))
    assert "小王 已解锁" in selling.text()
    assert "密码锁定" not in selling.text()


def test_an_account_is_disabled_and_enabled(selling: TillByHand) -> None:
    """The same key does what the account is not; nobody else's row changes."""
    _list(selling).press("2")
    assert _last(selling) == ("POST", "/v1/staff/1001/disable")
    selling.reply(StaffView(StaffId("1001"), "小李", "cashier", is_disabled=True))
    assert selling.text().count("已停用") == 3
    selling.press("2")
    assert _last(selling) == ("POST", "/v1/staff/1001/enable")
    selling.reply(LI)
    assert "小李 已启用" in selling.text()


def test_a_pin_is_typed_twice(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Never shown; two that differ are both asked for again."""
    _list(selling).press("3", "2468", "Enter", "2469")
    check_golden("staff-pin", selling)
    selling.press("Enter")
    assert "两次输入的密码不同" in selling.text()
    assert not selling.sent
    selling.press("2468", "Enter", "2468", "Enter")
    assert _last(selling) == ("PUT", "/v1/staff/1001/pin")
    assert _call(selling).body == SetPin("2468")
    assert "小李 的密码已换" in selling.reply(LI).text()


def test_a_pin_that_is_refused_is_asked_for_again_twice(
    selling: TillByHand, problem_of: Callable[..., Problem]
) -> None:
    """Nothing of the old one is left in either field."""
    _list(selling).press("3", "24", "Enter", "24", "Enter").answer(
        problem_of("staff.pin-invalid", "密码不行")
    )
    assert "*" not in selling.text()
    selling.press("2468", "Enter", "2468", "Enter")
    assert _call(selling).body == SetPin("2468")


def test_somebody_is_added(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Number, name, role by a digit, the PIN twice; the new row stands in its place."""
    _list(selling).press("+", "1004", "Enter", "小周", "Enter")
    check_golden("staff-add", selling)
    selling.press("1", "2468", "Enter", "2468", "Enter")
    assert _call(selling).body == AddStaff("1004", "小周", "cashier", "2468")
    selling.reply(StaffView(StaffId("1004"), "小周", "cashier"))
    rows = selling.text().splitlines()
    assert "小周 已加入" in selling.text()
    assert [row[3:7] for row in rows[3:8]] == ["1001", "1002", "1003", "1004", "9001"]


def _list(till: TillByHand) -> TillByHand:
    names = ("经营与员工", "员工") if till.state.language == "zh-CN" else ("Figures and staff", "Staff")
    return till.choose(*names).reply(STAFF)


def _call(till: TillByHand) -> Call[object]:
    call = till.sent[-1]
    assert isinstance(call, Call)
    return call


def _last(till: TillByHand) -> tuple[str, str]:
    return _call(till).method, _call(till).path
