"""The print spooler: one per printer, from a committed job to paper, and the drawer's kick beside it."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import assert_never

import structlog

from edge_agent.db.database import StoreWriter
from edge_agent.domain.errors import EdgeError
from edge_agent.domain.ids import JobId
from edge_agent.ports.clock import Clock
from edge_agent.ports.devices import NotSent, Printed, Printer, PrinterState, PrintOutcome, Uncertain
from edge_agent.services import printing
from edge_agent.services.printing import Job

RETRY_MIN_S = 0.5
RETRY_MAX_S = 5.0
HEALTH_EVERY_S = 10.0

log = structlog.get_logger("spooler")


class Spooler:
    """Sends the jobs of one printer in order, one connection each; never prints a job twice by itself."""

    def __init__(
        self,
        name: str,
        printer: Printer,
        writer: StoreWriter,
        clock: Clock,
        *,
        stale_after_ms: int,
        pulse_expires_ms: int,
        on_change: Callable[[], None],
    ) -> None:
        self._name = name
        self._printer = printer
        self._writer = writer
        self._clock = clock
        self._stale_after_ms = stale_after_ms
        self._pulse_expires_ms = pulse_expires_ms
        self._on_change = on_change
        self._wake = asyncio.Event()
        self._kicked_at: int | None = None
        self._retry_s = RETRY_MIN_S
        self.state = PrinterState.UNKNOWN

    def notice(self) -> None:
        """A job may have been put down."""
        self._wake.set()

    def kick(self) -> None:
        """Open the drawer, unless that turns out impossible within its time; never retried."""
        self._kicked_at = self._clock.monotonic_ms()
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; nothing that a printer does ends it."""
        while True:
            try:
                await self._work()
            except EdgeError as error:
                log.warning("spooler-failed", printer=self._name, code=error.code)
                await asyncio.sleep(RETRY_MAX_S)

    async def _work(self) -> None:
        """Pulse first, then every job that waits, then sleep until something happens."""
        self._wake.clear()
        await self._pulse_if_asked()
        job = await self._writer.run_bulk(
            lambda tx: printing.next_job(tx, self._name, self._stale_after_ms)
        )
        if job is None:
            await self._idle()
        elif await self._print(job):
            self._retry_s = RETRY_MIN_S
        else:
            await self._sleep(self._retry_s)
            self._retry_s = min(self._retry_s * 2, RETRY_MAX_S)

    async def _pulse_if_asked(self) -> None:
        asked, self._kicked_at = self._kicked_at, None
        if asked is None:
            return
        if self._clock.monotonic_ms() - asked > self._pulse_expires_ms:
            log.warning("drawer-pulse-expired", printer=self._name)
        elif not await self._printer.kick_drawer():
            log.warning("drawer-not-told", printer=self._name)

    async def _print(self, job: Job) -> bool:
        """Send one job and keep what became of it; False when the printer cannot print now."""
        data = await asyncio.to_thread(self._printer.render, job.paper)
        await self._writer.run_bulk(lambda tx: printing.begin_sending(tx, job.id, data))
        outcome = await self._printer.submit(data, lambda: self._keep(job.id, "fenced"))
        await self._keep(job.id, _state_after(outcome))
        self._tell(_printer_state(outcome))
        return not isinstance(outcome, NotSent)

    async def _keep(self, job: JobId, state: str) -> None:
        await self._writer.run_bulk(lambda tx: printing.set_state(tx, job, state))

    async def _idle(self) -> None:
        """Look at the printer now and then, so that the status line is true before somebody needs it."""
        if not self._wake.is_set():
            self._tell(await self._printer.check_health())
        await self._sleep(HEALTH_EVERY_S)

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)

    def _tell(self, state: PrinterState) -> None:
        if state is self.state:
            return
        log.info("printer-state", printer=self._name, before=self.state, now=state)
        self.state = state
        self._on_change()


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
