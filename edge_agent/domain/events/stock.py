"""Goods come, go, are counted and are written off; each event is one document of at most 500 lines."""

import enum
from typing import ClassVar

import msgspec

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import DocumentId, Sku, StaffId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli


class StockLine(msgspec.Struct, frozen=True):
    """How much of an article, above zero."""

    sku: Sku
    quantity: Milli


class ReceivedLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """Goods that came, with what one of them cost and until when they keep."""

    sku: Sku
    quantity: Milli
    cost_fen: Fen | None = None
    expiry: str | None = None
    """`2027-01-31`"""


class StockReceived(Data, frozen=True):
    """进货: a delivery was taken in."""

    TYPE: ClassVar[str] = "stock.received"
    document: DocumentId
    lines: tuple[ReceivedLine, ...]
    number: str = ""
    """The supplier's own, on the delivery note."""
    supplier: str = ""
    approved_by: StaffId | None = None


class CountedLine(msgspec.Struct, frozen=True):
    """What somebody counted of an article, and what the ledger had at that moment."""

    no: int
    sku: Sku
    counted: Milli
    counted_at: Millis
    book: Milli


class StockCounted(Data, frozen=True):
    """盘点: what was counted; it moves nothing until somebody has reviewed it."""

    TYPE: ClassVar[str] = "stock.counted"
    document: DocumentId
    lines: tuple[CountedLine, ...]
    approved_by: StaffId | None = None


class ReviewedLine(msgspec.Struct, frozen=True):
    """A line whose difference moves the stock."""

    no: int
    sku: Sku
    difference: Milli
    """Counted less the ledger at that moment, less what other counts have moved since then."""


class StockReviewed(Data, frozen=True):
    """盘点审核: these lines of a count are accepted, all its others are not."""

    TYPE: ClassVar[str] = "stock.reviewed"
    document: DocumentId
    lines: tuple[ReviewedLine, ...]
    approved_by: StaffId | None = None


class StockWrittenOff(Data, frozen=True):
    """报损: goods that nobody can sell any more."""

    TYPE: ClassVar[str] = "stock.written_off"
    document: DocumentId
    lines: tuple[StockLine, ...]
    reason: str
    approved_by: StaffId | None = None


class Direction(enum.StrEnum):
    """Which way goods go between this store and another."""

    OUT = "out"
    IN = "in"


class StockTransferred(Data, frozen=True):
    """调拨: goods left for another store, or came from it."""

    TYPE: ClassVar[str] = "stock.transferred"
    document: DocumentId
    direction: Direction
    store: str
    """The other one."""
    lines: tuple[StockLine, ...]
    number: str = ""
    """Of the transfer note."""
    approved_by: StaffId | None = None


class OpenedLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What there was of an article when the shop began to keep its stock here."""

    sku: Sku
    quantity: Milli
    expiry: str | None = None


class StockOpened(Data, frozen=True):
    """A part of a file of opening stock; an article has an opening once."""

    TYPE: ClassVar[str] = "stock.opened"
    file_sha256: str
    lines: tuple[OpenedLine, ...]


class StockImported(Data, frozen=True):
    """A file of opening stock was taken in, to its end."""

    TYPE: ClassVar[str] = "stock.imported"
    file_sha256: str
    rows_taken: int
    rows_refused: int
