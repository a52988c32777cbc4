"""The print jobs nobody knows about: the cashier looks at the paper and says what became of each."""

from ui.till.commands import DoSettleJob
from ui.till.keymap import Action
from ui.till.screens.moving import moved
from ui.till.state import JobsScreen, SaleScreen, State
from ui.till.step import Step, change, stay

OUTCOMES = {Action.PRINTED: "printed", Action.REPRINT: "reprint", Action.DROP: "drop"}


def on_key(state: State, screen: JobsScreen, action: Action | None) -> Step:
    """A key on the list of print jobs; Enter does nothing here: each job is settled by name."""
    jobs = screen.jobs or ()
    if action in (Action.ERASE, Action.BACK):
        return stay(change(state, screen=SaleScreen()))
    outcome = OUTCOMES.get(action) if action else None
    if outcome is not None and jobs:
        return Step(state, (DoSettleJob(jobs[screen.selected].id, outcome),))
    return stay(change(state, screen=screen.at(moved(screen.selected, action, len(jobs)))))
