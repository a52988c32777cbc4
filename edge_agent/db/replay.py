"""Replay: the projected tables made anew from the journal, and the proof that both agree."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

import msgspec

from edge_agent.db.chain import Fault, check_chain
from edge_agent.db.journal import JournalRow, Projector, event_of, rows
from edge_agent.db.migrate import migrate
from edge_agent.db.projections import PROJECTIONS, Projection
from edge_agent.db.query import Command, statement
from edge_agent.domain.errors import Code, DatabaseDamaged
from edge_agent.domain.events import Event

__all__ = ["Fault", "bring_up", "check_chain", "check_tables", "replay_into", "stale", "table_rows"]

_COPY_ROW = Command("journal.copy_row")
_VERSIONS = statement("projection.versions")
_SET_VERSION = statement("projection.set_version")
_FORGET = statement("projection.forget")
_TOLD_EVERY_EVENTS = 10_000
_SCRATCH_CACHE_KIB = 65_536


def bring_up(
    connection: sqlite3.Connection,
    projections: tuple[Projection, ...] = PROJECTIONS,
    told: Callable[[int], None] | None = None,
) -> tuple[str, ...]:
    """Make, or drop and replay, every projection whose version is not this release's; their names.

    `told` hears now and then how many events have been replayed. What a later release knows besides is
    forgotten, so that it is made anew there: in the meantime nobody keeps it.
    """
    known = {projection.name for projection in projections}
    gone = [(name,) for name, _ in connection.execute(_VERSIONS).fetchall() if name not in known]
    wanted = stale(connection, projections)
    if not wanted and not gone:
        return ()
    connection.set_authorizer(None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany(_FORGET, gone)
        if wanted:
            _project(connection, wanted, rows(connection), told)
        connection.executemany(_SET_VERSION, [(projection.name, projection.version) for projection in wanted])
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return tuple(projection.name for projection in wanted)


def stale(
    connection: sqlite3.Connection, projections: tuple[Projection, ...] = PROJECTIONS
) -> tuple[Projection, ...]:
    """The projections that the file does not hold, or holds as another release made them."""
    found = dict(connection.execute(_VERSIONS).fetchall())
    return tuple(projection for projection in projections if found.get(projection.name) != projection.version)


def replay_into(journal: Iterable[JournalRow], target: sqlite3.Connection, path: Path) -> int:
    """Fill an empty database with `journal` and its projections; the number of events."""
    migrate(target, path)
    target.execute("BEGIN IMMEDIATE")
    count = 0
    for count, row in enumerate(journal, 1):  # noqa: B007 what it ends at is the answer
        _copy(row, target)
    target.execute("COMMIT")
    bring_up(target)
    return count


def _copy(row: JournalRow, target: sqlite3.Connection) -> None:
    try:
        target.execute(_COPY_ROW.sql, msgspec.structs.astuple(row))
    except (UnicodeEncodeError, sqlite3.IntegrityError) as error:
        what = f"event {row.seq} cannot be copied: {error}"
        raise DatabaseDamaged(Code.JOURNAL_BROKEN, detail=what, pos=row.pos) from error


def check_tables(source: sqlite3.Connection, projections: Sequence[Projection] = PROJECTIONS) -> Fault | None:
    """Replay the journal into a scratch file and compare every projected table, row by row.

    The scratch file lives in memory and goes to the system's temporary directory when it grows.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as scratch:
        scratch.execute(f"PRAGMA cache_size = -{_SCRATCH_CACHE_KIB}")
        scratch.execute("PRAGMA journal_mode = OFF")
        scratch.execute("BEGIN")
        _project(scratch, tuple(projections), rows(source))
        scratch.execute("COMMIT")
        for table in sorted(table for projection in projections for table in projection.tables):
            fault = _difference(source, scratch, table)
            if fault:
                return fault
    return None


def table_rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    """`SELECT *` in the order of the primary key, a row at a time."""
    key = ", ".join(_key(connection, table))
    yield from connection.execute(f"SELECT * FROM {table} ORDER BY {key}")  # noqa: S608 our own names


def _project(
    target: sqlite3.Connection,
    projections: tuple[Projection, ...],
    journal: Iterable[JournalRow],
    told: Callable[[int], None] | None = None,
) -> None:
    for projection in projections:
        _make_anew(target, projection)
    projector = Projector(target, projections)
    for count, row in enumerate(journal, 1):
        if projector.takes(row.type):
            projector.project(_read(row))
        if told and count % _TOLD_EVERY_EVENTS == 0:
            told(count)


def _read(row: JournalRow) -> Event:
    try:
        return event_of(row)
    except Exception as error:
        what = f"event {row.seq} cannot be read: {error}"
        raise DatabaseDamaged(Code.JOURNAL_BROKEN, detail=what, pos=row.pos) from error


def _make_anew(connection: sqlite3.Connection, projection: Projection) -> None:
    for table in projection.tables:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    sql = ""
    for line in projection.schema.splitlines(keepends=True):
        sql += line
        if sqlite3.complete_statement(sql):
            connection.execute(sql)
            sql = ""


def _difference(source: sqlite3.Connection, expected: sqlite3.Connection, table: str) -> Fault | None:
    if _columns(source, table) != _columns(expected, table):
        return Fault(f"table {table} is missing or has other columns")
    for found, told in zip_longest(table_rows(source, table), table_rows(expected, table)):
        if found != told:
            names = _columns(expected, table)
            row = dict(zip(names, told or found or (), strict=True))
            key = ", ".join(str(row[name]) for name in _key(expected, table))
            return Fault(f"table {table} is not what the journal says, at {key}")
    return None


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for name, _ in _table(connection, table)]


def _key(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of the primary key in its order."""
    return [name for name, place in sorted(_table(connection, table), key=_place) if place]


def _place(column: tuple[str, int]) -> int:
    return column[1]


def _table(connection: sqlite3.Connection, table: str) -> list[tuple[str, int]]:
    """Each column's name and its place in the primary key, from 1; 0 for the others."""
    return [(row[1], row[5]) for row in connection.execute(f"PRAGMA table_xinfo({table})").fetchall()]
