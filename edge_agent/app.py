"""The composition root: the only place that knows all the parts; started in order, stopped in reverse."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

import drivers.choose
from config.settings import PrinterSettings, Settings
from edge_agent.api.agent import RunningAgent
from edge_agent.api.app import make_app
from edge_agent.api.live import LiveEvents
from edge_agent.api.server import serve
from edge_agent.db.database import Database
from edge_agent.db.reads import Reads
from edge_agent.domain.ids import TillId
from edge_agent.domain.moments import Millis
from edge_agent.ports.clock import Chance, Clock
from edge_agent.ports.devices import Printer
from edge_agent.services import printing, upkeep
from edge_agent.workers.spooler import Spooler
from sync.store.push import Push

PRUNE_AT_HOUR = 4

log = structlog.get_logger("agent")


class SystemClock:
    """The machine's own time."""

    def now(self) -> Millis:
        """Unix time in milliseconds."""
        return Millis(time.time_ns() // 1_000_000)

    def monotonic_ms(self) -> int:
        """Milliseconds since some moment."""
        return time.monotonic_ns() // 1_000_000


class SystemChance:
    """The machine's own randomness."""

    def token_bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        return os.urandom(count)


@asynccontextmanager
async def running(
    settings: Settings,
    clock: Clock | None = None,
    chance: Chance | None = None,
    make_printer: Callable[[PrinterSettings], Printer] = drivers.choose.printer,
) -> AsyncIterator[RunningAgent]:
    """Run an agent; it is ready inside the block, and has stopped in order after it."""
    clock, chance = clock or SystemClock(), chance or SystemChance()
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        database = await asyncio.to_thread(
            Database, settings.database, settings.store.code, settings.store.generation, clock, chance
        )
        stack.push_async_callback(asyncio.to_thread, database.close)
        reads = await Reads.open(settings.database)
        stack.push_async_callback(reads.close)
        live = LiveEvents()

        doubtful = await database.writer.run(printing.doubt_unfinished)
        if doubtful:
            log.warning("print-jobs-uncertain", jobs=doubtful)
        spoolers = {
            printer.name: Spooler(
                printer.name,
                make_printer(printer),
                database.writer,
                clock,
                stale_after_ms=settings.printing.stale_after_ms,
                pulse_expires_ms=settings.printing.drawer_pulse_expires_ms,
                on_change=lambda: live.publish(("printers",)),
            )
            for printer in settings.printers
        }
        for name, spooler in spoolers.items():
            await _start(stack, f"spooler {name}", spooler.run())

        push = Push(settings.headquarters, settings.store.code, database.writer, reads, clock, chance)
        stack.push_async_callback(push.close)
        await _start(stack, "push", push.run())

        def committed(topics: frozenset[str]) -> None:
            live.publish(topics)
            if "print-jobs" in topics:
                for spooler in spoolers.values():
                    spooler.notice()
            if "journal" in topics:
                push.notice()

        database.writer.listen(lambda topics: _on_loop(loop, committed, topics))

        scheduler = AsyncIOScheduler(timezone=settings.store.zone)
        scheduler.add_job(
            lambda: asyncio.ensure_future(
                database.writer.run_bulk(lambda tx: upkeep.prune(tx, settings.limits))
            ),
            "cron",
            hour=PRUNE_AT_HOUR,
        )
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)

        agent = RunningAgent(
            settings=settings,
            writer=database.writer,
            reads=reads,
            clock=clock,
            live=live,
            printer_states=lambda: {name: spooler.state for name, spooler in spoolers.items()},
            link_status=push.status,
            kick_drawer=lambda till: _kick(settings, spoolers, till),
        )
        await stack.enter_async_context(serve(make_app(agent), settings.socket))
        stack.callback(live.close)
        log.info("ready", store=settings.store.code, socket=str(settings.socket))
        yield agent


async def _start(stack: AsyncExitStack, name: str, work: Coroutine[Any, Any, None]) -> None:
    """Start a worker, to be cancelled when its turn to stop comes."""
    task = asyncio.create_task(work, name=name)

    async def stop() -> None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    stack.push_async_callback(stop)


def _on_loop(
    loop: asyncio.AbstractEventLoop, listener: Callable[[frozenset[str]], None], topics: frozenset[str]
) -> None:
    with suppress(RuntimeError):  # the loop has closed: nobody listens any more
        loop.call_soon_threadsafe(listener, topics)


def _kick(settings: Settings, spoolers: Mapping[str, Spooler], till: TillId) -> None:
    """Open the drawer of a lane by its printer."""
    lane = settings.lane(till)
    spooler = spoolers.get(lane.printer) if lane and lane.printer else None
    if spooler is None:
        log.info("no-drawer", till=till)
    else:
        spooler.kick()


