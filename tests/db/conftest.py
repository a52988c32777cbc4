"""What the tests of the database share: a store's file, its clock and chance, and sales to record in it."""

import hashlib
import os
import sqlite3
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from edge_agent.db.connection import read_only_uri
from edge_agent.db.database import Database
from edge_agent.db.journal import Head, JournalTx, rows
from edge_agent.db.replay import check_chain, check_tables
from edge_agent.domain.events import Event, PaidTender, SaleCompleted, SoldLine
from edge_agent.domain.ids import (
    CartId,
    DrawerId,
    ReceiptNo,
    SaleId,
    ShiftId,
    Sku,
    StaffId,
    StoreCode,
    TillId,
)
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit, pieces
from edge_agent.ports.clock import Chance, Clock

STORE = StoreCode("S0123")
NOON = 1_795_320_000_000
PATIENCE_S = 30


class _SteppingClock:
    """A second later each time it is asked."""

    def __init__(self) -> None:
        self._now = NOON

    def now(self) -> Millis:
        """Unix time in milliseconds."""
        self._now += 1_000
        return Millis(self._now)

    def monotonic_ms(self) -> int:
        """The same steps."""
        return self._now


class _CountingChance:
    """Different bytes each time, in each process."""

    def __init__(self) -> None:
        self._count = 0

    def token_bytes(self, count: int) -> bytes:
        """`count` bytes."""
        self._count += 1
        return hashlib.shake_128(f"{os.getpid()} {self._count}".encode()).digest(count)


@pytest.fixture
def clock() -> Clock:
    return _SteppingClock()


@pytest.fixture
def chance() -> Chance:
    return _CountingChance()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store's file is, or will be."""
    return tmp_path / "store.db"


@pytest.fixture
def open_at(clock: Clock, chance: Chance) -> Callable[[Path], Database]:
    """Open a store's file as the agent does; whoever opens it closes it."""
    return lambda path: Database(path, STORE, 1, clock, chance)


@pytest.fixture
def open_store(path: Path, open_at: Callable[[Path], Database]) -> Callable[[], Database]:
    """Open the store's file at `path`."""
    return lambda: open_at(path)


@pytest.fixture
def store(open_store: Callable[[], Database]) -> Iterator[Database]:
    """A store's file, new and open."""
    with open_store() as opened:
        yield opened


@pytest.fixture
def in_child() -> Callable[[Callable[[], object]], int]:
    """Do some work in a process of its own; how it ended: 0, or the signal that killed it."""
    return _in_child


@pytest.fixture
def alter(path: Path) -> Callable[..., None]:
    """Change the store's file behind the agent's back, by SQL and its parameters."""

    def run(sql: str, *params: object) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(sql, params)

    return run


@pytest.fixture
def ask(path: Path) -> Callable[..., list[Any]]:
    """The rows of a statement, on a connection of somebody else."""

    def run(sql: str, *params: object) -> list[Any]:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            return connection.execute(sql, params).fetchall()

    return run


@pytest.fixture
def held() -> Callable[[Database], AbstractContextManager[None]]:
    """Keep the writer in a unit, so that what is asked for inside the block waits for one group."""
    return _held


@pytest.fixture
def must_hold_together() -> Callable[[Database], None]:
    """The journal is a chain, the tables are its replay, and the head in memory is the one in the file."""
    return _must_hold_together


@pytest.fixture
def sell() -> Callable[[JournalTx], Event]:
    """A unit: record one sale of two articles, as `settle` does."""
    return _sell


def _sell(tx: JournalTx) -> Event:
    sale = tx.new_id()
    number = int(hashlib.sha256(sale.encode()).hexdigest()[:12], 16)
    lines = tuple(
        SoldLine(
            no=no,
            sku=Sku(sku),
            name=f"article {sku}",
            unit=Unit.EACH,
            quantity=pieces(no),
            price_fen=Fen(250),
            gross_fen=Fen(250 * no),
            amount_fen=Fen(250 * no),
            code=sku,
            added_at=tx.now,
        )
        for no, sku in enumerate(("6901", "6902"), 1)
    )
    data = SaleCompleted(
        sale=SaleId(sale),
        receipt_no=ReceiptNo(f"{STORE}-{sale}"),
        number=number,
        cart=CartId(f"cart-{sale}"),
        shift=ShiftId("shift"),
        drawer=DrawerId("1"),
        opened_at=tx.now,
        lines=lines,
        tenders=(PaidTender(no=1, kind="cash", amount_fen=Fen(750), received_fen=Fen(1_000)),),
        total_fen=Fen(750),
        discount_fen=Fen(0),
        change_fen=Fen(250),
    )
    return tx.record(data, actor=StaffId("1001"), till=TillId("1"), business_date=BusinessDate("2026-11-22"))


def _in_child(work: Callable[[], object]) -> int:
    """Do `work` in a process of its own; how it ended: 0, or the number of the signal that killed it."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001 the child must not go on as a second pytest
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


@contextmanager
def _held(store: Database) -> Iterator[None]:
    begun, release = threading.Event(), threading.Event()

    def hold(_tx: JournalTx) -> None:
        begun.set()
        assert release.wait(PATIENCE_S)

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(store.writer.call, hold)
        assert begun.wait(PATIENCE_S)
        try:
            yield
        finally:
            release.set()
        holding.result(PATIENCE_S)


def _must_hold_together(store: Database) -> None:
    in_memory = store.writer.call(lambda tx: tx.head)
    with closing(sqlite3.connect(read_only_uri(store.path), uri=True)) as connection:
        journal = list(rows(connection))
        assert in_memory == Head(journal[-1].epoch, journal[-1].seq, journal[-1].hash)
        assert check_chain(journal) is None
        assert check_tables(connection) is None
