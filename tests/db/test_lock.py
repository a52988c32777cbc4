"""One agent per file: a second one is refused, whatever name it has for the file."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.db import connection
from edge_agent.db.database import Database
from edge_agent.db.lock import FileLock
from edge_agent.domain.errors import Code, DatabaseInUse

Open = Callable[[], Database]
InChild = Callable[[Callable[[], object]], int]


def test_a_second_agent_is_refused(store: Database, open_store: Open, in_child: InChild) -> None:
    """In this process or another, and by the same error."""
    with pytest.raises(DatabaseInUse) as caught:
        open_store()
    assert caught.value.code is Code.DATABASE_IN_USE

    def work() -> None:
        with pytest.raises(DatabaseInUse):
            open_store()

    assert in_child(work) == 0
    assert store.writer.call(lambda tx: tx.head)


def test_a_second_name_of_the_file_has_no_second_lock(
    store: Database, tmp_path: Path, open_at: Callable[[Path], Database]
) -> None:
    """Through a symbolic link it is the same file, and in use."""
    link = tmp_path / "elsewhere"
    link.mkdir()
    (link / "store.db").symlink_to(store.path)
    with pytest.raises(DatabaseInUse):
        open_at(link / "store.db")


def test_a_file_that_a_stranger_writes_is_in_use(
    path: Path, open_store: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody's open transaction is told as such, when it does not end in time."""
    monkeypatch.setattr(connection, "_BUSY_TIMEOUT_S", 0.01)
    open_store().close()
    with closing(sqlite3.connect(path, isolation_level=None)) as stranger:
        stranger.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseInUse):
            open_store()
    open_store().close()


def test_of_eight_that_race_for_the_lock_one_has_it(path: Path) -> None:
    """However close they come, exactly one process of eight holds it."""
    start_out, start_in = os.pipe()
    told_out, told_in = os.pipe()
    end_out, end_in = os.pipe()

    def race() -> None:
        os.close(start_in)
        os.close(end_in)
        os.read(start_out, 1)
        try:
            lock = FileLock(path)
        except DatabaseInUse:
            os.write(told_in, b"-")
        else:
            os.write(told_in, b"+")
            os.read(end_out, 1)
            lock.close()

    children = []
    for _ in range(8):
        child = os.fork()
        if child == 0:
            try:
                race()
            finally:
                os._exit(0)
        children.append(child)
    os.close(start_in)
    told = b""
    while len(told) < 8:
        told += os.read(told_out, 8)
    os.close(end_in)
    for child in children:
        os.waitpid(child, 0)
    for descriptor in (start_out, told_out, told_in, end_out):
        os.close(descriptor)
    assert sorted(told) == sorted(b"+-------")
    FileLock(path).close()
