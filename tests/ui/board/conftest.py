"""What the tests of the board share: a running agent with a board, tickets on it, and a real browser."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from config.load import load
from config.settings import Settings
from edge_agent.api.agent import RunningAgent
from edge_agent.app import running
from edge_agent.cli.bench.browser import Page, browser, find
from edge_agent.db.journal import JournalTx
from edge_agent.domain.events import Data, TicketCalled, TicketIssued, TicketItem, TicketNoShow, TicketReady
from edge_agent.domain.ids import Sku, TicketId
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.orders import Channel
from edge_agent.domain.tickets import ticket_no

NOON, DATE = 1_795_320_000_000, BusinessDate("2026-11-22")
"""In Shanghai: no test runs into the next business date, where the numbers begin anew."""
WITH_SOUND = "--autoplay-policy=no-user-gesture-required"
"""As a kiosk is started."""

_STORE = """
[store]
code = "S0731"
name = "长沙五一店"

[board]
port = {port}
languages = ["zh", "en"]
voice = "none"

[[counters]]
id = "1"
name = "{name}"
name_en = "{name_en}"

[[counters]]
id = "2"
name = "2号台"
name_en = "Counter 2"
"""


class _FromNoon:
    """A clock that goes as fast as any, from noon on."""

    def __init__(self) -> None:
        self._started_ms = self.monotonic_ms()

    def now(self) -> Millis:
        """Unix time in milliseconds."""
        return Millis(NOON + self.monotonic_ms() - self._started_ms)

    def monotonic_ms(self) -> int:
        """Since whenever."""
        return time.monotonic_ns() // 1_000_000


class Board:
    """A running agent and its board's address."""

    def __init__(self, agent: RunningAgent, port: int) -> None:
        self.agent = agent
        self.url = f"http://127.0.0.1:{port}/board"

    async def put(
        self,
        numbers: Iterable[int],
        *,
        prefix: str = "A",
        made: Iterable[int] = (),
        called: Iterable[int] = (),
        missed: Iterable[int] = (),
    ) -> None:
        """Give out tickets of one item each; what is called or missed was made before."""
        await self.agent.writer.run(
            lambda tx: _put(tx, prefix, list(numbers), [*made, *called, *missed], [*called, *missed], missed)
        )

    async def call(self, number: int, counter: str = "1", times: int = 1) -> None:
        """Call a ticket that has been made."""
        await self.record(TicketCalled(_id("A", number), counter, times))

    async def record(self, *events: Data) -> None:
        """Whatever else happens to tickets."""
        await self.agent.writer.run(lambda tx: _record(tx, events))


def _put(
    tx: JournalTx,
    prefix: str,
    numbers: Iterable[int],
    made: Iterable[int],
    called: Iterable[int],
    missed: Iterable[int],
) -> None:
    item = TicketItem(1, Sku("D01"), "幽兰拿铁", "茶饮", 60)
    channel = Channel.ONLINE if prefix == "W" else Channel.COUNTER
    _record(
        tx, [TicketIssued(_id(prefix, no), ticket_no(prefix, no), channel, no, (item,)) for no in numbers]
    )
    _record(tx, [TicketReady(_id(prefix, no), (1,)) for no in made])
    _record(tx, [TicketCalled(_id(prefix, no), "1" if no % 2 else "2", 1) for no in called])
    _record(tx, [TicketNoShow(_id(prefix, no)) for no in missed])


def _record(tx: JournalTx, events: Iterable[Data]) -> None:
    for event in events:
        tx.record(event, business_date=DATE)
    tx.touch("tickets")


def _id(prefix: str, number: int) -> TicketId:
    return TicketId(f"ticket-{prefix}{number:05d}")


OpenBoard: TypeAlias = Callable[[], AbstractAsyncContextManager[Board]]


@pytest.fixture
def counter_names() -> tuple[str, str]:
    """Of the first counter."""
    return "1号台", "Counter 1"


@pytest.fixture
def settings(tmp_path: Path, counter_names: tuple[str, str]) -> Settings:
    """A shop with a board at a free port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    path = tmp_path / "store.toml"
    name, name_en = counter_names
    path.write_text(_STORE.format(port=port, name=name, name_en=name_en), "utf-8")
    return load(path, state_dir=tmp_path / "state")


@pytest.fixture
def open_board(settings: Settings) -> OpenBoard:
    """Opens the shop, again and again at one address, as after a restart."""
    clock = _FromNoon()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Board]:
        async with running(settings, clock) as agent:
            assert settings.board.port is not None
            yield Board(agent, settings.board.port)

    return opened


@pytest.fixture
async def board(open_board: OpenBoard) -> AsyncIterator[Board]:
    """A shop that is open."""
    async with open_board() as opened:
        yield opened


@pytest.fixture
def start_browser() -> Callable[..., AbstractAsyncContextManager[Page]]:
    """Starts Chromium with switches of the test's own."""
    program = find()
    if program is None:
        pytest.skip("no Chromium: .ci/setup could not install it; sudo apt-get install chromium")
    return lambda *switches: browser(program, *switches)


@pytest.fixture
async def page(start_browser: Callable[..., AbstractAsyncContextManager[Page]]) -> AsyncIterator[Page]:
    """The page of a kiosk; when its test ends it has no complaint."""
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(start_browser(WITH_SOUND))
        await opened.resize(1920, 1080)
        yield opened
        assert opened.complaints == []
