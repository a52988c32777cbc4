"""A whole shop in one process: headquarters, printers that render their paper, the agent and its goods."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import msgspec
import structlog

from config.demo import CATALOGUE, MEMBERS, OPTIONS, PROMOTIONS, STOCK
from config.load import load
from config.settings import Settings
from drivers.simulated.payment import SimulatedPayments
from drivers.simulated.printer import SimulatedPrinter
from edge_agent.api.agent import RunningAgent
from edge_agent.app import running
from edge_agent.cli.demo_batch import place_demo_batch
from edge_agent.cli.demo_orders import bring_feed, make_keys, place_orders
from edge_agent.domain.moments import MINUTE
from edge_agent.ports.clock import Clock
from edge_agent.services.imports import IMPORTS
from edge_agent.services.pins import hash_pin
from edge_agent.services.staff import add_staff
from edge_agent.wire.staff import AddStaff
from sync.hq.server import Headquarters
from sync.store.outbox import Outbox

CASHIER, PIN = "1001", "1234"
STAFF = (("1001", "小李", "cashier"), ("1002", "小王", "cashier"), ("9001", "店长", "manager"))
LANES = (("1", 48), ("2", 32))
"""Each till, and the columns of its printer's paper."""

GOODS = (("catalogue", CATALOGUE), ("options", OPTIONS))
MORE = (("promotions", PROMOTIONS), ("members", MEMBERS), ("stock", STOCK))
"""The kinds of files, in the order in which they build on each other."""

_LOOK_EVERY_S = 0.05

_STORE = """\
[store]
code = "S0731"
name = "长沙五一店"

[printing]
stale_after_ms = {stale_after_ms}

[headquarters]
url = "{url}"
retry_min_ms = 100
retry_max_ms = 2_000

[payments]
provider = "simulated"
url = "{payments_url}"
ask_every_ms = {ask_every_ms}

[selling]
rounding = "{rounding}"
"""
_PICKUP = """
[pickup]
roots = ["{root}"]
"""
_BOARD = """
[board]
port = {port}
languages = ["zh", "en"]
"""
_LANE = """
[[lanes]]
till = "{till}"
name = "0{till}机"
drawer = "{till}"
printer = "printer-{till}"

[[printers]]
name = "printer-{till}"
address = "tcp://127.0.0.1:{port}"
columns = {columns}
"""
BAR, BAR_COLUMNS, STATIONS = "bar", 32, ("吧台", "小吃档")
"""The printer of cup labels, and where the menu is made."""
_BAR = """
[[printers]]
name = "bar"
address = "tcp://127.0.0.1:{port}"
columns = {columns}
fallback = "printer-1"
"""
_STATION = """
[[stations]]
id = "{station}"
servers = 2
printer = "bar"
"""

log = structlog.get_logger("demo")


class Pace(msgspec.Struct, frozen=True):
    """How long things take; a script is faster than people."""

    stale_after_ms: int = 2 * MINUTE
    """Of receipts that nobody waits for."""
    ask_every_ms: int = 2_000
    """Of payments that have no outcome yet."""


FOR_PEOPLE = Pace()


class Shop(msgspec.Struct, frozen=True):
    """The running demo."""

    settings: Settings
    agent: RunningAgent
    headquarters: Headquarters
    printers: dict[str, SimulatedPrinter]
    """By till."""
    bar: SimulatedPrinter
    """Of cup labels."""
    payments: SimulatedPayments

    async def headquarters_has_everything(self) -> None:
        """Wait until every event is acknowledged, by the store's own cursor."""
        unsent = await self._unsent()
        while unsent:
            await asyncio.sleep(_LOOK_EVERY_S)
            unsent = await self._unsent()

    async def _unsent(self) -> int:
        """Asked of a new outbox each time: one that is kept remembers where its cursor was."""
        outbox = Outbox(self.settings.store.code, self.agent.writer, self.agent.reads)
        return (await outbox.waiting()).unsent


def state_of(folder: Path) -> Path:
    """The agent's state directory in a demo's folder."""
    return folder / "state"


def hq_of(folder: Path) -> Path:
    """Headquarters' file in a demo's folder, for `edge-hq order show NUMBER --db FILE`."""
    return folder / "hq.db"


@asynccontextmanager
async def demo_store(
    folder: Path,
    *,
    clock: Clock | None = None,
    pace: Pace = FOR_PEOPLE,
    paper: bool = False,
    whole: bool = False,
    orders: bool = False,
    board: bool = False,
) -> AsyncIterator[Shop]:
    """Run the shop in `folder`; with `paper`, every slip becomes a PNG under `folder/paper`.

    A `whole` shop has promotions, members and opening stock as well, rounds cash off to the jiao, and knows
    headquarters' keys.
    With `orders`, customers have ordered in the mini-program, and come to collect.
    With `board`, numbers are shown at a port of this PC that was free.
    """
    async with AsyncExitStack() as stack:
        headquarters = await stack.enter_async_context(Headquarters(hq_of(folder), clock=clock))
        printers = {
            till: await stack.enter_async_context(
                SimulatedPrinter(columns=columns, directory=folder / "paper" / till if paper else None)
            )
            for till, columns in LANES
        }
        bar = await stack.enter_async_context(
            SimulatedPrinter(columns=BAR_COLUMNS, directory=folder / "paper" / "bar" if paper else None)
        )
        payments = await stack.enter_async_context(SimulatedPayments())
        text = _STORE.format(
            url=headquarters.url,
            payments_url=payments.url,
            stale_after_ms=pace.stale_after_ms,
            ask_every_ms=pace.ask_every_ms,
            rounding="jiao" if whole else "off",
        )
        if orders or whole:
            text += _PICKUP.format(root=await make_keys(headquarters, folder))
        if board:
            text += _BOARD.format(port=_free_port())
        settings = _settings(folder, text, printers, bar)
        agent = await stack.enter_async_context(running(settings, clock))
        await _stock(agent, GOODS + MORE if whole else GOODS)
        if orders:
            await place_orders(headquarters, settings.store.code)
            await place_demo_batch(headquarters, settings.store.code, agent.clock)
            await bring_feed(headquarters, agent, settings)
        yield Shop(settings, agent, headquarters, printers, bar, payments)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def _settings(
    folder: Path, text: str, printers: dict[str, SimulatedPrinter], bar: SimulatedPrinter
) -> Settings:
    """Of the shop; its lanes and stations are added to `text`."""
    for till, columns in LANES:
        text += _LANE.format(till=till, port=printers[till].port, columns=columns)
    text += _BAR.format(port=bar.port, columns=BAR_COLUMNS)
    text += "".join(_STATION.format(station=station) for station in STATIONS)
    path = folder / "store.toml"
    path.write_text(f'state_dir = "{state_of(folder).resolve()}"\n\n{text}', "utf-8")
    return load(path, state_dir=state_of(folder))


async def _stock(agent: RunningAgent, files: Sequence[tuple[str, Path]]) -> None:
    """The goods and the people; what is there already stays."""
    for kind, file in files:
        answer = await IMPORTS[kind](agent.writer, agent.settings, file.read_bytes(), "zh-CN")
        if answer.refused:
            log.warning("demo-rows-refused", kind=kind, rows=answer.refused)
    hashed = hash_pin(PIN)
    for staff, name, role in STAFF:
        added = AddStaff(staff, name, role, PIN)
        await agent.writer.run(partial(add_staff, added=added, pin_hash=hashed))
