"""The journal: hash-chained events in epochs, and `record`, the only way to write a projected table."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator

import msgspec

from edge_agent.db.projections import PROJECTED_TABLES, PROJECTIONS, Handler, Projection
from edge_agent.db.query import Command, Query
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, DatabaseDamaged
from edge_agent.domain.events import Data, Event, Unknown, decode, encode
from edge_agent.domain.ids import EventId, StaffId, StoreCode, TillId
from edge_agent.domain.moments import BusinessDate
from edge_agent.ports.clock import Chance
from edge_agent.ports.system import OffsetClock

GENESIS = bytes(32)
"""The hash before the first event of a store's first epoch."""


class Head(msgspec.Struct, frozen=True):
    """Where the journal ends."""

    epoch: str
    seq: int
    hash: bytes


class JournalRow(msgspec.Struct, frozen=True):
    """One row of the journal as it is stored."""

    pos: int
    epoch: str
    seq: int
    id: str
    type: str
    at: int
    business_date: str | None
    actor: str | None
    till: str | None
    body: str
    hash: bytes


APPEND = Command("journal.append")
HEAD = Query("journal.head", Head)
ROWS_AFTER = Query("journal.rows_after", JournalRow)
LAST_ROWS = Query("journal.last_rows", JournalRow)


def chain(previous: bytes, epoch: str, seq: int, body: bytes) -> bytes:
    """SHA-256(previous hash ‖ epoch, 16 bytes ‖ seq, 8 bytes big-endian ‖ body)."""
    return hashlib.sha256(b"".join((previous, bytes.fromhex(epoch), seq.to_bytes(8), body))).digest()


class JournalTx(Tx):
    """A transaction that can record what happened."""

    def __init__(
        self, connection: sqlite3.Connection, clock: OffsetClock, chance: Chance, store: StoreCode
    ) -> None:
        super().__init__(connection, clock, chance)
        self._shop_clock = clock
        self._offset_ms = clock.offset_ms
        self.uptime_ms = clock.uptime_ms()
        """How long the machine has run at the moment of this unit; None where nobody counts."""
        self._store = store
        self._projector = Projector(connection)
        self._head = _read_head(connection)

    @property
    def head(self) -> Head | None:
        """Where the journal ends; None before the first event of a new file."""
        return self._head

    @property
    def boot(self) -> str:
        """Names the machine's run."""
        return self._shop_clock.boot

    def record(
        self,
        data: Data,
        *,
        actor: StaffId | None = None,
        till: TillId | None = None,
        business_date: BusinessDate | None = None,
    ) -> Event:
        """Append one event and run its projections, in this transaction."""
        if self._head is None:
            raise DatabaseDamaged(Code.JOURNAL_BROKEN, detail="no epoch is open")
        return self._append(
            self._head.epoch, self._head.seq + 1, self._head.hash, data, (actor, till, business_date)
        )

    def correct_clock(self, offset_ms: int) -> None:
        """Add this to the machine's time: from the next unit on here, once it is committed everywhere."""
        self._offset_ms = offset_ms

    def open_epoch(self, epoch: str, make: Callable[[Head | None], Data]) -> Event:
        """Begin an epoch with the event that names its parent, whose hash starts the new chain."""
        parent = self._head
        return self._append(epoch, 1, parent.hash if parent else GENESIS, make(parent), (None, None, None))

    def begin_unit(self) -> None:
        """Also by what an earlier unit of the group said of the clock: both are done, or neither."""
        super().begin_unit()
        self.now = self._shop_clock.now_by(self._offset_ms)
        self.uptime_ms = self._shop_clock.uptime_ms()

    def mark(self) -> Callable[[], None]:
        """Also take the in-memory head back when its events are undone, and what was said of the clock."""
        rewind, head, offset_ms = super().mark(), self._head, self._offset_ms

        def rewind_all() -> None:
            rewind()
            self._head, self._offset_ms = head, offset_ms

        return rewind_all

    def after_rollback(self) -> None:
        """Also read the head again: the whole group is gone."""
        super().after_rollback()
        self._head, self._offset_ms = _read_head(self._connection), self._shop_clock.offset_ms

    def take_topics(self) -> frozenset[str]:
        """Also put the clock right: the group that said so is committed."""
        self._shop_clock.offset_ms = self._offset_ms
        return super().take_topics()

    def _append(
        self,
        epoch: str,
        seq: int,
        previous: bytes,
        data: Data,
        who: tuple[StaffId | None, TillId | None, BusinessDate | None],
    ) -> Event:
        actor, till, business_date = who
        event = Event(
            id=EventId(self.new_id()),
            type=data.TYPE,
            version=data.VERSION,
            at=self.now,
            business_date=business_date,
            actor=actor,
            till=till,
            data=data,
        )
        body = encode(event, self._store)
        digest = chain(previous, epoch, seq, body)
        self._must_be_in_transaction()
        self._connection.execute(
            APPEND.sql,
            (epoch, seq, event.id, event.type, event.at, business_date, actor, till, body.decode(), digest),
        )
        self._projector.project(event)
        self._head = Head(epoch, seq, digest)
        self.touch("journal")
        return event


