"""`edge-agent board` in a real terminal, on a running agent."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import io
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import pyte
import pytest

from ui.board.terminal import show_board

if TYPE_CHECKING:
    from config.settings import Settings
    from tests.ui.board.conftest import OpenBoard

COLUMNS, ROWS = 100, 30
PATIENCE_S = 30


class _Wall:
    """The program in a terminal of its own."""

    def __init__(self, settings: Settings) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self.screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.bells = 0
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "edge_agent", "board", "--agent", str(settings.socket)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    async def sees(self, is_so: Callable[[str], bool]) -> None:
        """Wait until the screen is so; fails with the screen when it never is."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not is_so(self.text):
                    await asyncio.to_thread(self._read)
        except TimeoutError:
            pytest.fail(f"never so:\n{self.text}")

    async def press(self, key: str) -> int:
        """A key, and the exit code that follows."""
        os.write(self._master, key.encode())
        return await asyncio.to_thread(self.process.wait, PATIENCE_S)

    @property
    def text(self) -> str:
        """The screen; the second half of a wide character is empty."""
        rows = (self.screen.buffer[row] for row in range(ROWS))
        return "\n".join("".join(row[column].data for column in range(COLUMNS)) for row in rows)

    def close(self) -> None:
        """End it, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def _read(self) -> None:
        if select.select([self._master], [], [], 0.1)[0]:
            with contextlib.suppress(OSError):
                data = os.read(self._master, 65_536)
                self.bells += data.count(b"\a")
                self._stream.feed(data)


@pytest.fixture
async def wall(settings: Settings) -> AsyncIterator[_Wall]:
    """A board that hangs there before its agent runs."""
    opened = _Wall(settings)
    yield opened
    opened.close()


async def test_it_is_live_through_a_restart_of_the_agent_until_q(wall: _Wall, open_board: OpenBoard) -> None:
    """It waits for an agent, shows what is called and rings, finds the agent again, and ends with q."""
    await wall.sees(lambda text: "正在连接" in text)
    async with open_board() as board:
        await board.put([17, 18, 19], made=[17])
        await wall.sees(lambda text: "A017" in text and "A018   A019" in text)
        assert wall.bells == 0
        await board.call(17)
        await wall.sees(lambda text: "A017 > 1号台" in text)
    async with open_board() as board:
        await board.put([], missed=[17])
        await wall.sees(lambda text: "过号 Missed  A017" in text)

    assert wall.bells == 1
    assert await wall.press("q") == 0


async def test_without_a_terminal_it_says_what_to_do(settings: Settings) -> None:
    """One sentence and no traceback."""
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-P", "-m", "edge_agent", "board", "--agent", str(settings.socket)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LANG": "zh_CN.UTF-8"},
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("叫号屏要在终端里打开。")
    assert "Traceback" not in ended.stderr


async def test_a_board_that_follows_no_more_ends(
    settings: Settings, open_board: OpenBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody foresaw ends the program, with what it was: frozen numbers would look like live ones."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    keyboard, terminal = pty.openpty()
    with os.fdopen(keyboard, "rb"), os.fdopen(terminal, "rb") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        monkeypatch.setattr(sys, "stdout", io.StringIO())
        monkeypatch.setattr("ui.board.terminal.Wall.take", broken)
        async with open_board():
            with pytest.raises(ZeroDivisionError):
                await show_board(str(settings.socket))
