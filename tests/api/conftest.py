"""What the tests of the API share: a shop that runs, tills that call it over its socket, and its tables.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from argon2 import PasswordHasher

from config.load import load
from config.settings import Settings
from drivers.simulated.printer import SimulatedPrinter
from edge_agent.api.agent import RunningAgent
from edge_agent.app import running
from edge_agent.db.journal import JournalTx
from edge_agent.db.replay import table_rows
from edge_agent.db.snapshot import opened, verify
from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.services.articles import save_articles
from edge_agent.services.staff import add_staff
from edge_agent.wire.staff import AddStaff

NOON = Millis(1_795_320_000_000)
"""2026-11-22 12:00 in Shanghai."""

WATER, MILK, BAG, GOLD, PORK = "6921168509256", "6907992500010", "9000001", "9000002", "00202"
"""What the shop sells, by barcode, own number or PLU: ￥2.00, ￥3.50, free, ￥6,000.00, ￥29.80 a kg."""
ODD_NAMES = {
    "M1": "辣条[/] [@click=app.quit]跑[/]",
    "M2": "水\"550'ml\\",
    "M3": "奶茶🧋👨‍👩‍👧",
    "M4": "可乐\x1bp\x00\x19\xfa\x1dV\x00\x10\x14\x01\x00\x01\x01\r\n合计 0.00",
}
"""Names as no import would let them in, at ￥1.00 each."""

CASHIERS = ("1001", "1002")
SUPERVISOR, MANAGER = "8001", "9001"
PIN = "1234"
"""Everybody's."""
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A PIN's hash says what it cost to make; a test need not pay what a thief must."""

_STORE = """
[store]
code = "S0731"
name = "五一店"

[[methods]]
id = "wechat"
name = "微信"
key = "2"

[[methods]]
id = "meituan"
name = "美团券"
key = "4"
asks_reference = true

[[lanes]]
till = "1"
name = "01机"
drawer = "1"
{printer_1}

[[lanes]]
till = "2"
name = "02机"
drawer = "2"
{printer_2}
"""
_PRINTER = """
[[printers]]
name = "{name}"
address = "{address}"
connect_timeout_ms = 1_000
print_timeout_ms = 10_000
"""

_REAL_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
"""A search index shows itself as a table; what it holds is in real ones beside it."""

Json: TypeAlias = Any
Tables: TypeAlias = dict[str, list[tuple[object, ...]]]


class ManualClock:
    """A clock that goes on by a millisecond each time it is asked, and stands otherwise."""

    def __init__(self) -> None:
        self.at = NOON
        self.monotonic = 0

    def now(self) -> Millis:
        """The next millisecond."""
        self.at = Millis(self.at + 1)
        return self.at

    def monotonic_ms(self) -> int:
        """What the test has set."""
        return self.monotonic


