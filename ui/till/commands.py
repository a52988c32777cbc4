"""What a till asks of the agent, and every answer it can get: closed unions between screens and client."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

import msgspec

from edge_agent.domain.ids import ApprovalId, JobId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli
from edge_agent.wire.types import (
    ArticleView,
    Body,
    CartView,
    Health,
    HeldCart,
    PrintJobView,
    Problem,
    ScanAnswer,
    SessionView,
    ShiftView,
    TenderAnswer,
    TenderRequest,
)

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


class DoSetQuantity(msgspec.Struct, frozen=True, tag=True):
    """Give a line another quantity."""

    line_no: int
    quantity: Milli
    confirm: bool = False


class DoVoid(msgspec.Struct, frozen=True, tag=True):
    """Strike a line out."""

    line_no: int


class DoHold(msgspec.Struct, frozen=True, tag=True):
    """Set the cart aside."""


class DoRecall(msgspec.Struct, frozen=True, tag=True):
    """Take a held cart."""

    cart: HeldCart


class DoCancel(msgspec.Struct, frozen=True, tag=True):
    """Give the cart up."""


class DoTender(msgspec.Struct, frozen=True, tag=True):
    """Take one leg of payment."""

    tender: TenderRequest


class DoGiveBack(msgspec.Struct, frozen=True, tag=True):
    """Give every leg of payment back."""


class DoListHeld(msgspec.Struct, frozen=True, tag=True):
    """Ask for the held carts."""


class DoListJobs(msgspec.Struct, frozen=True, tag=True):
    """Ask for the print jobs that a person must settle."""


class DoSettleJob(msgspec.Struct, frozen=True, tag=True):
    """Say what became of a print job: `printed`, `reprint` or `drop`."""

    job: JobId
    outcome: str


class DoFind(msgspec.Struct, frozen=True, tag=True):
    """Search the catalogue; only the newest search matters."""

    query: str


class DoReadHealth(msgspec.Struct, frozen=True, tag=True):
    """Ask how the agent is; only the newest matters."""


Errand: TypeAlias = (
    DoSignIn
    | DoSignOut
    | DoOpenShift
    | DoOpenCart
    | DoRepeatLast
    | DoScan
    | DoSetQuantity
    | DoVoid
    | DoHold
    | DoRecall
    | DoCancel
    | DoTender
    | DoGiveBack
    | DoListHeld
    | DoListJobs
    | DoSettleJob
    | DoApproved
    | Call[Any]
)
"""Done one after the other, in order, none ever skipped."""

Glance: TypeAlias = DoFind | DoReadHealth
"""Done beside the errands; a newer one replaces an older one."""

Command: TypeAlias = Errand | Glance


class SignedOut(msgspec.Struct, frozen=True, tag=True):
    """Nobody is signed in."""


class Held(msgspec.Struct, frozen=True, tag=True):
    """The held carts."""

    carts: tuple[HeldCart, ...]


class Jobs(msgspec.Struct, frozen=True, tag=True):
    """The print jobs that a person must settle."""

    jobs: tuple[PrintJobView, ...]


class Found(msgspec.Struct, frozen=True, tag=True):
    """What a search found."""

    query: str
    articles: tuple[ArticleView, ...]


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
    | SignedOut
    | Held
    | Jobs
    | Found
    | Called
    | Problem
)
