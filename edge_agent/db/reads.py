"""Reads beside the writer: an aiosqlite connection that cannot write and keeps no cursor open."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

from edge_agent.db.connection import read_only_uri, translated
from edge_agent.db.query import Query

Row = TypeVar("Row")

READ_TIMEOUT_S = 2.0
_STEPS_BETWEEN_LOOKS = 10_000
"""Of SQLite's virtual machine; so often a running read looks whether it shall stop."""
_ITER_CHUNK_ROWS = 64
"""aiosqlite asks for it; nothing here iterates."""


class Reads:
    """A read-only connection on a thread of its own; every read is a `fetchall` of a limited statement.

    Reads wait for each other. One that takes longer than two seconds is stopped, as is one that keeps the
    writer from restarting its log: DatabaseError with `agent.busy`.
    """

    def __init__(self, connection: aiosqlite.Connection, stop: threading.Event, path: Path) -> None:
        self._connection = connection
        self._stop = stop
        self._path = path
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, *, at_rest: bool = False) -> Self:
        """Open the file that the writer has made; `at_rest` where there is no writer, to leave no trace."""
        stop = threading.Event()
        connection = await asyncio.to_thread(_open, path, stop, at_rest=at_rest)
        return cls(await aiosqlite.Connection(lambda: connection, _ITER_CHUNK_ROWS), stop, path)

    async def all(self, query: Query[Row], *params: Any) -> Sequence[Row]:
        """Every row of a statement that carries its own limit."""
        async with self._turn:
            self._stop.clear()
            deadline = asyncio.get_running_loop().call_later(READ_TIMEOUT_S, self.interrupt)
            try:
                with translated(self._path):
                    found = await self._fetch(query.sql, params)
            finally:
                deadline.cancel()
        return [query.make(tuple(row)) for row in found]

    async def one(self, query: Query[Row], *params: Any) -> Row | None:
        """The first row, or None."""
        found = await self.all(query, *params)
        return found[0] if found else None

    def interrupt(self) -> None:
        """Stop the read that is running, from any thread."""
        self._stop.set()

    async def close(self) -> None:
        """Close the connection and end its thread."""
        await self._connection.close()

    async def _fetch(self, sql: str, params: Sequence[Any]) -> Sequence[Any]:
        """A cancelled caller stops its read, and leaves when the thread is free for the next one."""
        reading = asyncio.ensure_future(self._execute(sql, params))
        try:
            return await asyncio.shield(reading)
        except asyncio.CancelledError:
            self.interrupt()
            await asyncio.wait((reading,))
            reading.exception()  # asked for, so that nobody reports it as never looked at
            raise

    async def _execute(self, sql: str, params: Sequence[Any]) -> Sequence[Any]:
        return list(await self._connection.execute_fetchall(sql, params))


def _open(path: Path, stop: threading.Event, *, at_rest: bool) -> sqlite3.Connection:
    with translated(path):
        connection = sqlite3.connect(
            read_only_uri(path, at_rest=at_rest), uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in ("query_only = ON", "trusted_schema = OFF", "schema_version"):
                connection.execute(f"PRAGMA {pragma}")  # the last one reads the file: is it a database?
        except BaseException:
            connection.close()
            raise
    connection.set_progress_handler(stop.is_set, _STEPS_BETWEEN_LOOKS)
    return connection
