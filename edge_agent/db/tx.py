"""The transaction that a use-case works in: named reads, local writes, and a place to say what changed."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from edge_agent.db.query import Command, Query
from edge_agent.domain.errors import Code, DatabaseError
from edge_agent.domain.ids import TillId, uuid7
from edge_agent.domain.moments import Millis
from edge_agent.ports.clock import Chance, Clock

Row = TypeVar("Row")
_ID_COUNTER_BYTES, _ID_RANDOM_BYTES = 2, 8
_ID_COUNTER_MAX = 0xFFF
"""Of a UUIDv7 the version takes four of the counter's bits."""
DRAWER_TOPIC = "drawer/"
"""Begins the topic by which a unit asks for a till's drawer to open."""


class Tx:
    """One unit's view of the database. Valid only inside the unit, on the writer's thread."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock, chance: Chance) -> None:
        self._connection = connection
        self._clock = clock
        self._chance = chance
        self._topics: set[str] = set()
        self._made = 0
        """Ids in this unit."""
        self.now: Millis = clock.now()
        """The moment of this unit: the same wherever it asks."""

    def one(self, query: Query[Row], *params: Any) -> Row | None:
        """The first row, or None."""
        columns = self._connection.execute(query.sql, params).fetchone()
        return None if columns is None else query.make(columns)

    def all(self, query: Query[Row], *params: Any) -> Sequence[Row]:
        """Every row; the statement carries its own limit."""
        return [query.make(columns) for columns in self._connection.execute(query.sql, params).fetchall()]

    def run(self, command: Command, *params: Any) -> int:
        """Change a reference or local table; the number of rows that changed."""
        self._must_be_in_transaction()
        return self._connection.execute(command.sql, params).rowcount

    def run_many(self, command: Command, rows: Iterable[Sequence[Any]]) -> int:
        """Change a reference or local table once per row of parameters; the number of rows that changed."""
        self._must_be_in_transaction()
        return self._connection.executemany(command.sql, rows).rowcount

    def new_id(self) -> str:
        """A UUIDv7 of this moment; those of one unit sort in the order of their making (RFC 9562 §6.2)."""
        self._made += 1
        counted = (self._made & _ID_COUNTER_MAX).to_bytes(_ID_COUNTER_BYTES)
        return uuid7(self.now, counted + self._chance.token_bytes(_ID_RANDOM_BYTES))

    def token(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        return self._chance.token_bytes(count)

    def touch(self, topic: str) -> None:
        """Say that something of `topic` changed; told to listeners after the commit, and only then."""
        self._topics.add(topic)

    def open_drawer(self, till: TillId) -> None:
        """Open the drawer of a till's lane after the commit, and only then."""
        self.touch(f"{DRAWER_TOPIC}{till}")

    def _must_be_in_transaction(self) -> None:
        """A unit that swallowed a full disk's error must not go on writing where nothing undoes it."""
        if not self._connection.in_transaction:
            raise DatabaseError(Code.DEFECT, detail="a write outside of a transaction")

    # The writer's side: what it must know to begin, undo and finish a unit.

    def begin_unit(self) -> None:
        """Start a unit: its moment is now."""
        self.now = self._clock.now()
        self._made = 0

    def mark(self) -> Callable[[], None]:
        """Remember what is kept in memory; the answer brings it back, as a ROLLBACK does the file."""
        topics = set(self._topics)

        def rewind() -> None:
            self._topics = topics

        return rewind

    def after_rollback(self) -> None:
        """The whole group is gone: read again whatever is kept in memory."""
        self._topics = set()

    def take_topics(self) -> frozenset[str]:
        """What the committed group touched."""
        topics, self._topics = frozenset(self._topics), set()
        return topics
