"""`kill -9` of the real agent while two lanes sell: nothing that was answered is lost, nothing is done twice.

The lanes here do what a till does: each change has a Request-Id that is chosen before it is sent; one that
was not answered is sent again under the same id when the agent is back.
"""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import msgspec
import pytest

from config.load import load
from config.settings import Settings
from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.snapshot import opened, verify
from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.services.articles import save_articles
from edge_agent.services.pins import hash_pin
from edge_agent.services.staff import add_staff
from edge_agent.wire.staff import AddStaff

CODES = ("6921168509256", "6907992500010", "9000001")
PIN = "1234"
ANSWERS_MAX = 80
"""The power fails within so many answers of the agent's start."""
DELAY_MAX_S = 0.004
"""And so long after the last of them: in the middle of a commit as well as between two."""
CUT_AT_START_S = 0.4
START_TIMEOUT_S = 60

_STORE = """
[store]
code = "S0731"
name = "五一店"

[[lanes]]
till = "1"
printer = "counter"

[[lanes]]
till = "2"
printer = "counter"

[[printers]]
name = "counter"
address = "tcp://127.0.0.1:9"
connect_timeout_ms = 100
"""

Json: TypeAlias = Any


class Change(msgspec.Struct, frozen=True):
    """A change as it is sent, and sent again."""

    request_id: str
    method: str
    path: str
    body: Json
    version: int | None


