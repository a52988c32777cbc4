"""A store's file read beside its agent: verified, exported, rebuilt, and never disturbed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge_agent.db import snapshot
from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.projections import PROJECTED_TABLES, stock
from edge_agent.db.replay import table_rows
from edge_agent.domain.errors import Code, DatabaseDamaged, DatabaseError, EdgeError, ForeignDatabase
from edge_agent.domain.events import Event

Open = Callable[[], Database]
OpenAt = Callable[[Path], Database]
Sell = Callable[[JournalTx], Event]
Alter = Callable[..., None]
Ask = Callable[..., list[Any]]


def verify(path: Path) -> snapshot.Verified:
    with snapshot.opened(path) as connection:
        return snapshot.verify(connection, path)


def test_a_running_store_is_verified_and_goes_on_selling(store: Database, sell: Sell) -> None:
    """As of one moment: what is sold meanwhile waits for nobody and is not half seen."""
    store.writer.call(sell)
    with snapshot.opened(store.path) as connection:
        first = snapshot.verify(connection, store.path)
        store.writer.call(sell)
        assert connection.execute("SELECT count(*) FROM sale").fetchone() == (1,)
    assert first.events == 2
    assert first.tables == len(PROJECTED_TABLES)
    assert first.stale == ()
    again = verify(store.path)
    assert again.events == 3
    assert again.head == store.writer.call(lambda tx: tx.head)


def test_a_killed_agents_file_is_verified(
    path: Path, open_store: Open, sell: Sell, in_child: Callable[[Callable[[], object]], int]
) -> None:
    """With the log that it left, which is read and stays."""

    def leave() -> None:
        store = open_store()
        store.writer.call(sell)

    assert in_child(leave) == 0
    log = path.with_name("store.db-wal").read_bytes()
    assert verify(path).events == 2
    assert path.with_name("store.db-wal").read_bytes() == log


@pytest.mark.parametrize(
    ("sql", "pos"),
    [
        ("UPDATE journal SET body = replace(body, '1001', '1002') WHERE pos = 3", 3),
        ("UPDATE journal SET body = CAST(x'ff' || CAST(body AS BLOB) AS TEXT) WHERE pos = 2", 2),
        ("UPDATE journal SET actor = '1002' WHERE pos = 2", 2),
        ("DELETE FROM journal WHERE pos = 2", 3),
        ("UPDATE stock_level SET quantity = 0", 0),
    ],
)
def test_a_fault_is_named_with_its_place(
    path: Path, open_store: Open, sell: Sell, alter: Alter, sql: str, pos: int
) -> None:
    """An event by its position, a table by its name; bytes that are no text included."""
    with open_store() as store:
        for _ in range(3):
            store.writer.call(sell)
    alter("DROP TRIGGER journal_is_never_updated")
    alter("DROP TRIGGER journal_is_never_deleted")
    alter(sql)
    with pytest.raises(DatabaseDamaged) as caught:
        verify(path)
    assert caught.value.code is Code.JOURNAL_BROKEN
    assert caught.value.params["pos"] == pos
    assert str(pos) in str(caught.value.params["detail"]) or "stock_level" in str(
        caught.value.params["detail"]
    )


def test_tables_of_another_release_are_not_compared(
    path: Path, open_store: Open, sell: Sell, alter: Alter
) -> None:
    """The agent rebuilds them at its next start; until then their content proves nothing."""
    with open_store() as store:
        store.writer.call(sell)
    alter("UPDATE projection SET version = 0 WHERE name = 'stock'")
    alter("DELETE FROM stock_move")
    verified = verify(path)
    assert verified.stale == ("stock",)
    assert verified.tables == len(PROJECTED_TABLES) - len(stock.PROJECTION.tables)
    open_store().close()
    assert verify(path).stale == ()


def test_the_export_is_every_events_exact_bytes(
    store: Database, sell: Sell, tmp_path: Path, ask: Ask
) -> None:
    """A line each, in the journal's order; to a file, whole and for its owner alone."""
    for _ in range(3):
        store.writer.call(sell)
    expected = b"".join(body.encode() + b"\n" for (body,) in ask("SELECT body FROM journal ORDER BY pos"))
    out = tmp_path / "out.ndjson"
    with snapshot.opened(store.path) as connection:
        assert b"".join(snapshot.export(connection)) == expected
        assert snapshot.export_to(connection, out) == 4
    assert out.read_bytes() == expected
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_rebuilt_file_is_a_store(store: Database, sell: Sell, tmp_path: Path, open_at: OpenAt) -> None:
    """The same journal, the same tables, and the agent goes on with it in a new epoch."""
    for _ in range(3):
        store.writer.call(sell)
    out = tmp_path / "rebuilt.db"
    with snapshot.opened(store.path) as connection:
        assert snapshot.rebuild(connection, out) == 4
        with closing(sqlite3.connect(out)) as rebuilt:
            for table in sorted(PROJECTED_TABLES):
                assert list(table_rows(rebuilt, table)) == list(table_rows(connection, table))
            journal = "SELECT * FROM journal ORDER BY pos"
            assert rebuilt.execute(journal).fetchall() == connection.execute(journal).fetchall()
    assert out.stat().st_mode & 0o777 == 0o600
    with open_at(out) as other:
        other.writer.call(sell)
    assert verify(out).events == 6


