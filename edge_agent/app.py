"""The composition root: the only place that knows all the parts; started in order, stopped in reverse."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import msgspec
import structlog
from litestar.types import ASGIApp

import drivers.choose
import ui.board
from config.settings import PrinterSettings, Settings
from edge_agent.api.agent import RunningAgent
from edge_agent.api.app import make_app
from edge_agent.api.board import TOPICS as BOARD_TOPICS
from edge_agent.api.board import make_board
from edge_agent.api.live import LiveEvents
from edge_agent.api.server import serve, serve_on_loopback
from edge_agent.db.database import Database, StoreWriter
from edge_agent.db.reads import Reads
from edge_agent.db.tx import DRAWER_TOPIC
from edge_agent.domain.ids import PaymentId, TillId
from edge_agent.ports.clock import Chance, Clock, Uptime
from edge_agent.ports.devices import Printer
from edge_agent.ports.system import SystemChance, SystemClock, SystemUptime
from edge_agent.services import clock as shop_clock
from edge_agent.services import payments, printing
from edge_agent.services.pickup_keys import Desk, KeysHeld
from edge_agent.workers.payments import Payments
from edge_agent.workers.spooler import Neighbours, Spooler
from edge_agent.workers.timers import timers
from sync.store.outbox import Outbox
from sync.store.push import Push

BOARD_AGAIN_AFTER_S = 10.0

log = structlog.get_logger("agent")


@asynccontextmanager
async def running(
    settings: Settings,
    clock: Clock | None = None,
    chance: Chance | None = None,
    make_printer: Callable[[PrinterSettings], Printer] = drivers.choose.printer,
    uptime: Uptime | None = None,
) -> AsyncIterator[RunningAgent]:
    """Run an agent; it is ready inside the block, and has stopped in order after it.

    A clock that is brought along is held against an `uptime` that is brought along with it, or against none.
    """
    if clock is None:
        clock, uptime = SystemClock(), uptime or SystemUptime()
    chance = chance or SystemChance()
    async with AsyncExitStack() as stack:
        store = settings.store
        database = await asyncio.to_thread(
            Database, settings.database, store.code, store.generation, clock, chance, uptime
        )
        stack.push_async_callback(asyncio.to_thread, database.close)
        writer, clock = database.writer, database.clock
        reads = await Reads.open(settings.database)
        stack.push_async_callback(reads.close)
        writer.know_reader(reads.interrupt)
        live, board_live = LiveEvents(), LiveEvents()

        await _begin(settings, writer)
        spoolers = _spoolers(settings, writer, clock, make_printer, live)
        for name, spooler in spoolers.items():
            await _start(stack, f"spooler {name}", spooler.run())

        push = Push(
            settings.headquarters,
            Outbox(store.code, writer, reads),
            clock,
            chance,
            on_change=lambda _status: live.publish(("link",)),
        )
        await _start(stack, "push", push.run())

        cashless = await _payments(stack, settings, writer, clock)

        told = Told(settings, live, board_live, spoolers, push, cashless)
        loop = asyncio.get_running_loop()
        writer.listen(lambda topics: _on_loop(loop, told.committed, topics))
        stack.enter_context(timers(settings, writer))

        agent = RunningAgent(
            settings=settings,
            writer=writer,
            reads=reads,
            clock=clock,
            live=live,
            printer_states=lambda: {name: spooler.state for name, spooler in spoolers.items()},
            link_status=push.status,
            hand_over_code=cashless.hand_over if cashless else _begun_by_nobody,
            desk=Desk(settings, KeysHeld(settings)),
        )
        await stack.enter_async_context(serve(make_app(agent), settings.socket))
        stack.callback(live.close)
        await _board(stack, agent, board_live)
        log.info("ready", store=store.code, socket=str(settings.socket))
        yield agent


class Told(msgspec.Struct, frozen=True):
    """Whoever must hear of a commit, on the event loop's thread."""

    settings: Settings
    live: LiveEvents
    board_live: LiveEvents
    spoolers: Mapping[str, Spooler]
    push: Push
    cashless: Payments | None

    def committed(self, topics: frozenset[str]) -> None:
        """These topics changed, durably: paper, drawer, wire and screens may know it now."""
        drawers = frozenset(topic for topic in topics if topic.startswith(DRAWER_TOPIC))
        self.live.publish(topics - drawers)
        self.board_live.publish(topics & BOARD_TOPICS)
        for drawer in drawers:
            _kick(self.settings, self.spoolers, TillId(drawer.removeprefix(DRAWER_TOPIC)))
        if "print-jobs" in topics:
            for spooler in self.spoolers.values():
                spooler.notice()
        if "payments" in topics and self.cashless is not None:
            self.cashless.notice()
        if "journal" in topics:
            self.push.notice()


