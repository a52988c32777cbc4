"""What the tests of group buying share: a shop that was told of a batch, and its members' phones.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
import pytest

from edge_agent.db.queries import orders as order_queries
from edge_agent.db.reads import Reads
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import BatchId, StoreCode
from edge_agent.domain.moments import DAY, HOUR, SECOND, Millis
from edge_agent.domain.orders import Channel
from edge_agent.domain.phones import Phone
from edge_agent.domain.pickup import Seconds
from edge_agent.domain.pickup.cose import ED25519, kid_of
from edge_agent.domain.pickup.issue import public_key, sign_key_set, signing_key
from edge_agent.domain.pickup.keys import KeySetBody, SigningKeyEntry
from edge_agent.ports.system import SystemChance
from edge_agent.services.feed import take_page
from sync.hq import keys
from sync.hq.batches import NewBatch, PlacedBatch, place_batch
from sync.hq.cli.lines import lines_of
from sync.hq.database import HqDatabase
from sync.hq.feed_pages import page
from sync.hq.keys import public_of
from sync.hq.orders import NewOrder, Placed, place
from sync.hq.phone import Phones

if TYPE_CHECKING:
    from pathlib import Path

    from drivers.simulated.printer import SimulatedPrinter
    from tests.api.conftest import ManualClock, OpenShop, Shop

Json: TypeAlias = Any

HERE = StoreCode("S0731")
ROOT = b"R" * 32
WATER, PORK = "P1", "W1"
MEMBERS = (
    # order, leader, lines; paid in the order of the numbers at the end
    ("L07", ("P1:2:400:农夫山泉", "W1:0.5kg:1490:五花肉"), 3),
    ("L07", ("P1:3:600:农夫山泉",), 1),
    ("L08", ("P1:1:200:农夫山泉",), 2),
    ("L08", ("P1:2:400:农夫山泉", "P2:1:350:伊利纯牛奶"), 4),
)
"""Eight bottles of water, half a kilogram of pork, a milk."""


class Batch:
    """A shop with a batch on its way, and what headquarters and the members do."""

    def __init__(self, shop: Shop, hq: HqDatabase, held: PlacedBatch, phones: Phones) -> None:
        self.shop, self.till = shop, shop.till
        self.hq = hq
        self.placed: tuple[Placed, ...] = held.orders
        self.id = held.batch.id
        self._phones = phones

    async def bring(self) -> None:
        """The store is told all that headquarters has to say."""
        reads = await Reads.open(self.hq.path)
        try:
            told = await page(reads, HERE, Seconds(self.shop.clock.at // SECOND))
        finally:
            await reads.close()
        agent = self.shop.agent
        answer = await take_page(agent.writer, agent.settings, msgspec.json.encode(told), "zh-CN")
        assert not isinstance(answer, Refused), answer
        assert not answer.refused, answer

    async def post(self, action: str, body: Json = None, **more: Any) -> Json:
        """A change of the batch that must be taken."""
        return await self.till.do("POST", f"/batches/{self.id}/{action}", body or {}, **more)

    async def refused(self, action: str, body: Json = None, **more: Any) -> Json:
        """A change of the batch that must be refused; the problem."""
        response = await self.till.call("POST", f"/batches/{self.id}/{action}", body or {}, **more)
        assert not response.is_success, response.text
        return response.json()

    async def view(self) -> Json:
        """The batch as a till shows it."""
        return await self.till.do("GET", f"/batches/{self.id}")

    async def order(self, place: int) -> Json:
        """A member's order as a till shows it."""
        return next(one for one in (await self.view())["orders"] if one["pickup"] == self.pickup(place))

    def pickup(self, place: int) -> str:
        """The id of a member's order."""
        return self.placed[place].order.id

    def screen(self, place: int) -> str:
        """What a member's phone shows now."""
        return self.screen_of(self.placed[place])

    def screen_of(self, held: Placed) -> str:
        """What the phone of an order shows now."""
        return self._phones.show(held, Seconds(self.shop.clock.at // SECOND))

    async def receive(self, water: int = 8, pork: int = 500, milk: int = 1, **more: Any) -> Json:
        """Count the goods: bottles, grams, cartons."""
        counts = ((WATER, water * 1_000), (PORK, pork), ("P2", milk * 1_000))
        lines = [{"sku": sku, "counted": counted} for sku, counted in counts]
        return await self.post("receive", {"lines": lines, **more})

    def late(self, *words: str) -> Placed:
        """Somebody orders too late for what is expected, or for the split: some water, or these lines."""
        lines, units = lines_of(words or ("P1:1:200",))
        batch = BatchId(self.id)
        new = NewOrder(store=HERE, lines=lines, units=units, channel=Channel.GROUP, batch=batch)
        with self._phones.new_keys() as (key,):
            return self.hq.call(partial(place, new=new, phone_key=key))

    async def outdate_keys(self) -> None:
        """The last keys that the store heard of have to be believed by somebody."""
        now, root = self.shop.clock.at // SECOND, signing_key(ROOT)
        entry = SigningKeyEntry(kid_of(public_key(root)), ED25519, public_key(root), 0, now)
        issued, expires = now - 10 * DAY // SECOND, now - DAY // SECOND
        signed = sign_key_set(KeySetBody(2 * now, issued, expires, (entry,)), root)
        await self.shop.agent.writer.run(
            lambda tx: tx.run(order_queries.SAVE_KEY_SET, 2 * now, issued, expires, signed)
        )

    def reasons(self) -> list[str]:
        """Why nothing was handed over, as the journal has it."""
        return [event["data"]["reason"] for event in self.shop.events("pickup.refused")]

    def on_hand(self, sku: str) -> int:
        """What the ledger has of an article, in thousandths."""
        return next((row[1] for row in self.shop.tables()["stock_level"] if row[0] == sku), 0)  # type: ignore[return-value]


@pytest.fixture
def hq(tmp_path: Path, clock: ManualClock) -> Iterator[HqDatabase]:
    database = HqDatabase(tmp_path / "hq.db", clock, SystemChance())
    database.call(partial(keys.begin, root=ROOT))
    yield database
    database.close()


@pytest.fixture
async def batch(
    open_shop: OpenShop, hq: HqDatabase, clock: ManualClock, printer: SimulatedPrinter
) -> AsyncIterator[Batch]:
    """A batch that the feed has brought; the manager is signed in at a lane with a printer."""
    start = clock.at
    members = tuple(
        NewOrder(
            store=HERE,
            lines=lines_of(lines)[0],
            phone=Phone(f"1380000000{no}"),
            paid_at=Millis(start - 10 * HOUR + paid * SECOND),
            leader=leader,
            community="湘江苑",
        )
        for no, (leader, lines, paid) in enumerate(MEMBERS)
    )
    phones = Phones(hq.path, SystemChance())
    new = NewBatch(HERE, "周末鲜果", Millis(start), Millis(start + 2 * DAY), members)
    with phones.new_keys(len(members)) as phone_keys:
        held = hq.call(partial(place_batch, new=new, phone_keys=phone_keys))
    address = f"tcp://127.0.0.1:{printer.port}"
    async with open_shop(address, more=f'[pickup]\nroots = ["{public_of(ROOT).hex()}"]\n') as shop:
        await shop.till.sign_in("9001")
        made = Batch(shop, hq, held, phones)
        await made.bring()
        yield made
        shop.prove()


@pytest.fixture
async def counted(batch: Batch) -> Batch:
    """The same with six of the eight bottles of water there."""
    await batch.receive(water=6)
    return batch


@pytest.fixture
async def shared(counted: Batch) -> Batch:
    """The same, split."""
    await counted.post("split")
    return counted
