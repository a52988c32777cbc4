"""The write-ahead log stays short, in idle moments and under load, and long enough for fast commits."""

import resource
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from edge_agent.db import wal as wal_module
from edge_agent.db import writer as writer_module
from edge_agent.db.connection import WAL_BYTES_KEPT, read_only_uri
from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.query import Command
from edge_agent.db.wal import BULK_BYTES_MAX, WriteAheadLog
from edge_agent.domain.events import Event

PATIENCE_S = 30
PAGE_BYTES = 4_096


def wal_of(store: Database) -> Path:
    return store.path.with_name(store.path.name + "-wal")


def fill(pages: int) -> Callable[[JournalTx], None]:
    """A unit that writes about so many pages."""
    keep = Command("run.set_clean")
    keep.sql = (
        "INSERT INTO request_answer (id, who, digest, body, at) VALUES (?, 'nobody', x'00', zeroblob(?), 0)"
    )

    def unit(tx: JournalTx) -> None:
        tx.run(keep, tx.new_id(), pages * PAGE_BYTES)

    return unit


@contextmanager
def file_size_limit(length: int) -> Iterator[None]:
    """The system lets no file of this process grow beyond `length` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.fixture
def reader(store: Database) -> Iterator[sqlite3.Connection]:
    """A connection of somebody else, which may pin a moment of the file."""
    uri = read_only_uri(store.path)
    reading = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    with closing(reading):
        yield reading


def test_the_log_is_moved_in_an_idle_moment_when_it_is_worth_it(
    open_store: Callable[[], Database], sell: Callable[[JournalTx], Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pause after enough sales puts all of the log into the file, unasked; after one sale it waits."""
    moved = threading.Event()
    move = WriteAheadLog.move

    def watched(wal: WriteAheadLog) -> bool:
        left = move(wal)
        moved.set()
        return left

    monkeypatch.setattr(writer_module, "IDLE_CHECKPOINT_AFTER_S", 0.001)
    monkeypatch.setattr(WriteAheadLog, "move", watched)
    with open_store() as store:
        store.writer.call(sell)
        wal = store.writer._wal
        assert store.writer.call(lambda _: wal.rest()) is False
        assert not moved.is_set()
        monkeypatch.setattr(wal_module, "CHANGES_WORTH_MOVING", 1)
        store.writer.call(lambda _: None)
        assert moved.wait(PATIENCE_S)
        copy = store.path.with_name("copy.db")
        store.writer.call(lambda _: copy.write_bytes(store.path.read_bytes()))
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("SELECT count(*) FROM sale").fetchone() == (1,)


