"""日结单: the shifts that were closed, the last first; Enter reads a Z report, + prints it again."""

from edge_agent.domain.z_report import z_name
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.shifts import ClosedShiftView, ZReport
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import Column, Do, List, Page, Part
from ui.till.generic.moves import open_list, show_page, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.office.shift_report import z_parts
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, stay, tell
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of old Z reports."""

    TITLE = "日结单", "Z reports"
    NUMBER = "单号", "No."
    BUSINESS_DATE = "营业日", "Business date"
    DRAWER = "钱箱", "Drawer"
    OPENED = "开班", "Opened"
    CLOSED = "交班", "Closed"
    COPY = "补打", "print a copy"
    PRINTED = "补打的日结单在打印", "The copy is being printed"


LIMIT = 100
"""The agent gives no more at once."""


def _open(state: State) -> Step:
    return open_list(state, LIST, None)


def _load(_state: State, _subject: None) -> Call[tuple[ClosedShiftView, ...]]:
    return get("/v1/shifts", tuple[ClosedShiftView, ...], show_rows, limit=LIMIT)


def _read(state: State, closed: ClosedShiftView) -> Step:
    return Step(state, (get(f"/v1/shifts/{closed.shift}/z", ZReport, _show),))


def _show(state: State, report: ZReport) -> Step:
    return show_page(state, PAGE, report)


def _print(state: State, report: ZReport) -> Step:
    return Step(state, (post(f"/v1/shifts/{report.shift}/z/print", None, PrintJobView, _printed),))


def _printed(state: State, _job: PrintJobView) -> Step:
    return stay(tell(state, Said.PRINTED))


def _cells(view: View, closed: ClosedShiftView) -> tuple[str, ...]:
    return (
        z_name(closed.z_no),
        closed.business_date,
        closed.drawer,
        f"{moment_text(view, closed.opened_at)} {closed.opened_by}",
        f"{moment_text(view, closed.closed_at)} {closed.closed_by}",
    )


def _parts(view: View, report: ZReport) -> tuple[Part, ...]:
    return z_parts(view, report, None)


LIST: List[None, ClosedShiftView] = List(
    Said.TITLE,
    (
        Column(Said.NUMBER, 7),
        Column(Said.BUSINESS_DATE, 12),
        Column(Said.DRAWER, 7),
        Column(Said.OPENED),
        Column(Said.CLOSED, 24),
    ),
    _cells,
    do=(Do("enter", Word.KEY_OPEN, _read),),
    load=_load,
)
PAGE: Page[ZReport] = Page(Said.TITLE, _parts, do=(Do("+", Said.COPY, _print),))
ACTIVITIES = (Activity(Said.TITLE, Group.CASH, _open),)
