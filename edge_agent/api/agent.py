"""What the routes need of the running agent, and the story of every mutation."""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

import msgspec
from litestar.di import NamedDependency
from litestar.types import ASGIApp, Receive, Scope, Send

from config.settings import Settings
from edge_agent.api.live import LiveEvents
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.db.database import StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import staff as staff_queries
from edge_agent.db.reads import Reads
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import ApprovalId, CartId, PaymentId, StaffId, TillId
from edge_agent.domain.rights import Right
from edge_agent.ports.clock import Clock
from edge_agent.ports.devices import PrinterState
from edge_agent.ports.headquarters import LinkStatus
from edge_agent.services import requests
from edge_agent.services.carts import CartAt
from edge_agent.services.pickup_keys import Desk
from edge_agent.services.rights import may
from edge_agent.services.sessions import token_hash
from edge_agent.services.who import Who

_BEARER = "Bearer "
_REQUEST_ID = re.compile(r"[0-9A-Za-z._-]{8,64}")
_VERSION = re.compile(r'"(\d{1,9})"')

Done = TypeVar("Done", bound=msgspec.Struct)


class RunningAgent(msgspec.Struct):
    """The parts that routes reach; made by the composition root."""

    settings: Settings
    writer: StoreWriter
    reads: Reads
    clock: Clock
    live: LiveEvents
    printer_states: Callable[[], Mapping[str, PrinterState]]
    link_status: Callable[[], LinkStatus]
    hand_over_code: Callable[[PaymentId, str], None]
    """Takes a customer's payment code to the worker, once its payment is committed."""
    desk: Desk
    """Where pickups are handed over: it holds the keys of their codes."""
    sessions: dict[bytes, Who] = {}
    """Sessions seen since the last sign-in or sign-out, by the hash of their token: then a new dictionary."""

    async def who(self, request: AnyRequest) -> Who:
        """Who sends this request; raises Declined without a session."""
        authorization = request.headers.get("Authorization", "")
        if not authorization.startswith(_BEARER):
            raise Declined(Refused(Code.SESSION_NEEDED))
        digest = token_hash(authorization.removeprefix(_BEARER))
        return self.sessions.get(digest) or await self._look_up(digest)

    async def approved_who(self, request: AnyRequest) -> Who:
        """The same, with the approval that the request carries."""
        return _approved(request, await self.who(request))

    async def must_may(self, request: AnyRequest, right: Right, subject: str) -> None:
        """Ask for the right to look at `subject`, which is in the journal either way; raises Declined."""
        who = await self.approved_who(request)
        outcome = await self.writer.run(lambda tx: may(tx, self.settings, who, right, subject))
        if isinstance(outcome, Refused):
            raise Declined(outcome)

    def forget_sessions(self) -> None:
        """Somebody has signed in or out: look every session up again."""
        self.sessions = {}

    async def _look_up(self, digest: bytes) -> Who:
        sessions = self.sessions  # what is read now must not be known beyond a sign-in that happens meanwhile
        row = await self.reads.one(staff_queries.SESSION, digest)
        if row is None:
            raise Declined(Refused(Code.SESSION_NEEDED))
        known = sessions[digest] = Who(StaffId(row.staff), TillId(row.till))
        return known

    async def change(
        self, request: AnyRequest, kind: type[Done], work: Callable[[JournalTx, Who], Done | Refused]
    ) -> Done:
        """Do a mutation that answers a `kind`, once per Request-Id; raises Declined when it is refused."""
        who = await self.approved_who(request)
        key = await _request_key(request, who)
        outcome = await self.writer.run(lambda tx: requests.answer(tx, key, kind, lambda: work(tx, who)))
        if isinstance(outcome, Refused):
            raise Declined(outcome)
        return outcome


Agent: TypeAlias = NamedDependency[RunningAgent]
"""The agent, as a route asks for it."""


def brought(agent: RunningAgent, app: ASGIApp) -> ASGIApp:
    """`app`, where each call brings the agent along: routes hold none and are made once."""

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"agent": agent}
        await app(scope, receive, send)

    return called


async def agent_of(request: AnyRequest) -> RunningAgent:
    """The agent that the call brought."""
    agent: RunningAgent = request.state.agent
    return agent


def cart_at(request: AnyRequest, cart_id: str) -> CartAt:
    """The cart and the version that the caller saw; raises Declined without `If-Match`."""
    found = _VERSION.fullmatch(request.headers.get("If-Match", ""))
    if found is None:
        raise Declined(Refused(Code.REQUEST_VERSION_NEEDED))
    return CartAt(CartId(cart_id), int(found[1]))


def _approved(request: AnyRequest, who: Who) -> Who:
    approval = request.headers.get("Approval", "")
    return msgspec.structs.replace(who, approval=ApprovalId(approval)) if approval else who


async def _request_key(request: AnyRequest, who: Who) -> requests.Request:
    request_id = request.headers.get("Request-Id", "")
    if not _REQUEST_ID.fullmatch(request_id):
        raise Declined(Refused(Code.REQUEST_ID_NEEDED))
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    digest.update(await request.body())
    return requests.Request(request_id, f"{who.staff}@{who.till}", digest.digest())
