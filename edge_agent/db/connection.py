"""Opening the file: the PRAGMAs that the design stands on, set and read back, and errors made ours."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from edge_agent.domain.errors import Code, DatabaseDamaged, DatabaseError, DatabaseInUse, ForeignDatabase

WAL_BYTES_KEPT = 4 * 1024 * 1024
"""A write-ahead log that grew beyond this is cut back to it by the first commit after a full checkpoint."""

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "wal_autocheckpoint": 0,
    "journal_size_limit": WAL_BYTES_KEPT,
    "cell_size_check": 1,
    "trusted_schema": 0,
    "recursive_triggers": 1,  # INSERT OR REPLACE must not delete a row of the journal behind its trigger's back
    "fullfsync": 1,
}
_STATEMENTS_CACHED = 512
_BUSY_TIMEOUT_S = 5.0
_NO_WAY_IN = frozenset(
    (
        errno.EACCES,
        errno.EROFS,
        errno.EPERM,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.EEXIST,
        errno.ELOOP,
        errno.ENAMETOOLONG,
    )
)
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT))


def open_writer(path: Path, application_id: int) -> sqlite3.Connection:
    """The only read-write connection to `path`, made when it does not exist.

    Raises ForeignDatabase for a file of another application, DatabaseDamaged for no database at all, and
    DatabaseError when the directory cannot be written.
    """
    with translated(path):
        make_private(path)
        connection = sqlite3.connect(
            path,
            timeout=_BUSY_TIMEOUT_S,
            isolation_level=None,
            cached_statements=_STATEMENTS_CACHED,
            check_same_thread=False,
        )
        try:
            _claim(connection, path, application_id)
            _set_pragmas(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def read_only_uri(path: Path) -> str:
    """The URI by which every other connection opens the file."""
    return f"{path.absolute().as_uri()}?mode=ro"


def make_private(path: Path) -> None:
    """Make an empty file for its owner alone, as PIN hashes will be in it; one that is there stays as it is."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def make_directory(path: Path) -> None:
    """Make `path` and what is missing above it, for their owner alone, so that a power cut leaves them there."""
    missing = []
    while not path.exists():
        missing.append(path)
        path = path.parent
    for directory in reversed(missing):
        directory.mkdir(mode=0o700, exist_ok=True)
        sync_directory(directory.parent)


def sync_directory(path: Path) -> None:
    """Wait until the disk has the directory's entries."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Make SQLite's and the system's errors ours, each with what to do about it."""
    try:
        yield
    except sqlite3.Error as error:
        raise translate(error, path) from error
    except OSError as error:
        raise _translate_system(error, path) from error


def translate(error: sqlite3.Error, path: Path) -> DatabaseError:
    """What a SQLite error means for a person."""
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return DatabaseError(Code.DISK_FULL, path=str(path))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseInUse(Code.DATABASE_IN_USE, path=str(path))
        case sqlite3.SQLITE_INTERRUPT:
            return DatabaseError(Code.BUSY, path=str(path))
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return DatabaseDamaged(Code.DATABASE_DAMAGED, path=str(path), detail=str(error))
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return DatabaseError(Code.DIRECTORY_READ_ONLY, path=str(path.parent))
        case _ if "decode to UTF-8" in str(error):  # the module's own words: SQLite gives no code for it
            return DatabaseDamaged(Code.DATABASE_DAMAGED, path=str(path), detail="text that is no UTF-8")
        case _:
            return DatabaseError(Code.DEFECT, path=str(path), detail=str(error))


def _translate_system(error: OSError, path: Path) -> DatabaseError:
    if error.errno in _NO_ROOM:
        return DatabaseError(Code.DISK_FULL, path=str(path))
    if error.errno in _NO_WAY_IN:
        return DatabaseError(Code.DIRECTORY_READ_ONLY, path=str(path.parent))
    return DatabaseError(Code.DEFECT, path=str(path), detail=str(error))


def _claim(connection: sqlite3.Connection, path: Path, application_id: int) -> None:
    """Refuse a file of another application, and mark a new one as ours."""
    found: int = connection.execute("PRAGMA application_id").fetchone()[0]
    if found == application_id:
        return
    empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if found != 0 or not empty:
        raise ForeignDatabase(Code.DATABASE_FOREIGN, path=str(path))
    connection.execute(f"PRAGMA application_id = {application_id}")


def _set_pragmas(connection: sqlite3.Connection) -> None:
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != value:
            raise DatabaseError(Code.DEFECT, detail=f"PRAGMA {name} is {found!r}, not {value!r}")
