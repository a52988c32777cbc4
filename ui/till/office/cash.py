"""存取款: cash that comes into the drawer or leaves it without a sale, with a reason."""

from edge_agent.domain.events import CashKind
from edge_agent.domain.money import yuan
from edge_agent.wire.shifts import CashMoveView, MoveCash
from ui.till.generic.calls import post
from ui.till.generic.kinds import Choice, Field, Form, Kind, Value, Values
from ui.till.generic.moves import open_form, to_sale
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.state import State
from ui.till.step import Step
from ui.till.words import Phrase, Word, say


class Said(Phrase):
    """The texts of moving cash."""

    TITLE = "存取款", "Cash in and out"
    KIND = "方式", "Which way"
    CHANGE = "换零钱", "change"
    FLOAT = "补备用金", "more float"
    GOODS = "付货款", "goods paid"
    EXPENSE = "日常开支", "expense"
    BANK = "存银行", "to the bank"
    SAFE = "投保险箱", "to the safe"
    OTHER = "其他", "other"
    REMARK = "说明", "Remark"
    NOT_ZERO = "金额要大于零", "The amount must be above zero"
    DONE = "已记: {kind} ￥{amount}", "Booked: {kind} ￥{amount}"


KINDS = ((CashKind.IN, Word.CASH_IN), (CashKind.OUT, Word.CASH_OUT), (CashKind.DROP, Word.CASH_DROP))
REASONS = (Said.CHANGE, Said.FLOAT, Said.GOODS, Said.EXPENSE, Said.BANK, Said.SAFE, Said.OTHER)


def _open(state: State) -> Step:
    return open_form(state, MOVE, None)


def _above_zero(value: Value) -> Phrase | None:
    return Said.NOT_ZERO if value == 0 else None


def _submit(state: State, _subject: None, values: Values) -> Step:
    """Enough said, unless the reason is something else."""
    reason = Said[values.text("reason")]
    if reason is Said.OTHER:
        return open_form(state, REMARK, values)
    return _send(state, values, say(state.language, reason))


def _remarked(state: State, move: Values, values: Values) -> Step:
    return _send(state, move, values.text("remark"))


def _send(state: State, move: Values, reason: str) -> Step:
    body = MoveCash(CashKind(move.text("kind")), move.fen("amount"), reason)
    return Step(state, (post("/v1/cash-moves", body, CashMoveView, _moved),))


def _moved(state: State, move: CashMoveView) -> Step:
    kind = say(state.language, dict(KINDS)[move.kind])
    return to_sale(state, Said.DONE, kind=kind, amount=yuan(move.amount_fen))


MOVE: Form[None] = Form(
    Said.TITLE,
    (
        Field("kind", Said.KIND, Kind.CHOICE, choices=tuple(Choice(kind, word) for kind, word in KINDS)),
        Field("amount", Word.AMOUNT, Kind.YUAN, check=_above_zero, about=("drawer",)),
        Field("reason", Word.REASON, Kind.CHOICE, choices=tuple(Choice(one.name, one) for one in REASONS)),
    ),
    _submit,
)
REMARK: Form[Values] = Form(Said.TITLE, (Field("remark", Said.REMARK),), _remarked)
ACTIVITIES = (Activity(Said.TITLE, Group.CASH, _open, Action.CASH),)
