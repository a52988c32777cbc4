"""What `edge-agent` prints, when whoever reads it has gone, has no room, or has another alphabet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

    from tests.cli.conftest import Edge, Place

PATIENCE_S = 60


@pytest.fixture
def staffed(edge: Edge, place: Place) -> Place:
    """A store in which somebody with an unusual name works."""
    edge("staff", "add", "1001", "小李😀", stdin="1234\n", exits=0)
    return place


def _list(place: Place, stdout: int | IO[bytes] | None, **more: str) -> tuple[int, bytes, bytes]:
    """The exit code of `staff list`, what it printed, and what it complained of."""
    environ: Mapping[str, str] = {**place.environ("en_US.UTF-8"), **more}
    program = place.program("staff", "list")
    ended = subprocess.run(
        program, stdout=stdout, stderr=subprocess.PIPE, env=environ, timeout=PATIENCE_S, check=False
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_a_reader_that_has_gone(staffed: Place) -> None:
    """As with `| head`: the program ends, and says nothing of it."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        code, _, complaint = _list(staffed, writing)
    finally:
        os.close(writing)
    assert (code, complaint) == (1, b"")


def test_a_full_disk(staffed: Place) -> None:
    """Nobody takes half a list for the whole: one sentence, and exit 1."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123 a device
        code, _, complaint = _list(staffed, full)
    assert (code, complaint) == (
        1,
        b"The system refused the output: No space left on device. Put that right and try again.\n",
    )


def test_another_alphabet(staffed: Place) -> None:
    """What the terminal's encoding lacks is a question mark, and the rest is there."""
    code, printed, complaint = _list(staffed, subprocess.PIPE, PYTHONIOENCODING="gbk")
    assert (code, printed.decode("gbk"), complaint) == (0, "1001 小李? cashier\n", b"")


def test_no_output_at_all(staffed: Place) -> None:
    """A program started with standard output closed does its work."""
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", *staffed.program("staff", "list")]
    ended = subprocess.run(
        shell, stderr=subprocess.PIPE, env=staffed.environ(), timeout=PATIENCE_S, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_defect_is_a_sentence_too(place: Place) -> None:
    """What nobody foresaw ends in one sentence; the line of the log above it has the traceback."""
    program = """if True:
        import sys
        from edge_agent import cli
        from edge_agent.cli import run
        run.load = lambda *_, **__: [].pop()
        sys.exit(cli.main(["run"]))
    """
    command = [sys.executable, "-P", "-c", program]
    ended = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env=place.environ("en_US.UTF-8"),
        timeout=PATIENCE_S,
        check=False,
    )
    line, said = ended.stderr.splitlines()
    assert (ended.returncode, ended.stdout) == (1, "")
    assert said == "The program failed: IndexError pop from empty list. Report it with the line above."
    assert json.loads(line)["exception"].startswith("Traceback (most recent call last)")
