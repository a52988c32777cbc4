"""What the tests of pickup orders share: headquarters' file at a time that the test sets, with keys.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
import structlog

from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.domain.phones import Phone
from edge_agent.domain.pickup import KeySet, Refused, Seconds, Verified, verify, verify_key_set
from edge_agent.ports.system import SystemChance
from sync.hq import keys, orders
from sync.hq.cli.lines import lines_of
from sync.hq.database import HqDatabase
from sync.hq.feed_pages import page
from sync.hq.keys import public_of
from sync.hq.orders import NewOrder, Placed
from sync.hq.phone import Phones
from sync.hq.queries import keys as queries
from sync.wire.feed import FeedPage

T = TypeVar("T")
NOON = Millis(1_795_320_000_000)
"""2026-11-22 12:00 in Shanghai."""
ROOT = b"R" * 32


class ManualClock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> Millis:
        """What the test has set."""
        return self.at

    def monotonic_ms(self) -> int:
        """The same."""
        return self.at


class Dice:
    """Chance that falls as a test has laid it out, and as it likes afterwards."""

    def __init__(self) -> None:
        self.laid: deque[bytes] = deque()

    def token_bytes(self, count: int) -> bytes:
        """The next laid throw of this size."""
        if self.laid and len(self.laid[0]) == count:
            return self.laid.popleft()
        return SystemChance().token_bytes(count)


class Office:
    """Headquarters' file, and the customers' phones beside it."""

    def __init__(self, path: Path) -> None:
        self.clock, self.dice, self.path = ManualClock(), Dice(), path
        self.database = HqDatabase(path, self.clock, self.dice)
        self.phones = Phones(path, SystemChance())

    @property
    def now(self) -> Seconds:
        """The time, as pickup codes count."""
        return Seconds(self.clock.at // SECOND)

    def do(self, unit: Callable[[Tx], T]) -> T:
        """Run a unit and commit it."""
        return self.database.call(unit)

    def place(self, store: str = "S0123", **changes: Any) -> Placed:
        """An order of a bag, given to a new phone."""
        lines, parcels = lines_of(["P1:2:300:苹果", "", "P2:0.5kg:450:肉"])
        given = {"lines": lines, "units": parcels, "phone": Phone("13812345678"), **changes}
        new = NewOrder(store=StoreCode(store), **given)
        return self._given(lambda key: partial(orders.place, new=new, phone_key=key))

    def reissue(self, number: str) -> Placed:
        """The order for another phone."""
        return self._given(lambda key: partial(orders.reissue, number=number, phone_key=key))

    def key_set(self) -> KeySet:
        """The set in force, as a store that trusts the root reads it."""
        row = self.do(lambda tx: tx.one(queries.KEY_SET))
        assert row is not None
        found = verify_key_set(row.signed, roots=(public_of(ROOT),))
        assert isinstance(found, KeySet)
        return found

    def judge(self, text: str, store: str = "S0123", groups: tuple[str, ...] = ()) -> Verified | Refused:
        """What a store makes of a code now."""
        return verify(text, keys=self.key_set().keys, store=store, groups=groups, now=self.now)

    async def page(self, store: str = "S0123", after: int = 0, limit: int = 1000) -> FeedPage:
        """A page of a store's feed."""
        reads = await Reads.open(self.path)
        try:
            return await page(reads, StoreCode(store), self.now, after, limit)
        finally:
            await reads.close()

    def _given(self, make: Callable[[Any], Callable[[Tx], Placed]]) -> Placed:
        with self.phones.new_keys() as (key,):
            return self.do(make(key))


@pytest.fixture(autouse=True)
def log_again() -> Iterator[None]:
    """The command sends the log to the stderr that it was started with; the next test has another."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Office]:
    """Headquarters without keys."""
    office = Office(tmp_path / "hq.db")
    yield office
    office.database.close()


@pytest.fixture
def office(bare: Office) -> Office:
    """Headquarters with its first key."""
    bare.do(partial(keys.begin, root=ROOT))
    return bare


@pytest.fixture
def make_office() -> type[Office]:
    """Makes headquarters."""
    return Office


@pytest.fixture
def dice() -> Dice:
    """Chance."""
    return Dice()
