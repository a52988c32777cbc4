"""`/v1/tickets`: the queue; a number means the business date's last ticket of it."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.tickets import TicketState
from edge_agent.services import ticket_issue, ticket_remake, ticket_views, tickets
from edge_agent.wire.tickets import (
    CallNext,
    CallTicket,
    CancelTicket,
    IssueTicket,
    OfItem,
    QueueView,
    Remake,
    ScanCup,
    TicketStory,
    TicketView,
)


@get("/tickets")
async def read_queue(
    agent: Agent,
    request: AnyRequest,
    ticket_state: Annotated[str | None, QueryParameter(name="state")] = None,
) -> QueueView:
    """The living tickets by rank; with `state`, the day's that are in it; the counters, and the waits."""
    await agent.who(request)
    if ticket_state is not None and ticket_state not in set(TicketState):
        raise Declined(Refused(Code.REQUEST_MALFORMED, {"detail": "state"}))
    state = None if ticket_state is None else TicketState(ticket_state)
    return await ticket_views.read_queue(agent.reads, agent.settings, state)


@get("/tickets/{no:str}")
async def read_story(agent: Agent, request: AnyRequest, no: FromPath[str]) -> TicketStory:
    """A ticket and all that happened to it."""
    await agent.who(request)
    story = await ticket_views.read_story(agent.reads, no)
    if story is None:
        raise Declined(Refused(Code.TICKET_UNKNOWN, {"no": no}))
    return story


@post("/tickets")
async def issue(agent: Agent, request: AnyRequest, data: JSONBody[IssueTicket]) -> TicketView:
    """取号: a ticket for a counter that serves, with its slip."""
    return await agent.change(
        request,
        TicketView,
        lambda tx, who: ticket_issue.issue_by_hand(tx, agent.settings, who, data.channel),
    )


@post("/tickets/call-next", status_code=200)
async def call_next(agent: Agent, request: AnyRequest, data: JSONBody[CallNext]) -> TicketView:
    """叫号: the first of those that the counter calls."""
    return await agent.change(
        request, TicketView, lambda tx, who: tickets.call_next(tx, agent.settings, who, data.counter)
    )


@post("/tickets/scan", status_code=200)
async def scan_cup(agent: Agent, request: AnyRequest, data: JSONBody[ScanCup]) -> TicketView:
    """A cup label makes its item ready; a slip brings its no-show back."""
    return await agent.change(
        request, TicketView, lambda tx, who: tickets.scan_cup(tx, agent.settings, who, data.code)
    )


@post("/tickets/{no:str}/recall", status_code=200)
async def recall(
    agent: Agent, request: AnyRequest, no: FromPath[str], data: JSONBody[CallTicket]
) -> TicketView:
    """Call this one, for the first time or again."""
    return await agent.change(
        request, TicketView, lambda tx, who: tickets.recall(tx, agent.settings, who, no, data.counter)
    )


@post("/tickets/{no:str}/start", status_code=200)
async def start(agent: Agent, request: AnyRequest, no: FromPath[str], data: JSONBody[OfItem]) -> TicketView:
    """Somebody begins to make one item, or all."""
    return await agent.change(request, TicketView, lambda tx, who: tickets.start(tx, who, no, data.item))


@post("/tickets/{no:str}/ready", status_code=200)
async def ready(agent: Agent, request: AnyRequest, no: FromPath[str], data: JSONBody[OfItem]) -> TicketView:
    """One item is made, or all."""
    return await agent.change(
        request, TicketView, lambda tx, who: tickets.ready(tx, agent.settings, who, no, data.item)
    )


@post("/tickets/{no:str}/skip", status_code=200)
async def skip(agent: Agent, request: AnyRequest, no: FromPath[str]) -> TicketView:
    """过号: nobody came."""
    return await agent.change(request, TicketView, lambda tx, who: tickets.skip(tx, who, no))


@post("/tickets/{no:str}/serve", status_code=200)
async def serve(agent: Agent, request: AnyRequest, no: FromPath[str]) -> TicketView:
    """The customer has it."""
    return await agent.change(request, TicketView, lambda tx, who: tickets.serve(tx, who, no))


@post("/tickets/{no:str}/reinstate", status_code=200)
async def reinstate(agent: Agent, request: AnyRequest, no: FromPath[str]) -> TicketView:
    """A no-show came after all."""
    return await agent.change(
        request, TicketView, lambda tx, who: tickets.reinstate(tx, agent.settings, who, no)
    )


@post("/tickets/{no:str}/cancel", status_code=200)
async def cancel(
    agent: Agent, request: AnyRequest, no: FromPath[str], data: JSONBody[CancelTicket]
) -> TicketView:
    """One item, or all of it, is given up; it takes a right."""
    return await agent.change(
        request,
        TicketView,
        lambda tx, who: tickets.cancel(tx, agent.settings, who, no, data.item, data.reason),
    )


@post("/tickets/{no:str}/remake", status_code=200)
async def remake(agent: Agent, request: AnyRequest, no: FromPath[str], data: JSONBody[Remake]) -> TicketView:
    """重做: an item is made once more, before all others."""
    return await agent.change(
        request,
        TicketView,
        lambda tx, who: ticket_remake.remake(tx, agent.settings, who, no, data.item, data.reason),
    )


ROUTES = [
    read_queue,
    read_story,
    issue,
    call_next,
    scan_cup,
    recall,
    start,
    ready,
    skip,
    serve,
    reinstate,
    cancel,
    remake,
]
