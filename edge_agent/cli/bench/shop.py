"""A store to measure on: made once, with so many articles, a cashier and an open shift."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

from config.load import load
from config.settings import Settings
from edge_agent.cli.bench.processes import wait_for
from edge_agent.db.database import Database
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import NotReachable
from edge_agent.domain.gtin import check_digit
from edge_agent.domain.ids import Sku, StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.services import shifts, staff
from edge_agent.services.articles import PIECE_ARTICLES_MAX, save_articles
from edge_agent.services.pins import hash_pin
from edge_agent.services.who import Who
from edge_agent.wire.sessions import SignIn
from edge_agent.wire.staff import AddStaff
from ui.client import Client

STAFF, PIN, TILL = StaffId("1001"), "1234", TillId("1")


def make_store(state: Path, articles: int, config: Path | None = None) -> Settings:
    """A store with `articles` articles, stopped cleanly."""
    settings = load(config, state_dir=state)
    with Database(settings.database, settings.store.code, 1, SystemClock(), SystemChance()) as database:
        call = database.writer.call
        for first in range(0, articles, PIECE_ARTICLES_MAX):
            piece = [article(no) for no in range(first, min(first + PIECE_ARTICLES_MAX, articles))]
            call(lambda tx, piece=piece: save_articles(tx, piece))  # type: ignore[misc]
        hashed = hash_pin(PIN)
        call(lambda tx: staff.add_staff(tx, AddStaff(STAFF, "小李", "cashier", PIN), hashed))
        call(lambda tx: shifts.open_shift(tx, settings, Who(STAFF, TILL), Fen(0)))
    return settings


def article(no: int) -> Article:
    """The article of that number, named after it so that a screen can be searched for it."""
    return Article(Sku(f"A{no}"), f"商品{no:06d}号", Unit.EACH, Fen(350), gtins=("0" + gtin(no),))


def gtin(no: int) -> str:
    """The thirteen digits on its package."""
    digits = f"690{no:09d}"
    return f"{digits}{check_digit(digits)}"


async def signed_in(socket: Path, notebook: Path) -> Client:
    """A client of a running agent, with a session."""
    client = Client(str(socket), notebook)
    await client.sign_in(SignIn(STAFF, PIN, TILL))
    return client


def run_agent(settings: Settings, config: Path | None = None) -> list[str]:
    """The arguments of a Python that runs the agent of a store."""
    log = str(settings.state_dir / "agent.log")
    more = [] if config is None else ["--config", str(config)]
    return ["-m", "edge_agent", "run", "--state-dir", str(settings.state_dir), "--log", log, *more]


def wait_until_ready(settings: Settings) -> float:
    """The moment at which the agent answers `/v1/health`."""
    wait_for(settings.socket.exists)

    async def healthy() -> float:
        client = Client(str(settings.socket), settings.state_dir / "notebook")
        while True:
            with suppress(NotReachable):  # the socket is there a moment before anybody listens
                await client.health()
                await client.close()
                return time.perf_counter()

    return asyncio.run(healthy())
