"""Work that would hold the interpreter for seconds, done by a program of its own while the agent sells.

Threads share one interpreter: beside one that parses, a sale waits its turn at each of its steps, and takes
a hundred milliseconds instead of two. What the program answers is read a frame at a time, for reading all of
it at once would be one such stretch again.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import suppress
from typing import IO, TypeVar

T = TypeVar("T")

ANSWER_TIMEOUT_S = 600.0
"""For the next frame: a million rows take a slow PC a minute."""
_LENGTH_BYTES = 4
_NICENESS = 5
"""On a PC with one core a sale goes first."""


async def answers_of(module: str, *told: bytes) -> AsyncGenerator[bytes, None]:
    """Run `module` as a program, tell it some frames, and yield those that it answers.

    Whoever stops listening closes it, and the program is ended. Raises RuntimeError with its last words when
    it fails, and TimeoutError when it says nothing.
    """
    program = await asyncio.to_thread(_start, module)
    try:
        await _in_time(_tell, _pipe(program.stdin), told)
        while (answer := await _in_time(read_frame, _pipe(program.stdout))) is not None:
            yield answer
        if await _in_time(program.wait):
            raise RuntimeError(f"{module} failed: {_last_words(program)}")
    finally:
        await asyncio.shield(asyncio.to_thread(_end, program))


def read_frame(file: IO[bytes]) -> bytes | None:
    """The next of what was told or answered; None at the end, and for one that was cut."""
    head = file.read(_LENGTH_BYTES)
    length = int.from_bytes(head)
    frame = file.read(length)
    return frame if len(head) == _LENGTH_BYTES and len(frame) == length else None


def write_frames(file: IO[bytes], frames: Iterable[bytes]) -> None:
    """Tell or answer, each with its length before it."""
    for frame in frames:
        file.write(len(frame).to_bytes(_LENGTH_BYTES))
        file.write(frame)
    file.flush()


def _start(module: str) -> "subprocess.Popen[bytes]":
    program = subprocess.Popen(  # noqa: S603 our own program
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with suppress(OSError):  # it has failed at once: what it says is read below
        os.setpriority(os.PRIO_PROCESS, program.pid, _NICENESS)
    return program


async def _in_time(work: Callable[..., T], *arguments: object) -> T:
    return await asyncio.wait_for(asyncio.to_thread(work, *arguments), ANSWER_TIMEOUT_S)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 all three were asked for
    return pipe


def _tell(pipe: IO[bytes], frames: Iterable[bytes]) -> None:
    """A program that is gone is told by its last words."""
    with suppress(BrokenPipeError), pipe:
        write_frames(pipe, frames)


def _last_words(program: "subprocess.Popen[bytes]") -> str:
    """The last line of a traceback, or the number of the signal."""
    said = _pipe(program.stderr).read().decode(errors="replace").strip()
    return said.rpartition("\n")[2] or f"it ended with {program.returncode}"


def _end(program: "subprocess.Popen[bytes]") -> None:
    program.kill()
    with suppress(BrokenPipeError), program:
        pass
