"""One agent per file: an OS lock beside the database, gone with the process however it ends."""

import fcntl
import os
from pathlib import Path

from edge_agent.db.connection import translated
from edge_agent.domain.errors import Code, DatabaseInUse


class FileLock:
    """Holds `PATH.lock` until closed; raises DatabaseInUse when another agent has it."""

    def __init__(self, path: Path) -> None:
        with translated(path):
            self._descriptor: int | None = os.open(
                path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                self.close()
                raise DatabaseInUse(Code.DATABASE_IN_USE, path=str(path)) from error
            except OSError:
                self.close()
                raise

    def close(self) -> None:
        """Let another agent have the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
