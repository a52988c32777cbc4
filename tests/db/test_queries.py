"""Every statement, EXPLAINed on a fresh database: it is valid, uses an index, and writes what it may."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import pytest

import edge_agent
from edge_agent.db.migrate import migrate
from edge_agent.db.projections import PROJECTED_TABLES
from edge_agent.db.query import Query, statements
from edge_agent.db.replay import bring_up

PACKAGE = "edge_agent.db.queries"

SCANS = {
    "articles.search": "the index of grams leads it; what it found is read from its own few rows",
    "carts.first_open_price": "the first row of an index that holds the few open-price articles alone",
    "carts.held": "the index holds nothing but the few live carts",
    "carts.held_count": "the index holds nothing but the few live carts",
    "close_check.carts": "the index holds nothing but the few live carts",
    "close_check.held": "the index holds nothing but the few live carts",
    "close_check.paper": "the index holds nothing but the few jobs that wait",
    "close_check.shifts": "the index holds nothing but the open shifts, one a drawer",
    "figures.out_of_stock": "a report, on a reader's connection, and it stops at its limit",
    "figures.range": "a report, on a reader's connection: a row per article in stock",
    "figures.repeat": "a report, on a reader's connection: the members of a month",
    "goods.sold_out": "the few things that are sold out, and it stops at its limit",
    "goods.unfiled": "the codes of one shop that nobody has filed, and it stops at its limit",
    "goods.price_changes": "the changes of a day, by index, in the order of time; each beside two by index",
    "journal.count": "asked by `journal verify`",
    "journal.head": "reads one row, from the journal's end",
    "journal.last_rows": "reads from the journal's end and stops at its limit",
    "members.below_zero": "a list that somebody asked for, on a reader's connection; it stops at its limit",
    "print_jobs.counts": "the index holds nothing but the few jobs that wait",
    "print_jobs.doubt_unfinished": "once at the start; the index holds nothing but the few jobs that wait",
    "print_jobs.in_state": "a list that somebody asked for, on a reader's connection; it stops at its limit",
    "projection.versions": "a row per aggregate",
    "proof.cancelled": "the scripted day adds up a whole table, after its sales",
    "proof.ledger": "the scripted day adds up a whole table, after its sales",
    "proof.lines": "the scripted day adds up a whole table, after its sales",
    "proof.receipt_jobs": "the scripted day adds up a whole table, after its sales",
    "proof.coupons": "the scripted day adds up a whole table, after its sales",
    "proof.points": "the scripted day adds up a whole table, after its sales",
    "proof.printed": "the scripted day adds up a whole table, after its sales",
    "proof.refund_jobs": "the scripted day adds up a whole table, after its sales",
    "proof.refunded_too_much": "the scripted day adds up a whole table, after its sales",
    "proof.refunds": "the scripted day adds up a whole table, after its sales",
    "proof.shift_taxes": "the scripted day adds up a whole table, after its sales",
    "proof.shift_tenders": "the scripted day adds up a whole table, after its sales",
    "proof.taxes": "the scripted day adds up a whole table, after its sales",
    "proof.sales": "the scripted day adds up a whole table, after its sales",
    "proof.pickup_moves": "the scripted day adds up a whole table, after its sales",
    "proof.redemptions": "the scripted day looks at a whole table, after its sales",
    "proof.tickets": "the scripted day looks at a whole table, after its sales",
    "proof.tenders": "the scripted day adds up a whole table, after its sales",
    "requests.prune": "looks at so many rows of the low end, and no further",
    "rules.in_force": "the last row, and it stops there",
    "rules.promotions": "the promotions of one shop, when one of them changes, and it stops at its limit",
    "shifts.first_open": "the index holds nothing but the open shifts, one a drawer",
    "staff.close_sessions_of_till": "a session per till",
    "staff.close_sessions_of": "a session per till",
    "staff.drop_approvals_before": "the few approvals of the last minutes",
    "staff.drop_approvals_of": "the few approvals of the last minutes",
    "staff.list": "the people of one shop, and it stops at its limit",
    "stock.between": "a list for a reader's connection: an index on the level would cost every sold line",
    "batches.open_bags": "the index holds nothing but the bags that may still lie here",
    "orders.batches": "the latest batches, and it stops at its limit",
    "orders.key_set": "the first row of an index",
    "tickets.begun_before": "the one sale that a cart is the reopening of, and the few before it",
    "tickets.open_dates": "the index holds nothing but the open shifts, one a drawer",
    "board.living": "the index holds nothing but the living tickets, and it stops at its limit",
    "tickets.living": "the same",
    "tickets.living_items": "the same",
    "tickets.items_in_state": "the tickets of one day in one state, found by an index",
    "tickets.unanswered": "the index holds nothing but what is being called",
    "waits.stations": "the few stations of a shop",
}
"""The statements that read more than an index leads to, each with why it may."""

PARAMETERS_MAX = 40
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
    return "\n".join(row[3] for row in explained(connection, f"EXPLAIN QUERY PLAN {sql}"))


def explained(connection: sqlite3.Connection, sql: str) -> list[tuple[Any, ...]]:
    """The answer to an EXPLAIN, which needs as many parameters as the statement has."""
    for count in range(PARAMETERS_MAX):
        try:
            return connection.execute(sql, [None] * count).fetchall()
        except sqlite3.ProgrammingError:  # another number of parameters
            continue
    raise LookupError(f"more than {PARAMETERS_MAX} parameters: {sql}")


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_finds_its_rows_by_an_index(fresh: sqlite3.Connection, name: str) -> None:
    """None reads a whole table or index, but those that are named above with their reason."""
    found = plan(fresh, STATEMENTS[name])
    assert bool(re.search(r"SCAN (?!CONSTANT ROW)", found)) == (name in SCANS), found


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
    queries: list[Query[Any]] = []
    for module in modules:
        names = vars(__import__(f"{PACKAGE}.{module}", fromlist=["*"])).values()
        queries += [value for value in names if isinstance(value, Query)]
    assert queries
    for query in queries:
        program = explained(fresh, f"EXPLAIN {query.sql}")
        widths = {row[3] for row in program if row[1] == "ResultRow"}
        assert widths == {len(msgspec.structs.fields(query.row))}, query.name