@pytest.mark.parametrize("make", [snapshot.export_to, snapshot.rebuild])
def test_nothing_is_overwritten(store: Database, tmp_path: Path, make: Callable[..., int]) -> None:
    """A file of that name stays as it is."""
    out = tmp_path / "out"
    out.write_text("precious")
    with snapshot.opened(store.path) as connection, pytest.raises(EdgeError) as caught:
        make(connection, out)
    assert caught.value.code is Code.FILE_EXISTS
    assert out.read_text() == "precious"


@pytest.mark.parametrize("make", [snapshot.export_to, snapshot.rebuild])
def test_nothing_is_left_half_done(
    store: Database, tmp_path: Path, make: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it fails in the middle, no file of that name appears, and no part of one stays."""

    def full(_connection: sqlite3.Connection) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "rows", full)
    with snapshot.opened(store.path) as connection, pytest.raises(DatabaseError) as caught:
        make(connection, tmp_path / "out")
    assert caught.value.code is Code.DISK_FULL
    assert not list(tmp_path.glob("out*"))


def test_what_is_no_store_is_refused(tmp_path: Path, store: Database) -> None:
    """Each with its own code: no file, a directory, a text, another application's, one without a journal."""
    (tmp_path / "text.db").write_text("not a database " * 100)
    with closing(sqlite3.connect(tmp_path / "other.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE t (x INTEGER)")
    mark = store.writer.call(lambda tx: tx._connection.execute("PRAGMA application_id").fetchone()[0])
    with closing(sqlite3.connect(tmp_path / "empty.db", isolation_level=None)) as empty:
        empty.execute(f"PRAGMA application_id = {mark}")
    with closing(sqlite3.connect(tmp_path / "later.db", isolation_level=None)) as later:
        later.execute(f"PRAGMA application_id = {mark}")
        later.execute("PRAGMA user_version = 999")
    expected = {
        "nothing.db": (DatabaseError, Code.FILE_MISSING),
        ".": (DatabaseError, Code.FILE_MISSING),
        "text.db": (DatabaseDamaged, Code.DATABASE_DAMAGED),
        "other.db": (ForeignDatabase, Code.DATABASE_FOREIGN),
        "empty.db": (DatabaseDamaged, Code.JOURNAL_BROKEN),
        "later.db": (ForeignDatabase, Code.DATABASE_NEWER),
    }
    for name, (kind, code) in expected.items():
        with pytest.raises(kind) as caught, snapshot.opened(tmp_path / name):
            pass
        assert caught.value.code is code


def test_a_snapshot_cannot_write(store: Database) -> None:
    """Not by any statement."""
    with pytest.raises(DatabaseError), snapshot.opened(store.path) as connection:
        connection.execute("UPDATE run SET clean = 1")


def _spoil(path: Path) -> None:
    """Overwrite the page on which the journal begins."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'journal'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


@pytest.mark.parametrize("make", [snapshot.export_to, snapshot.rebuild])
def test_what_is_damaged_is_the_file_that_was_read(
    path: Path, open_store: Open, tmp_path: Path, make: Callable[..., int]
) -> None:
    """A file that cannot be read is named, and not the one that was to be made of it."""
    open_store().close()
    _spoil(path)
    with pytest.raises(DatabaseDamaged) as caught, snapshot.opened(path) as connection:
        make(connection, tmp_path / "out")
    assert (caught.value.code, caught.value.params["path"]) == (Code.DATABASE_DAMAGED, str(path))
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET body = CAST(x'ff' || CAST(body AS BLOB) AS TEXT) WHERE pos = 2",
        "UPDATE journal SET type = CAST(x'ff' AS TEXT) WHERE pos = 2",
    ],
)
def test_an_event_that_is_no_text_is_not_rebuilt(
    path: Path, open_store: Open, sell: Sell, alter: Alter, sql: str, tmp_path: Path
) -> None:
    """It is named by its place, and no file appears."""
    with open_store() as store:
        store.writer.call(sell)
    alter("DROP TRIGGER journal_is_never_updated")
    alter(sql)
    with pytest.raises(DatabaseDamaged) as caught, snapshot.opened(path) as connection:
        snapshot.rebuild(connection, tmp_path / "out")
    assert (caught.value.code, caught.value.params["pos"]) == (Code.JOURNAL_BROKEN, 2)
    assert not list(tmp_path.glob("out*"))
