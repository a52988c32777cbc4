"""`/v1/sessions` and `/v1/staff`: who may work here, and who does."""

import asyncio

from litestar import delete, get, post
from litestar.params import JSONBody

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.db.queries import staff as queries
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import StaffId
from edge_agent.services import pins, sessions
from edge_agent.wire.types import AddStaff, SessionView, SignIn, StaffView
from edge_agent.wire.words import language_of


@post("/sessions")
async def sign_in(agent: Agent, request: AnyRequest, data: JSONBody[SignIn]) -> SessionView:
    """Sign in at a till; the answer's token goes into `Authorization: Bearer`."""
    person = await agent.reads.one(queries.BY_ID, data.staff)
    kept = person.pin_hash if person else pins.NOBODY
    right = await asyncio.to_thread(pins.pin_matches, kept, data.pin)
    attempt = sessions.SignInAttempt(
        staff=data.staff,
        till=data.till,
        pin_was_right=right and person is not None,
        language=language_of(request.headers.get("Accept-Language"), agent.settings.store.language),
    )
    outcome = await agent.writer.run(lambda tx: sessions.sign_in(tx, agent.settings, attempt))
    agent.forget_sessions()
    if isinstance(outcome, Refused):
        raise Declined(outcome)
    return outcome


@delete("/sessions/current")
async def sign_out(agent: Agent, request: AnyRequest) -> None:
    """End this till's session."""
    who = await agent.who(request)
    await agent.writer.run(lambda tx: sessions.sign_out(tx, who))
    agent.forget_sessions()


@get("/staff")
async def list_staff(agent: Agent) -> list[StaffView]:
    """Everybody who may sign in."""
    rows = await agent.reads.all(queries.LIST)
    return [StaffView(StaffId(row.staff), row.name, row.role) for row in rows]


@post("/staff")
async def add_staff(agent: Agent, data: JSONBody[AddStaff]) -> StaffView:
    """Let a person sign in: from the command line, by whoever may open the agent's socket."""
    refused = sessions.check_staff(data)
    if refused:
        raise Declined(refused)
    hashed = await asyncio.to_thread(pins.hash_pin, data.pin)
    outcome = await agent.writer.run(lambda tx: sessions.add_staff(tx, data, hashed))
    if isinstance(outcome, Refused):
        raise Declined(outcome)
    return outcome


ROUTES = [sign_in, sign_out, list_staff, add_staff]
