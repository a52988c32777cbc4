"""A store's file read beside its agent, which goes on selling: proved, exported, rebuilt elsewhere."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from edge_agent.db.chain import check_chain
from edge_agent.db.connection import read_only_uri, translate, translated
from edge_agent.db.database import APPLICATION_ID
from edge_agent.db.files import appearing
from edge_agent.db.journal import HEAD, Head, JournalRow, rows
from edge_agent.db.migrate import schema_version
from edge_agent.db.projections import PROJECTIONS
from edge_agent.db.query import statement
from edge_agent.db.replay import check_tables, replay_into, stale
from edge_agent.domain.errors import Code, DatabaseDamaged, DatabaseError, EdgeError, ForeignDatabase

_COUNT = statement("journal.count")


class Verified(msgspec.Struct, frozen=True):
    """A journal that agrees with itself and with the tables."""

    events: int
    head: Head | None
    tables: int
    """How many projected tables are as a replay makes them."""
    stale: tuple[str, ...]
    """Projections of another release, which were not compared: the agent rebuilds them at its next start."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to `path` that cannot write and keeps no agent from writing."""
    with translated(path):
        connection = _open(path)
    with closing(connection):
        try:
            yield connection
        except sqlite3.Error as error:
            raise translate(error, path) from error


def verify(connection: sqlite3.Connection, path: Path) -> Verified:
    """Check the chain, the columns and the tables as of one moment.

    Raises DatabaseDamaged with the first fault, its `detail` and its `pos` in the journal.
    """
    connection.execute("BEGIN")
    head = HEAD.make(row) if (row := connection.execute(HEAD.sql).fetchone()) else None
    old = stale(connection)
    current = tuple(projection for projection in PROJECTIONS if projection not in old)
    fault = check_chain(rows(connection)) or check_tables(connection, current)
    if fault:
        raise DatabaseDamaged(Code.JOURNAL_BROKEN, path=str(path), detail=fault.what, pos=fault.pos)
    return Verified(
        events=connection.execute(_COUNT).fetchone()[0],
        head=head,
        tables=sum(len(projection.tables) for projection in current),
        stale=tuple(projection.name for projection in old),
    )


def export(connection: sqlite3.Connection) -> Iterator[bytes]:
    """The journal as NDJSON: each event's exact bytes, a line each."""
    for row in _journal(connection):
        yield row.body.encode("utf-8", "surrogateescape") + b"\n"


def export_to(connection: sqlite3.Connection, out: Path) -> int:
    """Export into a new file, whole or not at all; the number of events."""
    count = 0
    with _new(out) as partial, partial.open("wb") as file:
        for count, line in enumerate(export(connection), 1):  # noqa: B007 what it ends at is the answer
            file.write(line)
    return count


def rebuild(connection: sqlite3.Connection, out: Path) -> int:
    """Replay the journal into a new store's file, whole or not at all; the number of events.

    It holds the journal and the projected tables; reference and local tables are empty.
    """
    with _new(out) as partial, closing(sqlite3.connect(partial, isolation_level=None)) as target:
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", f"application_id = {APPLICATION_ID}"):
            target.execute(f"PRAGMA {pragma}")
        return replay_into(_journal(connection), target, partial)


def _journal(connection: sqlite3.Connection) -> Iterator[JournalRow]:
    """What cannot be read is the fault of the file that it stands in, whatever file is made of it."""
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    with translated(path):
        yield from rows(connection)


@contextmanager
def _new(out: Path) -> Iterator[Path]:
    """Raises DatabaseError when there is a file of that name already."""
    with translated(out):
        if out.exists():
            raise EdgeError(Code.FILE_EXISTS, path=str(out))
        with appearing(out) as partial:
            yield partial


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise DatabaseError(Code.FILE_MISSING, path=str(path))
    connection = sqlite3.connect(read_only_uri(path), uri=True, isolation_level=None)
    try:
        for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.text_factory = _text
        _must_be_a_store(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _must_be_a_store(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise ForeignDatabase(Code.DATABASE_FOREIGN, path=str(path))
    if schema_version(connection, path) == 0:
        raise DatabaseDamaged(Code.JOURNAL_BROKEN, path=str(path), detail="it holds no journal", pos=0)


def _text(stored: bytes) -> str:
    """Damaged text is read as it is, so that the fault is found where it is."""
    return stored.decode("utf-8", "surrogateescape")
