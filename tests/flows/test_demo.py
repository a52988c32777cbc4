"""`edge-agent demo` as somebody who has just cloned the project meets it: in a real terminal, to its end."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pyte
import pytest

COLUMNS, ROWS = 100, 30
PATIENCE_S = 60.0
EDGE_AGENT = Path(sys.executable).with_name("edge-agent")
LEAVE_SCREEN = b"\x1b[?1049l"
"""The terminal shows again what it showed before (xterm's alternate screen)."""


class Window:
    """A terminal window in which the demo runs; its temporary files are in `folder`."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self.written = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        environ = {**os.environ, "TERM": "xterm-256color", "TMPDIR": str(folder), "LANG": "zh_CN.UTF-8"}
        self.process = subprocess.Popen(
            [EDGE_AGENT, "demo", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environ,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 no thread of ours holds a lock
        )
        os.close(slave)

    def sees(self, *texts: str) -> "Window":
        """Wait until the screen shows all of these; fails with the screen when it never does."""
        end = time.monotonic() + PATIENCE_S
        while not all(text in self.text for text in texts):
            if time.monotonic() > end or self.process.poll() is not None:
                pytest.fail(f"never saw {texts}:\n{self.text}")
            self._read()
        return self

    def types(self, text: str) -> "Window":
        """Keys, or a scanner's."""
        os.write(self._master, text.encode())
        return self

    @property
    def text(self) -> str:
        """The screen; the second half of a wide character is empty."""
        rows = (self._screen.buffer[row] for row in range(ROWS))
        return "\n".join("".join(row[column].data for column in range(COLUMNS)) for row in rows)

    def ends(self) -> int:
        """Wait until the program has ended; its exit code."""
        end = time.monotonic() + PATIENCE_S
        while self.process.poll() is None:
            assert time.monotonic() < end, self.text
            self._read()
        self._read()
        return self.process.returncode

    def close(self) -> None:
        """The window is closed: the terminal is gone."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def _read(self) -> None:
        if select.select([self._master], [], [], 0.1)[0]:
            with contextlib.suppress(OSError):
                data = os.read(self._master, 65_536)
                self.written += data
                self._stream.feed(data)


@pytest.fixture
def folder() -> Iterator[Path]:
    """For temporary files; its path is short, as a socket's path must be."""
    with tempfile.TemporaryDirectory(prefix="edge-flow-") as name:
        yield Path(name)


@pytest.fixture
def window(folder: Path) -> Iterator[Window]:
    """The demo, just started."""
    window = Window(folder)
    yield window
    if window.process.poll() is None:
        window.process.kill()
        window.process.wait()
    window.close()


def _left_behind(folder: Path) -> list[str]:
    """Temporary files, and processes that work on them."""
    names = [path.name for path in folder.iterdir()]
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        names += [" ".join(words)] * any(str(folder) in word for word in words)
    return names


def test_one_sale_by_typing(window: Window, folder: Path) -> None:
    """The hint signs in; an article is typed, paid and done; Ctrl+Q leaves, and nothing is left behind."""
    window.sees("工号 1001 密码 1234").types("1001\r").sees("1001 ").types("1234\r")
    window.sees("备用金").types("\r").sees("请扫码")
    window.types("1\r").sees("应收").types("+").sees("现金").types("\r")
    window.sees("找零")
    window.types("\x11").sees("退出收银").types("\r")
    assert window.ends() == 0
    assert LEAVE_SCREEN in window.written
    assert _left_behind(folder) == []


def test_told_to_end(window: Window, folder: Path) -> None:
    """By whoever looks after the machine: the terminal is as it was, and nothing is left behind."""
    window.sees("工号 1001 密码 1234")
    window.process.send_signal(signal.SIGTERM)
    assert window.ends() == 0
    assert LEAVE_SCREEN in window.written
    assert b"Traceback" not in window.written
    assert _left_behind(folder) == []


def test_a_closed_window(window: Window, folder: Path) -> None:
    """The window's cross ends everything that the demo has started."""
    window.sees("工号 1001 密码 1234")
    window.close()
    assert window.process.wait(PATIENCE_S) == 128 + signal.SIGHUP
    assert _left_behind(folder) == []


def test_interrupted_while_it_opens(window: Window, folder: Path) -> None:
    """Ctrl+C before the screen is there leaves nothing behind either."""
    services = _services(folder)
    window.process.send_signal(signal.SIGINT)
    assert window.ends() == 130
    services.wait(PATIENCE_S)
    assert b"Traceback" not in window.written
    assert _left_behind(folder) == []


def test_a_folder_that_cannot_be_used(folder: Path) -> None:
    """The services say why in one sentence, and the screen is not taken over."""
    (folder / "hq.db").write_text("a shopping list\n" * 100)
    window = Window(folder, "--keep", str(folder))
    try:
        assert window.ends() == 1
    finally:
        window.close()
    assert f"{folder / 'hq.db'} 已损坏".encode() in window.written
    assert b"Traceback" not in window.written
    assert b"\x1b[?1049h" not in window.written


def test_killed(window: Window, folder: Path) -> None:
    """Even then the services end by themselves: no port and no file stays taken."""
    window.sees("工号 1001 密码 1234")
    services = _services(folder)
    window.process.kill()
    window.process.wait()
    services.wait(PATIENCE_S)


def _services(folder: Path) -> psutil.Process:
    """The demo's second process, once it is there."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        for process in psutil.process_iter(["cmdline"]):
            words = process.info["cmdline"] or []
            if "--serve" in words and any(str(folder) in word for word in words):
                return process
    raise TimeoutError("the services never started")
