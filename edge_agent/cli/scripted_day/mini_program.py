"""Whoever orders from home: phones with their codes, headquarters' orders, the pages that tell the shop."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from edge_agent.cli.demo_batch import place_demo_batch
from edge_agent.cli.demo_orders import Wish, place
from edge_agent.cli.demo_store import Shop
from edge_agent.cli.scripted_day.cashier import Disagreement, taken
from edge_agent.cli.scripted_day.day import Day
from edge_agent.db.tx import Tx
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.domain.pickup import Seconds
from edge_agent.domain.pickup.issue import present, signing_key
from edge_agent.ports.system import SystemChance
from sync.hq import orders
from sync.hq.batches import PlacedBatch
from sync.hq.database import HqDatabase
from sync.hq.keys import SEED_BYTES, public_of
from sync.hq.orders import Placed
from sync.hq.phone import Phones
from ui.client import Client

T = TypeVar("T")


class Phone(msgspec.Struct, frozen=True):
    """A customer's phone, with the only copy of the key to its order."""

    held: Placed
    seed: bytes

    def screen(self, at: Millis) -> str:
        """The pickup code as it is shown at that moment."""
        return present(self.held.ticket, signing_key(self.seed), Seconds(at // SECOND))


class MiniProgram:
    """Headquarters' side of the orders. The shop's cable may be cut: who orders from home is not."""

    def __init__(self, shop: Shop, day: Day, folder: Path) -> None:
        self._shop = shop
        self._day = day
        self._chance = SystemChance()
        self._messenger = Client(str(shop.settings.socket), folder / "feed.unanswered.json")
        self._position = 0

    async def open(self) -> PlacedBatch:
        """What the shop is told before it opens: keys, and the batch of the day."""
        headquarters, store = self._shop.headquarters, self._shop.settings.store.code
        batch = await place_demo_batch(headquarters, store, self._day)
        await self.bring()
        return batch

    async def aclose(self) -> None:
        """Hang up."""
        await self._messenger.close()

    async def order(self, wish: Wish, store: StoreCode | None = None) -> Phone:
        """Somebody orders, of this shop or another."""
        seed, where = self._chance.token_bytes(SEED_BYTES), store or self._shop.settings.store.code
        unit = partial(place, store=where, wish=wish, phone_key=public_of(seed))
        return Phone(await self._at_headquarters(unit), seed)

    async def reissue(self, phone: Phone) -> Phone:
        """The order goes to another phone."""
        seed, number = self._chance.token_bytes(SEED_BYTES), phone.held.order.number
        held = await self._at_headquarters(lambda tx: orders.reissue(tx, number, public_of(seed)))
        return Phone(held, seed)

    async def revoke(self, phone: Phone) -> None:
        """The order is cancelled."""
        await self._at_headquarters(lambda tx: orders.revoke(tx, phone.held.order.number))

    async def bring(self) -> bool:
        """Tell the shop all that is new; False while nothing can reach it."""
        if self._day.is_cut:
            return False
        more = True
        while more:
            page = await self._shop.headquarters.page(self._shop.settings.store.code, self._position)
            answer = taken(await self._messenger.apply_feed(msgspec.json.encode(page)))
            if answer.refused:
                raise Disagreement(f"headquarters' page was refused: {answer.refused[0].title}")
            self._position, more = answer.position, answer.more
        return True

    def screen_of(self, held: Placed) -> str:
        """The code on the phone of a member of the batch."""
        phones = Phones(self._shop.headquarters.path, self._chance)
        return phones.show(held, Seconds(self._day.now() // SECOND))

    async def _at_headquarters(self, unit: Callable[[Tx], T]) -> T:
        """What headquarters does, which the demo stops where a cable would be cut."""
        headquarters = self._shop.headquarters
        if not self._day.is_cut:
            return await headquarters.run(unit)
        database = HqDatabase(headquarters.path, self._day, self._chance)
        try:
            return await database.run(unit)
        finally:
            database.close()
