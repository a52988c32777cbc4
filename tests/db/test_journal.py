"""The journal: what `record` writes, that nothing else writes its tables, and that nothing is taken back."""

import hashlib
import sqlite3
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from edge_agent.db.database import Database
from edge_agent.db.journal import APPEND, GENESIS, JournalRow, JournalTx, Projector, chain, event_of, rows
from edge_agent.db.projections import PROJECTED_TABLES, PROJECTIONS
from edge_agent.db.projections.projection import Projection
from edge_agent.db.query import Command
from edge_agent.db.replay import check_chain
from edge_agent.domain.errors import DatabaseError
from edge_agent.domain.events import Data, Event, Unknown, encode
from edge_agent.domain.ids import StoreCode

Sell = Callable[[JournalTx], Event]
Ask = Callable[..., list[Any]]


class LaterKind(Data, frozen=True):
    """What a later release may record."""

    TYPE = "parcel.weighed"
    VERSION = 3
    grams: int


class LaterSale(Data, frozen=True):
    """A type that this release knows, in a version that it does not."""

    TYPE = "sale.completed"
    VERSION = 99
    total: str


def journal(store: Database) -> list[JournalRow]:
    return store.writer.call(lambda tx: list(rows(tx._connection)))


def command(sql: str) -> Command:
    """A command that no file of queries holds."""
    made = Command("run.set_clean")
    made.sql = sql
    return made


def test_a_row_is_the_event_and_its_columns(store: Database, sell: Sell) -> None:
    """The body is the event's exact JSON, the columns are the same event's, `seq` goes on by one."""
    event = store.writer.call(sell)
    opened, row = journal(store)
    assert event_of(row) == event
    assert (row.id, row.type, row.at) == (event.id, "sale.completed", event.at)
    assert (row.business_date, row.actor, row.till) == ("2026-11-22", "1001", "1")
    assert (opened.seq, row.seq) == (1, 2)
    assert opened.epoch == row.epoch


def test_the_hash_is_the_one_that_the_design_names(store: Database, sell: Sell) -> None:
    """SHA-256 over the previous hash, the epoch's 16 bytes, `seq` in 8 bytes big-endian, and the body."""
    store.writer.call(sell)
    opened, row = journal(store)
    first = GENESIS + bytes.fromhex(opened.epoch) + b"\0\0\0\0\0\0\0\1" + opened.body.encode()
    second = opened.hash + bytes.fromhex(row.epoch) + b"\0\0\0\0\0\0\0\2" + row.body.encode()
    assert opened.hash == hashlib.sha256(first).digest()
    assert row.hash == hashlib.sha256(second).digest()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET body = body WHERE pos = 1",
        "DELETE FROM journal WHERE pos = 1",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE pos = 1",
        "INSERT INTO journal SELECT * FROM journal WHERE true ON CONFLICT DO UPDATE SET body = ''",
    ],
)
def test_nothing_in_the_journal_is_changed_or_deleted(store: Database, sql: str, sell: Sell) -> None:
    """A trigger refuses it, by the front door or by a REPLACE."""
    store.writer.call(sell)
    before = journal(store)
    with pytest.raises(DatabaseError, match="append-only"):
        store.writer.call(lambda tx: tx.run(command(sql)))
    assert journal(store) == before


@pytest.mark.parametrize("table", sorted(PROJECTED_TABLES))
@pytest.mark.parametrize(
    "shape",
    [
        "INSERT INTO {table} SELECT * FROM {table}",
        "REPLACE INTO {table} SELECT * FROM {table}",
        "UPDATE {table} SET rowid_free = 1",
        "DELETE FROM {table}",
        "DROP TABLE {table}",
        "ALTER TABLE {table} RENAME TO elsewhere",
        "CREATE TRIGGER sneaky AFTER INSERT ON journal BEGIN DELETE FROM {table}; END",
    ],
)
def test_no_command_writes_a_projected_table(store: Database, table: str, shape: str, sell: Sell) -> None:
    """Through `tx.run` and `tx.run_many`, whatever the statement; SQLite itself refuses to prepare it."""
    column = store.writer.call(lambda tx: tx._connection.execute(f"PRAGMA table_info({table})").fetchone()[1])
    forbidden = command(shape.format(table=table).replace("rowid_free", column))
    with pytest.raises(DatabaseError, match=r"not authorized|prohibited"):
        store.writer.call(lambda tx: tx.run(forbidden))
    if "SELECT" in shape or shape == "DELETE FROM {table}":
        with pytest.raises(DatabaseError, match=r"not authorized|prohibited"):
            store.writer.call(lambda tx: tx.run_many(forbidden, [()]))
    store.writer.call(sell)


