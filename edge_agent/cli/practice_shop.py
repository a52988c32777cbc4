"""The practice shop: the real one's goods, rules and till, and nothing that reaches the world."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import msgspec
import structlog

from config.demo import CATALOGUE, OPTIONS, PROMOTIONS
from config.settings import Lane, PrinterSettings, Settings
from drivers.simulated.printer import SimulatedPrinter
from edge_agent.api.agent import RunningAgent
from edge_agent.app import running
from edge_agent.cli.practice import STATE
from edge_agent.cli.told import accepted
from edge_agent.db.reads import Reads
from edge_agent.domain.errors import DatabaseError
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.rights import Right, Rights, Role
from edge_agent.services.imports import IMPORTS
from edge_agent.services.pins import hash_pin
from edge_agent.services.practice import copy_goods, find_example
from edge_agent.services.shifts import open_shift
from edge_agent.services.staff import add_staff
from edge_agent.services.who import Who
from edge_agent.wire.staff import AddStaff
from ui.till.practice_task import Practice

TRAINEE, PIN = StaffId("1"), "1234"
NAMES = {"zh-CN": "练习员", "en": "Trainee"}
FLOAT = Fen(20_000)
PRINTER = "practice"
COLUMNS = 48
DEMO_GOODS = (("catalogue", CATALOGUE), ("options", OPTIONS), ("promotions", PROMOTIONS))

log = structlog.get_logger("practice")


@asynccontextmanager
async def practice_shop(shop: Settings, till: TillId, folder: Path) -> AsyncIterator[Practice]:
    """Run it in `folder`, the shift open and a trainee to sign in; slips go under `folder/paper`."""
    async with AsyncExitStack() as stack:
        printer = SimulatedPrinter(columns=_columns(shop, till), directory=folder / "paper")
        await stack.enter_async_context(printer)
        settings = _settings(shop, till, folder, printer.address)
        agent = await stack.enter_async_context(running(settings))
        await _stock(agent, shop.database)
        await _staff(agent, till)
        example = await find_example(agent.reads, agent.clock.now())
        yield Practice(TRAINEE, PIN, example)


def _settings(shop: Settings, till: TillId, folder: Path, address: str) -> Settings:
    """The shop's own, but for what reaches out: one lane, one printer, no headquarters, no provider."""
    lane = _lane(shop, till)
    stations = tuple(msgspec.structs.replace(one, printer=None) for one in shop.queue.stations)
    return msgspec.structs.replace(
        shop,
        state_dir=folder / STATE,
        lanes=(msgspec.structs.replace(lane, till=till, printer=PRINTER),),
        printers=(PrinterSettings(PRINTER, address, _columns(shop, till), 2_000, 20_000),),
        queue=msgspec.structs.replace(shop.queue, stations=stations),
        headquarters=msgspec.structs.replace(shop.headquarters, url=None),
        payments=msgspec.structs.replace(shop.payments, provider="none"),
        selling=msgspec.structs.replace(shop.selling, idle_lock_minutes=0),
        rights=Rights({**shop.rights.of_role, Role.MANAGER: frozenset(Right)}),
        is_practice=True,
    )


def _lane(shop: Settings, till: TillId) -> Lane:
    """The till's own, else the shop's first: one may learn at a till that is not set up yet."""
    return shop.lane(till) or shop.lanes[0]


def _columns(shop: Settings, till: TillId) -> int:
    """Of the paper that the lane has."""
    name = _lane(shop, till).printer
    return next((printer.columns for printer in shop.printers if printer.name == name), COLUMNS)


async def _stock(agent: RunningAgent, database: Path) -> None:
    """The shop's goods, read beside its agent; those of the demo when it has none yet."""
    if not await _copied(agent, database):
        for kind, file in DEMO_GOODS:
            await IMPORTS[kind](agent.writer, agent.settings, file.read_bytes(), "zh-CN")


async def _copied(agent: RunningAgent, database: Path) -> bool:
    """Whether there were goods; a shop that has no file yet, or one of another release, has none to copy."""
    try:
        shop = await Reads.open(database, at_rest=not _log_of(database).exists())
        try:
            return await copy_goods(shop, agent.writer, agent.clock.now()) > 0
        finally:
            await shop.close()
    except DatabaseError as error:
        log.info("shop-not-read", code=error.code)
        return False


def _log_of(database: Path) -> Path:
    """SQLite's log beside a file that an agent has open, or had open when it lost its power."""
    return database.with_name(f"{database.name}-wal")


async def _staff(agent: RunningAgent, till: TillId) -> None:
    """The trainee may do everything: what takes a right in the shop is learnt here too."""
    name = NAMES[agent.settings.store.language]
    added = AddStaff(TRAINEE, name, Role.MANAGER, PIN)
    accepted(await agent.writer.run(partial(add_staff, added=added, pin_hash=hash_pin(PIN))))
    who = Who(TRAINEE, till)
    accepted(await agent.writer.run(lambda tx: open_shift(tx, agent.settings, who, FLOAT)))
