"""Orders collected by a code: made ready, handed over, itemised later, undone, refused."""

import enum
from typing import ClassVar

import msgspec

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import BatchId, HandoverId, PickupId, Sku, StaffId
from edge_agent.domain.quantity import Milli


class Proof(enum.StrEnum):
    """By what somebody showed that the goods are theirs."""

    CODE = "code"
    """PK1 on the phone's screen."""
    SLIP = "slip"
    """PK1 on paper, of an order that allows it."""
    SHORT = "short"
    """取货码 and the last four digits of the phone."""
    PHONE = "phone"
    """The full number and an article of the order, by a supervisor."""
    LEADER = "leader"
    """团长 collects for members of the group."""


class HandedLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """Goods that left with a customer, above zero."""

    sku: Sku
    quantity: Milli
    line: int | None = None
    """The number of the order's line; None when the order was not in the store."""


class PickupReady(Data, frozen=True):
    """An order's parcels are packed and lie at their place (货位)."""

    TYPE: ClassVar[str] = "pickup.ready"
    pickup: PickupId
    number: str
    place: str
    units: tuple[int, ...]
    """Parcels that lie there now."""


class PickupRedeemed(Data, frozen=True):
    """Units were handed over; a unit is handed over once, unless that is undone."""

    TYPE: ClassVar[str] = "pickup.redeemed"
    pickup: PickupId
    handover: HandoverId
    proof: Proof
    units: tuple[int, ...]
    generation: int
    lines: tuple[HandedLine, ...] | None
    """What the order says; None when it had not reached the store (码有效,订单未到店)."""
    unlisted: tuple[HandedLine, ...] = ()
    """What the cashier scanned then, which leaves the stock at once."""
    proof_at: int | None = None
    """The phone's time in the code, Unix seconds; the next visit needs a later one."""
    kid: str = ""
    """The key of headquarters that signed, 8 hexadecimal digits."""
    evidence: str = ""
    """The text as scanned: headquarters can verify the customer's signature again."""
    number: str = ""
    channel: str = ""
    batch: BatchId | None = None
    leader: str = ""
    approved_by: StaffId | None = None
    overrides: tuple[str, ...] = ()
    """Why a supervisor was needed: `clock`, `keys`, `unlisted`, `phone`, `tries`."""


class PickupShown(Data, frozen=True):
    """A later code of an order than any before was looked at: older ones are good no more."""

    TYPE: ClassVar[str] = "pickup.shown"
    pickup: PickupId
    generation: int


class PickupItemised(Data, frozen=True):
    """An order arrived after its goods were handed over: its lines go instead of what was scanned."""

    TYPE: ClassVar[str] = "pickup.itemised"
    pickup: PickupId
    handover: HandoverId
    number: str
    lines: tuple[HandedLine, ...]
    instead_of: tuple[HandedLine, ...]
    differs: bool
    """Somebody took other goods than were ordered: headquarters looks at it."""


class PickupUndone(Data, frozen=True):
    """A hand-over was a mistake, seen on the same business day: its units are free, its goods are back."""

    TYPE: ClassVar[str] = "pickup.undone"
    pickup: PickupId
    handover: HandoverId
    units: tuple[int, ...]
    lines: tuple[HandedLine, ...]
    reason: str
    approved_by: StaffId | None = None


class PickupRefused(Data, frozen=True):
    """Nothing was handed over, and why exactly."""

    TYPE: ClassVar[str] = "pickup.refused"
    reason: str
    """One of the outcomes of `verify` and `redeem`, `short-code`, `locked`, `phone`, `not-listed`; of group
    buying `not-split`, `nothing-given`, `settled`."""
    proof: Proof
    pickup: PickupId | None = None
    generation: int | None = None
    evidence: str = ""
    """The text as scanned, when it is a pickup code; short codes and phone numbers are not kept."""
