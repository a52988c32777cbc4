"""A cup label, on whatever screen it is scanned: its item is made; a slip brings its no-show back."""

from edge_agent.domain.tickets import ItemState, TicketState
from edge_agent.wire.tickets import ScanCup, TicketView
from ui.till.generic.calls import post
from ui.till.state import Outcome, State
from ui.till.step import Step, scanned, stay, tell
from ui.till.waiting import with_ticket
from ui.till.words import Phrase

SLIP = "00"
"""The item of a code that means the whole ticket."""


class Said(Phrase):
    """What became of the label."""

    MADE = "{no} 做好了, 可以叫号", "{no} is made and can be called"
    CALLED = "{no} 做好了, 已叫号", "{no} is made and called"
    LEFT = "{no} 做好 {made} 件, 还差 {left} 件", "{no}: {made} made, {left} to go"
    BACK = "{no} 归队了", "{no} is back in the queue"


def made(state: State, code: str) -> Step:
    """The agent knows the label; the screen stays what it is."""
    then = _came_back if code.endswith(SLIP) else _made
    call = post("/v1/tickets/scan", ScanCup(code), TicketView, then)
    return Step(scanned(state, code, Outcome.TICKET), (call,))


def _came_back(state: State, ticket: TicketView) -> Step:
    return stay(tell(with_ticket(state, ticket), Said.BACK, no=ticket.no))


def _made(state: State, ticket: TicketView) -> Step:
    known = with_ticket(state, ticket)
    living = [item for item in ticket.items if item.state is not ItemState.CANCELLED]
    ready = sum(item.state is ItemState.READY for item in living)
    if ready < len(living):
        return stay(tell(known, Said.LEFT, no=ticket.no, made=ready, left=len(living) - ready))
    said = Said.CALLED if ticket.state is TicketState.CALLED else Said.MADE
    return stay(tell(known, said, no=ticket.no))
