"""The bodies of `/v1/tickets`, both ways; times are Unix milliseconds."""

import msgspec

from edge_agent.domain.ids import PickupId, ReceiptNo, SaleId, Sku, StaffId, TicketId, TicketNo
from edge_agent.domain.orders import Channel
from edge_agent.domain.tickets import ItemState, TicketState
from edge_agent.wire.body import Body


class IssueTicket(Body, frozen=True, omit_defaults=True):
    """`POST /v1/tickets`: 取号 without a sale, for a counter that serves."""

    channel: Channel = Channel.COUNTER


class CallNext(Body, frozen=True):
    """`POST /v1/tickets/call-next`: 叫号."""

    counter: str


class CallTicket(Body, frozen=True):
    """`POST /v1/tickets/{no}/recall`: call this one, for the first time or again."""

    counter: str


class OfItem(Body, frozen=True, omit_defaults=True):
    """`POST /v1/tickets/{no}/start` and `/ready`: one item, or all."""

    item: int | None = None


class Remake(Body, frozen=True):
    """`POST /v1/tickets/{no}/remake`: 重做."""

    item: int
    reason: str


class CancelTicket(Body, frozen=True, omit_defaults=True):
    """`POST /v1/tickets/{no}/cancel`: one item, or all."""

    reason: str
    item: int | None = None


class ScanCup(Body, frozen=True):
    """`POST /v1/tickets/scan`: the code of a cup label makes its item ready."""

    code: str


class ItemView(msgspec.Struct, frozen=True, omit_defaults=True):
    """One cup or dish."""

    no: int
    sku: Sku
    name: str
    station: str
    state: ItemState
    options: tuple[str, ...] = ()
    remakes: int = 0


class TicketView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A ticket as the queue screen shows it."""

    id: TicketId
    no: TicketNo
    channel: Channel
    state: TicketState
    ordered_at: int
    rank: int
    """Tickets are called by rising rank."""
    items: tuple[ItemView, ...] = ()
    ready_at: int | None = None
    called_at: int | None = None
    """The last call."""
    calls: int = 0
    counter: str = ""
    wait_low_ms: int | None = None
    wait_high_ms: int | None = None
    """The range that the customer was told."""
    wanted_at: int | None = None
    sale: SaleId | None = None
    receipt_no: ReceiptNo | None = None
    pickup: PickupId | None = None


class Moment(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that happened to a ticket."""

    at: int
    what: str
    """The event's type without `ticket.`: `issued`, `called`, …"""
    staff: StaffId | None = None
    counter: str = ""
    item: int | None = None
    reason: str = ""


class TicketStory(msgspec.Struct, frozen=True):
    """`GET /v1/tickets/{no}`: a ticket and all that happened to it."""

    ticket: TicketView
    moments: tuple[Moment, ...]


class CounterView(msgspec.Struct, frozen=True):
    """A counter that calls."""

    id: str
    name: str
    kind: str
    """`making` or `service`."""


class StationWait(msgspec.Struct, frozen=True):
    """A station: how much is ahead, and what a newcomer waits."""

    station: str
    name: str
    ahead: int
    low_minutes: int
    high_minutes: int


class QueueView(msgspec.Struct, frozen=True):
    """`GET /v1/tickets`: the living tickets by rank, those of `state` alone when it is given."""

    tickets: tuple[TicketView, ...]
    counters: tuple[CounterView, ...]
    waits: tuple[StationWait, ...]
