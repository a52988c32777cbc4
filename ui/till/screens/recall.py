"""The held carts: choose one and take it."""

from ui.till.commands import Command, DoCancel, DoRecall
from ui.till.keymap import Action
from ui.till.screens.moving import moved
from ui.till.state import RecallScreen, SaleScreen, State
from ui.till.step import Step, change, stay


def on_key(state: State, screen: RecallScreen, action: Action | None) -> Step:
    """A key on the recall list."""
    carts = screen.carts or ()
    if action in (Action.ERASE, Action.BACK, Action.HOLD):
        return stay(change(state, screen=SaleScreen()))
    if action is Action.CONFIRM and carts:
        return Step(state, (*_made_empty(state), DoRecall(carts[screen.selected])))
    return stay(change(state, screen=screen.at(moved(screen.selected, action, len(carts)))))


def _made_empty(state: State) -> tuple[Command, ...]:
    """A cart in which all is voided is cancelled first: what it held stays on record."""
    has_only_voided = state.cart is not None and state.cart.lines and not state.lines
    return (DoCancel(),) if has_only_voided else ()
