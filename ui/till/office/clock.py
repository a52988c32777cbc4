"""核对时钟: day and time, asked while the agent's clock is in doubt; a yes, or the right time typed."""

import re

import msgspec

from edge_agent.domain.money import Fen
from edge_agent.wire.clock import ClockView, SetClock
from edge_agent.wire.problem import Problem
from ui.till.commands import DoOpenShift
from ui.till.generic.calls import post
from ui.till.generic.kinds import Field, Form, FormScreen, Kind, Values
from ui.till.generic.moves import open_form, to_sale
from ui.till.office.activity import Activity, Group
from ui.till.picture.rows import View
from ui.till.screens.sign_in import on_scan as keep_scan
from ui.till.state import FloatScreen, State
from ui.till.step import Step, change, clock_shows, refuse
from ui.till.words import Phrase, Word

CONFIRM = "clock.confirm"
PATH = "/v1/clock"
_FOUR_DIGITS = re.compile(r"[0-9]{4}")


class Said(Phrase):
    """The texts of a clock in doubt."""

    TITLE = "核对时钟", "Check the clock"
    WHY = (
        "对照手机: 单据日期和取货码都按这个时间",
        "Hold it against a phone: papers and pickup codes go by it",
    )
    RIGHT = "日期和时间对吗", "Are date and time right"
    DATE = "今天的日期", "Today's date"
    DATE_HINT = "例如 20261122", "20261122, for example"
    TIME = "现在的时间", "The time now"
    TIME_HINT = "例如 08:31 或 0831", "08:31 or 0831, for example"
    DONE = "时钟已核对", "The clock is checked"


class Asked(msgspec.Struct, frozen=True):
    """What the agent asks, in its own words, and the float of the shift that waits for the answer."""

    question: str
    float_fen: Fen | None = None


def ask_day(state: State, float_fen: Fen, problem: Problem) -> Step:
    """A shift is to be opened while the clock is in doubt."""
    return open_form(change(state, screen=FloatScreen()), FORM, Asked(problem.title, float_fen))


def _open(state: State) -> Step:
    return Step(state, (post(PATH, SetClock(), ClockView, _done, refused=_asked),))


def _asked(state: State, problem: Problem) -> Step | None:
    return open_form(state, FORM, Asked(problem.title)) if problem.code == CONFIRM else None


def _answered(state: State, asked: Asked, values: Values) -> Step:
    if not values.flag("right"):
        return open_form(state, TYPED, asked)
    if asked.float_fen is not None:
        below = change(state, screen=FloatScreen(), buffer="")
        return Step(below, (DoOpenShift(asked.float_fen, confirm=True),))
    return Step(state, (post(PATH, SetClock(confirm=True), ClockView, _done),))


def _type(state: State, _asked: Asked, values: Values) -> Step:
    local = f"{values.text('date')} {_with_colon(values.text('time'))}"
    return Step(state, (post(PATH, SetClock(local), ClockView, _done),))


def _done(state: State, view: ClockView) -> Step:
    """On with what had to wait: the shift, or the sale."""
    screen = state.screen
    asked = screen.subject if isinstance(screen, FormScreen) else None
    shown = clock_shows(state, view.now)
    if isinstance(asked, Asked) and asked.float_fen is not None:
        return Step(change(shown, screen=FloatScreen(), buffer=""), (DoOpenShift(asked.float_fen),))
    return to_sale(shown, Said.DONE)


def _with_colon(time: str) -> str:
    """`0831` as `08:31`; whatever else it is, the agent says what is wrong with it."""
    return f"{time[:2]}:{time[2:]}" if _FOUR_DIGITS.fullmatch(time) else time


def _on_scan(state: State, asked: Asked, code: str) -> Step:
    """Goods that are scanned while a shift waits to be opened are sold once it is."""
    return refuse(state, Word.SCAN_NOT_HERE, code=code) if asked.float_fen is None else keep_scan(state, code)


def _note(view: View, asked: Asked) -> tuple[str, ...]:
    return asked.question, view.say(Said.WHY)


FORM: Form[Asked] = Form(
    Said.TITLE, (Field("right", Said.RIGHT, Kind.YES_NO),), _answered, note=_note, on_scan=_on_scan
)
TYPED: Form[Asked] = Form(
    Said.TITLE,
    (
        Field("date", Said.DATE, Kind.DATE, hint=Said.DATE_HINT),
        Field("time", Said.TIME, hint=Said.TIME_HINT, about=("clock",)),
    ),
    _type,
    note=_note,
    on_scan=_on_scan,
)
ACTIVITIES = (Activity(Said.TITLE, Group.SYSTEM, _open),)
