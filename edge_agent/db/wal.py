"""The write-ahead log at a good length: moved into the file when idle, restarted when it grows anyway."""

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

import structlog

from edge_agent.db.connection import WAL_BYTES_KEPT

WAL_BYTES_MAX = 64 * 1024 * 1024
"""Beyond it the writer interrupts the readers and restarts the log, even under load."""
BULK_BYTES_MAX = 2 * WAL_BYTES_KEPT
"""Beyond it the log is moved between two pieces of bulk work: a few milliseconds each time, where a log of an
import that has reached its cap holds up a sale for thirty and more."""
CHANGES_WORTH_MOVING = 250
"""Changed rows; as many pages of log, about, and so some ten sales."""
_RESTART_TIMEOUT_MS = 200

log = structlog.get_logger("db.wal")


class WriteAheadLog:
    """Used by the writer's thread alone, which is the only one that checkpoints."""

    def __init__(self, connection: sqlite3.Connection, path: Path, bytes_max: int = WAL_BYTES_MAX) -> None:
        self._connection = connection
        self._file = path.with_name(path.name + "-wal")
        self._bytes_max = bytes_max
        self._restart_at_bytes = bytes_max
        self._move_at_bytes = BULK_BYTES_MAX
        self._changes_moved = 0
        self._is_lengthened = False

    def rest(self) -> bool:
        """In an idle moment: move the log once that is worth it; True when some is left for the next pause.

        The commit after a checkpoint begins the log anew and syncs twice for it: a lone cashier's pauses must
        not make her pay that at every sale.
        """
        if not self._is_lengthened:
            self._is_lengthened = True
            self.lengthen()
        changes = self._connection.total_changes
        if changes - self._changes_moved < CHANGES_WORTH_MOVING:
            return False
        is_some_left = self.move()
        if not is_some_left:
            self._changes_moved = changes
        return is_some_left

    def lengthen(self) -> None:
        """Give a fresh log the length that it keeps later: to overwrite is faster than to append.

        What is appended makes the file system write down the file's new size too, before the sync returns:
        almost half of a small commit's time on ext4. SQLite tells what is valid by salts and checksums, never
        by the file's size (https://www.sqlite.org/fileformat2.html#walformat); zeros are as invalid there as
        the frames of an earlier run, which usually lie behind the present one. A full disk keeps its room.
        """
        size = self._size()
        if size >= WAL_BYTES_KEPT:
            return
        zeros = bytes(WAL_BYTES_KEPT - size)
        try:
            with self._file.open("r+b", buffering=0) as file:
                file.seek(size)
                if file.write(zeros) == len(zeros):
                    os.fsync(file.fileno())
                else:
                    file.truncate(size)
        except OSError as error:
            log.info("log-not-lengthened", error=str(error))

    def move(self) -> bool:
        """Move into the file what no reader needs; True when some is left for the next pause."""
        try:
            _, pages, moved = self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error as error:
            log.warning("checkpoint-failed", error=str(error))
            return False
        return bool(moved < pages)

    def move_when_grown(self) -> None:
        """After a piece of bulk work: move what such pieces have written, and the next commit begins anew.

        With a reader on an old moment some is left, and it is tried again when the log is as much longer.
        """
        size = self._size()
        if size < self._move_at_bytes:
            self._move_at_bytes = min(self._move_at_bytes, size + BULK_BYTES_MAX)
        elif self.move():
            self._move_at_bytes = size + BULK_BYTES_MAX
        else:
            self._move_at_bytes = BULK_BYTES_MAX

    def restart_when_long(self, interrupts: Iterable[Callable[[], None]]) -> None:
        """At the cap, interrupt the readers and let the next commit begin the log anew.

        A reader of another process cannot be interrupted; then it is tried again a quarter of the cap later.
        """
        size = self._size()
        if size < self._restart_at_bytes:
            return
        for interrupt in interrupts:
            interrupt()
        if self._restart():
            self._restart_at_bytes = self._bytes_max
        else:
            self._restart_at_bytes = size + self._bytes_max // 4
            log.warning("log-long", bytes=size)

    def _restart(self) -> bool:
        execute = self._connection.execute
        patience = execute("PRAGMA busy_timeout").fetchone()[0]
        execute(f"PRAGMA busy_timeout = {_RESTART_TIMEOUT_MS}")
        try:
            busy = execute("PRAGMA wal_checkpoint(RESTART)").fetchone()[0]
        except sqlite3.Error as error:
            log.warning("checkpoint-failed", error=str(error))
            return False
        finally:
            execute(f"PRAGMA busy_timeout = {patience}")
        return not busy

    def _size(self) -> int:
        try:
            return self._file.stat().st_size
        except OSError:
            return 0