def test_after_the_first_pause_commits_no_longer_lengthen_the_log(
    open_store: Callable[[], Database], sell: Callable[[JournalTx], Event], tmp_path: Path
) -> None:
    """It has its length then; whoever finds the file like that has all that was committed."""
    with open_store() as store:
        store.writer.call(sell)
        wal = store.writer._wal
        store.writer.call(lambda _: wal.rest())
        assert wal_of(store).stat().st_size == WAL_BYTES_KEPT
        store.writer.call(sell)
        assert wal_of(store).stat().st_size == WAL_BYTES_KEPT
        found = tmp_path / "found.db"
        shutil.copy(store.path, found)
        shutil.copy(wal_of(store), found.with_name("found.db-wal"))
    with closing(sqlite3.connect(found)) as connection:
        assert connection.execute("SELECT count(*) FROM sale").fetchone() == (2,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_disk_without_room_keeps_what_it_has(
    open_store: Callable[[], Database], sell: Callable[[JournalTx], Event]
) -> None:
    """The log stays as long as it is, and the next sale goes on."""
    with open_store() as store:
        store.writer.call(sell)
        wal, before = store.writer._wal, wal_of(store).stat().st_size
        with file_size_limit(before + WAL_BYTES_KEPT // 2):
            store.writer.call(lambda _: wal.rest())
        assert wal_of(store).stat().st_size == before
        store.writer.call(sell)


def test_a_log_that_grew_is_cut_back_after_the_next_pause(store: Database) -> None:
    """A month's catalogue leaves no long file behind: the first commit after the checkpoint cuts it."""
    store.writer.call(fill(3_000))
    assert wal_of(store).stat().st_size > 2 * WAL_BYTES_KEPT
    store.writer.call(lambda _: None)
    assert store.writer._wal.move() is False, "nobody is reading: all of it is moved"
    store.writer.call(fill(1))
    assert wal_of(store).stat().st_size <= WAL_BYTES_KEPT + PAGE_BYTES


def test_a_pause_moves_what_a_reader_allows(store: Database, reader: sqlite3.Connection) -> None:
    """With a reader on an old moment the rest waits for the next pause, and nothing waits for the reader."""
    store.writer.call(fill(10))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM journal").fetchone()
    store.writer.call(fill(10))
    assert store.writer._wal.move() is True
    reader.execute("COMMIT")
    assert store.writer._wal.move() is False


async def test_bulk_work_never_lets_the_log_reach_its_cap(store: Database) -> None:
    """Piece after piece it is moved, so that no sale waits while a full log is; sales alone let it grow."""
    longest = 0
    for _ in range(60):
        await store.writer.run_bulk(fill(100))
        longest = max(longest, wal_of(store).stat().st_size)
    assert longest <= BULK_BYTES_MAX + 150 * PAGE_BYTES
    for _ in range(30):
        await store.writer.run(fill(100))
    assert wal_of(store).stat().st_size > BULK_BYTES_MAX + 500 * PAGE_BYTES


async def test_a_reader_does_not_make_bulk_work_move_the_log_at_every_piece(
    store: Database, reader: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it keeps is tried again when the log is as much longer, and all of it goes when it has left."""
    moves: list[bool] = []
    move = WriteAheadLog.move

    def watched(wal: WriteAheadLog) -> bool:
        moves.append(move(wal))
        return moves[-1]

    monkeypatch.setattr(WriteAheadLog, "move", watched)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM journal").fetchone()
    for _ in range(50):
        await store.writer.run_bulk(fill(100))
    await store.writer.run_bulk(lambda _: None)
    assert moves == [True, True]
    reader.execute("COMMIT")
    for _ in range(30):
        await store.writer.run_bulk(fill(100))
    await store.writer.run_bulk(lambda _: None)
    assert set(moves[2:]) == {False}
    assert wal_of(store).stat().st_size <= BULK_BYTES_MAX + 150 * PAGE_BYTES


def test_at_the_cap_the_log_is_restarted_under_load(store: Database) -> None:
    """Without any idle moment the log grows no further than its cap and one group."""
    cap = 1_200 * PAGE_BYTES
    store.writer._wal = WriteAheadLog(store.writer._connection, store.path, cap)
    longest = 0
    for _ in range(60):
        store.writer.call(fill(100))
        longest = max(longest, wal_of(store).stat().st_size)
    assert longest <= max(cap, WAL_BYTES_KEPT) + 150 * PAGE_BYTES


def test_at_the_cap_readers_are_interrupted(store: Database, reader: sqlite3.Connection) -> None:
    """Whoever reads is interrupted, and then the log is restarted."""
    asked: list[str] = []

    def interrupt() -> None:
        asked.append("interrupted")
        reader.execute("COMMIT")

    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM journal").fetchone()
    store.writer._wal = WriteAheadLog(store.writer._connection, store.path, 2_000 * PAGE_BYTES)
    store.writer.know_reader(interrupt)
    store.writer.call(fill(2_100))
    store.writer.call(fill(1))
    assert asked == ["interrupted"]
    assert wal_of(store).stat().st_size <= WAL_BYTES_KEPT


def test_a_reader_of_another_process_delays_the_restart_and_no_sale(
    store: Database, reader: sqlite3.Connection
) -> None:
    """Nobody can interrupt it: the log grows, is tried again a quarter of the cap later, and units go on."""
    cap = 100 * PAGE_BYTES
    wal = WriteAheadLog(store.writer._connection, store.path, cap)
    store.writer._wal = wal
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM journal").fetchone()
    store.writer.call(fill(150))
    store.writer.call(fill(1))
    assert wal._restart_at_bytes > cap
    store.writer.call(fill(1))
    reader.execute("COMMIT")
    store.writer.call(fill(150))
    store.writer.call(lambda _: None)
    assert wal._restart_at_bytes == cap
    patience = store.writer._connection.execute("PRAGMA busy_timeout").fetchone()
    assert patience == (5_000,)
