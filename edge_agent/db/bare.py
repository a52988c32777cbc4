"""The floor of the figures: the very statements of a unit, replayed by a bare connection, one commit each."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias, cast

from edge_agent.db.connection import open_writer
from edge_agent.db.database import APPLICATION_ID
from edge_agent.db.journal import JournalTx
from edge_agent.domain.ids import StoreCode
from edge_agent.ports.clock import Chance, Clock
from edge_agent.ports.system import OffsetClock

Statement: TypeAlias = tuple[str, Sequence[Any] | list[Sequence[Any]], bool]
"""SQL, its parameters (a list of them for `executemany`), and which of the two it was."""


class _Recorder:
    """A connection that notes what it is asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.statements: list[Statement] = []

    def execute(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        self.statements.append((sql, params, False))
        return self._connection.execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> sqlite3.Cursor:
        kept = list(rows)
        self.statements.append((sql, kept, True))
        return self._connection.executemany(sql, kept)

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def set_authorizer(self, authorizer: Callable[..., int] | None) -> None:
        self._connection.set_authorizer(authorizer)


class Bare:
    """A store's file without a writer thread: records units, or replays their statements."""

    def __init__(self, path: Path) -> None:
        self._connection = open_writer(path, APPLICATION_ID)

    def statements_of(
        self, units: Iterable[Callable[[JournalTx], object]], store: StoreCode, clock: Clock, chance: Chance
    ) -> list[list[Statement]]:
        """Run each unit in a transaction of its own; the statements that it ran."""
        recorder = _Recorder(self._connection)
        tx = JournalTx(
            cast("sqlite3.Connection", recorder), store=store, clock=OffsetClock(clock), chance=chance
        )
        recorded = []
        for unit in units:
            recorder.statements = []
            self._connection.execute("BEGIN IMMEDIATE")
            tx.begin_unit()
            unit(tx)
            self._connection.execute("COMMIT")
            recorded.append(recorder.statements)
        self._connection.set_authorizer(None)
        return recorded

    def replay(self, statements: Sequence[Statement]) -> None:
        """The statements again, with their parameters, and one commit; rows are fetched as the unit did."""
        execute, executemany = self._connection.execute, self._connection.executemany
        execute("BEGIN IMMEDIATE")
        for sql, params, many in statements:
            if many:
                executemany(sql, params)
            else:
                execute(sql, params).fetchall()
        execute("COMMIT")

    def commit_one_row(self) -> None:
        """A bare durable commit of one small row."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("UPDATE run SET clean = 1 - clean WHERE one = 1")
        self._connection.execute("COMMIT")

    def checkpoint(self) -> None:
        """Move the log into the file, so that every round starts alike."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
