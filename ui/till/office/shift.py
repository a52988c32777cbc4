"""交班: the blind count and the Z report; and the X report of the shift so far."""

import msgspec

from edge_agent.domain.money import yuan
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.problem import Problem
from edge_agent.wire.shifts import CloseCheck, CloseShift, DrawerView, ShiftReport, ZReport
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.form import typed_so_far
from ui.till.generic.kinds import Do, Field, Form, FormScreen, Kind, Page, PageScreen, Part, Values, Worded
from ui.till.generic.moves import open_form, open_page, show_subject
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.office.shift_report import x_parts, z_parts
from ui.till.picture.rows import View
from ui.till.state import FloatScreen, Refusal, State
from ui.till.step import Step, change, refuse, stay, tell
from ui.till.words import Phrase


class Said(Phrase):
    """The texts of closing a shift."""

    CLOSE = "交班", "Close the shift"
    BY_NOTES = "按面额交班", "Close by notes and coins"
    X_REPORT = "中途对账单", "X report"
    Z_REPORT = "日结单", "Z report"
    COUNTED = "钱箱里的现金", "All cash in the drawer"
    WITH_FLOAT = "含备用金,先点后输", "the float included: count first, then type"
    LEFT = "留作备用金", "Stays as float"
    ON_DEVICE = "{name} 机上合计", "{name}: its own total"
    NOTE = "{face} 元张数", "Notes of {face} yuan"
    DRAWER_OPEN = "钱箱已打开,请点钱", "The drawer is open: count"
    LINES_FIRST = "先结掉或挂起这一单", "Finish this sale first, or put it on hold"
    CHECK = "再查能否关机", "may I switch off"
    PRINT = "打印", "print"
    PRINTED = "对账单在打印", "The report is being printed"


FACES = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10)
"""Notes and coins in use, in fen."""
COUNT_AGAIN = "shift.count-again"
_EXTERNAL = "external:"
_FACE = "face:"


class Closed(msgspec.Struct, frozen=True):
    """A close, and what the agent says to switching off."""

    report: ZReport
    check: CloseCheck | None = None


def _open(state: State) -> Step:
    return _count(state, CLOSE, (COUNTED,))


def _open_by_notes(state: State) -> Step:
    notes = tuple(
        Field(f"{_FACE}{face}", Worded(Said.NOTE, {"face": _face_text(face)}), Kind.NUMBER, is_needed=False)
        for face in FACES
    )
    return _count(state, BY_NOTES, notes)


def _count(state: State, form: Form[None], counted: tuple[Field, ...]) -> Step:
    if state.lines:
        return refuse(state, Said.LINES_FIRST)
    asked = open_form(state, form, None, fields=(*counted, _left(state), *_devices(state)))
    return Step(asked.state, (post("/v1/shifts/current/drawer", None, DrawerView, _drawer_open),))


def _drawer_open(state: State, _drawer: DrawerView) -> Step:
    return stay(tell(state, Said.DRAWER_OPEN))


def _left(state: State) -> Field:
    """The float that this shift began with is proposed for the next."""
    shift = state.session.shift if state.session else None
    proposed = yuan(shift.float_fen) if shift else ""
    return Field("left", Said.LEFT, Kind.YUAN, proposed=proposed, about=("float",))


def _devices(state: State) -> tuple[Field, ...]:
    methods = state.session.methods if state.session else ()
    return tuple(
        Field(
            f"{_EXTERNAL}{method.id}",
            Worded(Said.ON_DEVICE, {"name": method.name}),
            Kind.YUAN,
            is_needed=False,
        )
        for method in methods
    )


def _submit(state: State, _subject: None, values: Values) -> Step:
    body = CloseShift(
        float_left_fen=values.fen("left"),
        counted_fen=values.fen("counted") if "counted" in values.of else None,
        denominations={
            int(name.removeprefix(_FACE)): values.number(name)
            for name in values.of
            if name.startswith(_FACE) and values.has(name)
        },
        externals={
            name.removeprefix(_EXTERNAL): values.fen(name)
            for name in values.of
            if name.startswith(_EXTERNAL) and values.has(name)
        },
    )
    return Step(state, (post("/v1/shifts/current/close", body, ZReport, _closed, refused=_refused),))


def _refused(state: State, problem: Problem) -> Step | None:
    """The money is counted from nothing again, and nothing tells which way it differs; the rest stays."""
    screen = state.screen
    if problem.code != COUNT_AGAIN or not isinstance(screen, FormScreen):
        return None
    typed = tuple(
        "" if _is_count(field) else text
        for field, text in zip(screen.fields, typed_so_far(state, screen), strict=True)
    )
    again = msgspec.structs.replace(screen, typed=typed, at=0)
    notice = Refusal("", problem.title, problem.hint)
    return stay(change(state, screen=again, buffer="", notice=notice))


def _is_count(field: Field) -> bool:
    return field.name == COUNTED.name or field.name.startswith(_FACE)


def _closed(state: State, report: ZReport) -> Step:
    """The Z report on the screen; the next shift is opened below it."""
    session = state.session and msgspec.structs.replace(
        state.session, shift=None, expected_float_fen=report.left_fen
    )
    closed = Closed(report)
    page = PageScreen(Z_PAGE, FloatScreen(), closed)
    over = change(state, session=session, cart=None, selected=None, finished=None, screen=page, buffer="")
    return _check(over, closed)


def _check(state: State, _closed: Closed) -> Step:
    """May one switch off: the report itself is on its way to the paper, so it may be asked again."""
    return Step(state, (get("/v1/close-check", CloseCheck, _checked),))


def _checked(state: State, check: CloseCheck) -> Step:
    screen = state.screen
    if not isinstance(screen, PageScreen) or not isinstance(screen.subject, Closed):
        return stay(state)
    return show_subject(state, Closed(screen.subject.report, check))


def _z_parts(view: View, closed: Closed) -> tuple[Part, ...]:
    return z_parts(view, closed.report, closed.check)


def _open_x(state: State) -> Step:
    return open_page(state, X_PAGE)


def _load_x(_state: State) -> Call[ShiftReport]:
    return get("/v1/shifts/current/report", ShiftReport, show_subject)


def _print_x(state: State, _report: ShiftReport) -> Step:
    return Step(state, (post("/v1/shifts/current/report/print", None, PrintJobView, _printed),))


def _printed(state: State, _job: PrintJobView) -> Step:
    return stay(tell(state, Said.PRINTED))


def _face_text(face: int) -> str:
    return str(face // 100) if face % 100 == 0 else f"0.{face // 10}"


COUNTED = Field("counted", Said.COUNTED, Kind.YUAN, hint=Said.WITH_FLOAT)
CLOSE: Form[None] = Form(Said.CLOSE, (COUNTED,), _submit)
BY_NOTES: Form[None] = Form(Said.BY_NOTES, (), _submit)
X_PAGE: Page[ShiftReport] = Page(Said.X_REPORT, x_parts, do=(Do("+", Said.PRINT, _print_x),), load=_load_x)
Z_PAGE: Page[Closed] = Page(Said.Z_REPORT, _z_parts, do=(Do("+", Said.CHECK, _check),))
ACTIVITIES = (
    Activity(Said.CLOSE, Group.CASH, _open, Action.SHIFT_CLOSE),
    Activity(Said.BY_NOTES, Group.CASH, _open_by_notes),
    Activity(Said.X_REPORT, Group.CASH, _open_x),
)
