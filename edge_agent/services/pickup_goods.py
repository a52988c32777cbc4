"""码有效,订单未到店: what the cashier scans instead of the order's lines, and what it is worth."""

from collections.abc import Sequence
from itertools import chain

from edge_agent.db.queries import pickups as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import HandedLine
from edge_agent.domain.ids import PickupId
from edge_agent.domain.money import ZERO, Fen, amount_of
from edge_agent.domain.orders import PickupOrder
from edge_agent.services.articles import find_by_sku
from edge_agent.services.pickup_itemise import LINES
from edge_agent.services.stock import goods_of
from edge_agent.wire.stock import GoodsLine


def unlisted_goods(
    tx: Tx, order: PickupOrder | None, asked: Sequence[GoodsLine]
) -> tuple[HandedLine, ...] | Refused:
    """The goods of an order that is not here; none of one that is."""
    if order is not None:
        return Refused(Code.PICKUP_LISTED) if asked else ()
    if not asked:
        return Refused(Code.PICKUP_UNLISTED)
    goods = goods_of(tx, asked)
    if isinstance(goods, Refused):
        return goods
    return tuple(HandedLine(line.sku, line.quantity) for line in goods)


def value_with_before(tx: Tx, pickup: PickupId, lines: Sequence[HandedLine]) -> Fen:
    """What goods cost by today's catalogue, with what went of the same order before."""
    before = [LINES.decode(row.lines) for row in tx.all(queries.TO_ITEMISE, pickup)]
    return sum((_value_of(tx, line) for line in chain(lines, *before)), ZERO)


def _value_of(tx: Tx, line: HandedLine) -> Fen:
    article = find_by_sku(tx, line.sku)
    return amount_of(article.price_fen, line.quantity) if article else ZERO
