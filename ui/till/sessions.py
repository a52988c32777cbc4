"""Who is at the till: signed in, in a shift, locked; and which screen each leads to."""

import msgspec

from edge_agent.domain.money import Fen
from edge_agent.wire.problem import Problem
from edge_agent.wire.sessions import SessionView
from edge_agent.wire.shifts import ShiftView
from ui.till.commands import DoOpenCart, DoRepeatLast
from ui.till.state import FloatScreen, SaleScreen, SignInScreen, State
from ui.till.step import Step, change, stay


def signed_in(state: State, session: SessionView) -> Step:
    """Somebody is at the till; who finds no shift opens one first."""
    known = change(state, session=session, buffer="", screen=FloatScreen())
    return selling(known) if session.shift else stay(known)


def shift_opened(state: State, shift: ShiftView) -> Step:
    """Its float is what closing the shift proposes to leave."""
    session = state.session
    return selling(change(state, session=session and msgspec.structs.replace(session, shift=shift)))


def selling(state: State) -> Step:
    """The sale screen, its cart wherever it stands, and what was scanned before."""
    shown = change(state, screen=SaleScreen(), buffer="", kept=())
    return Step(shown, (DoOpenCart(), DoRepeatLast(), *state.kept))


def without_shift(state: State, problem: Problem) -> State:
    """A colleague may have closed the drawer's shift since sign-in: what she left is the float now."""
    session = state.session
    expected = problem.params.get("expected_fen")
    if session is not None and isinstance(expected, int):
        session = msgspec.structs.replace(session, shift=None, expected_float_fen=Fen(expected))
    return change(state, session=session, screen=FloatScreen())


def locked(state: State) -> State:
    """Nobody is at the till; its cart stays at the agent."""
    return change(
        state,
        screen=SignInScreen(),
        session=None,
        cart=None,
        queue=None,
        to_collect=None,
        selected=None,
        finished=None,
        buffer="",
        next_quantity=None,
        options=None,
        payment=None,
        moved=(),
    )