def test_the_journals_triggers_cannot_be_dropped(store: Database) -> None:
    """What keeps the journal from being changed is not to be taken away by a unit."""
    with pytest.raises(DatabaseError, match="not authorized"):
        store.writer.call(lambda tx: tx.run(command("DROP TRIGGER journal_is_never_deleted")))


def test_a_projection_touches_no_table_but_its_own() -> None:
    """One that reads an article, or another projection's table, would not replay: it is refused at once."""

    def read(sql: str) -> None:
        def handler(connection: sqlite3.Connection, event: Event, _data: Any) -> None:
            connection.execute(sql, (event.id,))

        projection = Projection("mine", 1, ("mine",), {LaterKind.TYPE: handler})
        connection = sqlite3.connect(":memory:")
        try:
            for table in ("mine", "article", "sale"):
                connection.execute(f"CREATE TABLE {table} (id TEXT)")
            projector = Projector(connection, (projection, *PROJECTIONS))
            data = LaterKind(grams=1)
            plain: Any = dict.fromkeys(("id", "business_date", "actor", "till"))
            projector.project(Event(type=data.TYPE, version=1, at=0, data=data, **plain))  # type: ignore[arg-type]
        finally:
            connection.close()

    read("INSERT INTO mine SELECT id FROM mine WHERE id = ?")
    for sql in (
        "INSERT INTO mine SELECT id FROM article WHERE id = ?",
        "INSERT INTO mine SELECT id FROM sale WHERE id = ?",
        "INSERT INTO article (id) VALUES (?)",
        "UPDATE sale SET id = ?",
    ):
        with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
            read(sql)


@pytest.mark.parametrize("data", [LaterKind(grams=532), LaterSale(total="one yuan")])
def test_what_a_later_release_wrote_is_kept_and_projected_by_nobody(
    open_store: Callable[[], Database], sell: Sell, alter: Callable[..., None], ask: Ask, data: Data
) -> None:
    """An unknown type, or a newer version of a known one: it stays, and the chain goes on from it."""
    with open_store() as store:
        store.writer.call(sell)
        last = journal(store)[-1]
    event = msgspec.structs.replace(event_of(last), type=data.TYPE, version=data.VERSION, data=data)
    body = encode(event, StoreCode("S0123"))
    digest = chain(last.hash, last.epoch, last.seq + 1, body)
    who = (event.id, event.type, event.at, event.business_date, event.actor, event.till)
    alter(APPEND.sql, last.epoch, last.seq + 1, *who, body.decode(), digest)
    alter("UPDATE projection SET version = 0")
    with open_store() as store:
        store.writer.call(sell)
        kept = journal(store)
    assert check_chain(kept) is None
    assert kept[2].body.encode() == body
    assert event_of(kept[2]).data == Unknown(msgspec.to_builtins(data))
    assert ask("SELECT count(*) FROM sale") == [(2,)]


def test_record_and_its_projection_stand_or_fall_together(store: Database, sell: Sell, ask: Ask) -> None:
    """When the projection is refused by a CHECK, the journal row goes too."""
    event = store.writer.call(sell)
    with pytest.raises(DatabaseError):
        store.writer.call(lambda tx: tx.record(event.data))  # type: ignore[arg-type]
    assert ask("SELECT count(*) FROM journal") == [(2,)]
    assert ask("SELECT count(*) FROM sale") == [(1,)]
    store.writer.call(sell)
    assert check_chain(journal(store)) is None


def test_the_journal_is_read_in_pages(store: Database, sell: Sell) -> None:
    """Whatever the page's size, every row once and in order."""
    for _ in range(7):
        store.writer.call(sell)

    def read(page: int) -> Callable[[JournalTx], list[int]]:
        return lambda tx: [row.pos for row in rows(tx._connection, page=page)]

    for page in (1, 3, 8, 100):
        assert store.writer.call(read(page)) == list(range(1, 9))
    after = store.writer.call(lambda tx: [row.pos for row in rows(tx._connection, after=5)])
    assert after == [6, 7, 8]
