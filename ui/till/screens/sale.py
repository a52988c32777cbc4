"""The sale: scans, numbers that answer a question, and the keys that lead elsewhere."""

import msgspec

from edge_agent.domain.money import parse_yuan
from ui.till.commands import Call, DoHold, DoScan, DoSignOut, Errand
from ui.till.decoder import Key
from ui.till.keymap import Action, Keymap
from ui.till.office.copy import print_first
from ui.till.office.recall import open_recall
from ui.till.screens import line, options
from ui.till.screens.moving import MOVES, moved
from ui.till.state import (
    AskScreen,
    Need,
    Outcome,
    Question,
    Refusal,
    SearchScreen,
    State,
    TenderScreen,
)
from ui.till.step import Step, change, refuse, scanned, stay, type_into
from ui.till.words import Word


def on_scan(state: State, code: str, *, typed: bool = False) -> Step:
    """Send the code to the agent, which knows what it is."""
    scan = DoScan(code, typed, state.next_quantity)
    told = change(scanned(state, code, Outcome.WAITING), next_quantity=None, options=None)
    return Step(told, (scan,))


def on_key(state: State, action: Action | None, key: Key, keymap: Keymap) -> Step:
    """A key on the sale screen: a choice while choices are open, else what the key is for."""
    if state.options is not None:
        chosen = options.on_key(state, state.options, action, key)
        if chosen is not None:
            return chosen
        closed = change(state, options=None)
        return (
            stay(closed)
            if action in (Action.ERASE, Action.BACK) and not state.buffer
            else _on_key(closed, action, key, keymap)
        )
    return _on_key(state, action, key, keymap)


def _on_key(  # noqa: C901, PLR0911 one case per key
    state: State, action: Action | None, key: Key, keymap: Keymap
) -> Step:
    match action:
        case None:
            return type_into(state, key)
        case Action.CONFIRM:
            return _on_confirm(state)
        case Action.ERASE if state.buffer:
            return stay(change(state, buffer=state.buffer[:-1]))
        case Action.ERASE | Action.BACK:
            return stay(_dismissed(state))
        case Action.QUANTITY:
            return line.on_quantity(state, keymap)
        case Action.PRICE:
            return _on_price(state)
        case Action.LINE_DISCOUNT:
            return line.on_discount(state)
        case Action.VOID:
            return line.on_void(state)
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
            can_ask = _is_begun(state)
            return stay(change(state, screen=asking)) if can_ask else refuse(state, Word.NOTHING_TO_SELL)
        case Action.HOLD if state.lines:
            return Step(state, (DoHold(),))
        case Action.HOLD:
            return open_recall(state)
        case Action.SEARCH:
            return stay(change(state, screen=SearchScreen()))
        case Action.OPTIONS:
            selected = state.selected
            return (
                refuse(state, Word.NO_LINE)
                if selected is None
                else Step(state, (options.ask_options(selected),))
            )
        case Action.LOCK:
            return Step(state, (DoSignOut(),))
        case _:
            return stay(state)


def _is_begun(state: State) -> bool:
    """Voided lines go on record too, and what would come back stays with the customer."""
    return state.cart is not None and bool(state.cart.lines or state.cart.exchange)


def _on_confirm(state: State) -> Step:
    """A code, or the number that was asked for; with nothing typed, yes to a large payment and no more."""
    if not state.buffer:
        newest = state.refusals[-1] if state.refusals else None
        return _on_accept(state) if newest is not None and newest.is_of_payment else stay(state)
    if state.asking is not None:
        return _answered(state, state.asking)
    return on_scan(change(state, buffer=""), state.buffer, typed=True)


def _on_price(state: State) -> Step:
    """What was asked for, what the catalogue lacks, else the selected line's price."""
    newest = state.refusals[-1] if state.refusals else None
    if newest is None or newest.need is None:
        return line.on_price(state)
    if not state.buffer and state.asking is not None:
        return stay(state)  # `/500` and `500/` are both how people do it
    return _answered(state, newest)


def _answered(state: State, asked: Refusal) -> Step:
    """The scan again, with the weight or the price that it lacked; the question stays until it is taken."""
    if asked.scan is None:
        return stay(state)
    if asked.need is Need.WEIGHT:
        weight = line.grams(state.buffer)
        if weight is None:
            return refuse(state, Word.NOT_GRAMS)
        scan = msgspec.structs.replace(asked.scan, weight_grams=weight)
    else:
        price = parse_yuan(state.buffer) if state.buffer else None
        if price is None:
            return refuse(state, Word.NOT_AN_AMOUNT if state.buffer else Word.PRICE_FIRST)
        scan = msgspec.structs.replace(asked.scan, price_fen=price)
    return Step(change(state, buffer=""), (scan,))


def _dismissed(state: State) -> State:
    """What was typed first, then the newest refusal, then the quantity, then the finished sale."""
    if state.buffer:
        return change(state, buffer="")
    if state.refusals:
        return change(state, refusals=state.refusals[:-1])
    if state.next_quantity is not None:
        return change(state, next_quantity=None)
    return change(state, finished=None)


def _on_accept(state: State) -> Step:
    asked = state.refusals[-1].repeat if state.refusals else None
    if asked is not None:
        return Step(change(state, refusals=state.refusals[:-1]), (asked,))
    wants_paper = state.finished is not None and state.session is not None and state.session.receipt == "ask"
    return print_first(state, state.finished) if state.finished and wants_paper else stay(state)


def confirmed(command: Errand) -> Errand | None:
    """`command` as it is repeated when the person says yes; None when nothing could be asked about it."""
    if isinstance(command, DoScan) and not command.confirm:
        return msgspec.structs.replace(command, confirm=True)
    body = command.body if isinstance(command, Call) else None
    if body is not None and getattr(body, "confirm", None) is False:
        return msgspec.structs.replace(command, body=msgspec.structs.replace(body, confirm=True))
    return None


def _move(state: State, action: Action) -> State:
    lines = state.lines
    if not lines:
        return state
    index = next((at for at, shown in enumerate(lines) if shown.no == state.selected), len(lines) - 1)
    return change(state, selected=lines[moved(index, action, len(lines))].no)
