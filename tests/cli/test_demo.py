"""`edge-agent demo` without a terminal: the scripted day, from outside."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from edge_agent.cli.demo import CUSTOMERS_MAX

if TYPE_CHECKING:
    from tests.cli.conftest import Edge, Place

PATIENCE_S = 60
PROOFS = 30
MONTH_PATIENCE_S = 3_600


def test_a_short_day_is_lived_and_proved(edge: Edge, place: Place) -> None:
    """The summary on standard output, each proof with what it found, exit 0, and nothing left behind."""
    ended = edge("demo", "--scripted", "--baskets", 30, exits=0)
    assert ended.stderr == ""
    assert re.match(r"The scripted day: 31 sales, [0-9]+\.[0-9]{2} yuan, in [0-9.]+ s\n", ended.stdout)
    assert len(re.findall("^  ok    .+: .+$", ended.stdout, re.MULTILINE)) == PROOFS
    assert ended.stdout.endswith("\nEvery proof holds.\n")
    assert list(place.home.iterdir()) == []


def test_without_a_terminal_the_day_lives_itself(edge: Edge, place: Place) -> None:
    """In a pipe nobody could press a key; with --keep everything stays, and the journal verifies."""
    ended = edge("demo", "--baskets", 3, "--keep", "shop", exits=0)
    assert ended.stdout.startswith("The scripted day: 3 sales, ")
    shop = place.home / "shop"
    verified = edge("journal", "verify", "--db", shop / "state" / "store.db", exits=0)
    assert verified.stdout.startswith("ok: ")
    again = edge("demo", "--baskets", 3, "--keep", "shop", exits=1)
    assert again.stderr == "shop is not empty: a scripted day needs a folder of its own.\n"


@pytest.mark.parametrize("count", ["0", "-5", "9836", "many", "１"])
def test_a_number_of_baskets_that_is_none(edge: Edge, count: str) -> None:
    """The command line names the mistake, and exits with 2."""
    refused = edge("demo", f"--baskets={count}", exits=2)
    assert f"is not a number from 1 to {CUSTOMERS_MAX}" in refused.stderr


def test_a_place_that_cannot_be_written(edge: Edge) -> None:
    """One sentence, in the system's own words."""
    refused = edge("demo", "--keep", "/proc/shop", lang="en_US.UTF-8", exits=1)
    assert refused.stderr.startswith("The system refused /proc/shop: No such file or directory.")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_in_the_middle(place: Place, number: signal.Signals) -> None:
    """The shop closes in order, without a word, and leaves nothing behind."""
    process = subprocess.Popen(
        place.program("demo", "--scripted"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=place.environ(),
        cwd=place.home,
    )
    while not list(place.home.glob("edge-demo-*/state/agent.sock")):
        assert process.poll() is None
    process.send_signal(number)
    assert process.communicate(timeout=PATIENCE_S) == (b"", b"")
    assert process.returncode == 130
    assert list(place.home.iterdir()) == []


def test_a_closed_window_ends_the_till_though_nobody_says_so(place: Place) -> None:
    """Whoever leads the session, as make does, keeps the hang-up to itself and waits: nothing is left."""
    child, terminal = pty.fork()
    if child == 0:
        leader = ["sh", "-c", 'trap : HUP; "$@"; :', "sh", *place.program("demo")]
        os.execve("/bin/sh", leader, place.environ())  # noqa: S606 the shell is the leader that is meant
    shown = b""
    while b"1234" not in shown:
        shown += os.read(terminal, 4096)
    os.close(terminal)
    os.waitpid(child, 0)
    assert list(place.home.glob("edge-demo-*")) == []


def test_nobody_waits_for_a_day_under_nohup(place: Place) -> None:
    """Started without any input and told not to mind its terminal, it goes on when that is closed."""
    shell = ["sh", "-c", 'trap "" HUP; exec "$@" <&-', "sh", *place.program("demo", "--baskets=2")]
    process = subprocess.Popen(
        shell, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=place.environ(), cwd=place.home
    )
    while not list(place.home.glob("edge-demo-*/state/agent.sock")):
        assert process.poll() is None
    process.send_signal(signal.SIGHUP)
    said, complaint = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, complaint) == (0, "")
    assert said.endswith("\nEvery proof holds.\n")


@pytest.mark.prove
@pytest.mark.timeout(MONTH_PATIENCE_S)
def test_the_whole_month(place: Place) -> None:
    """Every basket of the month is sold, printed, pushed and proved."""
    ended = subprocess.run(
        place.program("demo", "--scripted", f"--baskets={CUSTOMERS_MAX}"),
        capture_output=True,
        text=True,
        env=place.environ(),
        cwd=place.home,
        timeout=MONTH_PATIENCE_S,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(re.findall("^  ok    ", ended.stdout, re.MULTILINE)) == PROOFS + 1
    sales = re.match("The scripted day: ([0-9]+) sales", ended.stdout)
    assert sales is not None
    assert int(sales[1]) == 9_819
