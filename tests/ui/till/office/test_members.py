"""Members beside the sale: looked up, enrolled, erased, and who looked up how often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.ids import ApprovalId, DrawerId, MemberId, ReceiptNo, ShiftId, StaffId
from edge_agent.domain.money import Fen
from edge_agent.wire.approvals import ApprovalView
from edge_agent.wire.members import (
    EnrolMember,
    LookUpView,
    MemberAccount,
    MemberErasedView,
    MemberView,
    PointsMoveView,
)
from edge_agent.wire.problem import Problem
from edge_agent.wire.shifts import ShiftView
from ui.till.commands import Call, DoApproved
from ui.till.state import SaleScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.till.conftest import CheckGolden
    from ui.till.by_hand import TillByHand

NOON = 1_795_319_000_000
MEMBER = MemberView(MemberId("m-1"), "5678", 320, "张女士", "VIP00123")
MOVES = (
    PointsMoveView(NOON, "spent", -100, ReceiptNo("S0731-1-20261122-0042")),
    PointsMoveView(NOON - 86_400_000, "earned", 29, ReceiptNo("S0731-1-20261121-0007")),
)
SHIFT = ShiftView(ShiftId("shift"), DrawerId("1"), "2026-11-22", NOON, StaffId("1001"), Fen(20_000))
ACCOUNT = MemberAccount(MEMBER, MOVES)
NEEDED = Problem(
    "urn:x",
    "要有查看经营数据的权限",
    403,
    "right.needed",
    params={"right": "see_figures", "subject": "members"},
)


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_a_member_is_looked_up(selling: TillByHand, check_golden: CheckGolden) -> None:
    """By what the customer says; then points and their moves, and Backspace asks for the next one."""
    _menu(selling, "查会员", "Find a member").press("5678", "Enter")
    assert _last(selling) == ("GET", "/v1/members")
    assert _call(selling).params == (("q", "5678"),)
    selling.reply(MEMBER)
    assert _last(selling) == ("GET", "/v1/members/m-1")
    selling.reply(ACCOUNT)
    check_golden("member-account", selling)
    assert "5678" not in selling.press("Back").text()


def test_a_refused_look_up_keeps_what_was_typed(
    selling: TillByHand, problem_of: Callable[..., Problem], check_golden: CheckGolden
) -> None:
    """Several have these four digits: the agent's words, and the full number can be typed."""
    _menu(selling, "查会员").press("5678", "Enter").answer(problem_of("member.many", "有几位会员是这个尾号"))
    check_golden("member-find-refused", selling)
    assert selling.state.buffer == "5678"


def test_a_member_is_erased_after_a_yes(selling: TillByHand, check_golden: CheckGolden) -> None:
    """What it means is said first; what follows is the sale."""
    _account(selling).press("Delete")
    check_golden("member-erase", selling)
    selling.press("1")
    assert _last(selling) == ("DELETE", "/v1/members/m-1")
    selling.reply(MemberErasedView(MemberId("m-1")))
    assert isinstance(selling.state.screen, SaleScreen)
    assert "会员资料已删除" in selling.text()


def test_a_no_erases_nothing(selling: TillByHand) -> None:
    """2 leads back to the page, which is still there."""
    _account(selling).press("Delete", "2")
    assert not selling.sent
    assert "没有删除" in selling.text()
    assert "尾号5678" in selling.text()


def test_nobody_is_enrolled_without_the_notice(selling: TillByHand, check_golden: CheckGolden) -> None:
    """The phone, and only then whether the notice was given: no is refused, yes is sent."""
    _menu(selling, "登记会员").press("13812345678", "Enter", "Enter", "Enter")
    check_golden("member-enrol", selling)
    selling.press("2")
    assert "没有告知隐私说明" in selling.text()
    assert not selling.sent
    selling.press("1")
    assert _call(selling).body == EnrolMember("13812345678", consent=True)
    selling.reply(MEMBER)
    assert "尾号5678 已入会" in selling.text()


def test_points_below_zero(selling: TillByHand, check_golden: CheckGolden) -> None:
    """The list; Enter opens the account."""
    _menu(selling, "负积分").reply((MemberView(MemberId("m-2"), "0000", -45, "李四"),))
    check_golden("members-below-zero", selling)
    selling.press("Enter")
    assert _last(selling) == ("GET", "/v1/members/m-2")


def test_a_list_is_read_with_an_approval(selling: TillByHand) -> None:
    """Who may not see it asks somebody who may, and the list comes."""
    _menu(selling, "负积分").answer(NEEDED).press("9001", "Enter", "1234", "Enter")
    selling.reply(ApprovalView(ApprovalId("ok"), StaffId("9001"), "店长"))
    assert isinstance(selling.sent[-1], DoApproved)
    selling.reply((MEMBER,))
    assert "5678" in selling.text()


def test_a_list_that_nobody_approves_of_is_left(selling: TillByHand) -> None:
    """Backspace leaves the prompt and the empty list below it: it does not ask for ever."""
    _menu(selling, "负积分").answer(NEEDED).press("Back")
    assert isinstance(selling.state.screen, SaleScreen)
    assert not selling.sent


def test_look_ups_of_the_day_and_of_another(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Of the open shift's date; + asks for another, in the place of the first."""
    _menu(selling, "会员查询记录").reply(SHIFT)
    assert _call(selling).params == (("date", "2026-11-22"),)
    selling.reply((LookUpView(StaffId("1001"), 12, 9), LookUpView(StaffId("1002"), 3, 3)))
    check_golden("member-look-ups", selling)
    selling.press("+", "20261120", "Enter")
    assert _call(selling).params == (("date", "2026-11-20"),)
    selling.reply(()).press("Back")
    assert isinstance(selling.state.screen, SaleScreen)


def _menu(till: TillByHand, chinese: str, english: str = "") -> TillByHand:
    is_chinese = till.state.language == "zh-CN"
    return till.choose(*(("会员", chinese) if is_chinese else ("Members", english)))


def _account(till: TillByHand) -> TillByHand:
    return _menu(till, "查会员").press("5678", "Enter").reply(MEMBER, ACCOUNT)


def _call(till: TillByHand) -> Call[object]:
    call = till.sent[-1]
    assert isinstance(call, Call)
    return call


def _last(till: TillByHand) -> tuple[str, str]:
    return _call(till).method, _call(till).path
