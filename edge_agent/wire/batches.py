"""The bodies of `/v1/batches`, both ways; quantities are thousandths, times Unix milliseconds."""

from typing import Annotated

import msgspec
from msgspec import Meta

from edge_agent.domain.events import NoShow
from edge_agent.domain.ids import BatchId, HandoverId, PickupId, Sku
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.wire.body import Body

LEADER_ORDERS_MAX = 200
"""On one list: it is signed once, and handed over in one unit, for which every sale waits."""


class BatchCount(Body, frozen=True):
    """All that there is of an article."""

    sku: Sku
    counted: int


class ReceiveBatch(Body, frozen=True, omit_defaults=True):
    """`POST /v1/batches/{id}/receive`: what came; a later count of an article replaces the one before."""

    lines: tuple[BatchCount, ...]
    confirm: bool = False
    """A person has confirmed that more came than was expected."""


class SplitBatch(Body, frozen=True, omit_defaults=True):
    """`POST /v1/batches/{id}/split`: give it to the orders, in the order of their payment."""

    confirm: bool = False
    """A person has confirmed that no more orders will come, though less was ordered here than should come."""


class BagWeight(Body, frozen=True):
    """The actual grams of a weighed line."""

    line: int
    quantity: int


class ReadyBag(Body, frozen=True, omit_defaults=True):
    """`POST /v1/batches/{id}/ready`: an order is packed, and where it lies (货位)."""

    pickup: PickupId
    place: str
    weights: tuple[BagWeight, ...] = ()


class HandToLeader(Body, frozen=True, omit_defaults=True):
    """`POST /v1/batches/{id}/hand-over`: 团长 collects for the members, who sign nothing."""

    leader: str
    pickups: Annotated[tuple[PickupId, ...], Meta(max_length=LEADER_ORDERS_MAX)] | None = None
    """None is all that are left, so many at most."""


class SettleOrder(Body, frozen=True):
    """What becomes of one that was not collected."""

    pickup: PickupId
    outcome: NoShow


class CloseBatch(Body, frozen=True, omit_defaults=True):
    """`POST /v1/batches/{id}/close`: 结团."""

    orders: tuple[SettleOrder, ...] = ()
    others: NoShow | None = None
    """What becomes of all that are not named; None when every one is."""
    reason: str = ""
    """Of what is written off."""


class PrintBatch(Body, frozen=True, omit_defaults=True):
    """`POST /v1/batches/{id}/print`: its paper."""

    what: str
    """`picks`: a pick list for each leader and community; `labels`: a label for each bag."""
    leader: str | None = None
    """Those of one leader alone."""
    pickup: PickupId | None = None
    """Those of one order alone."""


class BatchRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A batch on the list."""

    id: BatchId
    name: str
    state: str
    """`expected`, `received`, `split`, `closed`."""
    arrives_at: int
    closes_at: int
    orders: int
    left: int
    """Orders with something to collect."""
    short: int = 0
    """Lines that did not come whole."""


class BatchGoodsView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article of a batch."""

    sku: Sku
    name: str
    unit: Unit
    expected: Milli
    ordered: Milli
    counted: Milli | None = None
    """None: nobody has counted it yet."""


class BatchLineView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of an order, with what it gets; before the split, what it would get."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    """That was ordered."""
    given: Milli
    short: Milli = Milli(0)


class BatchOrderView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An order of a batch."""

    pickup: PickupId
    number: str
    due_at: int
    """When it was paid: who paid earlier is served earlier."""
    state: str
    """As of any order to be collected; `none` when it gets nothing."""
    lines: tuple[BatchLineView, ...]
    tail: str = ""
    leader: str = ""
    community: str = ""
    bag: str = ""
    """`T031`; empty before the split."""
    places: tuple[str, ...] = ()
    outcome: str = ""
    """What became of it when nobody collected it: `kept`, `returned`, `written_off`."""


class BatchView(msgspec.Struct, frozen=True):
    """`GET /v1/batches/{id}`: orders by leader, community and bag, before the split by payment."""

    id: BatchId
    name: str
    state: str
    arrives_at: int
    closes_at: int
    goods: tuple[BatchGoodsView, ...]
    orders: tuple[BatchOrderView, ...]


class BatchDone(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a batch: its state, and how many orders or slips it was about."""

    id: BatchId
    state: str
    count: int
    short: int = 0
    """Lines that did not come whole."""


class HandedToLeader(msgspec.Struct, frozen=True):
    """Hand-overs that are on record, one for each order."""

    id: BatchId
    leader: str
    handovers: tuple[HandoverId, ...]
