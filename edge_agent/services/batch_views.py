"""Batches of group buying as people read them: the list, and one with its goods and orders."""

from collections.abc import Mapping

from edge_agent.db.queries import orders as order_queries
from edge_agent.db.reads import Reads
from edge_agent.domain.batches import given_of, place_of_bag, split
from edge_agent.domain.events import ShareLine
from edge_agent.domain.handover import state_of
from edge_agent.domain.ids import BatchId, PickupId
from edge_agent.domain.moments import Millis
from edge_agent.domain.orders import OrderLine, PickupOrder
from edge_agent.domain.quantity import Milli
from edge_agent.services.batch_facts import CLOSED, RECEIVED, SPLIT, Facts, ordered_of, read_facts
from edge_agent.wire.batches import BatchGoodsView, BatchLineView, BatchOrderView, BatchRow, BatchView

NOTHING = "none"
"""The state of an order that gets nothing."""


async def read_batches(reads: Reads, limit: int) -> tuple[BatchRow, ...]:
    """The latest batches, the last one first."""
    found = [await read_facts(reads, row.id) for row in await reads.all(order_queries.BATCHES, limit)]
    return tuple(_row(facts) for facts in found if facts is not None)


async def read_batch(reads: Reads, batch: str, now: Millis) -> BatchView | None:
    """A batch; None when the feed has brought none of that name."""
    facts = await read_facts(reads, batch)
    return view_of(facts, now) if facts else None


def view_of(facts: Facts, now: Millis) -> BatchView:
    """A batch with its goods and orders; between count and split, with what each order would get."""
    lines = facts.lines
    if facts.state == RECEIVED:
        lines = {**lines, **split(facts.wanted(), facts.counted)}
    orders = [_order(facts, order, lines, now) for order in facts.orders]
    return BatchView(
        id=facts.id,
        name=facts.batch.name,
        state=facts.state,
        arrives_at=facts.batch.arrives_at,
        closes_at=facts.batch.closes_at,
        goods=_goods(facts),
        orders=tuple(sorted(orders, key=_in_turn)),
    )


def _row(facts: Facts) -> BatchRow:
    return BatchRow(
        id=BatchId(facts.batch.id),
        name=facts.batch.name,
        state=facts.state,
        arrives_at=facts.batch.arrives_at,
        closes_at=facts.batch.closes_at,
        orders=sum(not order.is_cancelled for order in facts.orders),
        left=sum(bool(facts.left(order)) for order in facts.orders),
        short=facts.short(),
    )


def _goods(facts: Facts) -> tuple[BatchGoodsView, ...]:
    ordered = ordered_of(line for order in facts.orders if not order.is_cancelled for line in order.lines)
    return tuple(
        BatchGoodsView(
            sku=one.sku,
            name=one.name,
            unit=one.unit,
            expected=one.expected,
            ordered=Milli(ordered[one.sku]),
            counted=facts.counted.get(one.sku),
        )
        for one in facts.goods().values()
    )


def _order(
    facts: Facts, order: PickupOrder, lines: Mapping[PickupId, tuple[ShareLine, ...]], now: Millis
) -> BatchOrderView:
    share, parts = facts.shares.get(order.id), lines.get(order.id, ())
    given = {part.line: part for part in parts}
    places = facts.places.get(order.id, {})
    gone = facts.gone.get(order.id, frozenset())
    here = order.parcels_of({one.line for one in given_of(parts)})
    all_units = frozenset(range(order.units))
    is_over = share and gone and here <= gone
    state = state_of(order, all_units if is_over else gone, places.keys() | (all_units - here), now)
    is_nothing = facts.state in (SPLIT, CLOSED) and not here and not gone
    return BatchOrderView(
        pickup=order.id,
        number=order.number,
        due_at=order.due_at,
        state=NOTHING if is_nothing else state,
        lines=tuple(_line(line, given.get(line.no)) for line in order.lines),
        tail=order.tail,
        leader=order.leader,
        community=order.community,
        bag=share.bag if share else "",
        places=tuple(places[unit] for unit in sorted(places) if unit not in gone),
        outcome=share.outcome if share else "",
    )


def _line(line: OrderLine, part: ShareLine | None) -> BatchLineView:
    return BatchLineView(
        no=line.no,
        sku=line.sku,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        given=part.given if part else Milli(0),
        short=part.short if part else Milli(0),
    )


def _in_turn(order: BatchOrderView) -> tuple[str, str, tuple[int, str], int]:
    if not order.bag:
        return "", "", place_of_bag(""), order.due_at
    return order.leader, order.community, place_of_bag(order.bag), 0
