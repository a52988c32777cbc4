"""`edge-hq` as a person meets it: a real process, its words and its exit status."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

import httpx
import pytest

from sync.hq import cli
from sync.hq.cli.file import default_path
from sync.hq.database import APPLICATION_ID

PATIENCE_S = 30
EDGE_HQ = [sys.executable, "-P", "-c", "import sys; from sync.hq.cli import main; sys.exit(main())"]


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts `edge-hq` as its own process."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: object) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [*EDGE_HQ, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_it_says_where_it_serves_and_stops_in_order(
    tmp_path: Path, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """It prints its address when it is ready, answers there, and ends with 0 on SIGTERM."""
    process = start("run", "--db", tmp_path / "hq.db", "--port", "0")
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line
    assert httpx.get(f"{found[0]}/v1/health", timeout=PATIENCE_S).status_code == 200
    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, complaints) == (0, "")


def _shown(folder: Path, stdout: int | IO[bytes], encoding: str = "utf-8") -> tuple[int, bytes, bytes]:
    """The exit status of `keys init`, what it printed, and what it complained of."""
    ended = subprocess.run(
        [*EDGE_HQ, "keys", "init", "--root", folder / "总部.key", "--db", folder / "hq.db"],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        timeout=PATIENCE_S,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_a_reader_that_has_gone(tmp_path: Path) -> None:
    """As with `| head`: the program ends, and says nothing of it."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        code, _, complaint = _shown(tmp_path, writing)
    finally:
        os.close(writing)
    assert (code, complaint) == (1, b"")


def test_an_output_without_room(tmp_path: Path) -> None:
    """Nobody takes half of it for the whole: one sentence, and exit 1."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123 a device
        code, _, complaint = _shown(tmp_path, full)
    assert (code, complaint) == (1, b"edge-hq: the output cannot be used: No space left on device\n")


def test_another_alphabet(tmp_path: Path) -> None:
    """What the terminal cannot show is shown as a question mark."""
    code, said, complaint = _shown(tmp_path, subprocess.PIPE, "ascii")
    assert (code, complaint) == (0, b"")
    assert b"/??.key: keep it offline" in said


def _complaint(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What the command says when it fails: one line."""
    assert cli.main([*map(str, arguments)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_a_taken_port(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, with what to do."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        said = _complaint(capsys, "run", "--db", tmp_path / "hq.db", "--port", port)
    assert said == f"edge-hq: port {port} is taken by another program: choose another with --port\n"


def test_another_host(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, with what to do."""
    said = _complaint(capsys, "run", "--db", tmp_path / "hq.db", "--host", "0.0.0.0")  # noqa: S104 what is refused
    assert "use --host 127.0.0.1 instead of 0.0.0.0" in said


def test_a_foreign_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, with what to do."""
    with closing(sqlite3.connect(tmp_path / "notes.db")) as connection:
        connection.execute("CREATE TABLE note (words TEXT)")
    said = _complaint(capsys, "run", "--db", tmp_path / "notes.db", "--port", 0)
    assert "is not a headquarters database" in said


def test_no_database_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, with what to do."""
    (tmp_path / "letter.txt").write_bytes(b"not a database, but longer than a header" * 100)
    said = _complaint(capsys, "run", "--db", tmp_path / "letter.txt", "--port", 0)
    assert "is damaged" in said


def test_a_later_releases_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, with what to do."""
    with closing(sqlite3.connect(tmp_path / "hq.db")) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 99")
    said = _complaint(capsys, "run", "--db", tmp_path / "hq.db", "--port", 0)
    assert "written by a later release" in said


def test_a_directory_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, with what to do; a file is a directory that not even root can write."""
    (tmp_path / "file").touch()
    said = _complaint(capsys, "run", "--db", tmp_path / "file" / "hq.db", "--port", 0)
    assert "cannot be written" in said


def test_a_directory_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, with what to do."""
    said = _complaint(capsys, "run", "--db", tmp_path / "nowhere" / "hq.db", "--port", 0)
    assert "does not exist or cannot be written" in said


@pytest.mark.parametrize("port", ["-1", "65536", "http", "８０"])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The mistake is named, and the status is argparse's 2."""
    with pytest.raises(SystemExit) as stopped:
        cli.main(["run", f"--port={port}"])
    assert stopped.value.code == 2
    assert "is not a port" in capsys.readouterr().err


def test_the_default_file_is_among_the_users_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without --db it is `edge-hq/hq.db` in the state directory."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert default_path() == tmp_path / "edge-hq" / "hq.db"
