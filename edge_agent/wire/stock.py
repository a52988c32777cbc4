"""The bodies of `/v1/stock`, both ways; quantities are thousandths of a piece or a kilogram."""

import msgspec

from edge_agent.domain.ids import DocumentId, Sku, StaffId
from edge_agent.domain.quantity import Milli
from edge_agent.wire.body import Body


class GoodsLine(Body, frozen=True):
    """How much of an article."""

    sku: Sku
    quantity: int


class ReceiptLine(Body, frozen=True, omit_defaults=True):
    """Goods of a delivery."""

    sku: Sku
    quantity: int
    cost_fen: int | None = None
    """Of one piece or kilogram."""
    expiry: str | None = None
    """`2027-01-31`"""


class ReceiveStock(Body, frozen=True, omit_defaults=True):
    """`POST /v1/stock/receipts`: 进货."""

    lines: tuple[ReceiptLine, ...]
    document: str = ""
    """The number of the delivery note: a supplier's number is posted once."""
    supplier: str = ""
    confirm: bool = False
    """A person has confirmed goods that are out of date."""


class CountLine(Body, frozen=True, omit_defaults=True):
    """What was counted of an article."""

    sku: Sku
    counted: int
    counted_at: int | None = None
    """When, in Unix milliseconds, for a sheet that is typed later; None is now."""


class CountStock(Body, frozen=True):
    """`POST /v1/stock/counts`: 盘点."""

    lines: tuple[CountLine, ...]


class ReviewCount(Body, frozen=True, omit_defaults=True):
    """`POST /v1/stock/counts/{id}/review`: 盘点审核; what is not accepted is rejected."""

    accept: bool
    lines: tuple[int, ...] | None = None
    """The numbers of the accepted lines; None is all of them."""


class WriteOffStock(Body, frozen=True):
    """`POST /v1/stock/write-offs`: 报损."""

    lines: tuple[GoodsLine, ...]
    reason: str


class TransferStock(Body, frozen=True, omit_defaults=True):
    """`POST /v1/stock/transfers`: 调拨, to another store or from one; exactly one of the two is named."""

    lines: tuple[GoodsLine, ...]
    to_store: str | None = None
    from_store: str | None = None
    document: str = ""
    """The number of the transfer note, which is posted once."""


class StockPosted(msgspec.Struct, frozen=True):
    """A document that moved stock: each of its articles once, with what is on hand now."""

    document: DocumentId
    levels: tuple["LevelView", ...]


class LevelView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article and what is on hand; the expiry on the near-expiry list only."""

    sku: Sku
    on_hand: Milli
    name: str = ""
    """Empty when the catalogue does not know it any more."""
    unit: str = "each"
    expiry: str | None = None
    expiring: Milli | None = None
    """What is left of the goods that expire then, when the oldest are sold first."""


class MoveView(msgspec.Struct, frozen=True):
    """One movement of an article."""

    at: int
    kind: str
    """Such as `sale`, `return` or `write_off`: the words of `domain.stock.MoveKind`."""
    quantity: Milli
    """Below zero when it went."""


class StockView(msgspec.Struct, frozen=True):
    """`GET /v1/stock/{sku}`."""

    level: LevelView
    moves: tuple[MoveView, ...]
    """Of the last 30 days, the latest first."""


class CountLineView(msgspec.Struct, frozen=True):
    """A counted article, and how far it is from the ledger at that moment."""

    no: int
    sku: Sku
    name: str
    unit: str
    counted: Milli
    counted_at: int
    book: Milli
    difference: Milli
    """Counted less the ledger of then."""
    posted: Milli | None
    """What the review moved: the difference less what other counts have moved since; None when it waits
    or was rejected."""


class CountView(msgspec.Struct, frozen=True):
    """A count, waiting for its review or reviewed."""

    document: DocumentId
    at: int
    staff: StaffId
    state: str
    """`waiting` or `reviewed`."""
    reviewed_by: StaffId | None
    lines: tuple[CountLineView, ...]
