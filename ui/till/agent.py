"""The agent as the screens know it: what they may call. `ui/client.py` is the real one."""

from collections.abc import AsyncIterator
from typing import Protocol, TypeVar

from edge_agent.domain.ids import ApprovalId, PaymentId
from edge_agent.wire.body import Body
from edge_agent.wire.carts import CartView
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.health import Health
from edge_agent.wire.live import Live
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanAnswer, ScanRequest
from edge_agent.wire.sessions import SessionView, SignIn
from edge_agent.wire.shifts import OpenShift, ShiftView
from edge_agent.wire.tenders import TenderAnswer, TenderRequest

T = TypeVar("T")


class Agent(Protocol):
    """Every call answers with a value or a `Problem`, and raises NotReachable when nobody answers."""

    language: str
    """In which problems are worded."""
    approval: ApprovalId | None
    """Goes with every change, and with every `call`, while it is set."""

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
        """Any call of the API."""
        ...

    async def sign_in(self, who: SignIn) -> SessionView | Problem:
        """Sign in."""
        ...

    async def sign_out(self) -> Problem | None:
        """Give the session back."""
        ...

    async def open_shift(self, opening: OpenShift) -> ShiftView | Problem:
        """Open the drawer's shift."""
        ...

    async def open_cart(self) -> CartView | Problem:
        """This till's cart, wherever it stands, or a new one."""
        ...

    async def read_cart(self, cart: CartView) -> CartView | Problem:
        """The cart as it is now."""
        ...

    async def scan(self, cart: CartView, request: ScanRequest) -> ScanAnswer | Problem:
        """Scan a code into the cart."""
        ...

    async def hold(self, cart: CartView) -> CartView | Problem:
        """Set the cart aside."""
        ...

    async def cancel(self, cart: CartView) -> CartView | Problem:
        """Give the cart up."""
        ...

    async def tender(self, cart: CartView, tender: TenderRequest) -> TenderAnswer | Problem:
        """Take one leg of payment."""
        ...

    async def repeat_tender(self, cart: CartView) -> TenderAnswer | None:
        """The answer that an earlier till did not live to see.

        None when there is none, and when `cart` still stands where that tender found it: it was never taken.
        """
        ...

    async def give_back(self, cart: CartView) -> CartView | Problem:
        """Give every leg back."""
        ...

    async def find_articles(self, query: str) -> tuple[ArticleView, ...] | Problem:
        """Articles by name or number."""
        ...

    async def payment(self, payment: PaymentId) -> PaymentView | Problem:
        """How far a payment through a provider is."""
        ...

    async def health(self) -> Health | Problem:
        """How the agent is."""
        ...

    def live(self) -> AsyncIterator[Live]:
        """What changes, as it changes, and a heartbeat every second; raises NotReachable in silence."""
        ...
