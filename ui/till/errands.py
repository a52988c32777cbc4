"""Runs a till's commands: errands one after the other in order, glances beside them, the newest only."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias, assert_never

from edge_agent.domain.errors import NotReachable
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.wire.carts import CartView
from edge_agent.wire.pickups import PickupView
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanRequest
from edge_agent.wire.sessions import SignIn
from edge_agent.wire.shifts import OpenShift
from edge_agent.wire.tickets import QueueView
from ui.till.agent import Agent
from ui.till.commands import (
    Answer,
    Call,
    Called,
    Command,
    DoApproved,
    DoCancel,
    DoCountPickups,
    DoFind,
    DoGiveBack,
    DoHold,
    DoOpenCart,
    DoOpenShift,
    DoReadHealth,
    DoReadQueue,
    DoRepeatLast,
    DoScan,
    DoSignIn,
    DoSignOut,
    DoTender,
    DoWatch,
    Errand,
    Found,
    Glance,
    SignedOut,
    ToCollect,
)
from ui.till.state import State

CartErrand: TypeAlias = DoRepeatLast | DoScan | DoHold | DoCancel | DoTender | DoGiveBack | Call[Any]
TYPED = "keyboard"
RETRY_MS = 100
STALE_REPEATS_MAX = 3
COUNTED_MAX = 100
"""The agent lists no more orders at once."""


class Errands:
    """The two lanes to the agent; `state` tells where the till stands when a command's turn comes."""

    def __init__(
        self,
        agent: Agent,
        till: TillId,
        state: Callable[[], State],
        on_answer: Callable[[Command, Answer], None],
    ) -> None:
        self._agent = agent
        self._till = till
        self._state = state
        self._on_answer = on_answer
        self._queue: asyncio.Queue[Errand] = asyncio.Queue()
        self._glances: dict[type[Glance], Glance] = {}
        self._glanced = asyncio.Event()

    def send(self, command: Command) -> None:
        """Take a command; never waits."""
        if isinstance(command, Glance):
            self._glances[type(command)] = command
            self._glanced.set()
        else:
            self._queue.put_nowait(command)

    async def run_queue(self) -> None:
        """Run errands for ever; one that the agent did not answer is repeated until it does."""
        while True:
            errand = await self._queue.get()
            self._on_answer(errand, await self._insist(errand))

    async def run_glances(self) -> None:
        """Run the newest glances for ever; one that is not answered is forgotten."""
        while True:
            await self._glanced.wait()
            self._glanced.clear()
            waiting, self._glances = self._glances, {}
            for glance in waiting.values():
                try:
                    answer = await self._glance(glance)
                except NotReachable:
                    continue
                self._on_answer(glance, answer)

    async def _insist(self, errand: Errand) -> Answer:
        # The client itself repeats what changes anything, under its own request id; what is left are reads.
        while True:
            try:
                return await self._errand(errand)
            except NotReachable:
                await asyncio.sleep(RETRY_MS / 1000)

    async def _errand(self, errand: Errand) -> Answer:  # noqa: PLR0911 one case per errand
        match errand:
            case DoApproved():
                return await self._approved(errand)
            case Call(on_cart=False):
                return await self._call(errand, errand.path, errand.version)
            case DoSignIn():
                return await self._agent.sign_in(SignIn(StaffId(errand.staff), errand.pin, self._till))
            case DoSignOut():
                return await self._agent.sign_out() or SignedOut()
            case DoOpenShift():
                return await self._agent.open_shift(OpenShift(errand.float_fen, errand.confirm))
            case DoOpenCart():
                return await self._agent.open_cart()
            case _:
                return await self._on_own_cart(errand)

    async def _on_own_cart(self, errand: CartErrand) -> Answer:
        """On the till's cart; when that has moved on behind its back, on the newer one, but for payments.

        A scan goes into a new one where it is gone altogether.
        """
        cart = self._state().cart or await self._agent.open_cart()
        for _ in range(STALE_REPEATS_MAX):
            if isinstance(cart, Problem):
                return cart
            answer = await self._on_cart(errand, cart)
            if _is_refused(answer, "cart.unknown") and isinstance(errand, DoScan):
                cart = await self._agent.open_cart()
            elif _is_refused(answer, "cart.stale") and not isinstance(errand, DoTender):
                cart = await self._agent.read_cart(cart)
            else:
                return answer
        return answer

    async def _on_cart(  # noqa: PLR0911 one case per errand
        self, errand: CartErrand, cart: CartView
    ) -> Answer:
        match errand:
            case DoRepeatLast():
                return await self._agent.repeat_tender(cart) or cart
            case DoScan():
                return await self._agent.scan(cart, _scan_request(errand))
            case DoHold():
                return await self._agent.hold(cart)
            case DoCancel():
                return await self._agent.cancel(cart)
            case DoTender():
                return await self._agent.tender(cart, errand.tender)
            case DoGiveBack():
                return await self._agent.give_back(cart)
            case Call():
                return await self._call(errand, f"/v1/carts/{cart.id}{errand.path}", cart.version)
            case _:
                assert_never(errand)

    async def _call(self, call: Call[Any], path: str, version: int | None) -> Called | Problem:
        params = dict(call.params)
        answer = await self._agent.call(
            call.method, path, call.kind, body=call.body, params=params, version=version
        )
        return answer if isinstance(answer, Problem) else Called(answer)

    async def _approved(self, errand: DoApproved) -> Answer:
        """The approval goes with this one errand: glances beside it only read."""
        self._agent.approval = errand.approval
        try:
            return await self._errand(errand.command)
        finally:
            self._agent.approval = None

    async def _glance(self, glance: Glance) -> Answer:
        match glance:
            case DoReadHealth():
                return await self._agent.health()
            case DoFind():
                found = await self._agent.find_articles(glance.query)
                return found if isinstance(found, Problem) else Found(glance.query, found)
            case DoWatch():
                return await self._agent.payment(glance.payment)
            case DoReadQueue():
                return await self._agent.call("GET", "/v1/tickets", QueueView)
            case DoCountPickups():
                return await self._count_pickups()
            case _:
                assert_never(glance)

    async def _count_pickups(self) -> ToCollect | Problem:
        params = {"state": "ready", "limit": str(COUNTED_MAX)}
        ready = await self._agent.call("GET", "/v1/pickups", tuple[PickupView, ...], params=params)
        return ready if isinstance(ready, Problem) else ToCollect(len(ready))


def _is_refused(answer: Answer, code: str) -> bool:
    return isinstance(answer, Problem) and answer.code == code


def _scan_request(errand: DoScan) -> ScanRequest:
    symbology = TYPED if errand.typed else None
    return ScanRequest(
        errand.code,
        symbology,
        errand.quantity,
        weight_grams=errand.weight_grams,
        price_fen=errand.price_fen,
        confirm=errand.confirm,
    )
