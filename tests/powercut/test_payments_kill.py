"""`kill -9` of the real agent while a customer pays by code: charged once or not at all, sold if charged."""

import asyncio
import json
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.load import load
from drivers.simulated.payment import BEHAVIOURS, SimulatedPayments
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

PIN, SKU, PRICE_FEN = "1234", "9000001", 250
START_TIMEOUT_S = 60
CUT_WITHIN_S = 0.08
"""After the code was sent to the agent: while it is committed, charged, asked about, or done."""
BEHAVING = ("00", "01", "02", "04", "05", "09")

_STORE = """
[store]
code = "S0731"

[payments]
provider = "simulated"
url = "{url}"
request_timeout_ms = 1_000
ask_every_ms = 20
"""


class Store:
    """A store's directory, and the real agent on it, started and killed."""

    def __init__(self, folder: Path, url: str) -> None:
        self.config = folder / "store.toml"
        self.config.write_text(_STORE.format(url=url), "utf-8")
        self.settings = load(self.config, state_dir=folder / "state")
        store = self.settings.store
        with Database(
            self.settings.database, store.code, store.generation, SystemClock(), SystemChance()
        ) as database:
            database.writer.call(_stock)
        transport = httpx.AsyncHTTPTransport(uds=str(self.settings.socket), verify=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://agent/v1", timeout=60)
        self._requests = 0

    @asynccontextmanager
    async def agent(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """The agent, ready; killed at the end of the block."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "edge_agent", "run"),
            *("--config", str(self.config), "--state-dir", str(self.settings.state_dir)),
            stderr=asyncio.subprocess.PIPE,
        )
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

    async def do(self, path: str, body: Any = None, version: int | None = None) -> Any:
        """A change that must be taken; its answer."""
        self._requests += 1
        headers = {"Request-Id": f"request-{self._requests:06d}"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        answer = await self.http.post(path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    async def sign_in(self) -> None:
        """Once: a session and a shift outlive the agent."""
        answer = await self.do("/sessions", {"staff": "1001", "pin": PIN, "till": "1"})
        self.http.headers["Authorization"] = f"Bearer {answer['token']}"
        await self.do("/shifts", {"float_fen": 0})

    async def decided(self) -> Any:
        """This till's cart, once it waits for no payment any more; looked at after each live event."""
        async with self.http.stream("GET", "/events") as events:
            async for _ in events.aiter_lines():
                cart = await self.do("/carts")
                if cart["pending"] is None:
                    return cart
        raise AssertionError("the agent is gone")

    def sold_fen(self) -> int:
        """What all sales took by payment code."""
        with opened(self.settings.database) as connection:
            verify(connection, self.settings.database)
            row = connection.execute(
                "SELECT coalesce(sum(amount_fen), 0) FROM sale_tender WHERE kind = 'payment'"
            ).fetchone()
        fen: int = row[0]
        return fen


def _stock(tx: JournalTx) -> None:
    save_articles(tx, [Article(Sku(SKU), "茶颜", Unit.EACH, Fen(PRICE_FEN))])
    add_staff(tx, AddStaff("1001", "小李", "cashier", PIN), hash_pin(PIN))


@pytest.mark.parametrize("kills", [12, pytest.param(120, marks=pytest.mark.prove)])
async def test_a_power_cut_charges_nobody_twice(tmp_path: Path, kills: int) -> None:
    """After every kill and start: what customers have paid is what was sold, each number asked for once."""
    chance = random.Random(kills)  # noqa: S311 an experiment that can be repeated, no secret
    assert set(BEHAVING) - BEHAVIOURS.keys() == {"00"}
    async with SimulatedPayments() as twin:
        store = Store(tmp_path, twin.url)
        for kill in range(kills):
            async with store.agent() as agent:
                if kill == 0:
                    await store.sign_in()
                cart = await store.decided()
                assert twin.kept_fen == store.sold_fen()
                await _pay_until_the_cut(store, agent, cart, BEHAVING[kill % len(BEHAVING)], chance)
        async with store.agent():
            await store.decided()
        assert twin.kept_fen == store.sold_fen() > 0
        assert set(twin.charged.values()) == {1}
        assert set(twin.pays.values()) == {1}
        await store.http.aclose()


async def _pay_until_the_cut(
    store: Store, agent: asyncio.subprocess.Process, cart: Any, behaviour: str, chance: random.Random
) -> None:
    """One customer, and the power fails somewhere on the way."""
    if not cart["lines"]:
        cart = (await store.do(f"/carts/{cart['id']}/scan", {"code": SKU}, cart["version"]))["cart"]
    body = {"code": f"1345678901234567{behaviour}"}
    scanning = asyncio.create_task(store.do(f"/carts/{cart['id']}/scan", body, cart["version"]))
    await asyncio.sleep(chance.uniform(0, CUT_WITHIN_S))
    agent.kill()
    await asyncio.gather(scanning, return_exceptions=True)