class Lane:
    """A till that sells without end, and knows what it was answered."""

    def __init__(self, settings: Settings, till: str, chance: random.Random) -> None:
        transport = httpx.AsyncHTTPTransport(uds=str(settings.socket), verify=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://agent/v1", timeout=60)
        self.till = till
        self.chance = chance
        self.cart: Json = None
        self.pending: Change | None = None
        self.sales: list[Json] = []
        self.changes = 0

    async def sign_in(self) -> None:
        """Once: a session outlives the agent. The shift as well."""
        answer = await self.http.post("/sessions", json={"staff": "1001", "pin": PIN, "till": self.till})
        self.http.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        await self._send(self._change("POST", "/shifts", {"float_fen": 0}))

    async def work(self, on_answer: Callable[[], None]) -> None:
        """Sell until the agent is gone."""
        while True:
            self.pending = self.pending or self._next()
            try:
                await self._send(self.pending)
            except httpx.TransportError:
                return
            on_answer()

    async def repeat(self) -> None:
        """Send again what was not answered."""
        if self.pending is not None:
            await self._send(self.pending)

    async def check(self) -> None:
        """The cart is as it was last answered, or what was under way has been done to it."""
        if self.cart is None:
            return
        found = (await self.http.get(f"/carts/{self.cart['id']}")).json()
        if found == self.cart:
            return
        assert self.pending is not None, (found, self.cart)
        assert found["version"] - self.cart["version"] in (1, 2), (found, self.cart)
        await self.repeat()
        assert self.cart is None or found == self.cart

    def _next(self) -> Change:
        """Scan, mostly; then whatever a cashier does."""
        cart = self.cart
        if cart is None:
            return self._change("POST", "/carts")
        path, version = f"/carts/{cart['id']}", cart["version"]
        if cart["state"] == "tendering":
            return self.chance.choice(
                (
                    self._change("POST", f"{path}/tenders", _cash(cart["rest_fen"]), version),
                    self._change("POST", f"{path}/tenders", _cash(cart["rest_fen"] + 1_000), version),
                    self._change("DELETE", f"{path}/tenders", None, version),
                )
            )
        if cart["state"] == "held":
            return self._change("POST", f"{path}/recall", None, version)
        live = [line["no"] for line in cart["lines"] if not line.get("voided")]
        scan = self._change("POST", f"{path}/scan", {"code": self.chance.choice(CODES)}, version)
        if not live:
            return scan
        line = f"{path}/lines/{self.chance.choice(live)}"
        return self.chance.choices(
            (
                scan,
                self._change("PATCH", line, {"quantity": 2_000}, version),
                self._change("DELETE", line, None, version),
                self._change("POST", f"{path}/hold", None, version),
                self._change("POST", f"{path}/cancel", None, version),
                self._change("POST", f"{path}/tenders", _cash(max(1, cart["rest_fen"] // 2)), version),
                self._change("POST", f"{path}/tenders", _wechat(cart["rest_fen"]), version),
                self._change("POST", f"{path}/tenders", _cash(cart["rest_fen"]), version),
            ),
            weights=(12, 1, 1, 1, 1, 2, 2 * (cart["rest_fen"] > 0), 4),
        )[0]

    def _change(self, method: str, path: str, body: Json = None, version: int | None = None) -> Change:
        self.changes += 1
        return Change(f"till-{self.till}-{self.changes:08d}", method, path, body, version)

    async def _send(self, change: Change) -> None:
        headers = {"Request-Id": change.request_id}
        if change.version is not None:
            headers["If-Match"] = f'"{change.version}"'
        answer = await self.http.request(change.method, change.path, json=change.body, headers=headers)
        assert answer.is_success, (change, answer.text)
        self.pending = None
        self._take(answer.json())

    def _take(self, answer: Json) -> None:
        cart = answer.get("cart", answer)
        if sale := answer.get("sale"):
            self.sales.append(sale)
        if "lines" in cart:
            self.cart = None if cart["state"] in ("sold", "cancelled") else cart


def _cash(fen: int) -> Json:
    return {"kind": "cash", "amount_fen": fen}


def _wechat(fen: int) -> Json:
    return {"kind": "external", "method": "wechat", "amount_fen": fen}


class Store:
    """A store's directory, and the real agent on it, started and killed."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "store.toml"
        self.config.write_text(_STORE, "utf-8")
        self.settings = load(self.config, state_dir=folder / "state")
        settings = self.settings
        with Database(
            settings.database, settings.store.code, settings.store.generation, SystemClock(), SystemChance()
        ) as database:
            database.writer.call(_stock)

    @asynccontextmanager
    async def agent(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """The agent, ready; killed at the end of the block."""
        process = await self.spawn()
        assert process.stderr is not None
        async with asyncio.timeout(START_TIMEOUT_S):
            while line := await process.stderr.readline():
                if json.loads(line).get("event") == "ready":
                    break
            else:
                raise AssertionError("the agent ended before it was ready")
        draining = asyncio.create_task(process.stderr.read())
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            assert b'"level": "error"' not in await draining

    async def spawn(self) -> asyncio.subprocess.Process:
        """The agent, just begun."""
        arguments = ("--config", str(self.config), "--state-dir", str(self.settings.state_dir))
        return await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "edge_agent", "run", *arguments, stderr=asyncio.subprocess.PIPE
        )

    def sales(self) -> dict[str, tuple[str, int]]:
        """Every sale in the file: id → receipt number and how many papers were put down for it."""
        with opened(self.settings.database) as connection:
            rows = connection.execute(
                "SELECT sale.id, receipt_no, count(print_job.id) FROM sale LEFT JOIN print_job"
                " ON print_job.sale = sale.id GROUP BY sale.id"
            ).fetchall()
        return {sale: (receipt_no, papers) for sale, receipt_no, papers in rows}

    def prove(self) -> None:
        """The chain is whole, and a replay makes the same tables."""
        with opened(self.settings.database) as connection:
            verify(connection, self.settings.database)


def _stock(tx: JournalTx) -> None:
    save_articles(
        tx,
        [
            Article(Sku("P1"), "农夫山泉", Unit.EACH, Fen(200), gtins=(CODES[0].zfill(14),)),
            Article(Sku("P2"), "伊利纯牛奶", Unit.EACH, Fen(350), gtins=(CODES[1].zfill(14),)),
            Article(Sku(CODES[2]), "购物袋", Unit.EACH, Fen(0)),
        ],
    )
    add_staff(tx, AddStaff("1001", "小李", "cashier", PIN), hash_pin(PIN))


@pytest.mark.parametrize("kills", [24, pytest.param(200, marks=pytest.mark.prove)])
async def test_no_answer_is_lost_and_nothing_is_done_twice(tmp_path: Path, kills: int) -> None:
    """After every kill the sales are those that were answered; those under way are done once or not."""
    store = Store(tmp_path)
    chance = _dice(f"{kills}")
    lanes = [Lane(store.settings, till, _dice(f"{kills} {till}")) for till in ("1", "2")]

    for kill in range(kills):
        if kill % 8 == 7:
            await _cut_a_start(store, chance)
        async with store.agent() as agent:
            if kill == 0:
                for lane in lanes:
                    await lane.sign_in()
            await _settle_accounts(store, lanes)
            await _sell_until_the_cut(agent, lanes, chance)
        known = {sale["id"] for lane in lanes for sale in lane.sales}
        under_way = [lane for lane in lanes if lane.pending and lane.pending.path.endswith("/tenders")]
        found = set(store.sales())
        assert known <= found
        assert len(found - known) <= len(under_way)

    async with store.agent():
        await _settle_accounts(store, lanes)
    store.prove()
    assert sum(len(lane.sales) for lane in lanes) > kills / 2
    for lane in lanes:
        await lane.http.aclose()


def _dice(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 an experiment that can be repeated, no secret


async def _sell_until_the_cut(
    agent: asyncio.subprocess.Process, lanes: list[Lane], chance: random.Random
) -> None:
    """Both lanes work; after some answers and a moment more, the agent is gone."""
    left = chance.randint(1, ANSWERS_MAX)
    enough = asyncio.Event()

    def count() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            enough.set()

    working = asyncio.gather(*(lane.work(count) for lane in lanes))
    stopped = asyncio.create_task(enough.wait())
    await asyncio.wait((working, stopped), return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(chance.uniform(0, DELAY_MAX_S))
    agent.kill()
    await working
    stopped.cancel()


async def _settle_accounts(store: Store, lanes: list[Lane]) -> None:
    """What each lane was answered is what the agent holds, and after the repeats nothing else is."""
    for lane in lanes:
        await lane.check()
        await lane.repeat()
    sales = store.sales()
    answered = {sale["id"]: (sale["receipt_no"], 1) for lane in lanes for sale in lane.sales}
    assert answered == sales
    assert len({receipt_no for receipt_no, _ in sales.values()}) == len(sales)


async def _cut_a_start(store: Store, chance: random.Random) -> None:
    """The power fails again while the agent is starting."""
    process = await store.spawn()
    await asyncio.sleep(chance.uniform(0, CUT_AT_START_S))
    process.kill()
    await process.communicate()
