"""All that the store knows of a batch of group buying, read inside of a unit or beside the writer."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from edge_agent.db.queries import batches as queries
from edge_agent.db.queries import orders as order_queries
from edge_agent.db.query import Query
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.batches import REDEEMABLE, Goods, given_of, short_lines
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import HandedLine, ShareLine
from edge_agent.domain.ids import BatchId, PickupId, Sku
from edge_agent.domain.orders import OrderLine, PickupOrder
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit
from edge_agent.services.orders import order_of
from sync.wire.feed import BatchOrder, GroupBatch

EXPECTED, RECEIVED, SPLIT, CLOSED = "expected", "received", "split", "closed"
"""The states of a batch; the first as long as nobody has counted anything."""
Row = TypeVar("Row")
_decoder = msgspec.json.Decoder(GroupBatch)
_OF_ORDERS: tuple[Query[Any], ...] = (
    queries.ORDERS,
    queries.SHARES,
    queries.LINES,
    queries.GONE,
    queries.PLACES,
)


class Facts(msgspec.Struct, frozen=True):
    """A batch, its orders, and what has become of both."""

    batch: GroupBatch
    state: str
    orders: tuple[PickupOrder, ...]
    """Cancelled ones too."""
    counted: Mapping[Sku, Milli]
    shares: Mapping[PickupId, queries.ShareRow]
    lines: Mapping[PickupId, tuple[ShareLine, ...]]
    """What each order got, by its share."""
    gone: Mapping[PickupId, frozenset[int]]
    """Parcels that were handed over."""
    places: Mapping[PickupId, Mapping[int, str]]

    @property
    def id(self) -> BatchId:
        """The batch's."""
        return BatchId(self.batch.id)

    def goods(self) -> dict[Sku, Goods]:
        """The articles that may come: that should, and what else was ordered, or counted before.

        How they are measured is told by whoever ordered them.
        """
        lines = {line.sku: line for order in self.orders for line in order.lines}
        expected = {Sku(line.sku): line for line in self.batch.expected}
        return {
            sku: _goods(sku, expected.get(sku), lines.get(sku), self.counted.get(sku, Milli(0)))
            for sku in dict.fromkeys((*expected, *lines, *self.counted))
        }

    def not_ordered(self) -> list[Goods]:
        """What should come and nobody here has ordered: as long as its orders are on their way."""
        ordered = ordered_of(line for order in self.orders for line in order.lines)
        return [goods for goods in self.goods().values() if goods.expected > ordered[goods.sku]]

    def wanted(self) -> list[tuple[PickupOrder, Sequence[OrderLine]]]:
        """What the orders still want of what came: those that are live, and what nobody has collected.

        An order gets its share once, of whichever batch it then was.
        """
        live = (order for order in self.orders if not order.is_cancelled and order.id not in self.shares)
        here = [(order, self._here(order)) for order in live]
        return [(order, lines) for order, lines in here if lines]

    def bag(self, order: PickupOrder) -> str:
        """What its bags are labelled; empty before the split, and of one that came after it."""
        share = self.shares.get(order.id)
        return share.bag if share else ""

    def left(self, order: PickupOrder) -> tuple[HandedLine, ...]:
        """What lies here for an order: given, neither handed over nor settled."""
        share = self.shares.get(order.id)
        if share is None or share.outcome not in REDEEMABLE:
            return ()
        here = {line.no for line in self._here(order)}
        return given_of(line for line in self.lines.get(order.id, ()) if line.line in here)

    def short(self) -> int:
        """How many lines did not come whole."""
        return short_lines(self.lines.values())

    def _here(self, order: PickupOrder) -> tuple[OrderLine, ...]:
        gone = self.gone.get(order.id, frozenset())
        return tuple(line for line in order.lines if line.parcel not in gone)


def facts_of(tx: Tx, batch: str, leader: str | None = None) -> Facts | None:
    """A batch that the feed has brought, None of any other; with one leader's orders, or with all."""
    row = tx.one(order_queries.BATCH, batch)
    if row is None:
        return None
    known, counts = tx.one(queries.BY_ID, batch), tx.all(queries.COUNTS, batch)
    return _facts(row, known, counts, [tx.all(query, batch, leader) for query in _OF_ORDERS])


async def read_facts(reads: Reads, batch: str) -> Facts | None:
    """The same beside the writer."""
    row = await reads.one(order_queries.BATCH, batch)
    if row is None:
        return None
    known, counts = await reads.one(queries.BY_ID, batch), await reads.all(queries.COUNTS, batch)
    return _facts(row, known, counts, [await reads.all(query, batch, None) for query in _OF_ORDERS])


def ordered_of(lines: Iterable[OrderLine]) -> Counter[Sku]:
    """How much of each article, in thousandths."""
    sums: Counter[Sku] = Counter()
    for line in lines:
        sums[line.sku] += line.quantity
    return sums


def nothing_left(facts: Facts, order: PickupOrder) -> Refused:
    """Why nothing lies here for an order."""
    if facts.state not in (SPLIT, CLOSED):
        return Refused(Code.BATCH_NOT_SPLIT, {"number": order.number})
    share = facts.shares.get(order.id)
    if share is None or not given_of(facts.lines.get(order.id, ())):
        return Refused(Code.BATCH_NOTHING_GIVEN, {"number": order.number})
    if share.outcome not in REDEEMABLE:
        return Refused(Code.BATCH_SETTLED, {"number": order.number})
    return Refused(Code.BATCH_GONE, {"number": order.number})


def _facts(
    row: order_queries.BatchRow,
    known: queries.BatchRow | None,
    counts: Sequence[queries.CountRow],
    found: Sequence[Sequence[Any]],
) -> Facts:
    orders, shares, lines, gone, places = found
    return Facts(
        batch=_decoder.decode(row.body),
        state=known.state if known else EXPECTED,
        orders=tuple(order_of(order) for order in orders),
        counted={Sku(count.sku): Milli(count.counted) for count in counts},
        shares={share.pickup: share for share in shares},
        lines={
            pickup: tuple(ShareLine(one.line, one.sku, one.given, one.short) for one in of_order)
            for pickup, of_order in _by_pickup(lines).items()
        },
        gone={pickup: frozenset(one.unit for one in units) for pickup, units in _by_pickup(gone).items()},
        places={
            pickup: {one.unit: one.place for one in units} for pickup, units in _by_pickup(places).items()
        },
    )


def _goods(sku: Sku, expected: BatchOrder | None, line: OrderLine | None, counted: Milli) -> Goods:
    should = Milli(expected.expected if expected else 0)
    unit = Unit.KG if (should or counted) % THOUSANDTHS else Unit.EACH
    name = expected.name if expected else line.name if line else sku
    return Goods(sku, name, line.unit if line else unit, should)


def _by_pickup(rows: Sequence[Any]) -> dict[PickupId, list[Any]]:
    found: dict[PickupId, list[Any]] = {}
    for row in rows:
        found.setdefault(row.pickup, []).append(row)
    return found
