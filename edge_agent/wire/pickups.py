"""The bodies of `/v1/pickups`, both ways; quantities are thousandths, times Unix milliseconds."""

import msgspec

from edge_agent.domain.events import Proof
from edge_agent.domain.ids import BatchId, HandoverId, PickupId, Sku, StaffId, TicketNo, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.wire.body import Body
from edge_agent.wire.stock import GoodsLine


class ScanPickup(Body, frozen=True):
    """`POST /v1/pickups/scan`: look at what a pickup code stands for; nothing is burnt by looking."""

    code: str


class LookShort(Body, frozen=True):
    """`POST /v1/pickups/look-short`: the same by 取货码 and the last four digits of the phone."""

    code: str
    tail: str


class LookPhone(Body, frozen=True):
    """`POST /v1/pickups/look-phone`: the same by the full phone number and one article; by a supervisor."""

    phone: str
    sku: Sku


class RedeemPickup(Body, frozen=True, omit_defaults=True):
    """`POST /v1/pickups/redeem`: hand over what was looked at, or look and hand over at once by `code`."""

    handover: HandoverId | None = None
    code: str | None = None
    units: tuple[int, ...] | None = None
    """Parcels counted from 0; None is all that are left."""
    unlisted: tuple[GoodsLine, ...] = ()
    """What is handed over of an order that has not reached the store."""


class RedeemShort(Body, frozen=True, omit_defaults=True):
    """`POST /v1/pickups/redeem-short`: look by the short code and hand over at once."""

    code: str
    tail: str
    units: tuple[int, ...] | None = None


class ReadyPickup(Body, frozen=True, omit_defaults=True):
    """`POST /v1/pickups/{id}/ready`: parcels lie at their place (货位)."""

    place: str
    units: tuple[int, ...] | None = None


class UndoPickup(Body, frozen=True):
    """`POST /v1/pickups/{id}/undo`: this hand-over was a mistake."""

    handover: HandoverId
    reason: str


class OrderLineView(msgspec.Struct, frozen=True, omit_defaults=True):
    """One article of an order."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    amount_fen: Fen
    parcel: int
    options: tuple[str, ...] = ()
    short: Milli = Milli(0)
    """Ordered, but missing in its batch: `quantity` is what there is to hand over."""


class ParcelView(msgspec.Struct, frozen=True, omit_defaults=True):
    """One parcel: where it lies, or who had it handed over when."""

    no: int
    place: str = ""
    collected_at: int | None = None
    till: TillId | None = None
    staff: StaffId | None = None
    handover: HandoverId | None = None


class PickupView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order to be collected."""

    id: PickupId
    number: str
    channel: Channel
    state: str
    """`waiting`, `ready`, `partly` (some parcels are gone), `collected`, `expired`, `cancelled`."""
    placed_at: int
    expires_at: int
    total_fen: Fen
    parcels: tuple[ParcelView, ...]
    lines: tuple[OrderLineView, ...]
    tail: str = ""
    wanted_at: int | None = None
    ticket: TicketNo | None = None
    batch: BatchId | None = None
    leader: str = ""
    community: str = ""
    bag: str = ""
    """What its bags of group buying are labelled: `T031`."""


class HandoverView(msgspec.Struct, frozen=True, omit_defaults=True):
    """What may be handed over now, at this till, until `expires_at`."""

    handover: HandoverId
    pickup: PickupId
    proof: Proof
    units: tuple[int, ...]
    """Parcels that are still here."""
    of_units: int
    generation: int
    expires_at: int
    order: PickupView | None = None
    """None: 码有效,订单未到店."""
    overrides: tuple[str, ...] = ()
    """Why a supervisor is asked: `clock`, `keys`, `phone`, `tries`; none for most."""
    approved_by: StaffId | None = None
    """Who said yes to all of them at the look: nobody is asked again."""
    unlisted_max_fen: Fen = Fen(0)
    """Up to so much of an order that is not here goes out without a supervisor."""


class PickupDone(msgspec.Struct, frozen=True, omit_defaults=True):
    """A hand-over that is on record."""

    handover: HandoverId
    pickup: PickupId
    units: tuple[int, ...]
    left: tuple[int, ...]
    """Parcels that are still here."""
    number: str = ""
    ticket: TicketNo | None = None


class PickupUndoneView(msgspec.Struct, frozen=True):
    """Units that are free again."""

    pickup: PickupId
    units: tuple[int, ...]
