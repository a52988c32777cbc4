"""Reads beside the writer: an aiosqlite connection that cannot write and keeps no cursor open."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

from edge_agent.db.connection import read_only_uri, translate
from edge_agent.db.query import Query

Row = TypeVar("Row")


class Reads:
    """A read-only connection on a thread of its own; every read is a `fetchall` of a limited statement."""

    def __init__(self, connection: aiosqlite.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file that the writer has made."""
        connection = await aiosqlite.connect(read_only_uri(path), uri=True, isolation_level=None)
        await connection.execute("PRAGMA query_only = ON")
        return cls(connection, path)

    async def all(self, query: Query[Row], *params: Any) -> Sequence[Row]:
        """Every row of a statement that carries its own limit."""
        try:
            found = await self._connection.execute_fetchall(query.sql, params)
        except sqlite3.Error as error:
            raise translate(error, self._path) from error
        return [query.make(tuple(row)) for row in found]

    async def one(self, query: Query[Row], *params: Any) -> Row | None:
        """The first row, or None."""
        found = await self.all(query, *params)
        return found[0] if found else None

    async def close(self) -> None:
        """Close the connection and end its thread."""
        await self._connection.close()
