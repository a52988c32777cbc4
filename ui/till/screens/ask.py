"""A question before something that cannot be taken back: Enter is yes, Backspace or Esc is no."""

from typing import assert_never

from ui.till.commands import DoCancel, DoGiveBack
from ui.till.keymap import Action
from ui.till.state import AskScreen, Question, SaleScreen, State, TenderScreen
from ui.till.step import Step, change, stay


def on_key(state: State, screen: AskScreen, action: Action | None) -> Step:
    """Yes, no, or the question stays."""
    if action in (Action.ERASE, Action.BACK):
        return stay(change(state, screen=screen.back))
    return _yes(state, screen.question) if action is Action.CONFIRM else stay(state)


def _yes(state: State, question: Question) -> Step:
    match question:
        case Question.CANCEL:
            return Step(change(state, screen=SaleScreen()), (DoCancel(),))
        case Question.GIVE_BACK:
            return Step(change(state, screen=TenderScreen()), (DoGiveBack(),))
        case Question.QUIT:
            return stay(change(state, has_quit=True))
        case _:
            assert_never(question)
