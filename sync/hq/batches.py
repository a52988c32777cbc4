"""Batches of group buying: what a supplier will bring to a store, with the orders that it is for."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from edge_agent.db.tx import Tx
from edge_agent.domain.ids import BatchId, StoreCode
from edge_agent.domain.moments import DAY, SECOND, Millis
from edge_agent.domain.orders import Channel
from edge_agent.domain.orders_check import LINES_MAX, are_quantities, are_texts
from edge_agent.domain.pickup import PublicKey
from sync.hq import feed
from sync.hq.cannot import Cannot
from sync.hq.orders import DAYS_MAX, ZONE, NewOrder, Placed, count, place
from sync.wire.feed import BatchItem, BatchOrder, GroupBatch

ORDERS_MAX = 1000
ALL_LINES_MAX = 5000
"""Of all orders: a store splits and closes a batch in one unit, for which every sale waits."""
KEPT_DAYS = 3
"""After the closing somebody may still come for what the store has kept."""
NAME_LENGTH_MAX = 40


class NewBatch(msgspec.Struct, frozen=True):
    """A batch with all of its orders, which are paid."""

    store: StoreCode
    name: str
    arrives_at: Millis
    closes_at: Millis
    """Nobody has to come before it; afterwards the store settles what is left."""
    orders: tuple[NewOrder, ...]


class PlacedBatch(msgspec.Struct, frozen=True):
    """A batch as headquarters knows it."""

    batch: GroupBatch
    orders: tuple[Placed, ...]


def place_batch(tx: Tx, new: NewBatch, phone_keys: Sequence[PublicKey]) -> PlacedBatch:
    """Tell a store of a batch and place its orders, one for each phone key; raises Cannot, and then none."""
    _check(new, tx.now)
    expected = expected_of(new.orders)
    if len(expected) > LINES_MAX or not are_quantities(one.expected for one in expected):
        raise Cannot("no store would count this batch: it has too many articles, or too much of one")
    batch = GroupBatch(_next_id(tx), new.name, new.arrives_at, new.closes_at, expected)
    feed.put(tx, new.store, batch.id, BatchItem(feed.rising(0, tx.now), batch), new.closes_at)
    days = _days(new, tx.now)
    placed = [
        place(tx, _of_batch(tx, new, order, BatchId(batch.id), days), key)
        for order, key in zip(new.orders, phone_keys, strict=True)
    ]
    return PlacedBatch(batch, tuple(placed))


def expected_of(orders: Sequence[NewOrder]) -> tuple[BatchOrder, ...]:
    """What must come so that every order is whole."""
    names: dict[str, str] = {}
    sums: dict[str, int] = {}
    for line in (line for order in orders for line in order.lines):
        names.setdefault(line.sku, line.name)
        sums[line.sku] = sums.get(line.sku, 0) + line.quantity
    return tuple(BatchOrder(sku, names[sku], expected) for sku, expected in sums.items())


def _check(new: NewBatch, now: Millis) -> None:
    if not 1 <= len(new.orders) <= ORDERS_MAX:
        raise Cannot(f"a batch has 1 to {ORDERS_MAX} orders")
    if sum(len(order.lines) for order in new.orders) > ALL_LINES_MAX:
        raise Cannot(f"the orders of a batch have more than {ALL_LINES_MAX} lines: make two of it")
    if not 1 <= len(new.name) <= NAME_LENGTH_MAX or not are_texts((new.name,)):
        raise Cannot(f"a batch has a name of 1 to {NAME_LENGTH_MAX} characters, none of them odd")
    if new.closes_at <= max(new.arrives_at, now):
        raise Cannot("a batch closes after it has arrived, and not in the past")


def _days(new: NewBatch, now: Millis) -> int:
    """From the arrival to the closing, and as many of the days after it as an order may have at all."""
    begins = max(new.arrives_at, now)
    needed, possible = -(-(new.closes_at - begins) // DAY), (now + DAYS_MAX * DAY - begins) // DAY
    return max(needed, min(needed + KEPT_DAYS, possible))


def _of_batch(tx: Tx, new: NewBatch, order: NewOrder, batch: BatchId, days: int) -> NewOrder:
    """An order of the batch may be collected from its arrival on."""
    wanted_at = new.arrives_at if new.arrives_at > tx.now else None
    return msgspec.structs.replace(
        order, store=new.store, channel=Channel.GROUP, batch=batch, wanted_at=wanted_at, days=days
    )


def _next_id(tx: Tx) -> BatchId:
    """`G20261122-0942`: day and time, or the number after the last one; ids sort as they are given out.

    The store keeps by it what was counted: a headquarters restored from a copy must not give it out again.
    """
    now = datetime.fromtimestamp(tx.now // SECOND, ZONE)
    day = f"G{now:%Y%m%d}"
    return BatchId(f"{day}-{count(tx, day, least=int(f'{now:%H%M}')):04d}")
