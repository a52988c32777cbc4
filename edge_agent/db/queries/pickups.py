"""Pickup at the counter as rows."""

import msgspec

from edge_agent.db.queries.orders import OrderRow
from edge_agent.db.query import Command, Query


class GoneRow(msgspec.Struct, frozen=True):
    """A parcel that was handed over."""

    unit: int
    handover: str
    at: int
    till: str
    staff: str
    generation: int
    proof_at: int | None


class PlaceRow(msgspec.Struct, frozen=True):
    """Where a parcel lies, or lay."""

    unit: int
    place: str


class TicketRow(msgspec.Struct, frozen=True):
    """The ticket of an order."""

    no: str


class SeenRow(msgspec.Struct, frozen=True):
    """The latest of an order's codes and screens that was shown here, beside those of its redemptions."""

    generation: int
    proof_at: int | None


class TryRow(msgspec.Struct, frozen=True):
    """Wrong short codes of a till on a business date."""

    wrong: int
    streak: int
    last_at: int


class DoneRow(msgspec.Struct, frozen=True):
    """A hand-over on record; `units` and `lines` are JSON."""

    id: str
    pickup: str
    business_date: str
    number: str
    units: str
    lines: str
    is_undone: int


class VersionRow(msgspec.Struct, frozen=True):
    """A version; 0 of nothing."""

    version: int


class HeldRow(msgspec.Struct, frozen=True):
    """What may be handed over; `body` is a `Claim` as JSON."""

    till: str
    at: int
    body: str


GONE = Query("pickups.gone", GoneRow)
PLACES = Query("pickups.places", PlaceRow)
TICKET = Query("pickups.ticket", TicketRow)
SEEN = Query("pickups.seen", SeenRow)
TRIES = Query("pickups.tries", TryRow)
LAST_TRIES = Query("pickups.last_tries", TryRow)
DONE = Query("pickups.done", DoneRow)
TO_ITEMISE = Query("pickups.to_itemise", DoneRow)
KEY_SET_VERSION = Query("pickups.key_set_version", VersionRow)
HOLD = Command("pickups.hold")
HELD = Query("pickups.held", HeldRow)
FORGET = Command("pickups.forget")
FORGET_BEFORE = Command("pickups.forget_before")
ORDERED = Query("pickups.ordered", OrderRow)
MATCHING = Query("pickups.matching", OrderRow)
