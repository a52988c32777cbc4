"""What the tests of the board's listener share: a shop that makes tea, and whoever opens the board's address.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

from edge_agent.db.journal import JournalTx
from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.services.articles import save_articles

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop

TEA = "81"
NO_LIMITS = httpx.Limits(max_connections=None)
MORE = """
[board]
port = {port}

[[counters]]
id = "1"
name = "1号台"
name_en = "Counter 1"
kind = "making"

[[counters]]
id = "2"
name = "2号台"
name_en = "Desk 2"
kind = "service"
"""


class Wall(httpx.AsyncClient):
    """A browser that has the board's address."""

    unreachable = httpx.TransportError
    """What a call raises while nothing listens."""

    async def view(self) -> Any:
        """What the page fetches."""
        answer = await self.get("/board/tickets")
        assert answer.status_code == 200, answer.text
        return answer.json()


OpenCafe: TypeAlias = Callable[[], AbstractAsyncContextManager["Shop"]]


def _menu(tx: JournalTx) -> None:
    tea = Article(Sku("T1"), "珍珠奶茶", Unit.EACH, Fen(1_500), menu_no=TEA, station="bar", prep_seconds=60)
    save_articles(tx, [tea])


@pytest.fixture
def port() -> int:
    """A free one."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        free: int = taken.getsockname()[1]
    return free


@pytest.fixture
def open_cafe(open_shop: OpenShop, port: int) -> OpenCafe:
    """Opens a shop that makes tea, with a board; again and again, as after a restart."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Shop]:
        async with open_shop(more=MORE.format(port=port)) as shop:
            await shop.agent.writer.run(_menu)
            yield shop

    return opened


@pytest.fixture
async def cafe(open_cafe: OpenCafe) -> AsyncIterator[Shop]:
    """The shop, its shift open."""
    async with open_cafe() as shop:
        await shop.till.open()
        yield shop


@pytest.fixture
async def wall(port: int) -> AsyncIterator[Wall]:
    """Whoever opens the board's address, whether a shop runs or not."""
    async with Wall(base_url=f"http://127.0.0.1:{port}", timeout=60, limits=NO_LIMITS) as client:
        yield client
