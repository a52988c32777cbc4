"""Opening and closing a store's file: what is set, what is checked, and what a kill leaves."""

import os
import signal
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge_agent.db.connection import WAL_BYTES_KEPT, read_only_uri
from edge_agent.db.database import APPLICATION_ID, Database
from edge_agent.db.journal import Head, JournalTx, rows
from edge_agent.db.replay import check_chain, check_tables
from edge_agent.domain.errors import Code, DatabaseDamaged, DatabaseError
from edge_agent.domain.events import EpochOpened, Event, decode

Open = Callable[[], Database]
Sell = Callable[[JournalTx], Event]
Alter = Callable[..., None]
Ask = Callable[..., list[Any]]


@pytest.fixture
def kill_after(
    in_child: Callable[[Callable[[], object]], int], open_store: Open, sell: Sell
) -> Callable[[int], None]:
    """Leave the file as a kill -9 does, with so many sales answered."""

    def killed_after(sales: int) -> None:
        def work() -> None:
            store = open_store()
            for _ in range(sales):
                store.writer.call(sell)
            os.kill(os.getpid(), signal.SIGKILL)

        assert in_child(work) == signal.SIGKILL

    return killed_after


def test_pragmas_are_what_the_design_stands_on(store: Database) -> None:
    """Each one is asked of the writer's own connection after opening."""
    expected: dict[str, object] = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "wal_autocheckpoint": 0,
        "journal_size_limit": WAL_BYTES_KEPT,
        "cell_size_check": 1,
        "trusted_schema": 0,
        "recursive_triggers": 1,
        "fullfsync": 1,
        "application_id": APPLICATION_ID,
    }
    found = store.writer.call(
        lambda _: {
            name: store.writer._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in expected
        }
    )
    assert found == expected


def test_missing_directories_are_made_for_the_owner_alone(
    tmp_path: Path, open_at: Callable[[Path], Database]
) -> None:
    """State directory, file, log and lock: nobody else may read them, whatever the umask."""
    before = os.umask(0)
    try:
        with open_at(tmp_path / "a" / "b" / "store.db"):
            made = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a").rglob("*")}
    finally:
        os.umask(before)
    assert {path.name for path in made} == {"b", "store.db", "store.db-wal", "store.db-shm", "store.db.lock"}
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700
    assert made == {path: 0o700 if path.is_dir() else 0o600 for path in made}


def test_every_start_opens_an_epoch_on_the_head_before_it(open_store: Open, sell: Sell, ask: Ask) -> None:
    """The first event of each start names its parent: epoch, number and hash."""
    heads: list[Head | None] = []
    for _ in range(3):
        with open_store() as store:
            store.writer.call(sell)
            heads.append(store.writer.call(lambda tx: tx.head))
    bodies = ask("SELECT body FROM journal WHERE type = ? ORDER BY pos", EpochOpened.TYPE)
    opened = [decode(body).data for (body,) in bodies]
    parents = [data.parent for data in opened if isinstance(data, EpochOpened)]
    assert parents[0] is None
    assert [(parent.epoch, parent.seq, bytes.fromhex(parent.hash)) for parent in parents[1:] if parent] == [
        (head.epoch, head.seq, head.hash) for head in heads[:2] if head
    ]
    assert len(heads) == len(parents) == 3


def test_a_kill_loses_nothing_that_was_answered(
    path: Path, open_store: Open, sell: Sell, kill_after: Callable[[int], None]
) -> None:
    """The log that a kill -9 leaves is read at the next start, each sale once."""
    kill_after(7)
    assert path.with_name("store.db-wal").stat().st_size > 0
    with open_store() as store, closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sale").fetchone() == (7,)
        assert check_chain(rows(connection)) is None
        assert check_tables(connection) is None
        store.writer.call(sell)


def test_the_file_is_marked_clean_only_by_an_orderly_stop(
    open_store: Open, ask: Ask, kill_after: Callable[[int], None]
) -> None:
    """A kill leaves it marked as unclean, a close does not."""
    kill_after(1)
    assert ask("SELECT clean FROM run") == [(0,)]
    with open_store():
        assert ask("SELECT clean FROM run") == [(0,)]
    assert ask("SELECT clean FROM run") == [(1,)]


