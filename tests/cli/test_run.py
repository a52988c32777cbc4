"""`edge-agent run`: started, told to stop, and started where it cannot run."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Edge, Place, RunningProgram

    Start = Callable[..., RunningProgram]

IS_CLEAN = "SELECT clean FROM run"
EPOCHS = "SELECT count(*) FROM journal WHERE type = 'epoch.opened'"
ENGLISH = "en_US.UTF-8"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_order(place: Place, start_agent: Start, number: signal.Signals) -> None:
    """Exit 0, the socket gone, the file closed cleanly; the next start finds nothing to put right."""
    agent = start_agent()
    assert stat.S_IMODE(place.socket.stat().st_mode) == 0o600
    assert agent.stop(number) == 0
    assert not place.socket.exists()
    assert place.rows(IS_CLEAN) == [(1,)]
    assert not place.database.with_name("store.db-wal").exists()
    again = start_agent()
    assert again.stop() == 0
    assert place.rows(EPOCHS) == [(2,)]
    assert '"level": "error"' not in agent.log + again.log


def test_after_a_kill_the_next_start_goes_on(place: Place, start_agent: Start) -> None:
    """The lock is gone with the process, the socket that it left is no hindrance."""
    first = start_agent()
    first.process.kill()
    first.process.wait()
    assert place.socket.exists()
    assert place.rows(IS_CLEAN) == [(0,)]
    assert start_agent().stop() == 0
    assert place.rows(IS_CLEAN) == [(1,)]


def test_a_second_agent_on_the_same_file_is_refused(edge: Edge, place: Place, start_agent: Start) -> None:
    """One sentence; the first one's socket stays, and it goes on serving."""
    first = start_agent()
    second = edge("run", exits=1)
    assert (second.stdout, second.stderr) == ("", f"{place.database} 正被另一个程序使用。请先停掉那个程序\n")
    (place.home / "link").symlink_to(place.state)
    edge("run", "--state-dir", place.home / "link", exits=1)
    edge("staff", "list", exits=0)
    assert first.stop() == 0


def test_the_log_is_json(start_agent: Start) -> None:
    """Every line of it, whoever wrote it, with what happened, how bad it is and when."""
    agent = start_agent()
    assert agent.stop() == 0
    assert "ready" in [line["event"] for line in agent.lines]
    assert all({"event", "level", "timestamp"} <= line.keys() for line in agent.lines)


MISTAKES = """\
colour = "blue"
[store]
code = "s 1"
cutoff = "25:00"
[[lanes]]
till = "1"
printer = "attic"
[[printers]]
name = "counter"
address = "serial:/dev/ttyUSB0"
[headquarters]
url = "ftp://hq"
"""
WRONG_KEYS = (
    "colour",
    "store.code",
    "store.cutoff",
    "lanes#1.printer",
    "printers#1.address",
    "headquarters.url",
)


def test_a_bad_configuration_names_all_its_mistakes_at_once(edge: Edge, place: Place) -> None:
    """A line each, with its key; nothing is started and nothing made."""
    (place.home / "store.toml").write_text(MISTAKES)
    ended = edge("run", "--config", "store.toml", lang=ENGLISH, exits=1)
    title, *mistakes = ended.stderr.splitlines()
    assert title == "The configuration is wrong: not started. Put right:"
    assert sorted(re.split("[::]", line)[0] for line in mistakes) == sorted(WRONG_KEYS)
    assert not place.state.exists()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("", "找不到配置文件 nowhere.toml。请核对路径,或照 store.example.toml 写一份\n"),
        ("de_DE.UTF-8", "There is no file nowhere.toml. Check the path, or copy store.example.toml.\n"),
    ],
)
def test_a_configuration_that_is_not_there(edge: Edge, lang: str, said: str) -> None:
    """One sentence, in Chinese unless the terminal speaks another language."""
    assert edge("run", "--config", "nowhere.toml", lang=lang, exits=1).stderr == said


def test_a_text_file_in_the_databases_place(edge: Edge, place: Place) -> None:
    """It is refused and stays as it was."""
    place.state.mkdir(parents=True)
    place.database.write_text("a shopping list\n" * 100)
    ended = edge("run", lang=ENGLISH, exits=1)
    assert ended.stderr.startswith(f"{place.database} is damaged: ")
    assert ended.stderr.count("\n") == 1
    assert place.database.read_text() == "a shopping list\n" * 100


def test_another_applications_database(edge: Edge, place: Place) -> None:
    """It is refused and stays as it was, whichever command finds it."""
    place.alter("CREATE TABLE moz_places (id INTEGER PRIMARY KEY)")
    content = place.database.read_bytes()
    said = f"{place.database} is not a store's database. Check the path, and leave that file alone.\n"
    assert edge("run", lang=ENGLISH, exits=1).stderr == said
    assert edge("staff", "list", lang=ENGLISH, exits=1).stderr == said
    assert place.database.read_bytes() == content


def test_a_file_of_a_later_release(edge: Edge, place: Place) -> None:
    """It is refused, and told apart from a damaged one."""
    edge("staff", "list", exits=0)
    place.alter("PRAGMA user_version = 999")
    said = f"{place.database} was written by a later release. Install that release, then start.\n"
    assert edge("run", lang=ENGLISH, exits=1).stderr == said


@pytest.mark.parametrize("words", [("run",), ("staff", "list")])
def test_a_place_that_cannot_be_written(edge: Edge, words: tuple[str, ...]) -> None:
    """One sentence names the folder; under /proc not even root can make one."""
    ended = edge(*words, "--state-dir", "/proc/edge-agent", lang=ENGLISH, exits=1)
    assert ended.stderr == "/proc/edge-agent cannot be written. Choose another folder, or allow writing.\n"


def test_a_log_that_cannot_be_written(edge: Edge, place: Place) -> None:
    """It is told before anything is started."""
    ended = edge("run", "--log", "/proc/nowhere/agent.log", lang=ENGLISH, exits=1)
    assert ended.stderr.startswith("The system refused /proc/nowhere/agent.log: No such file or directory.")
    assert ended.stderr.count("\n") == 1
    assert not place.state.exists()


def test_a_locked_file_without_an_agent_that_answers(edge: Edge, place: Place) -> None:
    """Whoever holds the lock is not worked around: the command refuses, and nothing is changed."""
    edge("staff", "add", "1001", "小李", stdin="1234\n", exits=0)
    with place.database.with_name("store.db.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for words in (("staff", "add", "1002", "小王"), ("import", "catalogue", "/dev/null")):
            ended = edge(*words, stdin="1234\n", lang=ENGLISH, exits=1)
            assert (
                ended.stderr == f"{place.database} is in use by another program. Stop that program first.\n"
            )
    assert place.rows("SELECT staff FROM staff") == [("1001",)]


def test_an_agent_that_hangs_is_not_waited_for(edge: Edge, place: Place, start_agent: Start) -> None:
    """After a few seconds the command says that the file is in use; nothing is changed behind its back."""
    agent = start_agent()
    os.kill(agent.process.pid, signal.SIGSTOP)
    try:
        ended = edge(
            "import", "catalogue", "/dev/stdin", stdin="sku,name,unit,price_fen\nA1,tea,each,1\n", exits=1
        )
    finally:
        os.kill(agent.process.pid, signal.SIGCONT)
    assert ended.stderr == f"{place.database} 正被另一个程序使用。请先停掉那个程序\n"
    assert agent.stop() == 0
    with closing(sqlite3.connect(place.database)) as connection:
        assert connection.execute("SELECT count(*) FROM article").fetchone() == (0,)
