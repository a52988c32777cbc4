"""What all tests of the screens share: the demo's agent in a process, and tills in real terminals."""

import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pyte
import pytest

from edge_agent.domain.ids import StaffId, TillId
from edge_agent.wire.problem import Problem
from edge_agent.wire.sessions import SignIn
from edge_agent.wire.shifts import OpenShift
from ui.client import Client

COLUMNS, ROWS = 80, 24
PATIENCE_S = 30.0


class Terminal:
    """A till in a terminal of its own, and the person before it."""

    def __init__(self, folder: Path, *options: str) -> None:
        """`options` of the till go in place of the agent's socket; temporary files go into `folder`."""
        self._options = options or ("--agent", str(folder / "state" / "agent.sock"))
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._folder = folder
        self._start()

    def _start(self) -> None:
        self._screen.reset()
        own = {"XDG_STATE_HOME": str(self._folder / "tills"), "TMPDIR": str(self._folder)}
        environment = {**os.environ, "TERM": "xterm-256color", **own}
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        command = [sys.executable, "-P", "-m", "edge_agent", "till", *self._options]
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        self._pty = master

    def write(self, text: str) -> "Terminal":
        """Keys, or a scanner's, in one write."""
        os.write(self._pty, text.encode())
        return self

    def sees(self, *texts: str) -> "Terminal":
        """Wait until the screen shows all of these; fails with the screen when it never does."""
        return self._wait(lambda: all(text in self.text for text in texts), f"never saw {texts}")

    def _wait(self, is_so: Callable[[], bool], otherwise: str) -> "Terminal":
        end = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > end:
                pytest.fail(f"{otherwise}:\n{self.text}")
            self._read()
        return self

    @property
    def text(self) -> str:
        """The screen; the second half of a wide character is empty."""
        rows = (self._screen.buffer[row] for row in range(ROWS))
        return "\n".join("".join(row[column].data for column in range(COLUMNS)) for row in rows)

    def sign_in(self, staff: str = "1001") -> "Terminal":
        """As 小李 or somebody else, and open the shift when it asks."""
        self.sees("长沙五一店").write(f"{staff}\r").sees(f"{staff} ").write("1234\r")
        self._wait(lambda: "备用金" in self.text or ">" in self.text, "never signed in")
        if "备用金" in self.text:
            self.write("\r")
        return self.sees(">")

    def crash_and_restart(self) -> "Terminal":
        """Kill -9 in mid-work, and a new till in the same terminal."""
        self.close()
        self._start()
        return self

    def wait(self) -> int:
        """Read on until it has ended."""
        while self._process.poll() is None:
            self._read()
        return self._process.returncode

    def signal(self, number: int) -> "Terminal":
        """Tell it from outside."""
        self._process.send_signal(number)
        return self

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        os.close(self._pty)

    def _read(self) -> None:
        if select.select([self._pty], [], [], 0.2)[0]:
            with contextlib.suppress(OSError):
                self._stream.feed(os.read(self._pty, 65536))


class Shop:
    """The demo's agent, printers and headquarters, in a process that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start()

    def start(self) -> None:
        """Open, or open again."""
        command = [sys.executable, "-P", "-m", "edge_agent", "demo", "--serve", str(self.folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def kill(self) -> None:
        """Kill -9."""
        self._process.kill()
        self._process.communicate()

    def close(self) -> None:
        """Stop in order: the services end with their standard input."""
        self._process.communicate(timeout=PATIENCE_S)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop that has just opened."""
    one = Shop(tmp_path)
    yield one
    one.close()


@pytest.fixture(scope="module")
def days_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One shop for all that a file tells of a day."""
    one = Shop(tmp_path_factory.mktemp("shop"))
    yield one
    one.close()


@pytest.fixture
def open_terminal() -> Iterator[Callable[..., Terminal]]:
    """Opens a till in a folder with options of its own; each is closed at the end."""
    with contextlib.ExitStack() as stack:

        def start(folder: Path, *options: str) -> Terminal:
            return stack.enter_context(contextlib.closing(Terminal(folder, *options)))

        yield start


@pytest.fixture
def open_till() -> Iterator[Callable[[Shop], Terminal]]:
    """Opens the first till of a shop; each is closed at the end."""
    with contextlib.ExitStack() as stack:

        def start(shop: Shop) -> Terminal:
            return stack.enter_context(contextlib.closing(Terminal(shop.folder)))

        yield start


@pytest.fixture
def terminal(shop: Shop, open_till: Callable[[Shop], Terminal]) -> Terminal:
    """A till that shows its first picture."""
    return open_till(shop)


async def colleague_in(shop: Shop) -> Client:
    """小王 at till 2, the shift open."""
    client = Client(str(shop.folder / "state" / "agent.sock"), shop.folder / "till-2.json")
    assert not isinstance(await client.sign_in(SignIn(StaffId("1002"), "1234", TillId("2"))), Problem)
    await client.open_shift(OpenShift(0))  # refused when it is open already
    return client


@pytest.fixture
async def colleague(shop: Shop) -> AsyncIterator[Client]:
    """小王 at till 2, who can see what is on hold."""
    client = await colleague_in(shop)
    yield client
    await client.close()


@pytest.fixture
async def days_colleague(days_shop: Shop) -> AsyncIterator[Client]:
    """小王 at till 2 of the day's shop, who can see what was sold."""
    client = await colleague_in(days_shop)
    yield client
    await client.close()
