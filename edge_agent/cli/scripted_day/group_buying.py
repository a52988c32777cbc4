"""The day's batch of group buying: it comes short, is shared out, packed, collected in three ways, closed."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from edge_agent.cli.scripted_day.cashier import Disagreement
from edge_agent.cli.scripted_day.desk import Desk, Story
from edge_agent.cli.scripted_day.order_book import Order, shares
from edge_agent.domain.events import NoShow
from edge_agent.domain.ids import Sku
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit
from edge_agent.wire.batches import (
    BagWeight,
    BatchCount,
    BatchDone,
    CloseBatch,
    HandedToLeader,
    HandToLeader,
    PrintBatch,
    ReadyBag,
    ReceiveBatch,
    SettleOrder,
    SplitBatch,
)
from edge_agent.wire.body import Body
from edge_agent.wire.pickups import (
    HandoverView,
    PickupDone,
    PickupView,
    RedeemPickup,
    RedeemShort,
    ScanPickup,
)
from sync.hq.batches import PlacedBatch
from sync.hq.orders import Placed

LEADER = "L07"
LIGHTER_PERMILLE = 970
"""What a bag of weighed goods holds of what was ordered."""
MISSING = THOUSANDTHS
"""Of each article so much does not come: a piece, or a kilogram."""

T = TypeVar("T")


def batch_story(placed: PlacedBatch) -> Callable[[Desk, int], Story]:
    """What becomes of this batch."""

    async def story(desk: Desk, _nth: int) -> Story:
        batch = Batch(desk, placed)
        await batch.receive()
        yield
        await batch.split()
        yield
        await batch.pack()
        yield
        one, two, *_ = batch.here()
        await batch.member(one)
        yield
        await batch.member_reads_out(two)
        yield
        await batch.leader()
        yield
        await batch.close()

    return story


class Batch:
    """The batch at the desk, and what the packer knows of it."""

    def __init__(self, desk: Desk, placed: PlacedBatch) -> None:
        self._desk = desk
        self._batch = placed.batch
        self._path = f"/v1/batches/{placed.batch.id}"
        self.orders = {held.order.id: held for held in placed.orders}
        self._given: dict[tuple[str, int], int] = {}

    async def receive(self) -> None:
        """Less comes than was ordered."""
        came = {line.sku: line.expected - MISSING for line in self._batch.expected}
        counts = tuple(BatchCount(Sku(sku), quantity) for sku, quantity in came.items())
        await self._does(BatchDone, "receive", ReceiveBatch(counts))
        tally = self._desk.cashier.tally
        tally.came.update(came)
        for sku, quantity in came.items():
            tally.stock[sku] += quantity

    async def split(self) -> None:
        """Shared out in the order of payment; pick lists, and a label for each bag."""
        done = await self._does(BatchDone, "split", SplitBatch())
        tally = self._desk.cashier.tally
        book = [_in_the_book(held) for held in self.orders.values()]
        self._given = shares(book, tally.came)
        short = sum(self._given[order.id, line.no] < line.quantity for order in book for line in order.lines)
        if done.short != short:
            raise Disagreement(f"{done.short} lines are short, and {short} by the order of payment")
        for what in ("picks", "labels"):
            printed = await self._does(BatchDone, "print", PrintBatch(what))
            for _ in range(printed.count):
                await self._desk.cashier.other_slip()
        self._desk.count("lines short in the batch", short)

    async def pack(self) -> None:
        """Every bag at its place; what is weighed is a little lighter than ordered."""
        for place, (pickup, held) in enumerate(self.orders.items(), 1):
            if not self.left(held):
                continue
            weights = [
                BagWeight(line.no, self._given[pickup, line.no] * LIGHTER_PERMILLE // 1000)
                for line in held.order.lines
                if line.unit is Unit.KG and self._given[pickup, line.no]
            ]
            ready = ReadyBag(pickup, f"G{place}", tuple(weights))
            await self._does(PickupView, "ready", ready)
            for weight in weights:
                self._given[pickup, weight.line] = weight.quantity
                self._desk.cashier.tally.weighed[pickup, weight.line] = weight.quantity

    async def member(self, held: Placed) -> None:
        """By the code on the own phone."""
        cashier, screen = self._desk.cashier, self._desk.mini.screen_of(held)
        seen = await cashier.does(HandoverView, "POST", "/v1/pickups/scan", ScanPickup(screen))
        asked = RedeemPickup(handover=seen.handover)
        self._gone(held, await cashier.does(PickupDone, "POST", "/v1/pickups/redeem", asked))

    async def member_reads_out(self, held: Placed) -> None:
        """By the short code; and once more, for somebody who does not know."""
        cashier, asked = self._desk.cashier, RedeemShort(held.short_code, held.order.tail)
        path = "/v1/pickups/redeem-short"
        self._gone(held, await cashier.does(PickupDone, "POST", path, asked))
        again = await cashier.tries(PickupDone, "POST", path, asked)
        self._desk.was_refused(held.order, again, "already-collected")

    async def leader(self) -> None:
        """All that is left of the members' orders, for one signature."""
        waiting = [held for held in self.here() if held.order.leader == LEADER]
        done = await self._does(HandedToLeader, "hand-over", HandToLeader(LEADER))
        if len(done.handovers) != len(waiting):
            raise Disagreement(
                f"{len(done.handovers)} orders went to {LEADER}, and {len(waiting)} were there"
            )
        for held, handover in zip(waiting, done.handovers, strict=True):
            self._gone(held, PickupDone(handover, held.order.id, (0,), ()))
        await self._desk.cashier.other_slip()

    async def close(self) -> None:
        """Of what nobody collected the first is spoilt, the rest goes to the shelf."""
        spoilt, *rest = self.here()
        settled = (SettleOrder(spoilt.order.id, NoShow.WRITTEN_OFF),)
        asked = CloseBatch(settled, NoShow.RETURNED if rest else None, "放坏了")
        await self._does(BatchDone, "close", asked)
        for sku, quantity in self.left(spoilt):
            self._desk.cashier.tally.stock[sku] -= quantity
        self._desk.count("group orders nobody collected", 1 + len(rest))

    def here(self) -> list[Placed]:
        """The orders that lie here, in the order in which they were placed."""
        have = self._desk.cashier.tally.collected
        return [held for pickup, held in self.orders.items() if self.left(held) and not have[pickup, 0]]

    def left(self, held: Placed) -> list[tuple[str, int]]:
        """What the packer put into the bag of an order."""
        goods = [(line.sku, self._given[held.order.id, line.no]) for line in held.order.lines]
        return [(sku, quantity) for sku, quantity in goods if quantity]

    def _gone(self, held: Placed, done: PickupDone) -> None:
        lines = tuple(
            msgspec.structs.replace(line, quantity=Milli(self._given[held.order.id, line.no]))
            for line in held.order.lines
        )
        self._desk.gone(msgspec.structs.replace(held.order, lines=lines), done)
        self._desk.count("group orders collected")

    async def _does(self, answer: type[T], act: str, body: Body) -> T:
        return await self._desk.cashier.does(answer, "POST", f"{self._path}/{act}", body)


def _in_the_book(held: Placed) -> Order:
    return msgspec.convert(msgspec.to_builtins(held.order), Order)
