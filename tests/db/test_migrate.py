"""Migrations: in order, each whole or not at all, forward only, and a copy of what was there before."""

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest

from edge_agent.db.connection import open_writer
from edge_agent.db.migrate import MIGRATIONS, migrate, schema_version
from edge_agent.domain.errors import Code, DatabaseError, ForeignDatabase

MARK = 0x54455354
FIRST = "CREATE TABLE a (x INTEGER) STRICT;\nINSERT INTO a VALUES (1);"
SECOND = "ALTER TABLE a ADD COLUMN y TEXT;\nINSERT INTO a VALUES (2, 'two');"
BROKEN = "CREATE TABLE b (x INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);"

Package = Callable[..., str]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """Make a package of migrations, an SQL text each; its name."""
    made: list[str] = []

    def make(*texts: str) -> str:
        name = f"migrations_of_{tmp_path.name}_{len(made)}"
        folder = tmp_path / "packages" / name
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        for number, text in enumerate(texts, 1):
            (folder / f"{number:04d}_step.sql").write_text(text)
        made.append(name)
        return name

    monkeypatch.syspath_prepend(tmp_path / "packages")
    yield make
    for name in made:
        sys.modules.pop(name, None)


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_writer(path, MARK)) as opened:
        yield opened


def test_each_migration_runs_once_and_in_order(
    connection: sqlite3.Connection, path: Path, package: Package
) -> None:
    """From nothing, from the step before, and not at all when there is nothing to do."""
    assert migrate(connection, path, package(FIRST)) == 1
    assert migrate(connection, path, package(FIRST, SECOND)) == 1
    assert migrate(connection, path, package(FIRST, SECOND)) == 0
    assert connection.execute("SELECT * FROM a").fetchall() == [(1, None), (2, "two")]
    assert schema_version(connection, path, package(FIRST, SECOND)) == 2


def test_a_migration_that_fails_leaves_nothing_behind(
    connection: sqlite3.Connection, path: Path, package: Package
) -> None:
    """Its tables, its number: none of it is there, and the connection is in no transaction."""
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, package(FIRST, BROKEN))
    assert not connection.in_transaction
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("a",)]
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_there_is_no_way_back(connection: sqlite3.Connection, path: Path, package: Package) -> None:
    """A file of a later release is refused and stays as it was."""
    migrate(connection, path, package(FIRST, SECOND))
    with pytest.raises(ForeignDatabase) as caught:
        migrate(connection, path, package(FIRST))
    assert caught.value.code is Code.DATABASE_NEWER
    assert (caught.value.params["found"], caught.value.params["known"]) == (2, 1)
    assert connection.execute("SELECT count(*) FROM a").fetchone() == (2,)


def test_what_was_there_is_copied_first(connection: sqlite3.Connection, path: Path, package: Package) -> None:
    """The file as it was before the first step, whole, under the name of that step, for the owner alone."""
    migrate(connection, path, package(FIRST))
    assert not list(path.parent.glob("*.before-*")), "a new file holds nothing to copy"
    migrate(connection, path, package(FIRST, SECOND, "CREATE TABLE c (x INTEGER) STRICT;"))
    (copy,) = path.parent.glob("*.before-*")
    assert copy.name == "store.db.before-0002"
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as copied:
        assert copied.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copied.execute("SELECT * FROM a").fetchall() == [(1,)]
        assert copied.execute("PRAGMA application_id").fetchone() == (MARK,)
        assert copied.execute("PRAGMA user_version").fetchone() == (1,)


def test_without_a_copy_nothing_is_migrated(
    connection: sqlite3.Connection, path: Path, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No room for the copy: one clear error, the file as it was, and no half of a copy."""
    migrate(connection, path, package(FIRST))

    def full(_self: Path, _to: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DatabaseError) as caught:
        migrate(connection, path, package(FIRST, SECOND))
    assert caught.value.code is Code.DISK_FULL
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert not [file.name for file in path.parent.iterdir() if "before" in file.name]


def test_our_migrations_are_numbered_without_a_gap() -> None:
    """`NNNN_words.sql` from 0001: a step's place is its number."""
    names = sorted(file.name for file in resources.files(MIGRATIONS).iterdir() if file.name.endswith(".sql"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.sql", name) for name in names)


def test_our_tables_are_strict_and_call_no_function(path: Path) -> None:
    """Every table is STRICT; a schema that called JSON could not be read with `trusted_schema` off.

    The tables behind the search index are SQLite's own.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path)
        ours = "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        tables = connection.execute(ours)
        loose = [name for name, strict in tables.fetchall() if not strict and not name.startswith("sqlite_")]
        texts = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    assert loose == []
    assert not [sql for (sql,) in texts if "json" in sql.lower()]
