"""What the tests of the command line share: programs started as a person starts them, in their own place."""

import json
import logging
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import structlog

EDGE_AGENT = Path(sys.executable).with_name("edge-agent")
PATIENCE_S = 60
LOCALES = ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE")
UNWANTED = {*LOCALES, "PYTHONUNBUFFERED"}
"""What this machine's own environment must not lend to the programs that are tested."""

Finished: TypeAlias = "subprocess.CompletedProcess[str]"
Edge: TypeAlias = Callable[..., Finished]
OnTerminal: TypeAlias = Callable[..., tuple[int, str]]


class Place:
    """A home of its own: the state directory, and `edge-agent` in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.state = home / "state" / "edge-agent"
        self.database = self.state / "store.db"
        self.socket = self.state / "agent.sock"

    def environ(self, lang: str = "") -> Mapping[str, str]:
        """The environment of a program here; a terminal that names no language is a Chinese one."""
        kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        own = {"HOME": self.home, "XDG_STATE_HOME": self.home / "state", "TMPDIR": self.home, "LANG": lang}
        return kept | {name: str(value) for name, value in own.items()}

    def program(self, *arguments: object) -> list[str]:
        """The command line of `edge-agent` with these arguments; bytes go as they are."""
        return [
            os.fsdecode(word) if isinstance(word, bytes) else str(word) for word in (EDGE_AGENT, *arguments)
        ]

    def edge(
        self, *arguments: object, stdin: str | bytes = b"", lang: str = "", exits: int | None = None
    ) -> Finished:
        """Run `edge-agent` to its end. Whatever happens, no traceback is ever shown."""
        ended = subprocess.run(
            self.program(*arguments),
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            env=self.environ(lang),
            cwd=self.home,
            timeout=PATIENCE_S,
            check=False,
        )
        said = subprocess.CompletedProcess(
            ended.args, ended.returncode, ended.stdout.decode(), ended.stderr.decode()
        )
        assert "Traceback" not in said.stderr, said.stderr
        if exits is not None:
            assert said.returncode == exits, said
        return said

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the store's file says, read by somebody else."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(sql).fetchall()

    def alter(self, *statements: str) -> None:
        """Change the store's file behind the agent's back."""
        self.state.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.database, isolation_level=None)) as connection:
            for sql in statements:
                connection.execute(sql)


class RunningProgram:
    """`edge-agent run`, started and ready."""

    def __init__(self, place: Place, *options: object) -> None:
        self.process = subprocess.Popen(
            place.program("run", *options),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=place.environ(),
            cwd=place.home,
        )
        assert self.process.stderr is not None
        self.log = ""
        while '"ready"' not in self.log:
            line = self.process.stderr.readline()
            assert line, self.log
            self.log += line

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log so far: every line of it is JSON, whoever wrote it."""
        return [json.loads(line) for line in self.log.splitlines()]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait; the exit code. No traceback is ever shown."""
        self.process.send_signal(number)
        out, errors = self.process.communicate(timeout=PATIENCE_S)
        self.log += errors
        assert out == ""
        assert "Traceback" not in self.log, self.log
        return self.process.returncode


@pytest.fixture
def place() -> Iterator[Place]:
    """A home where nothing has happened yet; its path is short, as a socket's path must be."""
    with tempfile.TemporaryDirectory(prefix="edge-home-") as home:
        yield Place(Path(home))


@pytest.fixture
def edge(place: Place) -> Edge:
    """Runs `edge-agent` with the given arguments to its end."""
    return place.edge


@pytest.fixture
def on_terminal(place: Place) -> OnTerminal:
    """Runs `edge-agent` on a terminal, answers its prompts; its exit code, and all that was shown."""

    def run(dialogue: Sequence[tuple[str, str]], *arguments: str) -> tuple[int, str]:
        child, terminal = pty.fork()
        if child == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever runs the tests may have left it ignored
            os.execve(EDGE_AGENT, [str(EDGE_AGENT), *arguments], place.environ("en_GB.UTF-8"))  # noqa: S606 a terminal, no shell
        shown = b""
        for prompt, answer in dialogue:
            shown += _read(terminal, prompt.encode())
            os.write(terminal, answer.encode())
        shown += _read(terminal, None)
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        return os.waitstatus_to_exitcode(status), shown.decode()

    return run


def _read(terminal: int, wanted: bytes | None) -> bytes:
    """What is written until `wanted` is, or until the program has gone."""
    shown = b""
    while wanted is None or wanted not in shown:
        try:
            shown += os.read(terminal, 4096)
        except OSError:
            break
    return shown


@pytest.fixture
def start_agent(place: Place) -> Iterator[Callable[..., RunningProgram]]:
    """Starts `edge-agent run` and waits until it is ready; it is ended with the test."""
    started: list[RunningProgram] = []

    def start(*options: object) -> RunningProgram:
        started.append(RunningProgram(place, *options))
        return started[-1]

    yield start
    for program in started:
        if program.process.poll() is None:
            program.process.kill()
        program.process.communicate()


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """A command sets up the log of its own process; here the next test follows."""
    root = logging.getLogger()
    before, level, told = root.handlers, root.level, logging.raiseExceptions
    yield
    for handler in root.handlers:
        if handler not in before:
            handler.close()
    root.handlers, logging.raiseExceptions = before, told
    root.setLevel(level)
    structlog.reset_defaults()
