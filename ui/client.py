"""The client of the agent's local API: typed calls over its Unix socket (or a URL), and its live events.

Every mutation carries a `Request-Id`, and is repeated under the same one when the connection breaks: the
agent then answers what it answered before. The id of a tender is on disk before the tender leaves, so that
not even a till that died in between can pay twice.
"""

import asyncio
from collections.abc import AsyncIterator
from os import urandom
from pathlib import Path
from time import time_ns
from types import NoneType
from typing import TypeVar
from urllib.parse import quote, urlencode

import msgspec

from edge_agent.domain.errors import Code, NotReachable
from edge_agent.domain.ids import ApprovalId, PaymentId, uuid7
from edge_agent.wire.body import Body
from edge_agent.wire.carts import CartView, ChangeLine, HeldCart
from edge_agent.wire.feed import FeedAnswer
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.health import Health
from edge_agent.wire.imports import ImportAnswer
from edge_agent.wire.live import Live
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanAnswer, ScanRequest
from edge_agent.wire.sessions import SessionView, SignIn
from edge_agent.wire.shifts import CloseCheck, OpenShift, ShiftView
from edge_agent.wire.staff import AddStaff, SetPin, StaffView
from edge_agent.wire.tenders import TenderAnswer, TenderRequest
from edge_agent.wire.words import say
from ui.http import FIRST_ERROR_STATUS, Http, Reply
from ui.notebook import Notebook, Unanswered

T = TypeVar("T")

ANSWER_TIMEOUT_S = 5.0
IMPORT_TIMEOUT_S = 600.0
SILENCE_MAX_S = 1.7
"""The agent has a heartbeat every second: one that is silent for longer is lost."""
REPEAT_AFTER_S = 0.2
SEARCH_LIMIT = 20


