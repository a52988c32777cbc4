"""What the traced process does: open a store, sell in every way that the writer knows, end without a close.

On standard output it says `asked K` before it hands sale K to the writer, `done K` when it has the answer,
and `failed K` when that was an error. A sale's number is K, its article is the same for all.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import structlog

from edge_agent.db import writer as writer_module
from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.wal import WriteAheadLog
from edge_agent.domain.errors import DatabaseError
from edge_agent.domain.events import PaidTender, SaleCompleted, SoldLine
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
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit, pieces
from edge_agent.ports.system import SystemChance, SystemClock

LOG_BYTES_MAX = 200_000


def main(path: Path) -> None:
    """The whole story; what fails is told, and the story goes on."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    numbers = iter(range(1, 1_000))
    with _opened(path) as store:
        for _ in range(3):
            _sell(store, next(numbers))
        asyncio.run(_sell_together(store, [next(numbers) for _ in range(6)]))
    with _opened(path) as store:
        writer_module.IDLE_CHECKPOINT_AFTER_S = 60.0  # the pauses are ours: one after each sale
        for _ in range(5):
            _sell(store, next(numbers))
            store.writer._wal.move()
    store = _opened(path)  # no pause here: the log reaches its cap
    store.writer._wal = WriteAheadLog(store.writer._connection, path, LOG_BYTES_MAX)
    _call(store, _make_memory_scarce)
    for _ in range(4):
        asyncio.run(_sell_together(store, [next(numbers) for _ in range(3)]))
    os._exit(0)


def briefly(path: Path) -> None:
    """Five sales in a store that is there, and the end: nothing comes after the last one."""
    store = _opened(path)
    for number in range(1_001, 1_006):
        _sell(store, number)
    os._exit(0)


def _opened(path: Path) -> Database:
    try:
        return Database(path, StoreCode("S0123"), 1, SystemClock(), SystemChance())
    except DatabaseError as error:
        _say(f"refused {error.code}")
        os._exit(3)


def _say(text: str) -> None:
    os.write(sys.stdout.fileno(), f"{text}\n".encode())


def _sell(store: Database, number: int) -> None:
    _say(f"asked {number}")
    try:
        store.writer.call(lambda tx: _sale(tx, number))
    except DatabaseError as error:
        _say(f"failed {number} {error.code}")
    else:
        _say(f"done {number}")


async def _sell_together(store: Database, numbers: list[int]) -> None:
    """With a unit among them that records something and is undone."""

    async def sell(number: int) -> None:
        _say(f"asked {number}")
        try:
            await store.writer.run(lambda tx: _sale(tx, number))
        except DatabaseError as error:
            _say(f"failed {number} {error.code}")
        else:
            _say(f"done {number}")

    async def fail() -> None:
        try:
            await store.writer.run(_undone)
        except (LookupError, DatabaseError):
            return
        raise AssertionError("a unit that raises was answered")

    tasks = [asyncio.ensure_future(sell(number)) for number in numbers]
    tasks.insert(len(numbers) // 2, asyncio.ensure_future(fail()))
    await asyncio.gather(*tasks)


def _call(store: Database, unit: Callable[[JournalTx], None]) -> None:
    try:
        store.writer.call(unit)
    except DatabaseError as error:
        _say(f"refused {error.code}")


def _make_memory_scarce(tx: JournalTx) -> None:
    """Pages go to the log in the middle of a transaction, and a restarted log is cut."""
    tx._connection.execute("PRAGMA cache_size = 8")
    tx._connection.execute("PRAGMA journal_size_limit = 20000")


def _undone(tx: JournalTx) -> None:
    _sale(tx, 999_999)
    raise LookupError


def _sale(tx: JournalTx, number: int) -> None:
    sale = tx.new_id()
    line = SoldLine(
        no=1,
        sku=Sku("6901"),
        name="矿泉水" * 20,
        unit=Unit.EACH,
        quantity=pieces(1),
        price_fen=Fen(250),
        gross_fen=Fen(250),
        amount_fen=Fen(250),
        code="6901",
        added_at=tx.now,
    )
    data = SaleCompleted(
        sale=SaleId(sale),
        receipt_no=ReceiptNo(f"S0123-1-{number:06d}"),
        number=number,
        cart=CartId(f"cart-{number}"),
        shift=ShiftId("shift"),
        drawer=DrawerId("1"),
        opened_at=tx.now,
        lines=(line,),
        tenders=(PaidTender(no=1, kind="cash", amount_fen=Fen(250), received_fen=Fen(250)),),
        total_fen=Fen(250),
        discount_fen=Fen(0),
        change_fen=Fen(0),
    )
    tx.record(data, actor=StaffId("1001"), till=TillId("1"), business_date=BusinessDate("2026-11-22"))


if __name__ == "__main__":
    told_how = briefly if sys.argv[2:] == ["briefly"] else main
    told_how(Path(sys.argv[1]))
