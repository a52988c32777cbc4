"""The print spooler: one per printer, from a committed job to paper, and the drawer's kick beside it."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import assert_never

import msgspec
import structlog

from config.settings import Settings
from edge_agent.db.database import StoreWriter
from edge_agent.domain.errors import EdgeError
from edge_agent.domain.ids import JobId
from edge_agent.ports.clock import Clock
from edge_agent.ports.devices import NotSent, Printed, Printer, PrinterState, PrintOutcome, Uncertain
from edge_agent.services import printing
from edge_agent.services.printing import Job

RETRY_S = (0.5, 5.0)
"""How long a printer that cannot print is left in peace: at first, and at most."""
HEALTH_EVERY_S = 10.0

log = structlog.get_logger("spooler")


class Neighbours(msgspec.Struct, frozen=True):
    """What a spooler has to do with the rest of the shop."""

    on_change: Callable[[], None]
    """Its state is another."""
    can_print: Callable[[str], bool]
    """Whether another printer can print now: nothing is given to one that is out too."""


class Spooler:
    """Sends the jobs of one printer in order, one connection each; never prints a job twice by itself."""

    def __init__(
        self,
        name: str,
        printer: Printer,
        writer: StoreWriter,
        clock: Clock,
        settings: Settings,
        neighbours: Neighbours,
        retry_s: tuple[float, float] = RETRY_S,
    ) -> None:
        """`retry_s` is the first and the longest rest."""
        self._name = name
        self._printer = printer
        self._writer = writer
        self._clock = clock
        self._settings = settings
        self._stale_after_ms = settings.printing.stale_after_ms
        self._pulse_expires_ms = settings.printing.drawer_pulse_expires_ms
        self._neighbours = neighbours
        self._retry_min_s, self._retry_max_s = retry_s
        self._retry_s = self._retry_min_s
        self._wake = asyncio.Event()
        self._resting = False
        self._kicked_at: int | None = None
        self._own = next((one for one in settings.printers if one.name == name), None)
        self._out_since: int | None = None
        """By the monotonic clock: the first time that a job could not be printed."""
        self._unkept: tuple[JobId, str] | None = None
        """What became of a job that the file could not take yet."""
        self.state = PrinterState.UNKNOWN

    def notice(self) -> None:
        """A job may have been put down."""
        if not self._resting:
            self._wake.set()

    def kick(self) -> None:
        """Open the drawer, unless that turns out impossible within its time; never retried."""
        self._kicked_at = self._clock.monotonic_ms()
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; neither a printer, nor a full disk, nor a defect in a job ends it."""
        while True:
            try:
                await self._work()
            except EdgeError as error:
                log.warning("spooler-failed", printer=self._name, code=error.code)
                await self._rest()
            except Exception:
                log.exception("spooler-defect", printer=self._name)
                await self._rest()

    async def _work(self) -> None:
        """One round: the pulse first, then one job; without either, wait until something happens."""
        self._wake.clear()
        await self._pulse_if_asked()
        if self._unkept:
            await self._keep(*self._unkept)
        job = await self._writer.run_bulk(lambda tx: printing.next_job(tx, self._name, self._stale_after_ms))
        await self._pulse_if_asked()  # of the sale that this job belongs to: the drawer goes before the paper
        if job is None:
            await self._idle()
        elif await self._can_print() and await self._print(job):
            self._retry_s = self._retry_min_s
            self._out_since = None
        else:
            await self._give_to_fallback()
            await self._rest()

    async def _give_to_fallback(self) -> None:
        """Labels and tickets do not wait for a printer that stays out: another one has them."""
        now = self._clock.monotonic_ms()
        self._out_since = now if self._out_since is None else self._out_since
        own, fallback = self._own, self._own.fallback if self._own else None
        if own is None or fallback is None or not self._neighbours.can_print(fallback):
            return
        if now - self._out_since < own.fallback_after_ms:
            return
        moved = await self._writer.run_bulk(lambda tx: printing.give_to_fallback(tx, self._name, fallback))
        if moved:
            log.warning("jobs-to-fallback", printer=self._name, fallback=fallback, jobs=moved)
            self._neighbours.on_change()

    async def _pulse_if_asked(self) -> None:
        asked, self._kicked_at = self._kicked_at, None
        if asked is None:
            return
        if self._clock.monotonic_ms() - asked > self._pulse_expires_ms:
            log.warning("drawer-pulse-expired", printer=self._name)
        elif not await self._printer.kick_drawer():
            log.warning("drawer-not-told", printer=self._name)

    async def _can_print(self) -> bool:
        """Ask a printer that could not print before its job is touched: one not begun resumes by itself."""
        if not self.state.can_print:
            self._tell(await self._printer.check_health())
        return self.state.can_print

    async def _print(self, job: Job) -> bool:
        """Send one job and keep what became of it; False when the printer cannot print now."""
        data = await self._rendered(job)
        if data is None:
            await self._keep(job.id, "held")
            return True
        await self._writer.run_bulk(lambda tx: printing.begin_sending(tx, job.id, data))
        outcome = await self._submitted(job, data)
        await self._keep(job.id, _state_after(outcome))
        self._tell(_printer_state(outcome))
        return not isinstance(outcome, NotSent)

    async def _rendered(self, job: Job) -> bytes | None:
        """The job's bytes; None when it cannot be drawn, which must not stop the jobs behind it."""
        try:
            return await asyncio.to_thread(self._drawn, job)
        except Exception:
            log.exception("job-not-drawn", printer=self._name, job=job.id)
            return None

    def _drawn(self, job: Job) -> bytes:
        return self._printer.render(printing.paper_of_job(self._settings, job))

    async def _submitted(self, job: Job, data: bytes) -> PrintOutcome:
        try:
            return await self._printer.submit(data, lambda: self._keep(job.id, "fenced"))
        except Exception:
            self._unkept = (job.id, "uncertain")  # some of it may be on paper
            raise

    async def _keep(self, job: JobId, state: str) -> None:
        """Keep what became of a job; what cannot be kept now is kept before anything else is printed."""
        self._unkept = (job, state)
        await self._writer.run_bulk(lambda tx: printing.set_state(tx, job, state))
        self._unkept = None

    async def _idle(self) -> None:
        """Look at the printer now and then, so that the status line is true before somebody needs it."""
        if not self._wake.is_set():
            self._tell(await self._printer.check_health())
        if self.state.can_print:
            self._out_since = None
        await self._sleep(HEALTH_EVERY_S)

    async def _rest(self) -> None:
        """Leave a printer that cannot print in peace for a while; only a drawer's kick cuts it short."""
        self._resting = True
        try:
            if self._kicked_at is None:
                self._wake.clear()
                await self._sleep(self._retry_s)
        finally:
            self._resting = False
        self._retry_s = min(self._retry_s * 2, self._retry_max_s)

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # not wait_for, which can swallow the cancellation of a stop
                await self._wake.wait()

    def _tell(self, state: PrinterState) -> None:
        if state is self.state:
            return
        log.info("printer-state", printer=self._name, before=self.state, now=state)
        self.state = state
        self._neighbours.on_change()


def _state_after(outcome: PrintOutcome) -> str:
    match outcome:
        case Printed():
            return "printed"
        case NotSent():
            return "queued"
        case Uncertain():
            return "uncertain"
        case _:
            assert_never(outcome)


def _printer_state(outcome: PrintOutcome) -> PrinterState:
    return PrinterState.OK if isinstance(outcome, Printed) else outcome.state
