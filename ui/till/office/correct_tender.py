"""改收款方式: a leg that was booked under the wrong tender, within its shift; the money stays what it was."""

import msgspec

from edge_agent.domain.money import yuan
from edge_agent.wire.payments import CorrectTender, CorrectTo, ToCash, ToExternal
from edge_agent.wire.sales import SaleView, SoldTenderView
from edge_agent.wire.sessions import MethodView
from ui.till.generic.calls import post
from ui.till.generic.kinds import (
    Choice,
    Column,
    Do,
    Field,
    Form,
    FormScreen,
    Kind,
    List,
    ListScreen,
    Values,
)
from ui.till.generic.moves import open_form, show_list, show_subject
from ui.till.picture.methods import method_name
from ui.till.picture.rows import View
from ui.till.state import CASH, State
from ui.till.step import Step, change, refuse, stay, tell
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of a correction."""

    TITLE = "改收款方式", "Correct the payment"
    WHICH = "改哪一笔", "Which leg"
    BOOKED = "现在记的是 {name} ￥{amount}", "It is booked as {name} ￥{amount}"
    RIGHT = "其实是", "It was"
    CORRECT = "更正", "correct"
    DONE = "收款方式已更正", "The payment is corrected"
    CLOSED = (
        "这一单的班次已交班: 不能再改收款方式",
        "The shift of this sale is closed: it cannot be corrected",
    )
    BY_CODE = "付款码收的钱不能改收款方式: 退款后重收", "Money by payment code stays: refund it instead"
    NO_OTHER = "本店只收现金,没有别的收款方式", "This shop takes cash only: it was nothing else"
    BY_GOODS = "换货抵扣没有收钱,不能改", "Goods paid that part, no money: it stays"


class Wrong(msgspec.Struct, frozen=True):
    """A leg to be corrected, and what it is to be once that is known."""

    sale: SaleView
    leg: SoldTenderView
    right: MethodView | None = None


def correct_tender(state: State, sale: SaleView) -> Step:
    """From the sale's page; with a single leg nothing is to be picked."""
    if not sale.shift_is_open:
        return refuse(state, Said.CLOSED)
    if len(sale.tenders) == 1:
        return _ask(state, sale, sale.tenders[0])
    return show_list(state, LEGS, sale, sale.tenders)


def _pick(state: State, leg: SoldTenderView) -> Step:
    screen = state.screen
    sale = screen.subject if isinstance(screen, ListScreen) else None
    return _ask(state, sale, leg) if isinstance(sale, SaleView) else stay(state)


def _ask(state: State, sale: SaleView, leg: SoldTenderView) -> Step:
    """Any tender but the one it is; its own again where a reference may be wrong."""
    if leg.kind == "payment":
        return refuse(state, Said.BY_CODE)
    if leg.kind == "exchange":
        return refuse(state, Said.BY_GOODS)
    right = tuple(method for method in state.methods if not _is_booked(leg, method) or method.asks_reference)
    if not right:
        return refuse(state, Said.NO_OTHER)
    choices = tuple(Choice(one.id, Word.CASH if one == CASH else one.name) for one in right)
    field = Field("right", Said.RIGHT, Kind.CHOICE, choices=choices)
    return open_form(state, RIGHT, Wrong(sale, leg), fields=(field,))


def _is_booked(leg: SoldTenderView, method: MethodView) -> bool:
    return leg.kind == "cash" if method == CASH else leg.method == method.id


def _chosen(state: State, wrong: Wrong, values: Values) -> Step:
    method = next(one for one in state.methods if one.id == values.text("right"))
    chosen = msgspec.structs.replace(wrong, right=method)
    return open_form(state, REFERENCE, chosen) if method.asks_reference else _send(state, chosen, None)


def _referred(state: State, wrong: Wrong, values: Values) -> Step:
    return _send(state, wrong, values.text("reference"))


def _send(state: State, wrong: Wrong, reference: str | None) -> Step:
    right = wrong.right or CASH
    to: CorrectTo = ToCash() if right == CASH else ToExternal(right.id, reference)
    path = f"/v1/sales/{wrong.sale.id}/tender-correction"
    return Step(state, (post(path, CorrectTender(wrong.leg.no, to), SaleView, _corrected),))


def _corrected(state: State, sale: SaleView) -> Step:
    """The sale's page again, and the finished sale below it if it is that one."""
    screen = state.screen
    while isinstance(screen, FormScreen | ListScreen):
        screen = screen.back
    is_finished = state.finished is not None and state.finished.id == sale.id
    shown = change(state, screen=screen, buffer="", finished=sale if is_finished else state.finished)
    return show_subject(tell(shown, Said.DONE), sale)


def _cells(view: View, leg: SoldTenderView) -> tuple[str, ...]:
    name = method_name(view, leg.kind, leg.method, view.state.methods)
    return name, leg.reference or "", yuan(leg.amount_fen)


def _note(view: View, wrong: Wrong) -> tuple[str, ...]:
    leg = wrong.leg
    name = method_name(view, leg.kind, leg.method, view.state.methods)
    booked = view.say(Said.BOOKED, name=name, amount=yuan(leg.amount_fen))
    return (
        f"{view.say(Word.RECEIPT)} {wrong.sale.receipt_no}",
        f"{booked}  {leg.reference or ''}".rstrip(),
        *((f"{view.say(Said.RIGHT)}: {wrong.right.name}",) if wrong.right else ()),
    )


LEGS: List[SaleView, SoldTenderView] = List(
    Said.WHICH,
    (Column(Word.METHODS, 20), Column(Word.REFERENCE), Column(Word.AMOUNT, 12, right=True)),
    _cells,
    do=(Do("enter", Word.KEY_CHOOSE, _pick),),
)
RIGHT: Form[Wrong] = Form(Said.TITLE, (), _chosen, note=_note, verb=Said.CORRECT)
REFERENCE: Form[Wrong] = Form(
    Said.TITLE, (Field("reference", Word.REFERENCE),), _referred, note=_note, verb=Said.CORRECT
)
