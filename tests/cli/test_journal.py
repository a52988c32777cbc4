"""`edge-agent journal` as a person and a script see it: one line, exit codes, never a traceback."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge_agent.db.database import Database
from edge_agent.domain.ids import StoreCode
from edge_agent.ports.system import SystemChance, SystemClock

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command line with this store's state directory."""

    def run(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(
            [sys.executable, "-P", "-m", "edge_agent", "journal", *words],
            capture_output=True,
            env=environment,
            cwd=tmp_path,
            check=False,
            timeout=60,
        )

    return run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    """A running agent's file, at the place where the settings put it."""
    path = tmp_path / "state" / "store.db"
    with Database(path, StoreCode("S0123"), 1, SystemClock(), SystemChance()) as opened:
        yield opened


def one_line(output: bytes) -> str:
    """The only line of an output."""
    assert output.count(b"\n") == 1
    assert output.endswith(b"\n")
    return output.decode().rstrip("\n")


def test_verify_prints_one_line_with_events_and_head(store: Database, run: Run) -> None:
    """While the agent runs, by its state directory or by the file's name."""
    head = store.writer.call(lambda tx: tx.head)
    assert head is not None
    expected = f"ok: 1 events, head {head.epoch} 1 {head.hash.hex()}, "
    for place in (("--db", store.path), ("--state-dir", store.path.parent)):
        done = run("verify", *place)
        assert (done.returncode, done.stderr) == (0, b"")
        assert one_line(done.stdout).startswith(expected)
        assert one_line(done.stdout).endswith(" tables as replayed")


def test_export_prints_the_events_bytes(store: Database, run: Run, tmp_path: Path) -> None:
    """The same on standard output and in a file."""
    done = run("export", "--db", store.path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert one_line(done.stdout).startswith('{"specversion":"1.0",')
    out = tmp_path / "out.ndjson"
    told = run("export", "--db", store.path, "--out", out)
    assert one_line(told.stdout) == f"ok: 1 events in {out}"
    assert out.read_bytes() == done.stdout


def test_replay_makes_a_store(store: Database, run: Run, tmp_path: Path) -> None:
    """And what it made verifies."""
    out = tmp_path / "rebuilt.db"
    done = run("replay", out, "--db", store.path)
    assert one_line(done.stdout) == f"ok: 1 events replayed into {out}"
    verified = run("verify", "--db", out)
    assert verified.returncode == 0
    assert verified.stdout == run("verify", "--db", store.path).stdout


@pytest.mark.parametrize("action", [("verify",), ("export",), ("replay", "out.db")])
def test_an_error_is_one_sentence_and_exit_code_1(run: Run, tmp_path: Path, action: tuple[str, ...]) -> None:
    """No file, or no database: on standard error, with no traceback, and nothing is made."""
    (tmp_path / "text.db").write_text("not a database " * 100)
    for name in ("nothing.db", "text.db"):
        done = run(*action, "--db", name)
        assert (done.returncode, done.stdout) == (1, b"")
        assert name in one_line(done.stderr)
        assert "Traceback" not in done.stderr.decode()
    assert not (tmp_path / "out.db").exists()


def test_a_broken_journal_is_one_sentence_and_exit_code_1(store: Database, run: Run) -> None:
    """The fault is on standard error, and nothing says ok."""
    path = store.path
    store.close()
    content = path.read_bytes()
    assert content.count(b'"specversion"') == 1
    path.write_bytes(content.replace(b'"specversion"', b'"SPECVERSION"'))
    done = run("verify", "--db", path)
    assert (done.returncode, done.stdout) == (1, b"")
    one_line(done.stderr)


def test_a_reader_that_leaves_early_is_no_traceback(store: Database, tmp_path: Path) -> None:
    """`edge-agent journal export | head` ends quietly."""
    command = [sys.executable, "-P", "-m", "edge_agent", "journal", "export", "--db", str(store.path)]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command, stdout=writing, stderr=subprocess.PIPE, cwd=tmp_path, check=False, timeout=60
    )
    os.close(writing)
    assert done.returncode == 1
    assert done.stderr == b""