class Till:
    """A till as its programmer sees it: one connection, a session, and a Request-Id for each change."""

    _ids = itertools.count(1)

    def __init__(self, settings: Settings, number: str) -> None:
        self.number = number
        transport = httpx.AsyncHTTPTransport(uds=str(settings.socket), verify=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://agent", timeout=60)

    async def call(
        self,
        method: str,
        path: str,
        body: Json = None,
        *,
        version: int | None = None,
        request_id: str | None = None,
        approval: str | None = None,
    ) -> httpx.Response:
        """One call under `/v1`; a change has a Request-Id of its own unless one is given."""
        headers = {"Request-Id": request_id or f"request-{next(self._ids):06d}"} if method != "GET" else {}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if approval is not None:
            headers["Approval"] = approval
        return await self.http.request(method, f"/v1{path}", json=body, headers=headers)

    async def do(self, method: str, path: str, body: Json = None, **more: Any) -> Json:
        """A call that must be taken; its answer."""
        response = await self.call(method, path, body, **more)
        assert response.is_success, response.text
        return response.json() if response.content else None

    async def sign_in(self, staff: str = "1001", pin: str = PIN) -> Json:
        """Begin a session, which every later call carries."""
        session = await self.do("POST", "/sessions", {"staff": staff, "pin": pin, "till": self.number})
        self.http.headers["Authorization"] = f"Bearer {session['token']}"
        return session

    async def open(self) -> Json:
        """Sign in and open the shift; the first cart."""
        await self.sign_in()
        await self.do("POST", "/shifts", {"float_fen": 20_000})
        return await self.do("POST", "/carts")

    async def change(self, cart: Json, action: str, body: Json = None, method: str = "POST") -> Json:
        """A change of the cart that must be taken; the whole answer."""
        return await self.do(method, f"/carts/{cart['id']}/{action}", body, version=cart["version"])

    async def try_change(
        self, cart: Json, action: str, body: Json = None, method: str = "POST"
    ) -> httpx.Response:
        """A change of the cart that may be refused."""
        return await self.call(method, f"/carts/{cart['id']}/{action}", body, version=cart["version"])

    async def scan(self, cart: Json, *codes: str, **more: Json) -> Json:
        """Scan codes that must be taken; the cart after the last."""
        for code in codes:
            cart = (await self.change(cart, "scan", {"code": code, **more}))["cart"]
        return cart

    async def pay(self, cart: Json, amount_fen: int) -> Json:
        """Cash that must be taken; the whole answer."""
        return await self.change(cart, "tenders", {"kind": "cash", "amount_fen": amount_fen})

    async def sell(self, *codes: str) -> Json:
        """A whole sale, paid exactly in cash; the finished sale."""
        cart = await self.scan(await self.do("POST", "/carts"), *codes)
        answer = await self.pay(cart, cart["total_fen"])
        assert answer["sale"], answer
        return answer["sale"]


class Shop:
    """A running agent, and two tills that nobody has signed in at."""

    def __init__(self, settings: Settings, agent: RunningAgent, clock: ManualClock) -> None:
        self.settings = settings
        self.agent = agent
        self.clock = clock
        self.till, self.other = Till(settings, "1"), Till(settings, "2")

    def tables(self, *but: str) -> Tables:
        """Every row of every table, read beside the agent, but for the tables named."""
        with opened(self.settings.database) as connection:
            names = connection.execute(_REAL_TABLES).fetchall()
            return {name: list(table_rows(connection, name)) for (name,) in names if name not in but}

    def events(self, kind: str) -> list[Json]:
        """What the journal holds of one type, oldest first."""
        with opened(self.settings.database) as connection:
            rows = connection.execute("SELECT body FROM journal WHERE type = ? ORDER BY pos", (kind,))
            return [json.loads(body) for (body,) in rows.fetchall()]

    def prove(self) -> None:
        """The chain is whole, and a replay makes the same tables; raises DatabaseDamaged otherwise."""
        with opened(self.settings.database) as connection:
            verify(connection, self.settings.database)


OpenShop: TypeAlias = Callable[..., AbstractAsyncContextManager[Shop]]
"""`async with open_shop() as shop:` again and again on one store, as after a power cut or at dawn."""


@asynccontextmanager
async def _shop(settings: Settings, clock: ManualClock) -> AsyncIterator[Shop]:
    async with running(settings, clock) as agent:
        shop = Shop(settings, agent, clock)
        await agent.writer.run(_stock)
        async with shop.till.http, shop.other.http:
            yield shop


def _stock(tx: JournalTx) -> None:
    """The articles and the people; who is there already stays."""
    save_articles(
        tx,
        [
            Article(Sku("P1"), "农夫山泉饮用天然水550ml", Unit.EACH, Fen(200), gtins=(WATER.zfill(14),)),
            Article(Sku("P2"), "伊利纯牛奶250ml", Unit.EACH, Fen(350), gtins=(MILK.zfill(14),)),
            Article(Sku(BAG), "购物袋", Unit.EACH, Fen(0)),
            Article(Sku(GOLD), "金条", Unit.EACH, Fen(600_000)),
            Article(Sku("W1"), "五花肉", Unit.KG, Fen(2_980), plu=PORK),
            *(Article(Sku(sku), name, Unit.EACH, Fen(100)) for sku, name in ODD_NAMES.items()),
        ],
    )
    for number in CASHIERS:
        add_staff(tx, AddStaff(number, f"小{number}", "cashier", PIN), _CHEAP.hash(PIN))
    for number, role in ((SUPERVISOR, "supervisor"), (MANAGER, "manager")):
        add_staff(tx, AddStaff(number, f"老{number}", role, PIN), _CHEAP.hash(PIN))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """The shop's settings, with the printers of its lanes when there are any: an address each."""

    def make(printer_1: str = "", printer_2: str = "", more: str = "", state: str = "state") -> Settings:
        addresses = {"counter": printer_1, "door": printer_2}
        text = _STORE.format(
            printer_1='printer = "counter"' if printer_1 else "",
            printer_2='printer = "door"' if printer_2 else "",
        )
        text += "".join(
            _PRINTER.format(name=name, address=address) for name, address in addresses.items() if address
        )
        path = tmp_path / "store.toml"
        path.write_text(text + more, "utf-8")
        return load(path, state_dir=tmp_path / state)

    return make


@pytest.fixture
def open_shop(make_settings: Callable[..., Settings], clock: ManualClock) -> OpenShop:
    """Opens the shop, with or without printers; another `state` is another shop."""
    return lambda *printers, **more: _shop(make_settings(*printers, **more), clock)


@pytest.fixture
async def shop(open_shop: OpenShop) -> AsyncIterator[Shop]:
    """A shop without printers."""
    async with open_shop() as opened_shop:
        yield opened_shop


@pytest.fixture
async def printer() -> AsyncIterator[SimulatedPrinter]:
    async with SimulatedPrinter(48) as twin:
        yield twin