def spoil(path: Path) -> None:
    """Overwrite a page that no start reads, as a failing disk does."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'shift_by_date'"
        page = connection.execute(sql).fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * 4_096)
        file.write(b"\xff" * 4_096)


def test_after_an_unclean_stop_the_whole_file_is_checked(
    path: Path, open_store: Open, kill_after: Callable[[int], None]
) -> None:
    """A page that nobody would have read is found to be damaged before anything is sold."""
    kill_after(1)
    spoil(path)
    with pytest.raises(DatabaseDamaged) as caught:
        open_store()
    assert caught.value.code is Code.DATABASE_DAMAGED


def test_after_a_clean_stop_the_file_is_not_read_from_end_to_end(path: Path, open_store: Open) -> None:
    """A start does not wait for a check that nothing calls for."""
    open_store().close()
    spoil(path)
    open_store().close()


@pytest.mark.parametrize("pos", [1, 2])
def test_an_event_changed_in_the_file_is_found_at_the_start(
    open_store: Open, sell: Sell, alter: Alter, pos: int
) -> None:
    """Among the last thousand links, the first event of a short journal included."""
    with open_store() as store:
        store.writer.call(sell)
    alter("DROP TRIGGER journal_is_never_updated")
    alter("UPDATE journal SET hash = zeroblob(32) WHERE pos = ?", pos)
    with pytest.raises(DatabaseDamaged) as caught:
        open_store()
    assert caught.value.code is Code.JOURNAL_BROKEN
    assert caught.value.params["pos"] == pos


def test_a_long_journal_is_checked_from_its_last_thousand_links(
    open_store: Open, sell: Sell, alter: Alter
) -> None:
    """The link before them is taken as it is; one of them that was changed is found."""

    def many(tx: JournalTx) -> None:
        for _ in range(1_005):
            sell(tx)

    with open_store() as store:
        store.writer.call(many)
    alter("DROP TRIGGER journal_is_never_updated")
    alter("UPDATE journal SET till = '2' WHERE pos = 3")
    open_store().close()
    alter("UPDATE journal SET till = '2' WHERE pos = 500")
    with pytest.raises(DatabaseDamaged) as caught:
        open_store()
    assert caught.value.params["pos"] == 500


def test_text_that_is_no_utf_8_is_damage(open_store: Open, sell: Sell, alter: Alter) -> None:
    """Bytes that a disk has changed are told as damage, and not as a defect of ours."""
    with open_store() as store:
        store.writer.call(sell)
    alter("DROP TRIGGER journal_is_never_updated")
    alter("UPDATE journal SET body = CAST(x'ff' || CAST(body AS BLOB) AS TEXT) WHERE pos = 2")
    with pytest.raises(DatabaseDamaged):
        open_store()


def test_closing_twice_is_no_error(open_store: Open, sell: Sell) -> None:
    """The second close finds nothing to do."""
    store = open_store()
    store.writer.call(sell)
    store.close()
    store.close()
    open_store().close()


def test_a_close_that_cannot_mark_the_file_still_gives_it_back(
    open_store: Open, sell: Sell, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the file stays marked as unclean, is checked at the next start, and nothing is lost."""

    def fail(_tx: JournalTx) -> None:
        raise DatabaseError(Code.DISK_FULL)

    store = open_store()
    store.writer.call(sell)
    with monkeypatch.context() as patched:
        patched.setattr("edge_agent.db.database._mark_clean", fail)
        store.close()
    assert ask("SELECT clean FROM run") == [(0,)]
    assert ask("SELECT count(*) FROM sale") == [(1,)]
    open_store().close()


def test_readers_open_the_file_read_only(store: Database) -> None:
    """By the URI of every other connection, nothing can be written."""
    with (
        closing(sqlite3.connect(read_only_uri(store.path), uri=True)) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("UPDATE run SET clean = 1")


def test_a_first_event_that_cannot_be_written_leaves_nothing_open(
    open_store: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the new epoch fails, the writer's thread ends, and the file can be opened again."""

    def fail(_tx: JournalTx, *_: object) -> None:
        raise DatabaseError(Code.DISK_FULL)

    with monkeypatch.context() as patched:
        patched.setattr(JournalTx, "open_epoch", fail)
        with pytest.raises(DatabaseError) as caught:
            open_store()
    assert caught.value.code is Code.DISK_FULL
    with open_store() as store:
        assert store.writer.call(lambda tx: tx.head)
