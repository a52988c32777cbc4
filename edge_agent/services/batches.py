"""A batch of group buying from its arrival to its bags: counted, split over orders, weighed, put by."""

from collections.abc import Sequence

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import batches as queries
from edge_agent.db.queries import orders as order_queries
from edge_agent.db.tx import Tx
from edge_agent.domain.batches import (
    Bags,
    bag_numbers,
    check_above,
    check_weight,
    count_again,
    first_of,
    short_lines,
    split,
)
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import BatchReceived, BatchSplit, BatchWeighed, Data, HandedLine, Share
from edge_agent.domain.ids import DocumentId
from edge_agent.domain.orders import Channel, PickupOrder
from edge_agent.domain.quantity import Milli
from edge_agent.domain.rights import Right
from edge_agent.services.batch_facts import CLOSED, RECEIVED, SPLIT, facts_of
from edge_agent.services.batch_goods import left_of
from edge_agent.services.orders import find_order
from edge_agent.services.pickup_after import make_ready
from edge_agent.services.pickup_keys import Desk
from edge_agent.services.rights import may
from edge_agent.services.shifts import business_date_of
from edge_agent.services.stock import approver
from edge_agent.services.who import Who
from edge_agent.wire.batches import BagWeight, BatchDone, ReadyBag, ReceiveBatch, SplitBatch
from edge_agent.wire.pickups import PickupView, ReadyPickup


def receive(
    tx: JournalTx, settings: Settings, who: Who, batch: str, asked: ReceiveBatch
) -> BatchDone | Refused:
    """Take in what came; a later count of an article replaces the one before, as long as nothing is split."""
    facts = facts_of(tx, batch)
    if facts is None:
        return Refused(Code.BATCH_UNKNOWN)
    if facts.state in (SPLIT, CLOSED):
        return Refused(Code.BATCH_STATE, {"state": f"batch-{facts.state}"})
    goods = facts.goods()
    lines = count_again(goods, facts.counted, [(line.sku, line.counted) for line in asked.lines])
    if isinstance(lines, Refused):
        return lines
    refused = check_above(goods, lines, confirmed=asked.confirm)
    if refused:
        return refused
    by = may(tx, settings, who, Right.RECEIVE_STOCK, facts.id)
    if isinstance(by, Refused):
        return by
    document = DocumentId(tx.new_id())
    record(tx, settings, who, BatchReceived(facts.id, document, lines, approver(who, by)))
    return BatchDone(facts.id, RECEIVED, len(lines))


def split_up(
    tx: JournalTx, settings: Settings, who: Who, batch: str, asked: SplitBatch
) -> BatchDone | Refused:
    """Give what came to the orders, in the order of payment; when that leaves anybody short, by who may."""
    facts = facts_of(tx, batch)
    if facts is None:
        return Refused(Code.BATCH_UNKNOWN)
    if facts.state != RECEIVED:
        return Refused(Code.BATCH_STATE, {"state": f"batch-{facts.state}"})
    parts = split(facts.wanted(), facts.counted)
    if not parts:
        return Refused(Code.BATCH_NO_ORDERS)
    awaited = facts.not_ordered()
    if awaited and not asked.confirm:
        return Refused(Code.BATCH_ORDERS_CONFIRM, {"goods": first_of(awaited)})
    short = short_lines(parts.values())
    by = may(tx, settings, who, Right.CLOSE_BATCH, facts.id) if short else who.staff
    if isinstance(by, Refused):
        return by
    bags, last = bag_numbers(_bags(tx, settings), len(parts))
    numbers = {order.id: order.number for order in facts.orders}
    shares = tuple(
        Share(pickup, numbers[pickup], bag, lines)
        for (pickup, lines), bag in zip(parts.items(), bags, strict=True)
    )
    record(tx, settings, who, BatchSplit(facts.id, shares, last, approver(who, by)))
    return BatchDone(facts.id, SPLIT, len(shares), short)


def make_bag_ready(tx: JournalTx, desk: Desk, who: Who, batch: str, asked: ReadyBag) -> PickupView | Refused:
    """An order is packed and lies at its place; what was weighed for it is given in its actual grams."""
    if tx.one(order_queries.BATCH, batch) is None:
        return Refused(Code.BATCH_UNKNOWN)
    order = find_order(tx, asked.pickup)
    if order is None or order.batch != batch:
        return Refused(Code.BATCH_ORDER)
    left = left_of(tx, order)
    if isinstance(left, Refused):
        return left
    weighed = _weighed(order, left, asked.weights)
    if isinstance(weighed, Refused):
        return weighed
    units = tuple(sorted(order.parcels_of({line.line for line in left})))
    ready = make_ready(tx, desk, who, order.id, ReadyPickup(asked.place, units))
    if weighed and not isinstance(ready, Refused):
        record(tx, desk.settings, who, BatchWeighed(order.batch, order.id, order.number, weighed))
    return ready


def record(tx: JournalTx, settings: Settings, who: Who, event: Data) -> None:
    """Put on record what happened to a batch."""
    tx.record(event, actor=who.staff, till=who.till, business_date=business_date_of(tx, settings, who.till))
    for topic in ("batches", "pickups", "stock"):
        tx.touch(topic)


def _bags(tx: Tx, settings: Settings) -> Bags:
    """How the next bags are numbered: not as any that may still lie here."""
    rules, last = settings.queue, tx.one(queries.LAST_BAG)
    return Bags(
        prefix=rules.prefixes[Channel.GROUP],
        first=rules.first,
        last=rules.last,
        given=last.last if last else rules.first - 1,
        taken=frozenset(row.bag for row in tx.all(queries.OPEN_BAGS)),
    )


def _weighed(
    order: PickupOrder, left: Sequence[HandedLine], weights: Sequence[BagWeight]
) -> tuple[HandedLine, ...] | Refused:
    ordered, given = {line.no: line for line in order.lines}, {line.line: line.quantity for line in left}
    weighed: list[HandedLine] = []
    for weight in weights:
        line = ordered.get(weight.line)
        if line is None:
            return Refused(Code.BATCH_NOT_WEIGHED, {"name": str(weight.line)})
        if any(one.line == line.no for one in weighed):
            return Refused(Code.BATCH_WEIGHT, {"name": line.name})
        refused = check_weight(line, given.get(line.no, Milli(0)), weight.quantity)
        if refused:
            return refused
        weighed.append(HandedLine(line.sku, Milli(weight.quantity), line.no))
    return tuple(weighed)
