"""The writer when a unit, the disk or the thread itself fails: who is told what, and what stays."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import pytest

from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.query import Command
from edge_agent.domain.errors import Code, DatabaseError
from edge_agent.domain.events import Event

Sell = Callable[[JournalTx], Event]
Held = Callable[[Database], AbstractContextManager[None]]
Check = Callable[[Database], None]
Ask = Callable[..., list[Any]]
COUNT = "SELECT count(*) FROM sale"
PATIENCE_S = 30


def command(sql: str) -> Command:
    """A command that no file of queries holds."""
    made = Command("run.set_clean")
    made.sql = sql
    return made


async def test_a_full_disk_fails_the_unit_and_leaves_the_rest_whole(
    store: Database, sell: Sell, must_hold_together: Check
) -> None:
    """No room: the unit is told so, nothing of it stays, and with room again the shop goes on."""
    connection = store.writer._connection

    def allow(pages: int) -> Callable[[JournalTx], None]:
        return lambda _: connection.execute(f"PRAGMA max_page_count = {pages}").close()

    store.writer.call(sell)
    used = connection.execute("PRAGMA page_count").fetchone()[0]
    store.writer.call(allow(used + 2))
    told: list[Code] = []
    while not told:
        tasks = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(8)]
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        told += [answer.code for answer in answers if isinstance(answer, DatabaseError)]
    assert set(told) == {Code.DISK_FULL}
    store.writer.call(allow(1_000_000))
    store.writer.call(sell)
    must_hold_together(store)


async def test_a_group_that_sqlite_rolled_back_is_not_done(
    store: Database, sell: Sell, held: Held, ask: Ask, must_hold_together: Check
) -> None:
    """When SQLite gives up the whole transaction, every unit fails, and the head is read again."""
    lost = command("INSERT OR ROLLBACK INTO run (one, clean) VALUES (1, 1)")
    with held(store):
        before = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(3)]
        await asyncio.sleep(0)
        losing = asyncio.ensure_future(store.writer.run(lambda tx: (sell(tx), tx.run(lost))))
        after = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(3)]
        await asyncio.sleep(0)
    answers = await asyncio.gather(*before, losing, *after, return_exceptions=True)
    assert [type(answer) for answer in answers] == [DatabaseError] * 7
    assert ask(COUNT) == [(0,)]
    await asyncio.gather(*(store.writer.run(sell) for _ in range(3)))
    assert ask(COUNT) == [(3,)]
    must_hold_together(store)


@pytest.mark.parametrize("size", [1, 3])
async def test_a_unit_that_hides_the_rollback_is_not_answered_as_done(
    store: Database, sell: Sell, size: int, held: Held, ask: Ask, must_hold_together: Check
) -> None:
    """A unit that swallows the error of a lost transaction cannot write on, and nothing of it stays."""
    lost = command("INSERT OR ROLLBACK INTO run (one, clean) VALUES (1, 1)")

    def swallow(tx: JournalTx) -> str:
        sell(tx)
        try:
            tx.run(lost)
        except Exception:  # noqa: BLE001 what a careless service would do
            with pytest.raises(DatabaseError):
                sell(tx)
            with pytest.raises(DatabaseError):
                tx.run(command("UPDATE run SET clean = 1"))
            with pytest.raises(DatabaseError):
                tx.run_many(command("UPDATE run SET clean = ?"), [(1,)])
        return "done"

    with held(store):
        tasks = [asyncio.ensure_future(store.writer.run(swallow)) for _ in range(size)]
        await asyncio.sleep(0)
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer) for answer in answers] == [DatabaseError] * size
    store.writer.call(sell)
    assert ask(COUNT) == [(1,)]
    must_hold_together(store)


@pytest.mark.parametrize("raised", [StopIteration(), KeyboardInterrupt(), SystemExit(1)])
@pytest.mark.parametrize("size", [1, 2])
async def test_nothing_that_a_unit_raises_stops_the_writer(
    store: Database,
    sell: Sell,
    raised: BaseException,
    size: int,
    held: Held,
    ask: Ask,
    must_hold_together: Check,
) -> None:
    """What a future cannot carry is answered as a defect, to that unit alone."""

    def fail(tx: JournalTx) -> None:
        sell(tx)
        raise raised

    with held(store):
        failing = asyncio.ensure_future(store.writer.run(fail))
        good = [asyncio.ensure_future(store.writer.run(sell)) for _ in range(size - 1)]
        await asyncio.sleep(0)
    with pytest.raises(DatabaseError) as caught:
        await failing
    assert caught.value.code is Code.DEFECT
    assert caught.value.__cause__ is raised
    await asyncio.gather(*good)
    store.writer.call(sell)
    assert ask(COUNT) == [(size,)]
    must_hold_together(store)


def test_a_writer_that_dies_leaves_nobody_waiting(
    store: Database, sell: Sell, monkeypatch: pytest.MonkeyPatch, held: Held
) -> None:
    """Should the thread itself fail, who waits or comes later is told that the agent is stopping."""

    def fail(_interrupts: object) -> None:
        raise RuntimeError("the thread's own defect")

    with ThreadPoolExecutor(4) as pool:
        with held(store):
            monkeypatch.setattr(store.writer._wal, "restart_when_long", fail)
            waiting = [pool.submit(store.writer.call, sell) for _ in range(3)]
            while len(store.writer._urgent) < 3:
                pass
        codes = {getattr(unit.exception(PATIENCE_S), "code", None) for unit in waiting}
    assert codes == {Code.STOPPING}
    with pytest.raises(DatabaseError) as caught:
        store.writer.call(sell)
    assert caught.value.code is Code.STOPPING


def test_sqlite_errors_arrive_as_ours(store: Database) -> None:
    """A caller outside the database layer never sees sqlite3's exceptions; the cause is kept for the log."""
    with pytest.raises(DatabaseError) as caught:
        store.writer.call(lambda tx: tx.run(command("INSERT INTO run (one, clean) VALUES (1, 1)")))
    assert caught.value.code is Code.DEFECT
    assert isinstance(caught.value.__cause__, sqlite3.IntegrityError)


def test_a_head_that_cannot_be_read_is_read_by_the_next_group(
    store: Database, sell: Sell, monkeypatch: pytest.MonkeyPatch, ask: Ask, must_hold_together: Check
) -> None:
    """When the disk fails at the worst moment, units fail until it is back, and then the chain goes on."""
    tx = store.writer._tx
    read_again = tx.after_rollback
    failures = iter((True, True, False))

    def after_rollback() -> None:
        if next(failures):
            raise sqlite3.OperationalError("disk I/O error")
        read_again()

    def lose(unit_tx: JournalTx) -> None:
        sell(unit_tx)
        unit_tx.run(command("INSERT OR ROLLBACK INTO run (one, clean) VALUES (1, 1)"))

    monkeypatch.setattr(tx, "after_rollback", after_rollback)
    for unit in (lose, sell):
        with pytest.raises(DatabaseError):
            store.writer.call(unit)
    store.writer.call(sell)
    assert ask(COUNT) == [(1,)]
    must_hold_together(store)
