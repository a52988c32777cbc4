"""Headquarters' file, open: locked, migrated, and with a history of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from edge_agent.db.connection import open_writer, translated
from edge_agent.db.lock import FileLock
from edge_agent.db.migrate import is_current, migrate
from edge_agent.db.tx import Tx
from edge_agent.db.writer import Writer
from edge_agent.domain.errors import Code, DatabaseInUse
from edge_agent.ports.clock import Chance, Clock
from sync.hq.intake import Intake
from sync.hq.ledger import Contradiction, take
from sync.hq.queries import ledger
from sync.wire.journal import Acknowledged, Rejected

APPLICATION_ID = 0x45444851
"""`EDHQ`: marks headquarters' file (PRAGMA application_id)."""

T = TypeVar("T")

_MIGRATIONS = "sync.hq.migrations"
_HISTORY_BYTES = 16


class HqDatabase:
    """Owns the lock and the writer of headquarters' file; close it to stop in order."""

    def __init__(self, path: Path, clock: Clock, chance: Chance) -> None:
        """Open `path`, made when it does not exist; raises the errors of `edge_agent.domain.errors`."""
        self.path = path
        self._lock = FileLock(path)
        try:
            with translated(path):
                self._writer = self._open(clock, chance)
        except BaseException:
            self._lock.close()
            raise

    def _open(self, clock: Clock, chance: Chance) -> Writer[Tx]:
        connection = open_writer(self.path, APPLICATION_ID)
        try:
            migrate(connection, self.path, _MIGRATIONS)
        except BaseException:
            connection.close()
            raise
        writer = Writer(connection, Tx(connection, clock, chance), self.path)
        try:
            self.history = writer.call(_history)
            """Names this life of the file: another one means that headquarters was begun anew."""
        except BaseException:
            writer.close()
            raise
        return writer

    async def take(self, intake: Intake) -> Acknowledged | Rejected:
        """Take a batch in; answered after its commit, which it may share with those of other stores."""
        try:
            return await self._writer.run(lambda tx: take(tx, intake, self.history))
        except Contradiction as contradiction:
            return contradiction.rejected

    async def run(self, unit: Callable[[Tx], T]) -> T:
        """Run a unit and answer after its commit; what it raises undoes it alone."""
        return await self._writer.run(unit)

    def call(self, unit: Callable[[Tx], T]) -> T:
        """The same, from a thread without an event loop."""
        return self._writer.call(unit)

    def close(self) -> None:
        """Finish what waits and give up the file."""
        self._writer.close()
        self._lock.close()


def beside(path: Path, clock: Clock, chance: Chance, unit: Callable[[Tx], T]) -> T:
    """Run one unit while a running headquarters holds the lock; raises DatabaseInUse for another release's.

    SQLite lets one write at a time, and headquarters keeps nothing of the file in memory. Here nothing is
    migrated and nothing checkpointed.
    """
    connection = open_writer(path, APPLICATION_ID)
    try:
        if not is_current(connection, path, _MIGRATIONS):
            raise DatabaseInUse(Code.DATABASE_IN_USE, path=str(path))
        tx = Tx(connection, clock, chance)
        with translated(path), connection:
            connection.execute("BEGIN IMMEDIATE")
            return unit(tx)
    finally:
        connection.close()


def _history(tx: Tx) -> str:
    """The history's name, given when the file is made."""
    known = tx.one(ledger.HISTORY)
    if known is not None:
        return known.id
    name = tx.token(_HISTORY_BYTES).hex()
    tx.run(ledger.BEGIN_HISTORY, name, tx.now)
    return name
