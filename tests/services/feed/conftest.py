"""What the tests of the feed share: headquarters with its keys, and a store that trusts its root.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from config.load import load
from config.settings import Settings
from edge_agent.db.database import Database
from edge_agent.db.reads import Reads
from edge_agent.db.replay import table_rows
from edge_agent.db.snapshot import opened
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Refused
from edge_agent.domain.events import FeedRefused, decode
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import SECOND
from edge_agent.domain.phones import Phone
from edge_agent.domain.pickup import Seconds
from edge_agent.ports.clock import Clock
from edge_agent.ports.system import SystemChance
from edge_agent.services.feed import take_page
from edge_agent.wire.feed import FeedAnswer
from sync.hq import keys, orders
from sync.hq.cli.lines import lines_of
from sync.hq.database import HqDatabase
from sync.hq.feed_pages import page
from sync.hq.keys import public_of
from sync.hq.orders import NewOrder, Placed
from sync.wire.feed import FeedPage

if TYPE_CHECKING:
    from tests.services.conftest import ManualClock

HERE = StoreCode("S0123")
ROOT = b"R" * 32
PHONE = Phone("13812345678")
_CONFIG = f'[store]\ncode = "{HERE}"\nname = "五一店"\n[pickup]\nroots = ["{public_of(ROOT).hex()}"]\n'


class Hq:
    """Headquarters' file, with keys."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path, self.clock = path, clock
        self._open()
        self.do(partial(keys.begin, root=ROOT))

    def do(self, unit: Callable[[Tx], Any]) -> Any:
        """Run a unit."""
        return self.database.call(unit)

    def _open(self) -> None:
        self.database = HqDatabase(self.path, self.clock, SystemChance())

    @contextmanager
    def forgetting(self) -> Iterator[None]:
        """What happens inside is lost: afterwards the file is a copy from before, as after a disk's end."""
        copy = self.path.with_suffix(".copy")
        self.database.close()
        shutil.copyfile(self.path, copy)
        self._open()
        yield
        self.database.close()
        copy.replace(self.path)
        self._open()

    def reissue(self, number: str, seed: bytes) -> Placed:
        """The order for another phone."""
        held = self.do(partial(orders.reissue, number=number, phone_key=public_of(seed)))
        assert isinstance(held, Placed)
        return held

    def place(self, phone: Phone | None = PHONE, **changes: Any) -> Placed:
        """An order of a bag."""
        lines, _ = lines_of(["P1:2:300:苹果", "P2:1:450:面包"])
        new = NewOrder(store=HERE, phone=phone, **{"lines": lines, **changes})
        held = self.do(partial(orders.place, new=new, phone_key=public_of(b"p" * 32)))
        assert isinstance(held, Placed)
        return held

    async def page(self, after: int = 0, limit: int = 1000, store: StoreCode = HERE) -> FeedPage:
        """A page of the feed, as it is exported."""
        reads = await Reads.open(self.path)
        try:
            return await page(reads, store, Seconds(self.clock.now() // SECOND), after, limit)
        finally:
            await reads.close()


class Run:
    """The run of a machine whose clock goes as time does, but for a leap."""

    boot = "run-1"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.leapt_ms = 0

    def uptime_ms(self) -> int:
        """All that the clock says, without the leap."""
        return self._clock.now() - self.leapt_ms


class Store:
    """A store's file."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        config = folder / "store.toml"
        config.write_text(_CONFIG, "utf-8")
        self.settings: Settings = load(config, state_dir=folder / "state")
        self.run = Run(clock)
        self.database = Database(self.settings.database, HERE, 1, clock, SystemChance(), self.run)
        self.writer = self.database.writer

    async def take(self, page: FeedPage) -> FeedAnswer | Refused:
        """Take a page in, as it comes in a file."""
        return await take_page(self.writer, self.settings, msgspec.json.encode(page), "zh-CN")

    async def taken(self, page: FeedPage) -> FeedAnswer:
        """The same, for a page that is not refused as a whole."""
        answer = await self.take(page)
        assert isinstance(answer, FeedAnswer), answer
        return answer

    def rows(self, *tables: str) -> dict[str, list[tuple[object, ...]]]:
        """Everything in some tables."""
        with opened(self.settings.database) as connection:
            return {table: list(table_rows(connection, table)) for table in tables}

    def named(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table with the names of their columns."""
        with opened(self.settings.database) as connection:
            found = connection.execute(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608 the test's own word
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found]

    def cursor(self) -> tuple[object, ...]:
        """History and position."""
        return self.rows("feed_cursor")["feed_cursor"][0][1:3]

    @property
    def position(self) -> int:
        """How far it has taken the feed: where the next page begins."""
        position = self.cursor()[1]
        assert isinstance(position, int)
        return position

    def refusals(self) -> list[tuple[str, str, str]]:
        """What the journal says of items that were not taken."""
        events = [decode(str(row[9])).data for row in self.rows("journal")["journal"]]
        return [(data.kind, data.reason, data.item) for data in events if isinstance(data, FeedRefused)]


@dataclass(frozen=True)
class Both:
    """Headquarters and a store, of one time."""

    clock: ManualClock
    hq: Hq
    store: Store


@asynccontextmanager
async def both_in(folder: Path, clock: ManualClock) -> AsyncIterator[Both]:
    """Opened and closed again."""
    hq, store = Hq(folder / "hq.db", clock), Store(folder, clock)
    try:
        yield Both(clock, hq, store)
    finally:
        store.database.close()
        hq.database.close()


@pytest.fixture
def both_at(make_clock: type[ManualClock]) -> Callable[[Path], AbstractAsyncContextManager[Both]]:
    """Opens headquarters and a store in a folder."""
    return lambda folder: both_in(folder, make_clock())


@pytest.fixture
def make_hq() -> type[Hq]:
    """Makes another headquarters, by the same root."""
    return Hq


@pytest.fixture
def make_store() -> type[Store]:
    """Makes another store, of the same code."""
    return Store


@pytest.fixture
async def both(tmp_path: Path, make_clock: type[ManualClock]) -> AsyncIterator[Both]:
    """Headquarters and a store that has heard nothing yet."""
    async with both_in(tmp_path, make_clock()) as opened_both:
        yield opened_both
