"""叫号 from the sale, which stays on the screen: the next, a number that was typed, or the last one again."""

from edge_agent.wire.tickets import CallNext, CallTicket, TicketView
from ui.till.commands import Call, DoReadQueue
from ui.till.generic.calls import post
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay, tell
from ui.till.waiting import ahead, called_last, counter_name, counter_of, ticket_named, with_ticket
from ui.till.words import Phrase


class Said(Phrase):
    """The texts of calling."""

    CALL = "叫号", "Call the next"
    AGAIN = "重呼", "Call again"
    CALLED = "叫号 {no} {counter}, 等候 {n}", "Called {no} to {counter}, {n} waiting"
    CALLED_AGAIN = (
        "叫号 {no} {counter} 第 {times} 次, 等候 {n}",
        "Call {times} of {no} to {counter}, {n} waiting",
    )
    NO_TICKET = "没有 {typed} 号在排队: 请核对号码", "Nobody waits with number {typed}: check it"
    NONE_CALLED = "还没有叫过号: 先叫下一位", "No number was called yet: call the next first"
    UNKNOWN = "正在读排队号, 请再按一次", "The queue is being read: press again"


def call(state: State) -> Step:
    """Whoever is next; with a number typed, that one."""
    if state.buffer:
        return _call_typed(state)
    return Step(state, (post("/v1/tickets/call-next", CallNext(_counter(state)), TicketView, called),))


def call_again(state: State) -> Step:
    """The one that this counter called last."""
    last = called_last(state)
    if last is None:
        return refuse(state, Said.NONE_CALLED)
    return Step(state, (calling(state, last.no),))


def calling(state: State, no: str) -> Call[TicketView]:
    """Call this one to the till's counter, for the first time or again."""
    return post(f"/v1/tickets/{no}/recall", CallTicket(_counter(state)), TicketView, called)


def called(state: State, ticket: TicketView) -> Step:
    """One line, wherever the cashier stands."""
    known = with_ticket(state, ticket)
    counter, n = counter_name(known, ticket.counter), ahead(known)
    if ticket.calls > 1:
        return stay(tell(known, Said.CALLED_AGAIN, no=ticket.no, counter=counter, times=ticket.calls, n=n))
    return stay(tell(known, Said.CALLED, no=ticket.no, counter=counter, n=n))


def no_such(state: State) -> Step:
    """Nobody has the number that was typed; it stays to be put right."""
    return refuse(state, Said.NO_TICKET, typed=state.buffer)


def _call_typed(state: State) -> Step:
    if state.queue is None:
        return Step(refuse(state, Said.UNKNOWN).state, (DoReadQueue(),))
    ticket = ticket_named(state, state.buffer)
    if ticket is None:
        return no_such(state)
    return Step(change(state, buffer=""), (calling(state, ticket.no),))


def _counter(state: State) -> str:
    """Nothing is known in the first moment: then it is the till's own number."""
    counter = counter_of(state)
    return counter.id if counter else state.session.till if state.session else ""


ACTIVITIES = (
    Activity(Said.CALL, Group.PICKUP, call, Action.CALL, takes_number=True),
    Activity(Said.AGAIN, Group.PICKUP, call_again, Action.CALL_AGAIN),
)
