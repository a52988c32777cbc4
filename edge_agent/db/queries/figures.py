"""The shop's figures as rows."""

import msgspec

from edge_agent.db.query import Query


class SalesRow(msgspec.Struct, frozen=True):
    """What was sold."""

    sales: int
    orders: int
    """Not refunded in full."""
    paid_fen: int
    discount_fen: int
    rounding_fen: int
    anonymous: int
    """Orders without a member."""


class RefundsRow(msgspec.Struct, frozen=True):
    """What went back."""

    refunds: int
    fen: int


class GoodsRow(msgspec.Struct, frozen=True):
    """Pieces (a weighed line counts as one), and what is known of their cost."""

    items: int
    """Thousandths."""
    costed_fen: int
    """Money of the lines whose cost is known."""
    cost: int
    """Fen × thousandths."""


class TopRow(msgspec.Struct, frozen=True):
    """An article that sold well."""

    sku: str
    name: str
    unit: str
    quantity: int
    fen: int


class HourRow(msgspec.Struct, frozen=True):
    """An hour of the shop's clock."""

    hour: int
    orders: int
    fen: int


class TenderRow(msgspec.Struct, frozen=True):
    """The money of one way of paying."""

    kind: str
    method: str
    fen: int


class RepeatRow(msgspec.Struct, frozen=True):
    """Members with an order, and those with two or more."""

    members: int
    again: int


class CareRow(msgspec.Struct, frozen=True):
    """How often something happened that asks for care."""

    voids: int
    reprices: int
    corrections: int
    drawer_openings: int
    refunds: int
    cancelled_carts: int


class OverShortRow(msgspec.Struct, frozen=True):
    """What the counts at closes were over, and short."""

    over_fen: int
    short_fen: int
    """Zero or below."""


class RangeRow(msgspec.Struct, frozen=True):
    """Articles that the shop keeps, and those of them that are out of stock."""

    articles: int
    out: int


class LossRow(msgspec.Struct, frozen=True):
    """What was lost, at cost: fen × thousandths."""

    cost: int


class MoveRow(msgspec.Struct, frozen=True):
    """A move, and the level of its article now."""

    event: str
    sku: str
    quantity: int
    level: int
    is_opening: int


class OutRow(msgspec.Struct, frozen=True):
    """An article that is out of stock now."""

    sku: str
    quantity: int


class SilenceRow(msgspec.Struct, frozen=True):
    """How long headquarters was not reached."""

    ms: int


SALES = Query("figures.sales", SalesRow)
REFUNDS = Query("figures.refunds", RefundsRow)
GOODS = Query("figures.goods", GoodsRow)
GOODS_BACK = Query("figures.goods_back", GoodsRow)
TOP = Query("figures.top", TopRow)
HOURS = Query("figures.hours", HourRow)
TENDERS = Query("figures.tenders", TenderRow)
LEGS = Query("figures.legs", TenderRow)
REPEAT = Query("figures.repeat", RepeatRow)
CARE = Query("figures.care", CareRow)
OVER_SHORT = Query("figures.over_short", OverShortRow)
RANGE = Query("figures.range", RangeRow)
LOSSES = Query("figures.losses", LossRow)
MOVES = Query("figures.moves", MoveRow)
OUT_OF_STOCK = Query("figures.out_of_stock", OutRow)
SILENCE = Query("figures.silence", SilenceRow)
