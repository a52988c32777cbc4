"""Replay: the projected tables made anew from the journal, and the proofs that both agree."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from edge_agent.db.journal import GENESIS, Head, JournalRow, Projector, chain, event_of, rows
from edge_agent.db.migrate import migrate
from edge_agent.db.projections import PROJECTED_TABLES, PROJECTIONS, Projection
from edge_agent.db.query import Command, statement
from edge_agent.domain.errors import Code, DatabaseError
from edge_agent.domain.events import EpochOpened, Event

_COPY_ROW = Command("journal.copy_row")
_VERSIONS = statement("projection.versions")
_SET_VERSION = statement("projection.set_version")
_COPY_PAGE = 500


class Fault(msgspec.Struct, frozen=True):
    """Where the journal or the tables are not what they must be."""

    what: str
    pos: int = 0


def bring_up(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Make, or drop and replay, every projection whose version is not this release's; their names."""
    found = dict(connection.execute(_VERSIONS).fetchall())
    stale = tuple(
        projection for projection in PROJECTIONS if found.get(projection.name) != projection.version
    )
    if not stale:
        return ()
    connection.set_authorizer(None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        for projection in stale:
            _make_anew(connection, projection)
        projector = Projector(connection, stale)
        for row in rows(connection):
            projector.project(event_of(row))
        connection.executemany(_SET_VERSION, [(projection.name, projection.version) for projection in stale])
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return tuple(projection.name for projection in stale)


def replay_into(journal: Iterable[JournalRow], target: sqlite3.Connection, path: Path) -> int:
    """Fill an empty database with `journal` and its projections; the number of events."""
    migrate(target, path)
    target.execute("BEGIN IMMEDIATE")
    count = 0
    for row in journal:
        target.execute(_COPY_ROW.sql, msgspec.structs.astuple(row))
        count += 1
    target.execute("COMMIT")
    bring_up(target)
    return count


def check_chain(journal: Iterable[JournalRow], last: Head | None = None) -> Fault | None:
    """The first row whose hash, number, parent or columns do not agree with its body, or None.

    `last` is the head before the first of these rows; None at the journal's beginning.
    """
    head = last
    for row in journal:
        fault = _check_link(row, head) or _check_columns(row)
        if fault:
            return Fault(fault, row.pos)
        head = Head(row.epoch, row.seq, row.hash)
    return None


def check_tables(source: sqlite3.Connection) -> Fault | None:
    """Replay the journal into an empty file in memory and compare every projected table, row by row."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as target:
        replay_into(rows(source), target, Path(":memory:"))
        for table in sorted(PROJECTED_TABLES):
            if table_rows(source, table) != table_rows(target, table):
                return Fault(f"table {table} is not what the journal says")
    return None


def table_rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    """`SELECT *` in the order of the primary key."""
    columns = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
    key = ", ".join(name for (name,) in columns.fetchall())
    return connection.execute(f"SELECT * FROM {table} ORDER BY {key}").fetchall()  # noqa: S608 our own names


def export(connection: sqlite3.Connection) -> Iterator[bytes]:
    """The journal as NDJSON: each event's exact bytes, a line each."""
    for row in rows(connection, page=_COPY_PAGE):
        yield row.body.encode() + b"\n"


def open_new(path: Path) -> sqlite3.Connection:
    """A new file for a replay; raises DatabaseError when there is one already."""
    if path.exists():
        raise DatabaseError(Code.FILE_EXISTS, path=str(path))
    return sqlite3.connect(path, isolation_level=None)


def _make_anew(connection: sqlite3.Connection, projection: Projection) -> None:
    for table in projection.tables:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for sql in projection.schema.split(";\n"):
        connection.execute(sql)


def _check_link(row: JournalRow, head: Head | None) -> str | None:
    if head is not None and row.epoch == head.epoch:
        if row.seq != head.seq + 1:
            return f"event {row.seq} follows {head.seq}"
        previous = head.hash
    else:
        if row.seq != 1:
            return f"epoch {row.epoch} begins at {row.seq}"
        event = event_of(row)
        if not _names_parent(event, head):
            return f"epoch {row.epoch} does not name the head before it"
        previous = head.hash if head else GENESIS
    if chain(previous, row.epoch, row.seq, row.body.encode()) != row.hash:
        return f"event {row.seq} of epoch {row.epoch} does not carry its hash"
    return None


def _names_parent(event: Event, head: Head | None) -> bool:
    if not isinstance(event.data, EpochOpened):
        return False
    parent = event.data.parent
    if parent is None or head is None:
        return parent is None and head is None
    return (parent.epoch, parent.seq, parent.hash) == (head.epoch, head.seq, head.hash.hex())


def _check_columns(row: JournalRow) -> str | None:
    try:
        event = event_of(row)
    except (msgspec.DecodeError, ValueError) as error:
        return f"event {row.seq} cannot be read: {error}"
    told = (event.id, event.type, event.at, event.business_date, event.actor, event.till)
    if told != (row.id, row.type, row.at, row.business_date, row.actor, row.till):
        return f"the columns of event {row.seq} are not what its body says"
    return None
