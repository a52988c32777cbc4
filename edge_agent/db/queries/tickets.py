"""Queue tickets as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class TicketRow(msgspec.Struct, frozen=True):
    """A ticket, with the receipt number of its sale."""

    id: str
    no: str
    business_date: str
    channel: str
    state: str
    rank: int
    ordered_at: int
    ready_at: int | None
    called_at: int | None
    calls: int
    counter: str
    wait_low_ms: int | None
    wait_high_ms: int | None
    wanted_at: int | None
    sale: str | None
    receipt_no: str | None
    pickup: str | None
    is_made: int


class ItemRow(msgspec.Struct, frozen=True):
    """One cup or dish of a ticket; `options` are names, a line each."""

    ticket: str
    no: int
    sku: str
    name: str
    station: str
    state: str
    options: str
    remakes: int
    pieces: int


class BegunRow(msgspec.Struct, frozen=True):
    """An item that was begun, with its ticket's number; `options` are names, a line each."""

    no: str
    sku: str
    options: str
    pieces: int


class MomentRow(msgspec.Struct, frozen=True):
    """One thing that happened to a ticket; `item` is 0 when it is about the whole."""

    at: int
    what: str
    staff: str | None
    counter: str
    item: int
    reason: str


class Id(msgspec.Struct, frozen=True):
    """Which ticket."""

    id: str


class Date(msgspec.Struct, frozen=True):
    """A business date; None when there is none."""

    date: str | None


class Dates(msgspec.Struct, frozen=True):
    """The first and the last of some business dates; None when there are none."""

    first: str | None
    last: str | None


class Number(msgspec.Struct, frozen=True):
    """A number, a rank or a count."""

    value: int


class DueRow(msgspec.Struct, frozen=True):
    """An online order without a ticket, and from when on it is looked at."""

    pickup: str
    at: int


LAST_DATE = Query("tickets.last_date", Date)
LAST_NUMBER = Query("tickets.last_number", Number)
LIVING_NO = Query("tickets.living_no", Id)
BY_NO = Query("tickets.by_no", TicketRow)
BY_ID = Query("tickets.by_id", TicketRow)
OF_SALE = Query("tickets.of_sale", Id)
BEGUN_BEFORE = Query("tickets.begun_before", BegunRow)
OF_PICKUP = Query("tickets.of_pickup", Id)
NEXT_WAITING = Query("tickets.next_waiting", Id)
WAITING_RANKS = Query("tickets.waiting_ranks", Number)
AHEAD = Query("tickets.ahead", Number)
LIVING = Query("tickets.living", TicketRow)
LIVING_ITEMS = Query("tickets.living_items", ItemRow)
IN_STATE = Query("tickets.in_state", TicketRow)
ITEMS_IN_STATE = Query("tickets.items_in_state", ItemRow)
ITEMS = Query("tickets.items", ItemRow)
MOMENTS = Query("tickets.moments", MomentRow)
UNANSWERED = Query("tickets.unanswered", Id)
OF_EARLIER_DAYS = Query("tickets.of_earlier_days", Id)
OPEN_DATES = Query("tickets.open_dates", Dates)
DUE = Query("tickets.due", DueRow)
SAVE_DUE = Command("tickets.save_due")
FORGET_DUE = Command("tickets.forget_due")
