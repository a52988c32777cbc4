"""The held carts: choose one and take it."""

from ui.till.commands import DoRecall
from ui.till.keymap import Action
from ui.till.screens.moving import moved
from ui.till.state import RecallScreen, SaleScreen, State
from ui.till.step import Step, change, stay


def on_key(state: State, screen: RecallScreen, action: Action | None) -> Step:
    """A key on the recall list."""
    carts = screen.carts or ()
    if action in (Action.ERASE, Action.BACK, Action.HOLD):
        return stay(change(state, screen=SaleScreen()))
    if action is Action.CONFIRM:
        return Step(state, (DoRecall(carts[screen.selected]),)) if carts else stay(state)
    return stay(change(state, screen=screen.at(moved(screen.selected, action, len(carts)))))
