"""`/v1/sessions` and `/v1/approvals`: who works at a till, and who says yes to what."""

from litestar import delete, post
from litestar.params import JSONBody

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Refused
from edge_agent.services import approvals, pins, sessions
from edge_agent.wire.approvals import ApprovalView, AskApproval
from edge_agent.wire.sessions import SessionView, SignIn
from edge_agent.wire.words import language_of


@post("/sessions")
async def sign_in(agent: Agent, request: AnyRequest, data: JSONBody[SignIn]) -> SessionView:
    """Sign in at a till; the answer's token goes into `Authorization: Bearer`."""
    attempt = sessions.SignInAttempt(
        staff=data.staff,
        till=data.till,
        pin_was_right=await pins.proves(agent.reads, data.staff, data.pin),
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


@post("/approvals")
async def approve(agent: Agent, request: AnyRequest, data: JSONBody[AskApproval]) -> ApprovalView:
    """Approve one action at this till; the answer's id goes into the header `Approval`, once.

    Repeated, it gives another approval and does no harm: so that no digest of a PIN is kept, it takes no
    Request-Id.
    """
    who = await agent.who(request)
    attempt = approvals.ApprovalAttempt(data, await pins.proves(agent.reads, data.staff, data.pin))
    outcome = await agent.writer.run(lambda tx: approvals.approve(tx, agent.settings, who, attempt))
    if isinstance(outcome, Refused):
        raise Declined(outcome)
    return outcome


ROUTES = [sign_in, sign_out, approve]
