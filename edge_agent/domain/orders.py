"""Orders to be collected here (自提), as headquarters sends them."""

import enum
import hashlib
import hmac
from collections.abc import Collection

import msgspec

from edge_agent.domain.ids import BatchId, PickupId, Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit

UNITS_MAX = 64
"""Parcels of one order; so many can a pickup code name."""


class Channel(enum.StrEnum):
    """Where an order or a ticket comes from; each has its letter on the tickets."""

    COUNTER = "counter"
    ONLINE = "online"
    """The mini-program."""
    GROUP = "group"
    """社区团购"""
    COURIER = "courier"


class OrderLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One article of an order, paid already, and the parcel that it lies in."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    amount_fen: Fen
    parcel: int = 0
    """Counted from 0, below the order's `units`."""
    options: tuple[str, ...] = ()
    """The names of the choices: 少糖, 去冰."""


class PickupOrder(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order as the feed brings it; no name, and of the phone its last four digits and keyed hashes."""

    id: PickupId
    number: str
    """What the customer's page shows and the shop reads out: `W1122-0042`."""
    channel: Channel
    placed_at: Millis
    expires_at: Millis
    """Of its codes; afterwards it is a no-show (逾期未取)."""
    lines: tuple[OrderLine, ...]
    total_fen: Fen
    units: int = 1
    paid_at: Millis | None = None
    """Decides who gets what when a batch is short; None is `placed_at`."""
    wanted_at: Millis | None = None
    """The slot that the customer chose; None is at once."""
    generation: int = 0
    """The least that is good."""
    tail: str = ""
    """The last four digits of the phone."""
    short_hash: str = ""
    """HMAC-SHA-256 of the short code by the store's key, in hexadecimal."""
    phone_hash: str = ""
    """The same of the full phone number."""
    allows_slip: bool = False
    """A printed code without a phone's proof is good for it."""
    is_cancelled: bool = False
    batch: BatchId | None = None
    leader: str = ""
    """团长: who may collect the whole batch, by code: `L07`."""
    community: str = ""

    @property
    def due_at(self) -> Millis:
        """When payment counts as made."""
        return self.placed_at if self.paid_at is None else self.paid_at

    def lines_of(self, units: frozenset[int]) -> tuple[OrderLine, ...]:
        """What lies in these parcels."""
        return tuple(line for line in self.lines if line.parcel in units)

    def parcels_of(self, lines: Collection[int | None]) -> frozenset[int]:
        """Those in which any of these lines lies, named by their numbers."""
        return frozenset(line.parcel for line in self.lines if line.no in lines)


def keyed_hash(key: bytes, kind: str, text: str) -> str:
    """HMAC-SHA-256 of a short code (`short`) or a phone number (`phone`), in hexadecimal."""
    return hmac.digest(key, f"{kind}:{text}".encode(), hashlib.sha256).hex()
