"""Practice in a real terminal: the shop's own goods, six tasks, and nothing left of it afterwards."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.ui.conftest import Terminal

CODE = "6921168509256"
GOODS = f"""\
sku,gtin,plu,menu_no,name,category,unit,price_fen,tax_class
Q1,{CODE},,,本店特产酱板鸭,卤味,each,3900,13
"""
PATIENCE_S = 30.0
SEARCH, REFUND, HOLD, QUIT = "\x1bOR", "\x1b[18~", "\x1b[15~", "\x11"


class Place:
    """A shop's folder: its store file, and where temporary files go."""

    def __init__(self, folder: Path, open_terminal: Callable[..., Terminal]) -> None:
        self.folder = folder
        self._open = open_terminal

    @property
    def database(self) -> Path:
        """The shop's own file."""
        return self.folder / "tills" / "edge-agent" / "store.db"

    def run(self, *arguments: str) -> None:
        """An `edge-agent` command on the shop itself."""
        environment = {**os.environ, "XDG_STATE_HOME": str(self.folder / "tills")}
        command = [sys.executable, "-P", "-m", "edge_agent", *arguments]
        subprocess.run(command, env=environment, check=True, capture_output=True)

    def practise(self, *options: str) -> Terminal:
        """A till on which somebody practises."""
        return self._open(self.folder, "--practice", *options).sees("1/6")

    @property
    def left(self) -> list[Path]:
        """What a practice has there, or has left behind."""
        return list(self.folder.glob("edge-practice-*"))

    def paper(self, number: int) -> str:
        """A slip, once it is printed."""
        (folder,) = self.left
        slip = folder / "paper" / f"{number:04d}.txt"
        self._wait(lambda: slip.exists() and bool(slip.read_text("utf-8")))
        return slip.read_text("utf-8")

    def is_clean(self) -> bool:
        """Whether nothing is left soon after the end."""
        self._wait(lambda: not self.left)
        return True

    def _wait(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not is_so():
            if time.monotonic() > end:
                pytest.fail(f"there is {self.left}")
            time.sleep(0.05)


@pytest.fixture
def place(open_terminal: Callable[..., Terminal]) -> Iterator[Place]:
    """A folder whose path is short, as a socket's must be; nothing is in it yet."""
    with tempfile.TemporaryDirectory(prefix="edge-") as folder:
        yield Place(Path(folder), open_terminal)


def test_a_whole_practice(place: Place) -> None:
    """On the shop's own goods; every task by its keys, then Ctrl+Q: the shop's file is what it was."""
    (place.folder / "goods.csv").write_text(GOODS, "utf-8")
    place.run("import", "catalogue", str(place.folder / "goods.csv"))
    before, files = _digest(place.database), sorted(place.database.parent.iterdir())
    till = place.practise().sees("练习员", "练习", CODE)
    till.write(f"{CODE}\r").sees("本店特产酱板鸭", "￥39.00").write("+").sees("还差").write("50\r")
    till.sees("完成: 卖一件收现金", "2/6")
    assert place.paper(1).count("练习 PRACTICE") >= 3
    till.write(f"{CODE}\r").sees("件数 1").write("3*").sees("完成: 改数量", "3/6")
    till.write("-").sees("完成: 删行", "4/6")
    till.write(f"{CODE}\r").sees("件数 1").write("+").sees("还差").write(".").sees("按方式的数字键").write(
        "2"
    )
    till.sees("完成: 收款码收款", "5/6")
    till.write(SEARCH).sees("输入品名").write("bdt").sees("本店特产酱板鸭").write("\r").sees("件数 1")
    till.write(HOLD).sees("已挂单").write(HOLD).sees("第一件", "本店特产酱板鸭").write("\r")
    till.sees("完成: 挂单取单", "6/6")
    till.write(REFUND).sees("小票号").write("1\r").sees("可退").write("\r").sees("已选").write("+")
    till.sees("退款方式").write("\r").sees("完成: 退货", "完成 6/6", "用时")
    till.write(QUIT).sees("退出收银").write("\r")
    assert till.wait() == 0
    assert place.is_clean()
    assert _digest(place.database) == before
    assert files == sorted(place.database.parent.iterdir())


def test_a_shop_without_goods_practises_on_the_demos(place: Place) -> None:
    """There is no store yet, and there is none afterwards."""
    till = place.practise("--language", "en").sees("PRACTICE", "6909409012031")
    till.write(SEARCH).sees("part of a name").write("hld").sees("上好佳荷兰豆55g").write("\x7f\x7f\x7f\x7f")
    till.write(QUIT).sees("Leave the till").write("\r")
    assert till.wait() == 0
    assert place.is_clean()
    assert not place.database.exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_nothing_is_left_of_a_till_that_is_killed(place: Place, number: signal.Signals) -> None:
    """Its shop ends with it, and takes the folder along."""
    till = place.practise()
    assert place.left
    till.signal(number).wait()
    assert place.is_clean()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
