"""`sale.alone` and `sale.group16`: a sale through `settle` beside its own SQL by a bare connection."""

import asyncio
import gc
import shutil
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

import uvloop

from config.load import load
from config.settings import Settings
from edge_agent.cli.bench.figures import Figure, alternated, at_least
from edge_agent.db.bare import Bare, Statement
from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.domain.cart import Cart
from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import CartId, Sku, StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.services import cart_scan, carts, requests, shifts, staff, tenders
from edge_agent.services.articles import save_articles
from edge_agent.services.outcomes import CartChanged, Outcome
from edge_agent.services.who import Who
from edge_agent.wire.scans import ScanRequest
from edge_agent.wire.staff import AddStaff
from edge_agent.wire.tenders import CashTenderRequest, ExternalTenderRequest

ROUNDS = 9
SALES_PER_ROUND = 64
LINES = 5
GROUP = 16
PRICE_FEN = 350

_WHO = Who(StaffId("1001"), TillId("1"))
_STORE = """
[[lanes]]
till = "1"
name = "01"
drawer = "1"
printer = "paper"

[[printers]]
name = "paper"
address = "tcp://127.0.0.1:9"
"""


def measure(folder: Path) -> list[Figure]:
    """Both figures; the three contenders sell the same prepared carts, each in a copy of one file."""
    count = ROUNDS * SALES_PER_ROUND
    settings = _settings(folder)
    prepared = _prepare(settings, count)
    statements = _record(settings, prepared)
    bare = Bare(_copied(settings, "bare"))
    with _opened(settings, "alone") as alone, _opened(settings, "group") as group:
        turns = _Turns(prepared, statements)
        gc.collect()
        gc.freeze()  # as the agent does when it is ready: what was prepared is not garbage
        floor, one_by_one, together = alternated(
            ROUNDS,
            lambda: turns.bare(bare),
            lambda: turns.alone(alone, settings),
            lambda: turns.group(group, settings),
        )
    bare.close()
    rate = [SALES_PER_ROUND / seconds for seconds in (floor, one_by_one, together)]
    return [
        at_least("sale.alone", rate[1], "sales/s", rate[0], 0.55),
        at_least("sale.group16", rate[2], "sales/s", rate[0], 2.0),
    ]


class _Turns:
    """Deals each contender its next sales."""

    def __init__(self, prepared: list[carts.CartAt], statements: list[list[Statement]]) -> None:
        self._prepared = prepared
        self._statements = statements
        self._dealt = {"bare": 0, "alone": 0, "group": 0}

    def bare(self, bare: Bare) -> float:
        part = self._statements[self._deal("bare")]
        bare.checkpoint()
        started = time.perf_counter()
        for statements in part:
            bare.replay(statements)
        return time.perf_counter() - started

    def alone(self, database: Database, settings: Settings) -> float:
        units = [sale_unit(settings, at) for at in self._prepared[self._deal("alone")]]

        async def sell() -> float:
            started = time.perf_counter()
            for unit in units:
                _check(await database.writer.run(unit))
            return time.perf_counter() - started

        return _timed(sell)

    def group(self, database: Database, settings: Settings) -> float:
        units = [sale_unit(settings, at) for at in self._prepared[self._deal("group")]]

        async def sell() -> float:
            started = time.perf_counter()
            for first in range(0, len(units), GROUP):
                waiting = [database.writer.run(unit) for unit in units[first : first + GROUP]]
                for answer in await asyncio.gather(*waiting):
                    _check(answer)
            return time.perf_counter() - started

        return _timed(sell)

    def _deal(self, contender: str) -> slice:
        first = self._dealt[contender]
        self._dealt[contender] = first + SALES_PER_ROUND
        return slice(first, first + SALES_PER_ROUND)


def sale_unit(settings: Settings, at: carts.CartAt) -> Callable[[JournalTx], Outcome]:
    """The unit of the last tender, as the API runs it: settle, receipt job and kept answer."""
    request = requests.Request(f"settle-{at.id}", "1001@1", b"\0" * 32)
    last = CashTenderRequest(LINES * PRICE_FEN)
    return lambda tx: requests.answer(
        tx, request, CartChanged, lambda: tenders.tender(tx, settings, _WHO, at, last)
    )


def _timed(sell: Callable[[], Coroutine[None, None, float]]) -> float:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(sell())


def _check(answer: Outcome) -> None:
    if not isinstance(answer, CartChanged) or answer.sale is None:
        raise RuntimeError(f"a benchmark's sale was not settled: {answer}")


def _settings(folder: Path) -> Settings:
    path = folder / "store.toml"
    path.write_text(_STORE, "utf-8")
    return load(path, state_dir=folder / "sale-store")


def _prepare(settings: Settings, count: int) -> list[carts.CartAt]:
    """A store with `count` carts of five lines, a first tender taken, waiting for the last one."""
    with Database(settings.database, settings.store.code, 1, SystemClock(), SystemChance()) as database:
        call = database.writer.call
        call(lambda tx: save_articles(tx, [_article(no) for no in range(LINES)]))
        call(lambda tx: staff.add_staff(tx, AddStaff("1001", "小李", "cashier", "1234"), "no PIN"))
        call(lambda tx: shifts.open_shift(tx, settings, _WHO, Fen(0)))
        return [call(lambda tx: _tendered_cart(tx, settings)) for _ in range(count)]


def _article(no: int) -> Article:
    return Article(
        Sku(f"A{no}"), f"农夫山泉饮用天然水{no}50ml", Unit.EACH, Fen(PRICE_FEN), gtins=(f"0690000000000{no}",)
    )


def _tendered_cart(tx: JournalTx, settings: Settings) -> carts.CartAt:
    cart = _done(carts.saved(tx, Cart(CartId(tx.new_id()), _WHO.till, _WHO.staff, tx.now)))
    for no in range(LINES):
        cart = _done(cart_scan.scan(tx, settings, _WHO, cart, ScanRequest(f"A{no}", symbology="keyboard")))
    return _done(tenders.tender(tx, settings, _WHO, cart, ExternalTenderRequest("wechat", 100)))


def _done(outcome: Outcome) -> carts.CartAt:
    if not isinstance(outcome, CartChanged):
        raise TypeError(f"a benchmark's cart was refused: {outcome}")
    return carts.CartAt(outcome.cart.id, outcome.cart.version)


def _record(settings: Settings, prepared: list[carts.CartAt]) -> list[list[Statement]]:
    bare = Bare(_copied(settings, "record"))
    units = [sale_unit(settings, at) for at in prepared]
    recorded = bare.statements_of(units, settings.store.code, SystemClock(), SystemChance())
    bare.close()
    return recorded


def _copied(settings: Settings, name: str) -> Path:
    path = settings.state_dir / f"{name}.db"
    shutil.copyfile(settings.database, path)
    return path


def _opened(settings: Settings, name: str) -> Database:
    path = _copied(settings, name)
    return Database(path, settings.store.code, 1, SystemClock(), SystemChance())
