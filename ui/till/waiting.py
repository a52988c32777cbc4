"""The queue as the till knows it: who waits, who was called last, which counter this till calls for."""

import msgspec

from edge_agent.domain.ids import TicketNo
from edge_agent.domain.orders import Channel
from edge_agent.domain.tickets import TicketState
from edge_agent.wire.tickets import CounterView, TicketView
from ui.till.state import State
from ui.till.step import change

AHEAD = frozenset((TicketState.ORDERED, TicketState.PREPARING, TicketState.READY))
"""Nobody has called them yet."""
LIVING = AHEAD | {TicketState.CALLED, TicketState.NO_SHOW}


def counter_of(state: State) -> CounterView | None:
    """The counter with this till's own number, else the shop's first; None while nothing is known."""
    counters = state.queue.counters if state.queue else ()
    own = state.session.till if state.session else ""
    return next((one for one in counters if one.id == own), counters[0] if counters else None)


def counter_name(state: State, counter: str) -> str:
    """As it is announced: `1号台`."""
    counters = state.queue.counters if state.queue else ()
    return next((one.name for one in counters if one.id == counter), counter)


def ahead(state: State) -> int:
    """How many wait to be called."""
    return sum(ticket.state in AHEAD for ticket in _tickets(state))


def called_last(state: State) -> TicketView | None:
    """The number that this till's counter called last and that nobody has come for yet."""
    counter = counter_of(state)
    called = [
        ticket
        for ticket in _tickets(state)
        if ticket.state is TicketState.CALLED and counter is not None and ticket.counter == counter.id
    ]
    return max(called, key=_called_at, default=None)


def ticket_named(state: State, typed: str) -> TicketView | None:
    """The living ticket of a number: `W003`, or `17`, which is the counter's own A017 before any other."""
    named = typed.strip().upper()
    tickets = _tickets(state)
    exact = next((ticket for ticket in tickets if ticket.no == named), None)
    if exact is not None or not (named.isascii() and named.isdecimal()):
        return exact
    alike = [ticket for ticket in tickets if ticket.no[1:].lstrip("0") == named.lstrip("0")]
    return min(alike, key=_foreign, default=None)


def to_be_made(state: State, no: TicketNo) -> TicketView | None:
    """The ticket of a number, as long as its customer still waits for something to be made."""
    unmade = (TicketState.ORDERED, TicketState.PREPARING)
    return next((one for one in _tickets(state) if one.no == no and one.state in unmade), None)


def with_ticket(state: State, ticket: TicketView) -> State:
    """`state` with what has just become of a ticket; one that is done with is gone."""
    queue = state.queue
    if queue is None:
        return state
    by_id = {**{one.id: one for one in queue.tickets}, ticket.id: ticket}
    living = (one for one in by_id.values() if one.state in LIVING)
    tickets = tuple(sorted(living, key=_rank))
    return change(state, queue=msgspec.structs.replace(queue, tickets=tickets))


def _tickets(state: State) -> tuple[TicketView, ...]:
    return state.queue.tickets if state.queue else ()


def _called_at(ticket: TicketView) -> int:
    return ticket.called_at or 0


def _foreign(ticket: TicketView) -> bool:
    return ticket.channel is not Channel.COUNTER


def _rank(ticket: TicketView) -> int:
    return ticket.rank
