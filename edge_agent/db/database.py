"""The store's file, open: locked, checked, migrated, projected, and in a new epoch."""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import structlog

from edge_agent import RELEASE
from edge_agent.db.connection import open_writer, translated
from edge_agent.db.journal import LAST_ROWS, Head, JournalTx
from edge_agent.db.lock import FileLock
from edge_agent.db.migrate import migrate
from edge_agent.db.query import Command, statement
from edge_agent.db.replay import bring_up, check_chain
from edge_agent.db.writer import Writer
from edge_agent.domain.errors import Code, DatabaseDamaged
from edge_agent.domain.events import Data, EpochOpened, Parent
from edge_agent.domain.ids import StoreCode
from edge_agent.ports.clock import Chance, Clock

APPLICATION_ID = 0x45444745
"""`EDGE`: marks a store's file (PRAGMA application_id)."""

_LINKS_CHECKED = 1_000
_EPOCH_BYTES = 16
_IS_CLEAN = statement("run.is_clean")
_SET_CLEAN = Command("run.set_clean")

StoreWriter: TypeAlias = Writer[JournalTx]
log = structlog.get_logger("db")


class Database:
    """Owns the lock and the writer of one store's file; close it to stop in order."""

    def __init__(self, path: Path, store: StoreCode, generation: int, clock: Clock, chance: Chance) -> None:
        """Open `path`, made when it does not exist; raises the errors of `edge_agent.domain.errors`."""
        self.path = path
        self._lock = FileLock(path)
        try:
            with translated(path):
                self.writer = self._open(store, generation, clock, chance)
        except BaseException:
            self._lock.close()
            raise

    def _open(self, store: StoreCode, generation: int, clock: Clock, chance: Chance) -> StoreWriter:
        connection = open_writer(self.path, APPLICATION_ID)
        try:
            migrate(connection, self.path)
            _check(connection, self.path)
            for name in bring_up(connection):
                log.info("projection-built", name=name)
            connection.execute(_SET_CLEAN.sql, (0,))
            tx = JournalTx(connection, clock, chance, store)
        except BaseException:
            connection.close()
            raise
        writer: StoreWriter = Writer(connection, tx, self.path)
        writer.call(lambda tx: _open_epoch(tx, generation))
        return writer

    def close(self) -> None:
        """Finish what waits, mark the file as cleanly closed, and give up the lock."""
        self.writer.call(_mark_clean)
        self.writer.close()
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """After an unclean stop the whole file; always the last links of the chain."""
    if not connection.execute(_IS_CLEAN).fetchone()[0]:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DatabaseDamaged(Code.DATABASE_DAMAGED, path=str(path), detail=found)
    last = [LAST_ROWS.make(row) for row in connection.execute(LAST_ROWS.sql, (_LINKS_CHECKED,)).fetchall()]
    last.reverse()
    first, rest = last[:1], last[1:]
    known = Head(first[0].epoch, first[0].seq, first[0].hash) if first else None
    fault = check_chain(rest, known)
    if fault:
        raise DatabaseDamaged(Code.JOURNAL_BROKEN, path=str(path), detail=fault.what)


def _open_epoch(tx: JournalTx, generation: int) -> None:
    epoch = tx.token(_EPOCH_BYTES).hex()

    def opened(head: Head | None) -> Data:
        parent = Parent(head.epoch, head.seq, head.hash.hex()) if head else None
        return EpochOpened(epoch=epoch, parent=parent, generation=generation, release=RELEASE)

    tx.open_epoch(epoch, opened)


def _mark_clean(tx: JournalTx) -> None:
    tx.run(_SET_CLEAN, 1)
