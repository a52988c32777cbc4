"""Work done by a program of its own: what it answers, how it fails, and that nothing of it stays."""

import io
from contextlib import aclosing
from pathlib import Path

import pytest

from edge_agent.services import apart
from edge_agent.services.apart import answers_of, read_frame, write_frames

ECHO = """
import sys
from edge_agent.services.apart import read_frame, write_frames
told = []
while (frame := read_frame(sys.stdin.buffer)) is not None:
    told.append(frame)
write_frames(sys.stdout.buffer, told)
"""
WITHOUT_END = "while True: pass"
LARGE = bytes(3_000_000)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module that a test writes; a program finds it."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "written_by_a_test"


def write(folder: Path, module: str, source: str) -> None:
    """Make the module."""
    (folder / f"{module}.py").write_text(source)


def children() -> set[str]:
    """The processes that this one has started and not yet buried."""
    return {
        pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()
    }


async def listened(module: str, *told: bytes) -> list[bytes]:
    """All that a program answers."""
    async with aclosing(answers_of(module, *told)) as answers:
        return [answer async for answer in answers]


async def test_frames_arrive_whole_and_in_order(tmp_path: Path, program: str) -> None:
    """Empty, small, and larger than any pipe; and the program is gone afterwards."""
    write(tmp_path, program, ECHO)
    before = children()
    assert await listened(program, b"", b"one", LARGE, b"two") == [b"", b"one", LARGE, b"two"]
    assert children() == before


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("raise SystemExit('no such thing')", "no such thing"),
        (ECHO + "raise ValueError('after the last answer')", "ValueError: after the last answer"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "it ended with -9"),
        (ECHO.replace("told)", "(b'x' for x in [1 / 0]))"), "ZeroDivisionError"),
    ],
)
async def test_a_program_that_fails_is_a_defect_with_its_last_words(
    tmp_path: Path, program: str, source: str, words: str
) -> None:
    """At once, in the middle or at the end: nobody takes what it said for all there was."""
    write(tmp_path, program, source)
    before = children()
    with pytest.raises(RuntimeError, match=words):
        await listened(program, LARGE)
    assert children() == before


async def test_a_listener_that_leaves_ends_the_program(tmp_path: Path, program: str) -> None:
    """After the first answer of many."""
    write(tmp_path, program, ECHO + WITHOUT_END)
    before = children()
    async with aclosing(answers_of(program, b"one", b"two")) as answers:
        assert await anext(answers) == b"one"
        assert children() != before
    assert children() == before


async def test_a_program_that_says_nothing_is_given_up(
    tmp_path: Path, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deadline on everything."""
    write(tmp_path, program, WITHOUT_END)
    monkeypatch.setattr(apart, "ANSWER_TIMEOUT_S", 0.2)
    before = children()
    with pytest.raises(TimeoutError):
        await listened(program)
    assert children() == before


@pytest.mark.parametrize("cut", [0, 3, 4, 6])
def test_a_frame_that_was_cut_is_none(cut: int) -> None:
    """Within its length, behind it, within its bytes."""
    whole = io.BytesIO()
    write_frames(whole, [b"abc"])
    assert read_frame(io.BytesIO(whole.getvalue())) == b"abc"
    assert read_frame(io.BytesIO(whole.getvalue()[:cut])) is None
