"""Opening the file: the PRAGMAs that the design stands on, set and read back, and errors made ours."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_agent.db.files import make_private
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
    "recursive_triggers": 1,  # so that INSERT OR REPLACE cannot delete journal rows unseen by the trigger
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
_BROKEN = frozenset((errno.EIO, errno.ENXIO, errno.ENODEV))


def open_writer(path: Path, application_id: int) -> sqlite3.Connection:
    """The only read-write connection to `path`, made when it does not exist.

    Raises ForeignDatabase for a file of another application, DatabaseDamaged for no database at all, and
    DatabaseError when the directory cannot be written.
    """
    with translated(path):
        if path.is_dir():
            raise ForeignDatabase(Code.DATABASE_FOREIGN, path=str(path))
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


def read_only_uri(path: Path, *, at_rest: bool = False) -> str:
    """The URI by which every other connection opens the file; `at_rest` promises that nobody writes it.

    Then SQLite puts no log and no index of one beside it (https://www.sqlite.org/uri.html, `immutable`).
    """
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if at_rest else ''}"


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
    code: int = getattr(error, "sqlite_errorcode", 0)
    made = _MEANINGS.get(code) or _MEANINGS.get(code & 0xFF)
    if made is None and "decode to UTF-8" in str(error):  # the module's own words: SQLite gives it no code
        made = _damaged
    return (made or _defect)(str(error), path)


def _translate_system(error: OSError, path: Path) -> DatabaseError:
    if error.errno in _NO_ROOM:
        return _full(str(error), path)
    if error.errno in _NO_WAY_IN:
        return _read_only(str(error), path)
    if error.errno in _BROKEN:
        return _failed(str(error), path)
    return _defect(str(error), path)


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


def _defect(detail: str, path: Path) -> DatabaseError:
    return DatabaseError(Code.DEFECT, path=str(path), detail=detail)


def _damaged(detail: str, path: Path) -> DatabaseError:
    return DatabaseDamaged(Code.DATABASE_DAMAGED, path=str(path), detail=detail)


def _full(_detail: str, path: Path) -> DatabaseError:
    return DatabaseError(Code.DISK_FULL, path=str(path))


def _failed(detail: str, path: Path) -> DatabaseError:
    return DatabaseError(Code.DISK_FAILED, path=str(path), detail=detail)


def _in_use(_detail: str, path: Path) -> DatabaseError:
    return DatabaseInUse(Code.DATABASE_IN_USE, path=str(path))


def _interrupted(_detail: str, path: Path) -> DatabaseError:
    return DatabaseError(Code.BUSY, path=str(path))


def _read_only(_detail: str, path: Path) -> DatabaseError:
    return DatabaseError(Code.DIRECTORY_READ_ONLY, path=str(path.parent))


_MEANINGS: dict[int, Callable[[str, Path], DatabaseError]] = {
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_IOERR_SHMSIZE: _full,  # what a full disk looks like to whoever opens the log
    sqlite3.SQLITE_IOERR: _failed,
    sqlite3.SQLITE_IOERR_NOMEM: _defect,
    sqlite3.SQLITE_BUSY: _in_use,
    sqlite3.SQLITE_LOCKED: _in_use,
    sqlite3.SQLITE_INTERRUPT: _interrupted,
    sqlite3.SQLITE_NOTADB: _damaged,
    sqlite3.SQLITE_CORRUPT: _damaged,
    sqlite3.SQLITE_READONLY: _read_only,
    sqlite3.SQLITE_CANTOPEN: _read_only,
    sqlite3.SQLITE_PERM: _read_only,
}
"""SQLite's result code, extended or primary → what it means."""
