"""Every statement, EXPLAINed on a fresh database: it is valid, finds its rows by an index, and keeps its place."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest

import edge_agent
from edge_agent.db.migrate import migrate
from edge_agent.db.projections import PROJECTED_TABLES
from edge_agent.db.query import Query, statements
from edge_agent.db.replay import bring_up

PACKAGE = "edge_agent.db.queries"

SCANS = {
    "articles.count": "asked when a catalogue is imported, never at the counter",
    "articles.search": "a search in names reads them all, on a reader's connection, and stops at its limit",
    "carts.prune_closed": "once a night; closed carts live a few days",
    "journal.count": "asked by `journal verify`",
    "journal.head": "reads one row, from the journal's end",
    "journal.last_rows": "reads from the journal's end and stops at its limit",
    "print_jobs.prune_bytes": "once a night",
    "projection.versions": "a row per aggregate",
    "shifts.last_date": "reads one entry, from the end of `shift_by_date`",
    "staff.close_sessions_of_till": "a session per till",
    "staff.list": "the people of one shop, and it stops at its limit",
}
"""The statements that read more than an index leads to, each with why it may."""

WRITES = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE)


def _all_statements() -> dict[str, str]:
    files = (file.name for file in resources.files(PACKAGE).iterdir() if file.name.endswith(".sql"))
    return {
        f"{file[:-4]}.{name}": sql
        for file in sorted(files)
        for name, sql in statements(PACKAGE, file[:-4]).items()
    }


STATEMENTS = _all_statements()


@pytest.fixture(scope="module")
def fresh() -> Iterator[sqlite3.Connection]:
    """An empty database with every table."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection, Path(":memory:"))
        bring_up(connection)
        connection.set_authorizer(None)
        yield connection


def plan(connection: sqlite3.Connection, sql: str) -> str:
    """How SQLite would run it."""
    params = [None] * sql.count("?")
    return "\n".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall())


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_finds_its_rows_by_an_index(fresh: sqlite3.Connection, name: str) -> None:
    """None reads a whole table, or sorts what it found, but those that are named above with their reason."""
    found = plan(fresh, STATEMENTS[name])
    assert ("SCAN" in found) == (name in SCANS), found


def test_no_reason_is_given_for_what_is_gone() -> None:
    """The list of scans holds nothing but statements that are there."""
    assert SCANS.keys() <= STATEMENTS.keys()


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_statement_writes_a_projected_table(fresh: sqlite3.Connection, name: str) -> None:
    """And the journal is written by `append` and `copy_row` alone."""
    written: set[str | None] = set()

    def note(action: int, table: str | None, *_: str | None) -> int:
        if action in WRITES:
            written.add(table)
        return sqlite3.SQLITE_OK

    fresh.set_authorizer(note)
    try:
        plan(fresh, STATEMENTS[name])
    finally:
        fresh.set_authorizer(None)
    assert not written & PROJECTED_TABLES
    assert ("journal" in written) == (name in {"journal.append", "journal.copy_row"})


def test_no_other_text_in_the_product_writes_a_projected_table() -> None:
    """Nor the journal: no SQL that does so stands in any source file but the projections'."""
    verbs = r"INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM"
    tables = "|".join((*PROJECTED_TABLES, "journal"))
    writes = re.compile(rf"\b(?:{verbs})\s+(?:main\.)?[\"'`\[]?(?:{tables})\b(?![.\w])", re.IGNORECASE)
    home = Path(edge_agent.__file__).parent
    allowed = {home / "db" / "queries" / "journal.sql"}
    sources = [
        file
        for folder in (home, *(home.parent / name for name in ("drivers", "ui", "config", "sync/store")))
        for pattern in ("*.py", "*.sql")
        for file in folder.rglob(pattern)
        if home / "db" / "projections" not in file.parents and file not in allowed
    ]
    assert len(sources) > 40
    found = {str(file): writes.findall(file.read_text("utf-8")) for file in sources}
    assert {file: texts for file, texts in found.items() if texts} == {}


def test_a_query_answers_as_many_columns_as_its_row_has(fresh: sqlite3.Connection) -> None:
    """Each named query's columns, in their order, make its row."""
    modules = [file.name[:-3] for file in resources.files(PACKAGE).iterdir() if file.name.endswith(".py")]
    queries: list[Query[object]] = []
    for module in modules:
        names = vars(__import__(f"{PACKAGE}.{module}", fromlist=["*"])).values()
        queries += [value for value in names if isinstance(value, Query)]
    assert queries
    for query in queries:
        cursor = fresh.execute(query.sql, [None] * query.sql.count("?"))
        columns = [column[0] for column in cursor.description]
        fields = query.row.__struct_fields__  # type: ignore[attr-defined]
        assert len(columns) == len(fields), query.name
