"""Closing a shift at the till: six keys and the count, a second count if it differs, the Z report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.domain.events import CashKind
from edge_agent.domain.ids import DrawerId, ShiftId, StaffId
from edge_agent.domain.money import Fen
from edge_agent.wire.shifts import (
    CashMoveView,
    CloseCheck,
    CloseShift,
    CountsView,
    DrawerView,
    MoveCash,
    ShiftReport,
    TaxSumView,
    TenderSumView,
    Waiting,
    ZReport,
)
from ui.till.commands import Call
from ui.till.state import FloatScreen, SaleScreen
from ui.till.step import change

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge_agent.wire.problem import Problem
    from tests.ui.till.conftest import CheckGolden
    from ui.till.by_hand import TillByHand

NOON = 1_795_319_000_000
COUNTS = CountsView(31, 1, 2, 2, 0, 1, 0, 1, 1, 3, 2, 0)
CASH = TenderSumView("cash", "", "现金", Fen(81_315), Fen(500), Fen(0), Fen(80_815))
WECHAT = TenderSumView(
    "external", "wechat", "微信", Fen(17_214), Fen(0), Fen(-900), Fen(16_314), Fen(16_314), Fen(0)
)
TAXES = (TaxSumView("13", "13%", Fen(90_000), Fen(10_354)), TaxSumView("", "", Fen(7_129), Fen(0)))
MOVES = (CashMoveView(NOON, CashKind.DROP, Fen(50_000), "存银行", StaffId("1001")),)
X_REPORT = ShiftReport(
    ShiftId("shift"), DrawerId("1"), "2026-11-22", NOON, StaffId("1001"), NOON, Fen(20_000), (CASH, WECHAT),
    MOVES, COUNTS, Fen(50_815), Fen(98_529), Fen(500), Fen(98_029), TAXES, Fen(-1_200), Fen(-7),
)  # fmt: skip
Z_REPORT = ZReport(
    17, ShiftId("shift"), DrawerId("1"), "2026-11-22", NOON, StaffId("1001"), NOON + 3_600_000,
    StaffId("1001"), False, Fen(20_000), Fen(20_000), Fen(50_800), None, Fen(50_815), Fen(-15), Fen(20_000),
    Fen(30_800), (CASH, WECHAT), TAXES, MOVES, COUNTS, Fen(98_529), Fen(500), Fen(98_029),
    Fen(-1_200), Fen(-7), (), (), "5f1c… 88",
)  # fmt: skip
WAITING = (
    Waiting("payments", 1, NOON, True, "1 笔付款没有结果"),
    Waiting("paper", 2, NOON, False, "2 张小票没有打出"),
)
DRAWER = DrawerView(DrawerId("1"), NOON)
CHECK = CloseCheck(False, "还不能关机", WAITING, ("1 笔付款没有结果",), NOON)


def test_a_shift_is_closed_by_six_keys_and_the_count(selling: TillByHand) -> None:
    """Ctrl+E, the count, Enter; the float as proposed; the devices' own totals left out."""
    selling.press("Ctrl+E").reply(DRAWER).press("508", "Enter", "Enter", "Enter", "Enter", "Enter")
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert (call.method, call.path) == ("POST", "/v1/shifts/current/close")
    assert call.body == CloseShift(float_left_fen=20_000, counted_fen=50_800)


def test_the_drawer_opens_to_be_counted(selling: TillByHand) -> None:
    """At once, by the right to close; what is typed waits for it, and the form stands whatever came of it."""
    selling.press("Ctrl+E")
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert (call.method, call.path) == ("POST", "/v1/shifts/current/drawer")
    selling.reply(DRAWER)
    assert "钱箱已打开,请点钱" in selling.text()
    assert "钱箱里的现金" in selling.text()


def test_the_form_changes_its_language_with_the_till(selling: TillByHand) -> None:
    """Its labels too that hold a name: nothing stays as it was when the form was opened."""
    selling.choose("现金与班次", "按面额交班").reply(DRAWER)
    assert "100 元张数" in selling.text()
    selling.desk.state = change(selling.state, language="en")
    assert "Notes of 100 yuan" in selling.text()
    assert "张数" not in selling.text()