class Projector:
    """Runs the projections of events, and keeps everything else from writing their tables.

    SQLite asks the authorizer whenever it prepares a statement. Outside `project` no projected table may be
    written; inside, a projection may touch its own tables and nothing else; no table is reshaped or dropped.
    """

    def __init__(
        self, connection: sqlite3.Connection, projections: tuple[Projection, ...] = PROJECTIONS
    ) -> None:
        self._connection = connection
        self._handlers: dict[str, list[tuple[frozenset[str], Handler]]] = {}
        for projection in projections:
            for event_type, handler in projection.handlers.items():
                own = frozenset(projection.tables)
                self._handlers.setdefault(event_type, []).append((own, handler))
        self._projected = PROJECTED_TABLES.union(*(projection.tables for projection in projections))
        self._own: frozenset[str] | None = None
        """The tables of the projection that is running."""
        connection.set_authorizer(self._authorize)

    def project(self, event: Event) -> None:
        """Run every projection of `event`; what a later release wrote is projected by nobody."""
        handlers = self._handlers.get(event.type)
        if not handlers or isinstance(event.data, Unknown):
            return
        try:
            for self._own, handler in handlers:
                handler(self._connection, event, event.data)
        finally:
            self._own = None

    def takes(self, event_type: str) -> bool:
        """Whether any projection has something to do for events of this type."""
        return event_type in self._handlers

    def _authorize(
        self, action: int, table: str | None, _column: str | None, _database: str | None, _trigger: str | None
    ) -> int:
        if action in _RESHAPES:
            denied = True
        elif self._own is None:
            denied = action in _WRITES and table in self._projected
        else:
            denied = action in _TOUCHES and table not in self._own
        return sqlite3.SQLITE_DENY if denied else sqlite3.SQLITE_OK


_WRITES = frozenset((sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE))
_TOUCHES = _WRITES | {sqlite3.SQLITE_READ}
_RESHAPES = frozenset(
    (
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_CREATE_TRIGGER,
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_TRIGGER,
    )
)


def rows(connection: sqlite3.Connection, after: int = 0, page: int = 500) -> Iterator[JournalRow]:
    """The journal in local order, a page at a time, so that no cursor stays open."""
    while found := [
        ROWS_AFTER.make(row) for row in connection.execute(ROWS_AFTER.sql, (after, page)).fetchall()
    ]:
        yield from found
        after = found[-1].pos


def event_of(row: JournalRow) -> Event:
    """The event that a row holds, upcast to what this release knows."""
    return decode(row.body)


def _read_head(connection: sqlite3.Connection) -> Head | None:
    columns = connection.execute(HEAD.sql).fetchone()
    return HEAD.make(columns) if columns else None