async def _begin(settings: Settings, writer: StoreWriter) -> None:
    """Find out what the last stop left open: a clock that cannot be believed, paper of which nobody knows."""
    why = await writer.run(lambda tx: shop_clock.began(tx, settings))
    if why:
        log.warning("clock-in-doubt", why=why)
    doubtful = await writer.run(printing.doubt_unfinished)
    if doubtful:
        log.warning("print-jobs-uncertain", jobs=doubtful)


def _spoolers(
    settings: Settings,
    writer: StoreWriter,
    clock: Clock,
    make_printer: Callable[[PrinterSettings], Printer],
    live: LiveEvents,
) -> Mapping[str, Spooler]:
    """One for each printer, by its name."""
    spoolers: dict[str, Spooler] = {}
    neighbours = Neighbours(
        on_change=lambda: live.publish(("printers",)),
        can_print=lambda name: spoolers[name].state.can_print,
    )
    for printer in settings.printers:
        own = make_printer(printer)
        spoolers[printer.name] = Spooler(printer.name, own, writer, clock, settings, neighbours)
    return spoolers


async def _payments(
    stack: AsyncExitStack, settings: Settings, writer: StoreWriter, clock: Clock
) -> Payments | None:
    """The worker of a configured provider; without one, what an earlier one left is for people."""
    provider = drivers.choose.payment_provider(settings.payments)
    if provider is None:
        await writer.run(lambda tx: payments.doubt_undecided(tx, settings))
        return None
    stack.push_async_callback(provider.close)
    worker = Payments(provider, writer, settings, clock)
    await _start(stack, "payments", worker.run())
    return worker


async def _board(stack: AsyncExitStack, agent: RunningAgent, live: LiveEvents) -> None:
    """The page on the wall, where one is configured; a shop sells without it too."""
    settings = agent.settings.board
    if settings.port is None:
        return
    voice = drivers.choose.voice(settings)
    if not voice.can_speak and settings.voice != "none":
        log.warning("board-has-no-voice", help="a chime alone: install espeak-ng, or record clips")
    board = make_board(agent, ui.board.page(), voice, live)
    try:
        await stack.enter_async_context(serve_on_loopback(board, settings.port))
    except OSError as error:
        log.warning("board-not-served", port=settings.port, reason=error.strerror)
        await _start(stack, "board", _serve_board_late(board, settings.port))
    else:
        log.info("board", url=f"http://127.0.0.1:{settings.port}/board")
    stack.callback(live.close)


async def _serve_board_late(board: ASGIApp, port: int) -> None:
    """Another program has the port: until it lets go, which may be in a moment."""
    while True:
        await asyncio.sleep(BOARD_AGAIN_AFTER_S)
        with suppress(OSError):
            async with serve_on_loopback(board, port):
                log.info("board", url=f"http://127.0.0.1:{port}/board")
                await asyncio.Event().wait()


def _begun_by_nobody(payment: PaymentId, _code: str) -> None:
    log.error("payment-without-provider", payment=payment)


async def _start(stack: AsyncExitStack, name: str, work: Coroutine[Any, Any, None]) -> None:
    """Start a worker, to be cancelled when its turn to stop comes."""
    task = asyncio.create_task(work, name=name)
    task.add_done_callback(_tell_of_end)

    async def stop() -> None:
        task.cancel()
        await asyncio.wait((task,))

    stack.push_async_callback(stop)


def _tell_of_end(task: asyncio.Task[None]) -> None:
    """A worker is stopped; one that ends by itself is a defect, which nobody would hear of until the stop."""
    if not task.cancelled():
        log.error("worker-ended", worker=task.get_name(), exc_info=task.exception())


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
