"""What a till asks of the agent, and every answer it can get: closed unions between screens and client."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import msgspec

from edge_agent.domain.ids import ApprovalId, PaymentId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli
from edge_agent.wire.body import Body
from edge_agent.wire.carts import CartView
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.health import Health
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.sessions import SessionView
from edge_agent.wire.shifts import ShiftView
from edge_agent.wire.tenders import TenderAnswer, TenderRequest
from edge_agent.wire.tickets import QueueView

if TYPE_CHECKING:
    from ui.till.state import State
    from ui.till.step import Step

T = TypeVar("T")


class Call(msgspec.Struct, Generic[T], frozen=True, tag=True):
    """Any call of the agent's API: `kind` is what a good answer is, `then` what it changes."""

    method: str
    path: str
    """From `/v1` on; with `on_cart` from the till's cart on: `/member`."""
    kind: type[T]
    then: "Callable[[State, T], Step]"
    body: Body | None = None
    params: tuple[tuple[str, str], ...] = ()
    """The query."""
    version: int | None = None
    """For `If-Match`."""
    on_cart: bool = False
    """On the till's cart, as it is when the call's turn comes."""
    refused: "Callable[[State, Problem], Step | None] | None" = None
    """What a refusal changes; None where it is shown like any other."""


class DoApproved(msgspec.Struct, frozen=True, tag=True):
    """Do again what lacked a right, with the approval of somebody who has it."""

    command: "Errand"
    approval: ApprovalId


class DoSignIn(msgspec.Struct, frozen=True, tag=True):
    """Sign a cashier in."""

    staff: str
    pin: str


class DoSignOut(msgspec.Struct, frozen=True, tag=True):
    """Give the session back."""


class DoOpenShift(msgspec.Struct, frozen=True, tag=True):
    """Open the shift with this much in the drawer."""

    float_fen: Fen
    confirm: bool = False
    """The day that the agent asked about is right."""


class DoOpenCart(msgspec.Struct, frozen=True, tag=True):
    """This till's open cart, wherever it stands, or a new one."""


class DoRepeatLast(msgspec.Struct, frozen=True, tag=True):
    """Ask again, under its own request id, for the payment that an earlier till never saw answered."""


class DoScan(msgspec.Struct, frozen=True, tag=True):
    """Scan a code into the cart."""

    code: str
    typed: bool = False
    """By a person, not by a scanner."""
    quantity: Milli | None = None
    confirm: bool = False
    weight_grams: int | None = None
    """Typed, after the agent asked for it."""
    price_fen: Fen | None = None
    """Typed: of an open-price article, or of what the catalogue lacks."""

    @property
    def is_by_hand(self) -> bool:
        """Somebody typed it, and may type on what its answer asks for."""
        return self.typed or self.weight_grams is not None or self.price_fen is not None


class DoHold(msgspec.Struct, frozen=True, tag=True):
    """Set the cart aside."""


class DoCancel(msgspec.Struct, frozen=True, tag=True):
    """Give the cart up."""


class DoTender(msgspec.Struct, frozen=True, tag=True):
    """Take one leg of payment."""

    tender: TenderRequest


class DoGiveBack(msgspec.Struct, frozen=True, tag=True):
    """Give every leg of payment back."""


class DoFind(msgspec.Struct, frozen=True, tag=True):
    """Search the catalogue; only the newest search matters."""

    query: str


class DoWatch(msgspec.Struct, frozen=True, tag=True):
    """Ask how far a payment through a provider is; only the newest answer matters."""

    payment: PaymentId


class DoReadHealth(msgspec.Struct, frozen=True, tag=True):
    """Ask how the agent is; only the newest matters."""


class DoReadQueue(msgspec.Struct, frozen=True, tag=True):
    """Ask who waits; only the newest answer matters."""


class DoCountPickups(msgspec.Struct, frozen=True, tag=True):
    """Ask how many orders lie ready; only the newest answer matters."""


Errand: TypeAlias = (
    DoSignIn
    | DoSignOut
    | DoOpenShift
    | DoOpenCart
    | DoRepeatLast
    | DoScan
    | DoHold
    | DoCancel
    | DoTender
    | DoGiveBack
    | DoApproved
    | Call[Any]
)
"""Done one after the other, in order, none ever skipped."""

Glance: TypeAlias = DoFind | DoReadHealth | DoWatch | DoReadQueue | DoCountPickups
"""Done beside the errands; a newer one replaces an older one."""

Command: TypeAlias = Errand | Glance


class SignedOut(msgspec.Struct, frozen=True, tag=True):
    """Nobody is signed in."""


class Found(msgspec.Struct, frozen=True, tag=True):
    """What a search found."""

    query: str
    articles: tuple[ArticleView, ...]


class ToCollect(msgspec.Struct, frozen=True, tag=True):
    """How many orders lie ready to be collected."""

    count: int


class Called(msgspec.Struct, frozen=True, tag=True):
    """What a Call was answered with, of the kind that it names."""

    value: Any


Answer: TypeAlias = (
    SessionView
    | ShiftView
    | CartView
    | ScanAnswer
    | TenderAnswer
    | Health
    | PaymentView
    | QueueView
    | ToCollect
    | SignedOut
    | Found
    | Called
    | Problem
)
