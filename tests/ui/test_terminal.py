"""The till in a real terminal against the real agent: bytes in through a pty, the screen out through pyte."""

import asyncio
import csv
import subprocess
import sys
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from config.demo import CATALOGUE
from edge_agent.wire.carts import CartView
from edge_agent.wire.problem import Problem
from ui.client import Client

if TYPE_CHECKING:
    from tests.ui.conftest import Shop, Terminal

T = TypeVar("T")


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    """Barcode to number of every article that has one."""
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        return {row["gtin"]: row["sku"] for row in csv.DictReader(file) if row["gtin"]}


def taken(answer: T | Problem) -> T:
    assert not isinstance(answer, Problem), answer
    return answer


async def _held_cart(colleague: Client) -> CartView:
    (held,) = taken(await colleague.held_carts())
    return taken(await colleague.recall(held))


def test_a_sale_from_sign_in_to_change(terminal: "Terminal") -> None:
    """Sign in, open the shift, scan three, pay with 50: the change, and the next scan starts anew."""
    terminal.sign_in().sees("请扫码")
    terminal.write("6909409012031\r6901845043112\r6909409012031\r").sees("件数 3", "￥8.60", "已加")
    terminal.write("+").sees("还差").write("50\r")
    terminal.sees("S0731-1-", "￥50.00", "￥41.40")
    terminal.write("6901845043112\r").sees("件数 1", "￥1.60")


def test_a_killed_till_finds_its_cart(terminal: "Terminal") -> None:
    """Kill -9 in mid-sale: after sign-in every line is there, and it can be paid."""
    terminal.sign_in().write("6909409012031\r6901845043112\r").sees("件数 2", "￥5.10")
    terminal.crash_and_restart().sign_in().sees("件数 2", "￥5.10")
    terminal.write("+").sees("还差").write("\r").sees("不找零")


def test_a_killed_till_finds_its_payment(terminal: "Terminal") -> None:
    """Kill -9 between two legs: the till comes back at the payment, with the rest to pay."""
    terminal.sign_in().write("6909409012031\r").sees("￥3.50")
    terminal.write("+").sees("还差").write("2\r").sees("￥1.50")
    terminal.crash_and_restart().sign_in().sees("还差", "￥1.50")
    terminal.write(".").sees("按方式的数字键").write("2").sees("微信", "不找零")


async def test_a_hundred_scans_in_one_read_are_all_sold_in_order(
    terminal: "Terminal", colleague: Client, catalogue: dict[str, str]
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


def test_a_killed_agent_shows_itself_and_loses_no_scan(terminal: "Terminal", shop: "Shop") -> None:
    """The till says so, keeps what is scanned meanwhile, reconnects by itself and sells it."""
    terminal.sign_in().write("6909409012031\r").sees("件数 1")
    shop.kill()
    terminal.sees("主机没有回应").write("6901845043112\r").sees("6901845043112 等待")
    shop.start()
    terminal.sees("件数 2", "￥5.10", "已加")


def test_a_scanners_second_cr_pays_nothing(terminal: "Terminal") -> None:
    """A scanner that ends codes with CR CR, fired onto the tender screen, sells the article, no more."""
    terminal.sign_in().write("6909409012031\r\r").sees("件数 1")
    terminal.write("+").sees("还差").write("6901845043112\r\r").sees("件数 2", "￥5.10", "输入>")


def test_a_till_without_terminal_says_so(tmp_path: Path) -> None:
    """One sentence, no traceback."""
    command = [sys.executable, "-P", "-m", "edge_agent", "till", "--agent", str(tmp_path / "none.sock")]
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False, text=True)
    assert done.returncode != 0
    assert done.stderr == "收银界面需要终端: 请在终端里运行。\n"


def test_leaving_gives_the_terminal_back(terminal: "Terminal") -> None:
    """Ctrl+Q and Enter: the process ends well and the alternate screen is left."""
    terminal.sees("长沙五一店").write("\x11").sees("退出收银").write("\r")
    assert terminal.wait() == 0


async def _in_thread(work: Callable[[], object]) -> None:
    await asyncio.to_thread(work)
