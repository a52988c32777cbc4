"""Codes that mean the same on every screen: a pickup code opens its hand-over, a cup label is made ready."""

from edge_agent.wire.problem import Problem
from ui.till.office.cup_label import made
from ui.till.office.pickup_code import look_at
from ui.till.state import AskScreen, FloatScreen, HelpScreen, SignInScreen, State, TroubleScreen
from ui.till.step import Step, change

PICKUP = "PK1:"
CUP_LABEL = "L:"
"""As the shop's configuration has it unless it is changed: then the agent says what the code is."""


def opened_by(state: State, code: str) -> Step | None:
    """What a code does wherever it is scanned; None for one that belongs to the screen."""
    if isinstance(state.screen, SignInScreen | FloatScreen):
        return None  # kept until somebody may sell
    if code[: len(PICKUP)].upper() == PICKUP:
        return look_at(_uncovered(state), code)
    return made(state, code) if code.startswith(CUP_LABEL) else None


def opened_after(state: State, problem: Problem, code: str) -> Step | None:
    """The same of a code that the agent took for no goods: it came by another way, or has another prefix."""
    match problem.params.get("kind"):
        case "pickup":
            return look_at(_uncovered(state), code)
        case "cup_label":
            return made(state, code)
        case _:
            return None


def _uncovered(state: State) -> State:
    """A question, or the help, is answered by scanning on."""
    screen = state.screen
    return (
        change(state, screen=screen.back)
        if isinstance(screen, AskScreen | HelpScreen | TroubleScreen)
        else state
    )
