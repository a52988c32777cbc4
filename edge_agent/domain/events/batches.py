"""A batch of group buying (团购批次): received and counted, split over its orders, weighed, closed."""

import enum
from typing import ClassVar

import msgspec

from edge_agent.domain.events.data import Data
from edge_agent.domain.events.pickups import HandedLine
from edge_agent.domain.ids import BatchId, DocumentId, PickupId, Sku, StaffId
from edge_agent.domain.quantity import Milli


class CountedGoods(msgspec.Struct, frozen=True):
    """All that there is of an article of the batch, and how much of it came since the count before."""

    sku: Sku
    counted: Milli
    moved: Milli
    """Below zero when the count before was too high."""


class BatchReceived(Data, frozen=True):
    """What came of a batch; until it is split a later count of an article replaces the one before."""

    TYPE: ClassVar[str] = "batch.received"
    batch: BatchId
    document: DocumentId
    lines: tuple[CountedGoods, ...]
    approved_by: StaffId | None = None


class ShareLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an order gets of one of its lines, and what is missing."""

    line: int
    sku: Sku
    given: Milli
    short: Milli = Milli(0)
    """Headquarters refunds it."""


class Share(msgspec.Struct, frozen=True):
    """What an order gets of its batch."""

    pickup: PickupId
    number: str
    """The order's."""
    bag: str
    """What its bags are labelled and found by: `T031`."""
    lines: tuple[ShareLine, ...]


class BatchSplit(Data, frozen=True):
    """What came was given to the orders, in the order of their payment."""

    TYPE: ClassVar[str] = "batch.split"
    batch: BatchId
    orders: tuple[Share, ...]
    last_bag: int
    """The running number of the last bag."""
    approved_by: StaffId | None = None
    """Who answers for a split that leaves somebody short."""


class BatchWeighed(Data, frozen=True):
    """Weighed goods of an order were packed: the actual grams, whose difference headquarters refunds."""

    TYPE: ClassVar[str] = "batch.weighed"
    batch: BatchId
    pickup: PickupId
    number: str
    lines: tuple[HandedLine, ...]


class NoShow(enum.StrEnum):
    """What becomes of goods that nobody collected."""

    KEPT = "kept"
    """They may still be collected."""
    RETURNED = "returned"
    """To the shelf."""
    WRITTEN_OFF = "written_off"


class SettledOrder(msgspec.Struct, frozen=True):
    """An order that was not collected, or not whole, and what became of what was left of it."""

    pickup: PickupId
    number: str
    outcome: NoShow
    lines: tuple[HandedLine, ...]


class BatchClosed(Data, frozen=True):
    """结团: its no-shows are settled; those that were kept may be settled again later."""

    TYPE: ClassVar[str] = "batch.closed"
    batch: BatchId
    orders: tuple[SettledOrder, ...]
    reason: str = ""
    """Of what was written off."""
    approved_by: StaffId | None = None
