"""A disk that fails at its n-th write or sync: nothing answered is lost, nothing refused is kept.

`script.py` runs under strace, which makes the n-th call of each thread fail, or kills the process there. Then
the file is opened without faults.
"""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from edge_agent.db.connection import read_only_uri
from edge_agent.db.database import Database
from edge_agent.db.journal import rows
from edge_agent.db.replay import check_chain, check_tables
from edge_agent.domain.errors import Code
from edge_agent.domain.ids import StoreCode
from edge_agent.ports.system import SystemChance, SystemClock

SCRIPT = Path(__file__).with_name("script.py")
WRITES_MAX = 460
"""More calls of `pwrite64` than any thread of the script makes."""
SYNCS_MAX = 36


class Told(msgspec.Struct, frozen=True):
    """What the process said about its sales, and how it ended."""

    asked: set[int]
    done: set[int]
    failed: set[int]
    codes: set[str]
    code: int


def run(path: Path, call: str, fault: str, *how: str) -> Told:
    """Run the script with a fault injected into one of its calls."""
    strace = ("strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}", "--")
    try:
        done = subprocess.run(
            [*strace, sys.executable, "-P", SCRIPT, path, *how], capture_output=True, check=False, timeout=120
        )
    except FileNotFoundError:
        pytest.fail("strace is missing: run .ci/setup, or sudo apt-get install strace")
    words = re.findall(r"^(asked|done|failed|refused) (\d*) ?([a-z.-]*)$", done.stdout.decode(), re.MULTILINE)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return Told(
        asked={int(number) for word, number, _ in words if word == "asked"},
        done={int(number) for word, number, _ in words if word == "done"},
        failed={int(number) for word, number, _ in words if word == "failed"},
        codes={code for _, _, code in words if code},
        code=done.returncode,
    )


def must_hold(path: Path, told: Told) -> set[int]:
    """What was answered is in the file, once; journal and tables prove themselves. The sales in the file."""
    store = Database(path, StoreCode("S0123"), 1, SystemClock(), SystemChance())
    with store, closing(sqlite3.connect(read_only_uri(path), uri=True)) as connection:
        sold = [number for (number,) in connection.execute("SELECT number FROM sale").fetchall()]
        assert told.done <= set(sold) <= told.asked
        assert len(sold) == len(set(sold))
        assert check_chain(rows(connection)) is None
        assert check_tables(connection) is None
    return set(sold)


def fail_at(tmp_path: Path, numbers: Iterable[int], call: str, fault: str, *codes: Code) -> None:
    """The fault at each of these calls: the script goes on or is refused, and says why by one of `codes`."""
    for number in numbers:
        path = tmp_path / str(number) / "store.db"
        told = run(path, call, fault.format(number))
        assert told.code in (0, 3)
        assert told.codes <= set(codes)
        sold = must_hold(path, told)
        assert not sold & told.failed, "told as not done"


def kill_at(tmp_path: Path, numbers: Iterable[int], call: str) -> None:
    """The process is gone at each of these calls."""
    for number in numbers:
        path = tmp_path / str(number) / "store.db"
        told = run(path, call, f"signal=KILL:when={number}")
        assert told.code in (-9, 0)
        must_hold(path, told)


def test_a_disk_that_is_full_from_the_nth_write_on(tmp_path: Path) -> None:
    """Every sale from there on is refused as `agent.disk-full`, and with room again the file opens."""
    fail_at(tmp_path, range(1, WRITES_MAX, 83), "pwrite64", "error=ENOSPC:when={}+", Code.DISK_FULL)


def test_a_disk_that_is_full_while_the_log_is_opened(tmp_path: Path) -> None:
    """What SQLite reports then is no defect of ours either."""
    fail_at(tmp_path, range(11, 18, 4), "pwrite64", "error=ENOSPC:when={}", Code.DISK_FULL)


def test_a_disk_that_fails_one_write(tmp_path: Path) -> None:
    """The group is told as not done, and the next one goes on from the head before it."""
    fail_at(tmp_path, range(30, WRITES_MAX, 97), "pwrite64", "error=EIO:when={}", Code.DISK_FAILED)


def test_a_disk_that_fails_one_sync(tmp_path: Path) -> None:
    """The same when the commit's own sync fails, or a checkpoint's."""
    fail_at(tmp_path, range(1, SYNCS_MAX, 7), "fdatasync", "error=EIO:when={}", Code.DISK_FAILED)


def test_what_was_told_as_not_done_does_not_come_back(tmp_path: Path) -> None:
    """The sync of the last commit fails, and the PC goes off: all of its pages may stand in the log."""
    last_one_failed = []
    for number in range(4, 9):
        path = tmp_path / str(number) / "store.db"
        with Database(path, StoreCode("S0123"), 1, SystemClock(), SystemChance()):
            pass
        told = run(path, "fdatasync", f"error=EIO:when={number}", "briefly")
        assert not must_hold(path, told) & told.failed, "told as not done"
        last_one_failed.append(1_005 in told.failed)
    assert any(last_one_failed)


def test_a_kill_at_the_nth_sync(tmp_path: Path) -> None:
    """Between the last byte and the answer, the sale may be there; answered, it must."""
    kill_at(tmp_path, range(2, SYNCS_MAX, 7), "fdatasync")


@pytest.mark.prove
@pytest.mark.parametrize("start", range(1, 9))
def test_every_single_write_and_sync(tmp_path: Path, start: int) -> None:
    """All of the above at every call."""
    writes, syncs = range(start, WRITES_MAX, 8), range(start, SYNCS_MAX, 8)
    fail_at(tmp_path / "full", writes, "pwrite64", "error=ENOSPC:when={}+", Code.DISK_FULL)
    either = (Code.DISK_FAILED, Code.DISK_FULL)  # while the log's index is made, SQLite calls both the same
    fail_at(tmp_path / "write", writes, "pwrite64", "error=EIO:when={}", *either)
    fail_at(tmp_path / "sync", syncs, "fdatasync", "error=EIO:when={}", Code.DISK_FAILED)
    kill_at(tmp_path / "kill-write", writes, "pwrite64")
    kill_at(tmp_path / "kill-sync", syncs, "fdatasync")
