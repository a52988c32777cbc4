"""Reads beside the writer: an aiosqlite connection that cannot write and keeps no cursor open."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

from edge_agent.db.connection import read_only_uri, translated
from edge_agent.db.query import Query

Row = TypeVar("Row")

READ_TIMEOUT_S = 2.0
_ITER_CHUNK_ROWS = 64
"""aiosqlite asks for it; nothing here iterates."""


class Reads:
    """A read-only connection on a thread of its own; every read is a `fetchall` of a limited statement.

    Reads wait for each other. One that takes longer than two seconds is interrupted, as is the one that keeps
    the writer from restarting its log: DatabaseError with `agent.busy`.
    """

    def __init__(self, connection: aiosqlite.Connection, plain: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._plain = plain
        self._path = path
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file that the writer has made."""
        opened: list[sqlite3.Connection] = []

        def connect() -> sqlite3.Connection:
            plain = sqlite3.connect(read_only_uri(path), uri=True, isolation_level=None)
            opened.append(plain)
            plain.execute("PRAGMA query_only = ON")
            plain.execute("PRAGMA trusted_schema = OFF")
            return plain

        with translated(path):
            connection = await aiosqlite.Connection(connect, _ITER_CHUNK_ROWS)
        return cls(connection, opened[0], path)

    async def all(self, query: Query[Row], *params: Any) -> Sequence[Row]:
        """Every row of a statement that carries its own limit."""
        async with self._turn:
            deadline = asyncio.get_running_loop().call_later(READ_TIMEOUT_S, self.interrupt)
            try:
                with translated(self._path):
                    found = await self._connection.execute_fetchall(query.sql, params)
            except asyncio.CancelledError:
                self.interrupt()
                raise
            finally:
                deadline.cancel()
        return [query.make(tuple(row)) for row in found]

    async def one(self, query: Query[Row], *params: Any) -> Row | None:
        """The first row, or None."""
        found = await self.all(query, *params)
        return found[0] if found else None

    def interrupt(self) -> None:
        """End the read that is running, from any thread."""
        with suppress(sqlite3.ProgrammingError):  # closed in the meantime
            self._plain.interrupt()

    async def close(self) -> None:
        """Close the connection and end its thread."""
        await self._connection.close()
