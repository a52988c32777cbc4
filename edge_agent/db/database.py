"""The store's file, open: locked, checked, migrated, projected, and in a new epoch."""

import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import structlog

from edge_agent import RELEASE
from edge_agent.db.chain import check_chain
from edge_agent.db.connection import open_writer, translated
from edge_agent.db.files import make_directory
from edge_agent.db.journal import LAST_ROWS, Head, JournalTx
from edge_agent.db.lock import FileLock
from edge_agent.db.migrate import migrate, schema_version
from edge_agent.db.queries.clock import OFFSET
from edge_agent.db.query import Command, statement
from edge_agent.db.replay import bring_up
from edge_agent.db.search_index import bring_up_index
from edge_agent.db.writer import Writer
from edge_agent.domain.errors import Code, DatabaseDamaged, DatabaseError
from edge_agent.domain.events import Data, EpochOpened, Parent
from edge_agent.domain.ids import StoreCode
from edge_agent.ports.clock import Chance, Clock, Uptime
from edge_agent.ports.system import OffsetClock

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

    def __init__(
        self,
        path: Path,
        store: StoreCode,
        generation: int,
        clock: Clock,
        chance: Chance,
        uptime: Uptime | None = None,
    ) -> None:
        """Open `path`, made with its directories when missing; raises the errors of `domain.errors`.

        The agent brings an `uptime`, against which the clock is held; a command does its work without.
        """
        self.path = Path(os.path.realpath(path))
        """Without symbolic links: two names of one file must not have two locks."""
        self.clock = OffsetClock(clock, uptime)
        """The shop's: the machine's, put right by what the file remembers."""
        with translated(self.path):
            make_directory(self.path.parent)
            self._lock = FileLock(self.path)
            try:
                self.writer = self._open(store, generation, chance)
            except BaseException:
                self._lock.close()
                raise

    def _open(self, store: StoreCode, generation: int, chance: Chance) -> StoreWriter:
        connection = open_writer(self.path, APPLICATION_ID)
        try:
            if schema_version(connection, self.path):
                _check_file(connection, self.path)
            migrate(connection, self.path)
            connection.execute(_SET_CLEAN.sql, (0,))
            _check_last_links(connection, self.path)
            for name in bring_up(connection, told=lambda events: log.info("replaying", events=events)):
                log.info("projection-built", name=name)
            self.clock.offset_ms = connection.execute(OFFSET.sql).fetchone()[0]
            tx = JournalTx(connection, self.clock, chance, store)
        except BaseException:
            connection.close()
            raise
        return _started(Writer(connection, tx, self.path), generation)

    def close(self) -> None:
        """Finish what waits, mark the file as cleanly closed, and give up the lock."""
        try:
            self.writer.call(_mark_clean)
        except DatabaseError as error:  # a full disk, or closed before: the next start checks the file
            log.warning("not-marked-clean", code=error.code)
        finally:
            self.writer.close()
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _check_file(connection: sqlite3.Connection, path: Path) -> None:
    """After an unclean stop, SQLite's own check of the whole file."""
    if connection.execute(_IS_CLEAN).fetchone()[0]:
        return
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseDamaged(Code.DATABASE_DAMAGED, path=str(path), detail=found)


def _check_last_links(connection: sqlite3.Connection, path: Path) -> None:
    """Check the last links of the chain: from the journal's beginning when it is that short."""
    found = connection.execute(LAST_ROWS.sql, (_LINKS_CHECKED + 1,)).fetchall()
    last = [LAST_ROWS.make(row) for row in reversed(found)]
    known = None
    if len(last) > _LINKS_CHECKED:
        before = last.pop(0)
        known = Head(before.epoch, before.seq, before.hash)
    fault = check_chain(last, known)
    if fault:
        raise DatabaseDamaged(Code.JOURNAL_BROKEN, path=str(path), detail=fault.what, pos=fault.pos)


def _started(writer: StoreWriter, generation: int) -> StoreWriter:
    """The writer, in an epoch of its own."""
    try:
        writer.call(lambda tx: _open_epoch(tx, generation))
        bring_up_index(writer, lambda articles: log.info("indexing", articles=articles))
    except BaseException:
        writer.close()
        raise
    return writer


def _open_epoch(tx: JournalTx, generation: int) -> None:
    epoch = tx.token(_EPOCH_BYTES).hex()

    def opened(head: Head | None) -> Data:
        parent = Parent(head.epoch, head.seq, head.hash.hex()) if head else None
        return EpochOpened(epoch=epoch, parent=parent, generation=generation, release=RELEASE)

    tx.open_epoch(epoch, opened)


def _mark_clean(tx: JournalTx) -> None:
    tx.run(_SET_CLEAN, 1)
