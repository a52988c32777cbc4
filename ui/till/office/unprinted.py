"""The print jobs nobody knows about: the cashier looks at the paper and says what became of each."""

from ui.till.commands import DoListJobs
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.state import JobsScreen, State
from ui.till.step import Step, change
from ui.till.words import Word


def _open(state: State) -> Step:
    return Step(change(state, screen=JobsScreen()), (DoListJobs(),))


ACTIVITIES = (Activity(Word.JOBS, Group.SYSTEM, _open, Action.JOBS),)
