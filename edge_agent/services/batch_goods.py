"""What there is to hand over of an order: its own lines, or of group buying what its batch had for it."""

from collections.abc import Collection

from edge_agent.db.queries import batches as queries
from edge_agent.db.queries import orders as order_queries
from edge_agent.db.queries import pickups as pickup_queries
from edge_agent.db.tx import Tx
from edge_agent.domain.batches import REDEEMABLE, given_of
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import HandedLine, ShareLine
from edge_agent.domain.handover import lines_of
from edge_agent.domain.ids import BatchId, Sku
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.quantity import Milli


def given_lines(tx: Tx, order: PickupOrder, units: Collection[int]) -> tuple[HandedLine, ...] | Refused:
    """What lies in these parcels.

    Before a batch is split nobody knows who gets what. One that never reached the store splits nothing: then
    the order's own lines go.
    """
    if order.batch is None or tx.one(order_queries.BATCH, order.batch) is None:
        return lines_of(order, units)
    share = tx.one(queries.SHARE, order.id)
    if share is None:
        return _not_given(tx, order, order.batch)
    if share.outcome not in REDEEMABLE:
        return Refused(Code.BATCH_SETTLED, {"number": order.number})
    lines = {line.no for line in order.lines_of(frozenset(units))}
    given = given_of(line for line in share_lines(tx, order) if line.line in lines)
    return given or Refused(Code.BATCH_NOTHING_GIVEN, {"number": order.number})


def left_of(tx: Tx, order: PickupOrder) -> tuple[HandedLine, ...] | Refused:
    """What still lies here for an order, or why nothing does."""
    gone = {row.unit for row in tx.all(pickup_queries.GONE, order.id)}
    here = [unit for unit in range(order.units) if unit not in gone]
    return given_lines(tx, order, here) if here else Refused(Code.BATCH_GONE, {"number": order.number})


def share_lines(tx: Tx, order: PickupOrder) -> tuple[ShareLine, ...]:
    """What an order got of its batch, line by line; nothing before the split."""
    rows = tx.all(queries.SHARE_LINES, order.id)
    return tuple(ShareLine(row.line, Sku(row.sku), Milli(row.given), Milli(row.short)) for row in rows)


def _not_given(tx: Tx, order: PickupOrder, batch: BatchId) -> Refused:
    """Too early for everybody, or an order that came after the split."""
    row = tx.one(queries.BY_ID, batch)
    if row is None or row.split_at is None:
        return Refused(Code.BATCH_NOT_SPLIT, {"number": order.number})
    return Refused(Code.BATCH_NOTHING_GIVEN, {"number": order.number})
