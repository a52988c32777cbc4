"""What the tests of tickets share: a shop that makes tea and soup, its till, and what is done with its queue.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from edge_agent.db.journal import JournalTx
from edge_agent.domain.catalogue import Article, Choice, OptionGroup
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.services.articles import save_articles
from edge_agent.services.ticket_due import tend

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop

Json: TypeAlias = Any

TEA, SOUP = "81", "82"
"""Menu numbers: ￥15.00 at the bar, ￥20.00 in the kitchen."""
COUNTERS = """
[[counters]]
id = "1"
name = "1号台"
kind = "making"

[[counters]]
id = "2"
name = "2号台"
kind = "service"

[[stations]]
id = "bar"
name = "水吧"
"""
_SUGAR = OptionGroup("sugar", "糖", (Choice("less", "少糖"), Choice("full", "全糖")), defaults=("less",))
_MENU = (
    Article(
        Sku("T1"),
        "珍珠奶茶",
        Unit.EACH,
        Fen(1_500),
        menu_no=TEA,
        station="bar",
        prep_seconds=60,
        options=(_SUGAR,),
    ),
    Article(Sku("S1"), "牛肉汤", Unit.EACH, Fen(2_000), menu_no=SOUP, station="kitchen", prep_seconds=300),
)


class Cafe:
    """A shop whose first till is open; tickets are named by their numbers."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.till = shop.till

    async def order(self, *codes: str) -> str:
        """A paid sale; its ticket's number."""
        return str((await self.till.sell(*codes))["ticket"])

    async def take(self) -> str:
        """取号: a ticket by hand; its number."""
        return str((await self.till.do("POST", "/tickets", {}))["no"])

    async def act(self, no: str, act: str, **body: Json) -> Json:
        """What must be possible with a ticket; the ticket after it."""
        needs_none = act in ("skip", "serve", "reinstate")
        return await self.till.do("POST", f"/tickets/{no}/{act}", None if needs_none else body)

    async def call_next(self, counter: str = "1") -> Json:
        """叫号: the ticket that was called."""
        return await self.till.do("POST", "/tickets/call-next", {"counter": counter})

    async def ticket(self, no: str) -> Json:
        """As it is now."""
        return (await self.till.do("GET", f"/tickets/{no}"))["ticket"]

    async def queue(self) -> list[str]:
        """The numbers of the living tickets, by rank."""
        return [one["no"] for one in (await self.till.do("GET", "/tickets"))["tickets"]]

    async def tend(self, after_ms: int = 0) -> None:
        """Let time go by, and do what is due then."""
        self.shop.clock.at = Millis(self.shop.clock.at + after_ms)
        await self.shop.agent.writer.run(lambda tx: tend(tx, self.shop.settings))

    async def reopen(self, sale: Json) -> Json:
        """反结账 by a manager; the cart with the sale's lines."""
        await self.till.sign_in("9001")
        await self.till.do("POST", f"/sales/{sale['id']}/reopen", {"reason": "付错了"})
        return await self.till.do("POST", "/carts")


OpenCafe: TypeAlias = Callable[..., AbstractAsyncContextManager[Cafe]]


@pytest.fixture
def open_cafe(open_shop: OpenShop) -> OpenCafe:
    """Opens the shop with more settings, with or without printers."""

    def stock(tx: JournalTx) -> None:
        save_articles(tx, _MENU)

    @asynccontextmanager
    async def opened(*printers: str, more: str = "") -> AsyncIterator[Cafe]:
        async with open_shop(*printers, more=COUNTERS + more) as shop:
            await shop.agent.writer.run(stock)
            await shop.till.open()
            yield Cafe(shop)

    return opened


@pytest.fixture
async def cafe(open_cafe: OpenCafe) -> AsyncIterator[Cafe]:
    """A shop without printers, with a making and a service counter."""
    async with open_cafe() as opened:
        yield opened
