"""Migrations: `NNNN_words.sql`, forward only, additions only, each in one transaction with its number."""

import sqlite3
from contextlib import closing
from importlib import resources
from pathlib import Path

from edge_agent.db.connection import translated
from edge_agent.db.files import appearing
from edge_agent.domain.errors import Code, ForeignDatabase

MIGRATIONS = "edge_agent.db.migrations"


def schema_version(connection: sqlite3.Connection, path: Path, package: str = MIGRATIONS) -> int:
    """How many migrations the file has had; raises ForeignDatabase when a later release has had it."""
    done: int = connection.execute("PRAGMA user_version").fetchone()[0]
    known = len(_steps(package))
    if done > known:
        raise ForeignDatabase(Code.DATABASE_NEWER, path=str(path), found=done, known=known)
    return done


def is_current(connection: sqlite3.Connection, path: Path, package: str = MIGRATIONS) -> bool:
    """Whether the file has had every migration of this release; raises as `schema_version` does."""
    return schema_version(connection, path, package) == len(_steps(package))


def migrate(connection: sqlite3.Connection, path: Path, package: str = MIGRATIONS) -> int:
    """Bring the file to this release's schema; the number of migrations that ran.

    A file that holds something is first copied to `PATH.before-NNNN`. Raises ForeignDatabase for a file of a
    later release.
    """
    done, steps = schema_version(connection, path, package), _steps(package)
    if 0 < done < len(steps):
        _copy(connection, path.with_name(f"{path.name}.before-{done + 1:04d}"))
    for number, sql in enumerate(steps[done:], done + 1):
        _step(connection, number, sql)
    return len(steps) - done


def _step(connection: sqlite3.Connection, number: int, sql: str) -> None:
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _copy(connection: sqlite3.Connection, to: Path) -> None:
    """The whole file, on the disk before anything changes."""
    with translated(to), appearing(to) as partial, closing(sqlite3.connect(partial)) as target:
        connection.backup(target)


def _steps(package: str) -> list[str]:
    files = sorted(file.name for file in resources.files(package).iterdir() if file.name.endswith(".sql"))
    return [(resources.files(package) / name).read_text("utf-8") for name in files]
