"""Sign-in, and the float that opens a shift; a scan that comes too early is kept."""

from edge_agent.domain.money import parse_yuan
from ui.till.commands import DoOpenShift, DoScan, DoSignIn
from ui.till.decoder import Key
from ui.till.keymap import Action
from ui.till.state import Outcome, SignInScreen, State
from ui.till.step import Step, change, refuse, scanned, stay, type_into
from ui.till.words import Word

KEPT_MAX = 100


def on_scan(state: State, code: str) -> Step:
    """Keep the scan until somebody may sell."""
    if len(state.kept) >= KEPT_MAX:
        return refuse(state, Word.KEPT_FULL)
    return stay(change(scanned(state, code, Outcome.WAITING), kept=(*state.kept, DoScan(code))))


def on_key(state: State, screen: SignInScreen, action: Action | None, key: Key) -> Step:
    """Staff number, Enter, PIN, Enter."""
    match action:
        case Action.CONFIRM:
            return _on_confirm(state, screen)
        case Action.ERASE if state.buffer:
            return stay(change(state, buffer=state.buffer[:-1]))
        case Action.ERASE | Action.BACK:
            return stay(change(state, screen=SignInScreen(), buffer=""))
        case _:
            return type_into(state, key)


def on_float_key(state: State, action: Action | None, key: Key) -> Step:
    """The amount in the drawer, Enter; Enter alone takes what the last close left."""
    match action:
        case Action.CONFIRM:
            expected = state.session.expected_float_fen if state.session else None
            amount = parse_yuan(state.buffer) if state.buffer else expected
            if amount is None:
                return refuse(state, Word.NOT_AN_AMOUNT)
            return Step(change(state, buffer=""), (DoOpenShift(amount),))
        case Action.ERASE:
            return stay(change(state, buffer=state.buffer[:-1]))
        case Action.BACK:
            return stay(change(state, buffer=""))
        case _:
            return type_into(state, key)


def _on_confirm(state: State, screen: SignInScreen) -> Step:
    typed = state.buffer.strip()
    if not typed:
        return refuse(state, Word.STAFF_NEEDED if screen.staff is None else Word.PIN_NEEDED)
    if screen.staff is None:
        return stay(change(state, screen=SignInScreen(typed), buffer=""))
    return Step(change(state, buffer=""), (DoSignIn(screen.staff, typed),))