class Client:
    """One till's connection; `address` is a URL or the path of the agent's socket."""

    def __init__(self, address: str, notebook: Path, language: str = "zh-CN") -> None:
        self.language = language
        self.approval: ApprovalId | None = None
        self._address = address
        self._notebook = Notebook(notebook)
        self._token: str | None = None
        self._http = Http(address)

    async def close(self) -> None:
        """Hang up."""
        self._http.close()

    async def call(
        self,
        method: str,
        path: str,
        answer: type[T],
        *,
        body: Body | None = None,
        params: dict[str, str] | None = None,
        version: int | None = None,
    ) -> T | Problem:
        """Any call; what changes something is repeated under its own id until the agent answers."""
        if method == "GET":
            headers = {"Approval": str(self.approval)} if self.approval is not None else None
            return await self._call(method, path, answer, headers=headers, params=params)
        return await self._change(method, path, answer, body=body, version=version)

    # --- sessions and shifts ---------------------------------------------------------------------------

    async def sign_in(self, who: SignIn) -> SessionView | Problem:
        """Sign in; every later call carries the session's token."""
        answer = await self._call("POST", "/v1/sessions", SessionView, body=who)
        if isinstance(answer, SessionView):
            self._token = answer.token
        return answer

    async def sign_out(self) -> Problem | None:
        """Give the token back."""
        answer = await self._change("DELETE", "/v1/sessions/current", NoneType)
        if answer is None:
            self._token = None
        return answer

    async def open_shift(self, opening: OpenShift) -> ShiftView | Problem:
        """Open the drawer's shift."""
        return await self._change("POST", "/v1/shifts", ShiftView, body=opening)

    # --- the cart --------------------------------------------------------------------------------------

    async def open_cart(self) -> CartView | Problem:
        """This till's cart, wherever it stands, or a new one."""
        return await self._change("POST", "/v1/carts", CartView)

    async def read_cart(self, cart: CartView) -> CartView | Problem:
        """The cart as it is now."""
        return await self._call("GET", f"/v1/carts/{cart.id}", CartView)

    async def scan(self, cart: CartView, request: ScanRequest) -> ScanAnswer | Problem:
        """Scan a code into the cart."""
        return await self._on_cart("POST", cart, "/scan", ScanAnswer, request)

    async def change_line(self, cart: CartView, line_no: int, change: ChangeLine) -> CartView | Problem:
        """Put another quantity on a line."""
        return await self._on_cart("PATCH", cart, f"/lines/{line_no}", CartView, change)

    async def void_line(self, cart: CartView, line_no: int) -> CartView | Problem:
        """Strike a line out."""
        return await self._on_cart("DELETE", cart, f"/lines/{line_no}", CartView)

    async def hold(self, cart: CartView) -> CartView | Problem:
        """Set the cart aside."""
        return await self._on_cart("POST", cart, "/hold", CartView)

    async def recall(self, held: HeldCart) -> CartView | Problem:
        """Take a held cart."""
        return await self._on_cart("POST", held, "/recall", CartView)

    async def cancel(self, cart: CartView) -> CartView | Problem:
        """Give the cart up."""
        return await self._on_cart("POST", cart, "/cancel", CartView)

    async def held_carts(self) -> tuple[HeldCart, ...] | Problem:
        """The carts that any till may recall."""
        return await self._call("GET", "/v1/carts?state=held", tuple[HeldCart, ...])

    # --- payment ---------------------------------------------------------------------------------------

    async def tender(self, cart: CartView, tender: TenderRequest) -> TenderAnswer | Problem:
        """Take one leg of payment; the same leg on the same cart keeps its id until it is answered."""
        noted = self._notebook.read()
        if noted is None or not noted.is_at(cart) or noted.body != tender:
            noted = Unanswered(_new_request_id(), cart.id, cart.version, tender)
            self._notebook.write(noted)
        return await self._send_tender(noted)

    async def repeat_tender(self, cart: CartView) -> TenderAnswer | None:
        """The answer to a tender that an earlier till died over; None when there is none.

        None too when `cart` still stands where that tender found it: then it was never taken, and whoever
        takes it now does so under the same id.
        """
        noted = self._notebook.read()
        if noted is None or noted.is_at(cart):
            return None
        answer = await self._send_tender(noted)
        return answer if isinstance(answer, TenderAnswer) else None

    async def give_back(self, cart: CartView) -> CartView | Problem:
        """Give every leg back."""
        return await self._on_cart("DELETE", cart, "/tenders", CartView)

    async def _send_tender(self, noted: Unanswered) -> TenderAnswer | Problem:
        path = f"/v1/carts/{noted.cart}/tenders"
        answer = await self._change(
            "POST", path, TenderAnswer, body=noted.body, version=noted.version, request_id=noted.request_id
        )
        self._notebook.clear()
        return answer

    # --- articles, paper, health -----------------------------------------------------------------------

    async def find_articles(self, query: str) -> tuple[ArticleView, ...] | Problem:
        """Articles by name or number."""
        params = {"q": query, "limit": str(SEARCH_LIMIT)}
        return await self._call("GET", "/v1/articles", tuple[ArticleView, ...], params=params)

    async def payment(self, payment: PaymentId) -> PaymentView | Problem:
        """How far a payment through a provider is."""
        return await self._call("GET", f"/v1/payments/{payment}", PaymentView)

    async def health(self) -> Health | Problem:
        """How the agent is."""
        return await self._call("GET", "/v1/health", Health)

    # --- from the command line of the same PC; no session, never repeated by themselves -------------------

    async def list_staff(self) -> tuple[StaffView, ...] | Problem:
        """Everybody who may sign in; raises NotReachable when no agent answers."""
        return await self._call("GET", "/v1/staff", tuple[StaffView, ...])

    async def add_staff(self, added: AddStaff) -> StaffView | Problem:
        """Let a person sign in; raises NotReachable when no agent answers."""
        return await self._call("POST", "/v1/staff", StaffView, body=added)

    async def change_staff(self, staff: str, change: str) -> StaffView | Problem:
        """`disable`, `enable` or `unlock` an account; raises NotReachable when no agent answers."""
        return await self._call("POST", f"/v1/staff/{quote(staff, safe='')}/{change}", StaffView)

    async def set_pin(self, staff: str, pin: SetPin) -> StaffView | Problem:
        """Give a person another PIN; raises NotReachable when no agent answers."""
        return await self._call("PUT", f"/v1/staff/{quote(staff, safe='')}/pin", StaffView, body=pin)

    async def close_check(self) -> CloseCheck | Problem:
        """May one switch off; raises NotReachable when no agent answers."""
        return await self._call("GET", "/v1/close-check", CloseCheck)

    async def import_file(self, kind: str, data: bytes) -> ImportAnswer | Problem:
        """Take in a file: a catalogue, options, promotions, members or opening stock."""
        return await self._call(
            "POST", f"/v1/imports/{kind}", ImportAnswer, body=data, timeout_s=IMPORT_TIMEOUT_S
        )

    async def apply_feed(self, page: bytes) -> FeedAnswer | Problem:
        """Take in a page of headquarters' feed."""
        return await self._call("POST", "/v1/feed/pages", FeedAnswer, body=page, timeout_s=IMPORT_TIMEOUT_S)

    async def live(self) -> AsyncIterator[Live]:
        """What changes, as it changes; raises NotReachable when the agent is gone or silent."""
        async for line in self._http.follow("/v1/events", self._headers(), SILENCE_MAX_S):
            if line.startswith(b"data:"):
                try:
                    yield msgspec.json.decode(line.removeprefix(b"data:"), type=Live)
                except msgspec.DecodeError as error:
                    raise NotReachable(Code.UNREACHABLE, address=self._address) from error

    # --- requests --------------------------------------------------------------------------------------

    async def _on_cart(
        self, method: str, cart: CartView | HeldCart, path: str, answer: type[T], body: Body | None = None
    ) -> T | Problem:
        return await self._change(
            method, f"/v1/carts/{cart.id}{path}", answer, body=body, version=cart.version
        )

    async def _change(
        self,
        method: str,
        path: str,
        answer: type[T],
        *,
        body: Body | None = None,
        version: int | None = None,
        request_id: str | None = None,
    ) -> T | Problem:
        """A mutation: repeated under its own id until the agent answers, for only it knows what was done."""
        headers = {"Request-Id": request_id or _new_request_id()}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if self.approval is not None:
            headers["Approval"] = self.approval
        while True:
            try:
                return await self._call(method, path, answer, body=body, headers=headers)
            except NotReachable:
                await asyncio.sleep(REPEAT_AFTER_S)

    async def _call(
        self,
        method: str,
        path: str,
        answer: type[T],
        *,
        body: Body | bytes | None = None,
        headers: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
        timeout_s: float = ANSWER_TIMEOUT_S,
    ) -> T | Problem:
        """One request; raises NotReachable when there is no answer, or only that the agent is stopping."""
        content = msgspec.json.encode(body) if isinstance(body, Body) else body or b""
        all_headers = {**self._headers(), **(headers or {})}
        target = f"{path}?{urlencode(params)}" if params else path
        reply = await self._http.ask(method, target, all_headers, content, timeout_s)
        return self._decoded(reply, answer)

    def _decoded(self, reply: Reply, answer: type[T]) -> T | Problem:
        try:
            if reply.status < FIRST_ERROR_STATUS:
                return msgspec.json.decode(reply.body or b"null", type=answer)
            problem = msgspec.json.decode(reply.body, type=Problem)
        except msgspec.DecodeError:
            return self._nonsense(reply.status)
        if problem.code == Code.STOPPING:
            raise NotReachable(Code.UNREACHABLE, address=self._address)
        return problem

    def _nonsense(self, status: int) -> Problem:
        """Something answered, but not as this release's agent does."""
        said = say(Code.DEFECT, {}, self.language)
        return Problem("about:blank", said.title, status, Code.DEFECT, hint=said.hint)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Language": self.language, "Content-Type": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        return headers


def _new_request_id() -> str:
    """Ids in the order of time stand side by side in the agent's index: a scan touches a page less."""
    return uuid7(time_ns() // 1_000_000, urandom(10))
