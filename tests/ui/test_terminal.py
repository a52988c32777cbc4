"""The till in a real terminal against the real agent: bytes in through a pty, the screen out through pyte."""

import asyncio
import contextlib
import csv
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
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

import pyte
import pytest

from config.demo import CATALOGUE
from edge_agent.domain.ids import StaffId, TillId
from edge_agent.wire.types import CartView, OpenShift, Problem, SignIn
from ui.client import Client

COLUMNS, ROWS = 80, 24
PATIENCE_S = 30.0
T = TypeVar("T")


class Terminal:
    """A till in a terminal of its own, and the person before it."""

    def __init__(self, folder: Path) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._folder = folder
        self._start()

    def _start(self) -> None:
        self._screen.reset()
        agent = self._folder / "state" / "agent.sock"
        environment = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": str(self._folder / "tills")}
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        command = [sys.executable, "-P", "-m", "edge_agent", "till", "--agent", str(agent)]
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

    def sign_in(self) -> "Terminal":
        """As 小李, and open the shift when it asks."""
        self.sees("长沙五一店").write("1001\r").sees("1001 ").write("1234\r")
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


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    """Barcode to number of every article that has one."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row["gtin"]: row["sku"] for row in csv.DictReader(file) if row["gtin"]}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop that has just opened."""
    one = Shop(tmp_path)
    yield one
    one.close()


@pytest.fixture
def terminal(shop: Shop) -> Iterator[Terminal]:
    """A till that shows its first picture."""
    one = Terminal(shop.folder)
    yield one
    one.close()


@pytest.fixture
async def colleague(shop: Shop) -> AsyncIterator[Client]:
    """小王 at till 2, who can see what is on hold."""
    client = Client(str(shop.folder / "state" / "agent.sock"), shop.folder / "till-2.json")
    taken(await client.sign_in(SignIn(StaffId("1002"), "1234", TillId("2"))))
    taken(await client.open_shift(OpenShift(0)))
    yield client
    await client.close()


def taken(answer: T | Problem) -> T:
    assert not isinstance(answer, Problem), answer
    return answer


async def _held_cart(colleague: Client) -> CartView:
    (held,) = taken(await colleague.held_carts())
    return taken(await colleague.recall(held))


def test_a_sale_from_sign_in_to_change(terminal: Terminal) -> None:
    """Sign in, open the shift, scan three, pay with 50: the change, and the next scan starts anew."""
    terminal.sign_in().sees("请扫码")
    terminal.write("6909409012031\r6901845043112\r6909409012031\r").sees("件数 3", "￥8.60", "已加")
    terminal.write("+").sees("还差").write("50\r")
    terminal.sees("S0731-1-", "￥50.00", "￥41.40")
    terminal.write("6901845043112\r").sees("件数 1", "￥1.60")


def test_a_killed_till_finds_its_cart(terminal: Terminal) -> None:
    """Kill -9 in mid-sale: after sign-in every line is there, and it can be paid."""
    terminal.sign_in().write("6909409012031\r6901845043112\r").sees("件数 2", "￥5.10")
    terminal.crash_and_restart().sign_in().sees("件数 2", "￥5.10")
    terminal.write("+").sees("还差").write("\r").sees("不找零")


def test_a_killed_till_finds_its_payment(terminal: Terminal) -> None:
    """Kill -9 between two legs: the till comes back at the payment, with the rest to pay."""
    terminal.sign_in().write("6909409012031\r").sees("￥3.50")
    terminal.write("+").sees("还差").write("2\r").sees("￥1.50")
    terminal.crash_and_restart().sign_in().sees("还差", "￥1.50")
    terminal.write(".").sees("按方式的数字键").write("2").sees("微信", "不找零")


async def test_a_hundred_scans_in_one_read_are_all_sold_in_order(
    terminal: Terminal, colleague: Client, catalogue: dict[str, str]
) -> None:
    """Pasted back to back, faster than any scanner: a hundred articles, in the order of their scans."""
    codes = list(islice(cycle(catalogue), 100))
    await _in_thread(
        lambda: terminal.sign_in().write("".join(f"{code}\r" for code in codes)).sees("件数 100")
    )
    await _in_thread(lambda: terminal.write("\x1b[15~").sees("已挂单"))
    cart = await _held_cart(colleague)
    assert sum(line.quantity for line in cart.lines) == 100_000
    assert [line.sku for line in cart.lines] == list(dict.fromkeys(catalogue[code] for code in codes))


def test_a_killed_agent_shows_itself_and_loses_no_scan(terminal: Terminal, shop: Shop) -> None:
    """The till says so, keeps what is scanned meanwhile, reconnects by itself and sells it."""
    terminal.sign_in().write("6909409012031\r").sees("件数 1")
    shop.kill()
    terminal.sees("主机没有回应").write("6901845043112\r").sees("6901845043112 等待")
    shop.start()
    terminal.sees("件数 2", "￥5.10", "已加")


def test_a_scanners_second_cr_pays_nothing(terminal: Terminal) -> None:
    """A scanner that ends codes with CR CR, fired onto the tender screen, sells the article, no more."""
    terminal.sign_in().write("6909409012031\r\r").sees("件数 1")
    terminal.write("+").sees("还差").write("6901845043112\r\r").sees("件数 2", "￥5.10", "输入>")


def test_a_till_without_terminal_says_so(tmp_path: Path) -> None:
    """One sentence, no traceback."""
    command = [sys.executable, "-P", "-m", "edge_agent", "till", "--agent", str(tmp_path / "none.sock")]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False, text=True)
    assert done.returncode != 0
    assert done.stderr == "收银界面需要终端: 请在终端里运行。\n"


def test_leaving_gives_the_terminal_back(terminal: Terminal) -> None:
    """Ctrl+Q and Enter: the process ends well and the alternate screen is left."""
    terminal.sees("长沙五一店").write("\x11").sees("退出收银").write("\r")
    assert terminal.wait() == 0


async def _in_thread(work: Callable[[], object]) -> None:
    await asyncio.to_thread(work)
