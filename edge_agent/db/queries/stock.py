"""Stock as rows; quantities are thousandths."""

import msgspec

from edge_agent.db.query import Query


class LevelRow(msgspec.Struct, frozen=True):
    """What is on hand of an article; the name and unit are missing when the catalogue has lost it."""

    sku: str
    quantity: int
    name: str | None
    unit: str | None


class QuantityRow(msgspec.Struct, frozen=True):
    """A sum."""

    quantity: int


class LaterMoveRow(msgspec.Struct, frozen=True):
    """A move, and the event that it belongs to."""

    event: str
    sku: str
    quantity: int


class MoveRow(msgspec.Struct, frozen=True):
    """A move of one article."""

    event: str
    kind: str
    quantity: int


class ExpiryRow(msgspec.Struct, frozen=True):
    """Goods of one expiry date that are still there when the oldest are sold first."""

    sku: str
    expiry: str
    left: int
    quantity: int
    name: str | None
    unit: str | None


class FileRow(msgspec.Struct, frozen=True):
    """The file that an article's opening came from."""

    file_sha256: str


class NoteRow(msgspec.Struct, frozen=True):
    """The document that a note was posted as."""

    document: str


class CountRow(msgspec.Struct, frozen=True):
    """A count."""

    id: str
    at: int
    staff: str
    state: str
    reviewed_by: str | None


class CountLineRow(msgspec.Struct, frozen=True):
    """A counted article."""

    no: int
    sku: str
    counted: int
    counted_at: int
    book: int
    difference: int | None
    name: str | None
    unit: str | None


class LastCountRow(msgspec.Struct, frozen=True):
    """When an article was last counted, of what was accepted."""

    counted_at: int | None


LEVEL = Query("stock.level", LevelRow)
ON_HAND = Query("stock.on_hand", QuantityRow)
MOVES_AFTER = Query("stock.moves_after", LaterMoveRow)
LAST_MOVES = Query("stock.last_moves", MoveRow)
BETWEEN = Query("stock.between", LevelRow)
NEAR_EXPIRY = Query("stock.near_expiry", ExpiryRow)
OPENING = Query("stock.opening", FileRow)
NOTE = Query("stock.note", NoteRow)
COUNT = Query("stock.count", CountRow)
COUNTS = Query("stock.counts", CountRow)
COUNT_LINES = Query("stock.count_lines", CountLineRow)
LAST_COUNTED = Query("stock.last_counted", LastCountRow)
COUNTED_SINCE = Query("stock.counted_since", QuantityRow)
