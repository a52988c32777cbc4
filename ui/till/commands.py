"""What a till asks of the agent, and every answer it can get: closed unions between screens and client."""

from typing import TypeAlias

import msgspec

from edge_agent.domain.ids import JobId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli
from edge_agent.wire.types import (
    ArticleView,
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
    | Problem
)
