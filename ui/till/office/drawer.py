"""开钱箱 without a sale: with a reason, by right, on record."""

from edge_agent.wire.shifts import DrawerView, OpenDrawer
from ui.till.generic.calls import post
from ui.till.generic.kinds import Choice, Field, Form, Kind, Values
from ui.till.generic.moves import open_form, to_sale
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.state import State
from ui.till.step import Step
from ui.till.words import Phrase, Word, say


class Said(Phrase):
    """The texts of the drawer."""

    TITLE = "开钱箱", "Open the drawer"
    CHANGE = "换零钱", "change"
    CHECK = "核对现金", "check the cash"
    MISTAKE = "误关钱箱", "shut by mistake"
    OTHER = "其他", "other"
    REMARK = "说明", "Remark"
    DONE = "钱箱已打开", "The drawer is open"


REASONS = (Said.CHANGE, Said.CHECK, Said.MISTAKE, Said.OTHER)


def _open(state: State) -> Step:
    return open_form(state, REASON, None)


def _reasoned(state: State, _subject: None, values: Values) -> Step:
    """Enough said, unless it is something else."""
    reason = Said[values.text("reason")]
    return (
        open_form(state, REMARK, None) if reason is Said.OTHER else _send(state, say(state.language, reason))
    )


def _remarked(state: State, _subject: None, values: Values) -> Step:
    return _send(state, values.text("remark"))


def _send(state: State, reason: str) -> Step:
    return Step(state, (post("/v1/drawer/open", OpenDrawer(reason), DrawerView, _opened),))


def _opened(state: State, _view: DrawerView) -> Step:
    return to_sale(state, Said.DONE)


REASON: Form[None] = Form(
    Said.TITLE,
    (Field("reason", Word.REASON, Kind.CHOICE, choices=tuple(Choice(one.name, one) for one in REASONS)),),
    _reasoned,
)
REMARK: Form[None] = Form(Said.TITLE, (Field("remark", Said.REMARK),), _remarked)
ACTIVITIES = (Activity(Said.TITLE, Group.CASH, _open, Action.DRAWER),)
