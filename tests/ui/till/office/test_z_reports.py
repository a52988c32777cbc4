"""Old Z reports at the till: a list, the report as it was, and a copy on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge_agent.domain.events import CashKind
from edge_agent.domain.ids import DrawerId, JobId, ShiftId, StaffId
from edge_agent.domain.money import Fen
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.shifts import (
    CashMoveView,
    ClosedShiftView,
    CountsView,
    TaxSumView,
    TenderSumView,
    ZReport,
)
from ui.till.commands import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge_agent.wire.problem import Problem
    from tests.ui.till.conftest import CheckGolden
    from ui.till.by_hand import TillByHand

NOON = 1_795_319_000_000
DAY = 86_400_000
CASHIER = StaffId("1001")
CLOSED = tuple(
    ClosedShiftView(
        ShiftId(f"shift-{no}"),
        no,
        DrawerId("1"),
        f"2026-11-{no:02d}",
        NOON - (22 - no) * DAY,
        CASHIER,
        NOON - (22 - no) * DAY + 36_000_000,
        CASHIER,
    )
    for no in (21, 20, 19)
)
REPORT = ZReport(
    21, ShiftId("shift-21"), DrawerId("1"), "2026-11-21", NOON - DAY, CASHIER, NOON - DAY + 36_000_000,
    CASHIER, False, Fen(20_000), Fen(20_000), Fen(20_815), None, Fen(20_815), Fen(0), Fen(20_000), Fen(815),
    (TenderSumView("cash", "", "现金", Fen(815), Fen(0), Fen(0), Fen(815)),),
    (TaxSumView("13", "13%", Fen(815), Fen(94)),),
    (CashMoveView(NOON - DAY, CashKind.IN, Fen(100), "换零", CASHIER),),
    CountsView(3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), Fen(815), Fen(0), Fen(815), Fen(0), Fen(0), (), (),
    "5f1c… 88",
)  # fmt: skip
JOB = PrintJobView(JobId("job"), None, "z", "counter", "queued", NOON, 1)


def test_old_z_reports_are_a_list(selling: TillByHand, check_golden: CheckGolden) -> None:
    """The last close first; no money is told before somebody may see it."""
    selling.choose("现金与班次", "日结单").reply(CLOSED)
    check_golden("z_reports", selling)
    assert "￥" not in "".join(row for row in selling.text().splitlines() if "Z00" in row)


def test_an_old_z_report_is_read_and_printed_again(selling: TillByHand) -> None:
    """Enter opens it, + prints a copy, and the page stays."""
    selling.choose("现金与班次", "日结单").reply(CLOSED)
    selling.press("Enter")
    assert _last(selling).path == "/v1/shifts/shift-21/z"
    assert "208.15" in selling.reply(REPORT).text()
    selling.press("+")
    assert (_last(selling).method, _last(selling).path) == ("POST", "/v1/shifts/shift-21/z/print")
    assert "补打的日结单在打印" in selling.reply(JOB).text()
    assert "208.15" in selling.text()


def test_a_report_that_nobody_may_see_leaves_the_list(
    selling: TillByHand, problem_of: Callable[..., Problem]
) -> None:
    """Without a printer or a right the refusal stands above what was there."""
    selling.choose("现金与班次", "日结单").reply(CLOSED)
    selling.press("Enter").answer(problem_of("shift.unknown", "没有这张日结单"))
    assert "没有这张日结单" in selling.text()
    assert "Z0020" in selling.text()


def _last(till: TillByHand) -> Call[object]:
    call = till.sent[-1]
    assert isinstance(call, Call)
    return call
