"""Queue tickets: given out, made, called, collected, and what else becomes of them."""

from typing import ClassVar

import msgspec

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import PickupId, SaleId, Sku, TicketId, TicketNo
from edge_agent.domain.moments import Millis
from edge_agent.domain.orders import Channel


class TicketItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One cup or dish."""

    no: int
    """From 1 on, within its ticket."""
    sku: Sku
    name: str
    station: str = ""
    prep_seconds: int = 0
    servers: int = 1
    """How many worked at the station then: the wait is learnt from it."""
    options: tuple[str, ...] = ()
    line: int | None = None
    """The number of the sale's or the order's line; None of several under one label."""
    pieces: int = 1
    """Cups under this one label."""


class Estimate(msgspec.Struct, frozen=True):
    """The wait that the customer was told: called after between `low_ms` and `high_ms` from its issue on."""

    low_ms: int
    high_ms: int
    expected_ms: int = 0
    """What the range was made of; the wait that came true is held against it."""


class TicketIssued(Data, frozen=True):
    """A number was given out; a ticket without items is for a counter that serves."""

    TYPE: ClassVar[str] = "ticket.issued"
    ticket: TicketId
    no: TicketNo
    channel: Channel
    number: int
    """The running number of its letter within the business date."""
    items: tuple[TicketItem, ...] = ()
    sale: SaleId | None = None
    pickup: PickupId | None = None
    estimate: Estimate | None = None
    wanted_at: Millis | None = None


class TicketStarted(Data, frozen=True):
    """Somebody began to make these items."""

    TYPE: ClassVar[str] = "ticket.started"
    ticket: TicketId
    items: tuple[int, ...]


class TicketReady(Data, frozen=True):
    """These items are made; the ticket is ready with its last."""

    TYPE: ClassVar[str] = "ticket.ready"
    ticket: TicketId
    items: tuple[int, ...]


class TicketCalled(Data, frozen=True):
    """叫号: the ticket's number is called to a counter."""

    TYPE: ClassVar[str] = "ticket.called"
    ticket: TicketId
    counter: str
    times: int
    """The first, second or third call; begins again after a no-show."""


class TicketCollected(Data, frozen=True):
    """取走: the customer has what the ticket is for."""

    TYPE: ClassVar[str] = "ticket.collected"
    ticket: TicketId


class TicketNoShow(Data, frozen=True):
    """过号: nobody came to the calls."""

    TYPE: ClassVar[str] = "ticket.no_show"
    ticket: TicketId


class TicketReinstated(Data, frozen=True):
    """A no-show came after all: back in the queue, some places behind."""

    TYPE: ClassVar[str] = "ticket.reinstated"
    ticket: TicketId
    rank: int
    """Its new place: tickets are called by rising rank."""


class TicketCancelled(Data, frozen=True):
    """These items will not be made, or nobody takes them; with the last of them the ticket is cancelled."""

    TYPE: ClassVar[str] = "ticket.cancelled"
    ticket: TicketId
    items: tuple[int, ...]
    reason: str = ""


class TicketExpired(Data, frozen=True):
    """The day ended with the ticket still about."""

    TYPE: ClassVar[str] = "ticket.expired"
    ticket: TicketId


class TicketRemade(Data, frozen=True):
    """重做: an item is made once more, at the head of its queue, for nothing."""

    TYPE: ClassVar[str] = "ticket.remade"
    ticket: TicketId
    item: int
    reason: str
    times: int
    """How often it was remade, this one counted."""