def test_a_device_total_goes_with_the_close(selling: TillByHand) -> None:
    """What 微信's own screen says is compared with what was booked."""
    selling.press("Ctrl+E").reply(DRAWER).press(
        "508", "Enter", "100", "Enter", "163.14", "Enter", "Enter", "Enter"
    )
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert call.body == CloseShift(float_left_fen=10_000, counted_fen=50_800, externals={"wechat": 16_314})


def test_notes_and_coins_are_counted_each(selling: TillByHand, check_golden: CheckGolden) -> None:
    """By faces: three hundreds, two tens and four jiao; what was not typed is none."""
    selling.choose("现金与班次", "按面额交班").reply(DRAWER)
    selling.press("3", *["Enter"] * 3, "2", *["Enter"] * 4, "4", "Enter")
    check_golden("close_by_notes", selling)
    selling.press(*["Enter"] * 4)
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert call.body == CloseShift(float_left_fen=20_000, denominations={10_000: 3, 1_000: 2, 10: 4})


def test_a_count_that_differs_is_begun_anew(selling: TillByHand, problem_of: Callable[..., Problem]) -> None:
    """请再点一次 and an empty form: nothing tells which way it differs."""
    selling.press("Ctrl+E").reply(DRAWER).press("508", *["Enter"] * 5).answer(
        problem_of("shift.count-again", "请再点一次")
    )
    assert "请再点一次" in selling.text()
    assert "508" not in selling.text()
    selling.press("509", *["Enter"] * 5)
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert isinstance(call.body, CloseShift)
    assert call.body.counted_fen == 50_900


def test_after_the_close_stands_the_z_report(selling: TillByHand, check_golden: CheckGolden) -> None:
    """With the line on switching off; behind it the next shift's float, as the close left it."""
    selling.press("Ctrl+E").reply(DRAWER).press("508", *["Enter"] * 5).reply(Z_REPORT)
    selling.reply(CHECK)
    check_golden("z_report", selling)
    check_golden("z_report", selling, 120, 36)
    selling.press("+").reply(CloseCheck(True, "可以关机", (), (), NOON))
    assert "还不能关机" not in selling.text()
    selling.press("Esc")
    assert selling.state.screen == FloatScreen()
    assert "￥200.00" in selling.text()


def test_a_cart_with_lines_is_finished_first(full: TillByHand) -> None:
    """No shift is closed over goods that lie on the counter."""
    full.press("Ctrl+E")
    assert isinstance(full.state.screen, SaleScreen)
    assert "先结掉或挂起这一单" in full.text()


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_x_report(selling: TillByHand, check_golden: CheckGolden) -> None:
    """The shift so far, with the expected cash for those who may see it."""
    in_chinese = selling.state.language == "zh-CN"
    names = ("现金与班次", "中途对账单") if in_chinese else ("Cash and shift", "X report")
    selling.choose(*names).reply(X_REPORT)
    check_golden("x_report", selling)


def test_the_expected_cash_is_hidden_from_who_may_not_see_it(selling: TillByHand) -> None:
    """Instead of a number stands why there is none."""
    hidden = msgspec.structs.replace(
        X_REPORT,
        expected_fen=None,
        sales_fen=None,
        refunds_fen=None,
        net_fen=None,
        taxes=None,
        tenders=(WECHAT,),
    )
    selling.choose("现金与班次", "中途对账单").reply(hidden)
    assert "应有现金要有权限的人才能看" in selling.text()
    assert "508.15" not in selling.text()


def test_cash_is_moved_by_a_kind_an_amount_and_a_reason(selling: TillByHand) -> None:
    """缴款 500 to the bank: Ctrl+K, 3, the amount, a reason's digit."""
    selling.press("Ctrl+K", "3", "500", "Enter", "5")
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert call.body == MoveCash(CashKind.DROP, 50_000, "存银行")
    selling.reply(MOVES[0])
    assert "已记: 缴款 ￥500.00" in selling.text()


def test_no_cash_cannot_be_moved(selling: TillByHand) -> None:
    """An amount of zero is refused where it was typed."""
    selling.press("Ctrl+K", "1", "0", "Enter")
    assert "金额要大于零" in selling.text()
    assert all(not isinstance(command, Call) or command.path != "/v1/cash-moves" for command in selling.sent)


def test_another_reason_is_typed(selling: TillByHand) -> None:
    """Whatever the list lacks is asked for in words."""
    selling.press("Ctrl+K", "2", "30", "Enter", "7", "taxi", "Enter")
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert call.body == MoveCash(CashKind.OUT, 3_000, "taxi")
