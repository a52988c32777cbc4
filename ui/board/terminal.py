"""`edge-agent board`: the board in a terminal, live, until somebody presses q."""

import asyncio
import os
import shutil
import signal
import sys
import termios
import tty
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from edge_agent.domain.errors import NotReachable
from edge_agent.wire.board import BoardView
from edge_agent.wire.problem import Problem
from ui.board.picture import picture
from ui.client import Client

SILENT_S = 10.0
_AGAIN_AFTER_S = 1.0
_REFRESH_S = 15.0
"""The wait changes by itself."""
_OPEN, _CLOSE = "\x1b[?1049h\x1b[?25l", "\x1b[0m\x1b[?25h\x1b[?1049l"
_HOME, _BELL = "\x1b[H", "\a"
_QUIT = (b"q", b"Q", b"\x03")


async def show_board(agent: str) -> None:
    """Show the board of the agent at `agent` (a URL or its socket) on this terminal until q is pressed."""
    client = Client(agent, Path(os.devnull))
    wall = Wall()
    try:
        with _screen(wall):
            await _first_of(wall.quit.wait(), _follow(client, wall))
    finally:
        await client.close()


async def _first_of(*works: Coroutine[Any, Any, object]) -> None:
    """Until one ends; what it threw is thrown: a board that follows no more must not hang there."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in ended:
        task.result()


class Wall:
    """What hangs there: the last view, and whether it may be behind."""

    def __init__(self) -> None:
        self.quit = asyncio.Event()
        self._view: BoardView | None = None
        self._heard_at = asyncio.get_running_loop().time()

    def hear(self) -> None:
        """The agent lives."""
        self._heard_at = asyncio.get_running_loop().time()

    def take(self, view: BoardView) -> None:
        """Show it; a new call rings the terminal's bell."""
        known = {call.id for call in self._view.calls} if self._view else None
        self._view = view
        self.paint()
        if known is not None and any(call.id not in known for call in view.calls):
            _write(_BELL)

    def paint(self) -> None:
        """The whole screen, in one write."""
        columns, rows = shutil.get_terminal_size()
        is_stale = asyncio.get_running_loop().time() - self._heard_at >= SILENT_S
        _write(_HOME + "\r\n".join(picture(self._view, columns, rows, is_stale=is_stale)))


async def _follow(client: Client, wall: Wall) -> None:
    """Fetch whenever something changes; an agent that is away is looked for again and again."""
    while True:
        with suppress(NotReachable):
            due = 0.0  # at its first message: what changed before was told to nobody
            async for live in client.live():
                wall.hear()
                now = asyncio.get_running_loop().time()
                if live.topic == "tickets" or now >= due:
                    await _fetch(client, wall)
                    due = now + _REFRESH_S
        wall.paint()
        await asyncio.sleep(_AGAIN_AFTER_S)


async def _fetch(client: Client, wall: Wall) -> None:
    view = await client.call("GET", "/v1/board", BoardView)
    if not isinstance(view, Problem):
        wall.hear()
        wall.take(view)


@contextmanager
def _screen(wall: Wall) -> Iterator[None]:
    """The terminal's other screen, keys as they are pressed, painted anew when its size changes."""
    loop, keyboard = asyncio.get_running_loop(), sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    tty.setcbreak(keyboard)
    loop.add_reader(keyboard, lambda: _pressed(wall, os.read(keyboard, 64)))
    loop.add_signal_handler(signal.SIGWINCH, wall.paint)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        loop.add_signal_handler(number, wall.quit.set)
    _write(_OPEN)
    wall.paint()
    try:
        yield
    finally:
        _write(_CLOSE)
        loop.remove_reader(keyboard)
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


def _pressed(wall: Wall, keys: bytes) -> None:
    if not keys or any(key in keys for key in _QUIT):
        wall.quit.set()


def _write(text: str) -> None:
    with suppress(OSError):  # the terminal has gone: its end is told by a signal
        sys.stdout.write(text)
        sys.stdout.flush()
