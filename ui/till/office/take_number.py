"""取号: a number without a sale, for a counter that serves; the printer gives the slip."""

from edge_agent.wire.tickets import IssueTicket, TicketView
from ui.till.commands import DoReadQueue
from ui.till.generic.calls import post
from ui.till.office.activity import Activity, Group
from ui.till.office.calling import Said as Calling
from ui.till.state import State
from ui.till.step import Step, refuse, stay, tell
from ui.till.waiting import with_ticket
from ui.till.words import Phrase


class Said(Phrase):
    """The texts of taking a number."""

    TITLE = "取号", "Take a number"
    TAKEN = "取号 {no}, 号条正在打印", "Number {no}; its slip is being printed"
    NO_COUNTER = (
        "本店没有服务台: 要做的东西结账时自动出号",
        "No counter serves here: what is made gets its number with the sale",
    )


def _take(state: State) -> Step:
    """Only where somebody will call it: a counter that makes things calls what is made."""
    if state.queue is None:
        return Step(refuse(state, Calling.UNKNOWN).state, (DoReadQueue(),))
    if not any(counter.kind == "service" for counter in state.queue.counters):
        return refuse(state, Said.NO_COUNTER)
    return Step(state, (post("/v1/tickets", IssueTicket(), TicketView, _taken),))


def _taken(state: State, ticket: TicketView) -> Step:
    return stay(tell(with_ticket(state, ticket), Said.TAKEN, no=ticket.no))


ACTIVITIES = (Activity(Said.TITLE, Group.PICKUP, _take),)
"""Last in its group of the menu: few shops have such a counter."""
