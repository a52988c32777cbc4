"""The sale: scans, the line that is selected, and the keys that lead elsewhere."""

import msgspec

from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit, pieces
from edge_agent.wire.types import LineView
from ui.till.commands import (
    Call,
    Command,
    DoHold,
    DoListHeld,
    DoScan,
    DoSetQuantity,
    DoSignOut,
    DoVoid,
    Errand,
)
from ui.till.decoder import Key
from ui.till.keymap import Action, Keymap
from ui.till.screens.moving import MOVES, moved
from ui.till.state import (
    AskScreen,
    Outcome,
    Question,
    RecallScreen,
    SearchScreen,
    State,
    TenderScreen,
)
from ui.till.step import Step, change, refuse, scanned, stay, type_into
from ui.till.words import Word

QUANTITY_DIGITS_MAX = 4


def on_scan(state: State, code: str, *, typed: bool = False) -> Step:
    """Send the code to the agent, which knows what it is."""
    scan = DoScan(code, typed, state.next_quantity)
    return Step(change(scanned(state, code, Outcome.WAITING), next_quantity=None), (scan,))


def on_key(  # noqa: PLR0911 one case per key
    state: State, action: Action | None, key: Key, keymap: Keymap
) -> Step:
    """A key on the sale screen; Enter on an empty buffer does nothing."""
    match action:
        case None:
            return type_into(state, key)
        case Action.CONFIRM:
            code, cleared = state.buffer, change(state, buffer="")
            return on_scan(cleared, code, typed=True) if code else stay(state)
        case Action.ERASE if state.buffer:
            return stay(change(state, buffer=state.buffer[:-1]))
        case Action.ERASE | Action.BACK:
            return stay(_dismissed(state))
        case Action.QUANTITY:
            return _on_quantity(state, keymap)
        case Action.VOID:
            return _on_void(state)
        case Action.ACCEPT:
            return _on_accept(state)
        case _ if action in MOVES:
            return stay(_move(state, action))
        case _ if state.buffer:
            return refuse(state, Word.BUFFER_FIRST, typed=state.buffer)
        case _:
            return _on_leave(state, action)


def _on_leave(state: State, action: Action) -> Step:  # noqa: PLR0911 one case per key
    match action:
        case Action.TENDER:
            paying = change(state, screen=TenderScreen(), finished=None)
            return stay(paying) if state.lines else refuse(state, Word.NOTHING_TO_SELL)
        case Action.CANCEL:
            asking = AskScreen(Question.CANCEL, state.screen)
            has_any = state.cart is not None and bool(state.cart.lines)  # voided ones go on record too
            return stay(change(state, screen=asking)) if has_any else refuse(state, Word.NOTHING_TO_SELL)
        case Action.HOLD if state.lines:
            return Step(state, (DoHold(),))
        case Action.HOLD:
            return Step(change(state, screen=RecallScreen()), (DoListHeld(),))
        case Action.SEARCH:
            return stay(change(state, screen=SearchScreen()))
        case Action.LOCK:
            return Step(state, (DoSignOut(),))
        case _:
            return stay(state)


def _dismissed(state: State) -> State:
    """What was typed first, then the newest refusal, then the quantity, then the finished sale."""
    if state.buffer:
        return change(state, buffer="")
    if state.refusals:
        return change(state, refusals=state.refusals[:-1])
    if state.next_quantity is not None:
        return change(state, next_quantity=None)
    return change(state, finished=None)


def _on_quantity(state: State, keymap: Keymap) -> Step:
    quantity = _typed_quantity(state)
    if quantity is None:
        return refuse(state, Word.QUANTITY_FIRST)
    line, cleared = state.selected_line, change(state, buffer="")
    if line is None or not keymap.quantity_is_of_line:
        return stay(change(cleared, next_quantity=quantity))
    return Step(cleared, (DoSetQuantity(line.no, quantity),))


def _on_void(state: State) -> Step:
    line = state.selected_line
    if line is None:
        return refuse(state, Word.NO_LINE)
    if not state.buffer:
        return Step(state, (DoVoid(line.no),))
    quantity = _typed_quantity(state)
    if quantity is None or line.unit is not Unit.EACH:
        return refuse(state, Word.VOID_COUNT)
    return Step(change(state, buffer=""), (_less(line, quantity),))


def _less(line: LineView, quantity: Milli) -> Command:
    left = Milli(line.quantity - quantity)
    # Fewer of many may still be many: whoever takes some off has seen the number.
    return DoSetQuantity(line.no, left, confirm=True) if left > 0 else DoVoid(line.no)


def _typed_quantity(state: State) -> Milli | None:
    typed = state.buffer
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > QUANTITY_DIGITS_MAX:
        return None
    quantity = pieces(int(typed))
    return quantity if quantity >= THOUSANDTHS else None


def _on_accept(state: State) -> Step:
    asked = state.refusals[-1].repeat if state.refusals else None
    return stay(state) if asked is None else Step(change(state, refusals=state.refusals[:-1]), (asked,))


def confirmed(command: Errand) -> Errand | None:
    """`command` as it is repeated when the person says yes; None when nothing could be asked about it."""
    if isinstance(command, DoScan | DoSetQuantity) and not command.confirm:
        return msgspec.structs.replace(command, confirm=True)
    body = command.body if isinstance(command, Call) else None
    if body is not None and getattr(body, "confirm", None) is False:
        return msgspec.structs.replace(command, body=msgspec.structs.replace(body, confirm=True))
    return None


def _move(state: State, action: Action) -> State:
    lines = state.lines
    if not lines:
        return state
    index = next((at for at, line in enumerate(lines) if line.no == state.selected), len(lines) - 1)
    return change(state, selected=lines[moved(index, action, len(lines))].no)
