"""Reads beside the writer: they see what is committed, write nothing, and never take long."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from edge_agent.db import reads as module
from edge_agent.db.database import Database
from edge_agent.db.journal import HEAD, ROWS_AFTER, JournalTx
from edge_agent.db.query import Query
from edge_agent.db.reads import Reads
from edge_agent.domain.errors import Code, DatabaseDamaged, DatabaseError
from edge_agent.domain.events import Event

Sell = Callable[[JournalTx], Event]


class Number(msgspec.Struct, frozen=True):
    """One number."""

    value: int


def query(sql: str) -> Query[Number]:
    """A query that no file of queries holds."""
    made = Query("journal.head", Number)
    made.sql = sql
    return made


ENDLESS = query("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
ONE = query("SELECT 1")


@pytest.fixture
async def reads(store: Database) -> AsyncIterator[Reads]:
    opened = await Reads.open(store.path)
    yield opened
    await opened.close()


async def test_a_read_sees_what_was_answered(store: Database, reads: Reads, sell: Sell) -> None:
    """As soon as the unit's caller has its answer, and in rows."""
    for count in range(2, 5):
        await store.writer.run(sell)
        assert await reads.one(HEAD) == await store.writer.run(lambda tx: tx.head)
        assert [row.pos for row in await reads.all(ROWS_AFTER, 0, 100)] == list(range(1, count + 1))
    nothing = await reads.one(ROWS_AFTER, 1_000, 1)
    assert nothing is None


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE run SET clean = 1",
        "INSERT INTO session (token_hash, staff, till, opened_at) VALUES (x'00', '1', '1', 0)",
        "DELETE FROM article",
        "CREATE TABLE mine (x INTEGER)",
        "DROP TABLE sale",
    ],
)
async def test_a_reader_cannot_write(store: Database, reads: Reads, sql: str, sell: Sell) -> None:
    """Whatever it is given; the writer goes on."""
    with pytest.raises(DatabaseError):
        await reads.all(query(sql))
    await store.writer.run(sell)


async def test_no_read_keeps_the_log_from_its_restart(store: Database, reads: Reads, sell: Sell) -> None:
    """After each read its moment is let go: a checkpoint moves everything."""
    for _ in range(3):
        await store.writer.run(sell)
        await reads.all(ROWS_AFTER, 0, 2)
        await reads.one(ROWS_AFTER, 0, 100)
    with closing(sqlite3.connect(store.path)) as connection:
        busy, pages, moved = connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
    assert (busy, pages) == (0, moved)


async def test_a_long_read_is_interrupted_and_the_next_one_is_not(
    reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its deadline the reader is told that the agent is busy; whoever waited behind it gets its answer."""
    monkeypatch.setattr(module, "READ_TIMEOUT_S", 0.01)
    long = asyncio.ensure_future(reads.all(ENDLESS))
    behind = asyncio.ensure_future(reads.all(ONE))
    with pytest.raises(DatabaseError) as caught:
        await long
    assert caught.value.code is Code.BUSY
    assert await behind == [Number(1)]


async def test_a_cancelled_read_ends(reads: Reads) -> None:
    """The page was left: the statement does not run on, and the connection is free."""
    long = asyncio.ensure_future(reads.all(ENDLESS))
    await asyncio.sleep(0)
    long.cancel()
    with pytest.raises(asyncio.CancelledError):
        await long
    assert await reads.one(ONE) == Number(1)


async def test_the_writer_may_interrupt(store: Database, reads: Reads) -> None:
    """From its own thread, when the log must be restarted."""
    started = asyncio.Event()

    async def read() -> None:
        started.set()
        await reads.all(ENDLESS)

    long = asyncio.ensure_future(read())
    await started.wait()
    while not long.done():
        await store.writer.run(lambda _: reads.interrupt())
    with pytest.raises(DatabaseError) as caught:
        await long
    assert caught.value.code is Code.BUSY


async def test_interrupting_a_closed_reader_is_no_error(store: Database) -> None:
    """The agent is stopping, and the writer did not hear it yet."""
    reads = await Reads.open(store.path)
    await reads.close()
    reads.interrupt()


async def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    """No file, or no database; and no thread is left behind."""
    with pytest.raises(DatabaseError):
        await Reads.open(tmp_path / "nothing.db")
    (tmp_path / "text.db").write_text("not a database " * 100)
    with pytest.raises(DatabaseDamaged):
        await Reads.open(tmp_path / "text.db")
