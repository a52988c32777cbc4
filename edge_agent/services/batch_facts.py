"""All that the store knows of a batch of group buying, read inside of a unit or beside the writer."""

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
from sync.wire.feed import GroupBatch

EXPECTED, RECEIVED, SPLIT, CLOSED = "expected", "received", "split", "closed"
"""The states of a batch; the first as long as nobody has counted anything."""
Row = TypeVar("Row")
_decoder = msgspec.json.Decoder(GroupBatch)
_OF_BATCH: tuple[Query[Any], ...] = (
    order_queries.BY_BATCH,
    queries.BY_ID,
    queries.COUNTS,
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

    def order(self, pickup: PickupId) -> PickupOrder | None:
        """The order of that id, if it is of this batch."""
        return next((order for order in self.orders if order.id == pickup), None)

    def goods(self) -> dict[Sku, Goods]:
        """The articles that should come; how they are measured is told by whoever ordered them."""
        units = {line.sku: line.unit for order in self.orders for line in order.lines}
        return {
            Sku(line.sku): Goods(
                Sku(line.sku),
                line.name,
                units.get(Sku(line.sku)) or (Unit.KG if line.expected % THOUSANDTHS else Unit.EACH),
                Milli(line.expected),
            )
            for line in self.batch.expected
        }

    def wanted(self) -> list[tuple[PickupOrder, Sequence[OrderLine]]]:
        """What the orders still want of what came: of those that are live, what nobody has collected."""
        live = [(order, self._here(order, order.lines)) for order in self.orders if not order.is_cancelled]
        return [(order, lines) for order, lines in live if lines]

    def left(self, order: PickupOrder) -> tuple[HandedLine, ...]:
        """What lies here for an order: given, neither handed over nor settled."""
        share = self.shares.get(order.id)
        if share is None or share.outcome not in REDEEMABLE:
            return ()
        here = {line.no for line in self._here(order, order.lines)}
        return given_of(line for line in self.lines.get(order.id, ()) if line.line in here)

    def short(self) -> int:
        """How many lines did not come whole."""
        return short_lines(self.lines.values())

    def _here(self, order: PickupOrder, lines: Iterable[OrderLine]) -> tuple[OrderLine, ...]:
        gone = self.gone.get(order.id, frozenset())
        return tuple(line for line in lines if line.parcel not in gone)


def facts_of(tx: Tx, batch: str) -> Facts | None:
    """A batch that the feed has brought; None of any other."""
    row = tx.one(order_queries.BATCH, batch)
    return _facts(row, [tx.all(query, batch) for query in _OF_BATCH]) if row else None


async def read_facts(reads: Reads, batch: str) -> Facts | None:
    """The same beside the writer."""
    row = await reads.one(order_queries.BATCH, batch)
    return _facts(row, [await reads.all(query, batch) for query in _OF_BATCH]) if row else None


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


def _facts(row: order_queries.BatchRow, found: Sequence[Sequence[Any]]) -> Facts:
    orders, states, counts, shares, lines, gone, places = found
    return Facts(
        batch=_decoder.decode(row.body),
        state=states[0].state if states else EXPECTED,
        orders=tuple(order_of(order) for order in orders),
        counted={count.sku: count.counted for count in counts},
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


def _by_pickup(rows: Sequence[Any]) -> dict[PickupId, list[Any]]:
    found: dict[PickupId, list[Any]] = {}
    for row in rows:
        found.setdefault(row.pickup, []).append(row)
    return found
