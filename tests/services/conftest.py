"""What the tests of the services share: a store's file and units over it, at a time that the test sets.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from config.load import load
from config.settings import Settings
from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.replay import table_rows
from edge_agent.db.snapshot import opened
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import Millis
from edge_agent.ports.clock import Uptime
from edge_agent.ports.system import SystemChance

T = TypeVar("T")
NOON = Millis(1_795_320_000_000)


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


class Store:
    """A store's file and its clock."""

    def __init__(self, database: Database, settings: Settings, clock: ManualClock) -> None:
        self.writer = database.writer
        self.settings = settings
        self.clock = clock

    def do(self, unit: Callable[[JournalTx], T]) -> T:
        """Run a unit and commit it."""
        return self.writer.call(unit)

    def rows(self, table: str) -> list[tuple[object, ...]]:
        """Everything in a table."""
        with opened(self.settings.database) as connection:
            return list(table_rows(connection, table))


@pytest.fixture
def make_clock() -> type[ManualClock]:
    """Makes clocks."""
    return ManualClock


@pytest.fixture
def uptime() -> Uptime | None:
    """What the clock is held against: nothing, unless a test brings a machine's run."""
    return None


@pytest.fixture
def store(tmp_path: Path, uptime: Uptime | None) -> Iterator[Store]:
    clock, settings = ManualClock(), load(None, state_dir=tmp_path)
    with Database(settings.database, StoreCode("S0123"), 1, clock, SystemChance(), uptime) as database:
        yield Store(database, settings, clock)
