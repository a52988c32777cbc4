"""`GET /v1/figures`: the shop over a window of business dates, for the dashboard and `edge-agent report`."""

import msgspec

from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit


class TenderFigure(msgspec.Struct, frozen=True):
    """The money of one way of paying, refunds taken off."""

    kind: str
    method: str
    name: str
    fen: Fen


class HourFigure(msgspec.Struct, frozen=True):
    """An hour of the shop's clock."""

    hour: int
    orders: int
    fen: Fen


class TopArticle(msgspec.Struct, frozen=True):
    """An article that brought much money."""

    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    fen: Fen


class CareFigure(msgspec.Struct, frozen=True):
    """Something that asks for care, and how often it happened in 100 orders."""

    kind: str
    """`voids`, `reprices`, `corrections`, `drawer_openings`, `refunds` or `cancelled_carts`."""
    count: int
    per_100_orders: int | None
    """Thousandths; None without orders."""


class QueueFigures(msgspec.Struct, frozen=True):
    """Tickets of the business dates, and online orders that were wanted in their time."""

    tickets: int
    called: int
    wait_p50_ms: int | None
    """From the order to the first call: half of the customers waited so long at most."""
    wait_p90_ms: int | None
    missed: int
    missed_permille: int | None
    """过号率: no-shows ÷ called."""
    told_permille: int | None
    """Called within the range that they were told, of those who were told one."""
    online_orders: int
    collected: int
    collected_permille: int | None
    """自提率: collected here ÷ online orders for here."""


class FiguresView(msgspec.Struct, frozen=True):
    """`GET /v1/figures`: money in fen, shares in permille; None where there is nothing to divide by."""

    first: str
    last: str
    """Business dates."""
    as_of: int
    """Unix milliseconds: the age of everything in here."""
    sales: int
    orders: int
    """订单量: paid and not refunded in full."""
    paid_fen: Fen
    refunds: int
    refunds_fen: Fen
    net_fen: Fen
    """净销售额: paid less refunds."""
    discount_fen: Fen
    rounding_fen: Fen
    average_fen: Fen | None
    """客单价: net ÷ orders."""
    items: Milli
    """Pieces sold less pieces that came back; a weighed line is one."""
    items_per_order: int | None
    """连带率 in thousandths."""
    anonymous_orders: int
    """They are not in the share of members who came again."""
    members: int
    """With an order in the 30 days up to `last`."""
    repeat_permille: int | None
    """复购率: of those, with two or more."""
    costed_permille: int | None
    """How much of the net sales has a known cost."""
    margin_permille: int | None
    """毛利率, of what has a known cost."""
    loss_fen: Fen
    """损耗: counted short and written off, at cost."""
    loss_permille: int | None
    range_articles: int
    """Articles that were ever received, counted or sold."""
    stock_out_articles: int
    stock_out_permille: int | None
    """缺货率"""
    stock_out_minutes: int
    """Of all articles, since the window began."""
    tenders: tuple[TenderFigure, ...]
    hours: tuple[HourFigure, ...]
    top: tuple[TopArticle, ...]
    care: tuple[CareFigure, ...]
    over_fen: Fen
    """长款 of the closes, added up."""
    short_fen: Fen
    """短款: zero or below."""
    queue: QueueFigures | None = None
    """None where nothing is called and nothing collected."""
    offline_minutes: int | None = None
    """For how long headquarters was tried and not reached; None when there is none."""
    oldest_unsent_at: int | None = None
    """Since when headquarters lacks something; None when it has everything, or nobody asked."""
