"""What the tests of the workers share: a store's file, a clock that stands, and a printer's desk.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar, cast

import pytest

from config.load import load
from config.settings import PrinterSettings, Settings
from drivers.choose import printer as choose
from drivers.simulated.bell import Bell
from drivers.simulated.printer import SimulatedPrinter
from edge_agent.db.database import Database, StoreWriter
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import print_jobs
from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import JobId, SaleId, StaffId, StoreCode, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.paper import Paper, Text
from edge_agent.ports.devices import Printer, PrinterState, PrintOutcome
from edge_agent.ports.system import SystemChance
from edge_agent.services import printing
from edge_agent.services.who import Who
from edge_agent.workers.spooler import Neighbours, Spooler

T = TypeVar("T")
NAME = "counter"
NOON = Millis(1_795_320_000_000)
WHO = Who(StaffId("1001"), TillId("1"))
SOON_S = (0.01, 0.05)


class ManualClock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = NOON
        self.monotonic = 0

    def now(self) -> Millis:
        """What the test has set."""
        return self.at

    def monotonic_ms(self) -> int:
        """What the test has set."""
        return self.monotonic


class WatchedPrinter:
    """The real driver, and how often it was asked; with a defect for papers and jobs that say so."""

    def __init__(self, driver: Printer, bell: Bell) -> None:
        self._driver = driver
        self._bell = bell
        self.asked = self.kicked = self.submitted = 0

    def render(self, paper: Paper) -> bytes:
        """The driver's bytes; a paper that begins with `undrawable` cannot be drawn."""
        if paper[0] == Text("undrawable"):
            raise ValueError("no font for it")
        return self._driver.render(paper)

    async def check_health(self) -> PrinterState:
        """Count, and ask."""
        state = await self._driver.check_health()
        self.asked += 1
        self._bell.ring()
        return state

    async def submit(self, job: bytes, on_fenced: Callable[[], Awaitable[None]]) -> PrintOutcome:
        """Count, and print; a job with `breaks the driver` on it does."""
        self.submitted += 1
        outcome = await self._driver.submit(job, on_fenced)
        if b"breaks the driver" in job:
            raise RuntimeError("a defect")
        return outcome

    async def kick_drawer(self) -> bool:
        """Kick, and count."""
        told = await self._driver.kick_drawer()
        self.kicked += 1
        self._bell.ring()
        return told


class DisturbedWriter:
    """The real writer; before each piece of bulk work something may happen."""

    def __init__(self, writer: StoreWriter, happens: Callable[[int], None]) -> None:
        self._writer = writer
        self._happens = happens
        self._pieces = itertools.count()

    async def run_bulk(self, unit: Callable[[JournalTx], T]) -> T:
        """As the real one, unless what happens raises."""
        self._happens(next(self._pieces))
        return await self._writer.run_bulk(unit)


class Desk:
    """A printer with its driver and its spooler, over a store's file of their own."""

    def __init__(
        self, database: Database, twin: SimulatedPrinter, settings: Settings, clock: ManualClock
    ) -> None:
        self.writer = database.writer
        self.twin = twin
        self.settings = settings
        self.clock = clock
        self.bell = Bell()
        address = PrinterSettings(NAME, twin.address, 48, 5_000, 10_000)
        self.printer = WatchedPrinter(choose(address), self.bell)
        self.states: list[PrinterState] = []
        self.others = {"door"}
        """The other printers that can print."""

    def spooler(
        self, retry_s: tuple[float, float] = SOON_S, *, happens: Callable[[int], None] = lambda _piece: None
    ) -> Spooler:
        """A spooler, not running yet; `happens` is called before each of its pieces of work, from 0 on."""
        writer = cast("StoreWriter", DisturbedWriter(self.writer, happens))
        neighbours = Neighbours(
            on_change=lambda: self.states.append(spooler.state), can_print=lambda name: name in self.others
        )
        spooler = Spooler(NAME, self.printer, writer, self.clock, self.settings, neighbours, retry_s)
        self._on_commit(lambda topics: spooler.notice() if "print-jobs" in topics else None)
        return spooler

    @asynccontextmanager
    async def running(self, spooler: Spooler | None = None) -> AsyncIterator[Spooler]:
        """A spooler at work until the block ends."""
        spooler = spooler or self.spooler()
        task = asyncio.create_task(spooler.run())
        try:
            yield spooler
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def put(
        self, *lines: str, template: str = "receipt", copy: int = 0, sale: str | None = None
    ) -> JobId:
        """Put a job down, as a sale does, a millisecond after the one before."""
        self.clock.at = Millis(self.clock.at + 1)
        paper = [Text(line) for line in lines]
        named = SaleId(sale) if sale else None
        return await self.writer.run(
            lambda tx: printing.add_job(
                tx, sale=named, template=template, printer=NAME, paper=paper, copy=copy
            )
        )

    async def state(self, job: JobId) -> str:
        """What is kept of a job."""
        row = await self.writer.run(lambda tx: tx.one(print_jobs.BY_ID, job))
        assert row is not None
        return row.state

    async def waiting(self, printer: str) -> list[JobId]:
        """The jobs that wait for a printer, oldest first."""
        rows = await self.writer.run(lambda tx: tx.all(print_jobs.IN_STATE, "queued", 100))
        return [JobId(row.id) for row in rows if row.printer == printer]

    async def until(self, job: JobId, state: str) -> None:
        """Return once the job is in this state."""
        await self._until(lambda: self._is_in(job, state))

    async def until_waiting(self, printer: str, job: JobId) -> None:
        """Return once the job waits for this printer."""
        await self._until(lambda: self._is_waiting(printer, job))

    async def _is_in(self, job: JobId, state: str) -> bool:
        return await self.state(job) == state

    async def _is_waiting(self, printer: str, job: JobId) -> bool:
        return job in await self.waiting(printer)

    async def _until(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        changed = asyncio.Event()
        self._on_commit(lambda _topics: changed.set())
        while True:
            changed.clear()  # before the look: a change during it counts
            if await is_so():
                return
            await changed.wait()

    async def settle(self, job: JobId, said: str) -> None:
        """What a person says of a job; it must be taken."""
        outcome = await self.writer.run(lambda tx: printing.settle_job(tx, self.settings, WHO, job, said))
        assert not isinstance(outcome, Refused), outcome

    def _on_commit(self, listener: Callable[[frozenset[str]], None]) -> None:
        loop = asyncio.get_running_loop()

        def tell(topics: frozenset[str]) -> None:
            loop.call_soon_threadsafe(listener, topics)

        self.writer.listen(tell)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """What is on each slip."""
        return [slip.rows for slip in self.twin.slips]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(None, state_dir=tmp_path)


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    """Its twin's kicks are timed by the slips printed so far."""
    clock = ManualClock()
    twin = SimulatedPrinter(48, now=lambda: twin.slips_printed)
    with Database(settings.database, StoreCode("S0123"), 1, clock, SystemChance()) as database:
        async with twin:
            yield Desk(database, twin, settings, clock)
