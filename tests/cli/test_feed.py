"""`edge-hq` and `edge-agent feed apply`: an order goes from headquarters to a store in a file."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Finished, Place, RunningProgram

EDGE_HQ = Path(sys.executable).with_name("edge-hq")
PATIENCE_S = 60
ENGLISH = "en_US.UTF-8"
ORDERS = "SELECT number, is_live FROM pickup_order ORDER BY number"


class Desk:
    """Headquarters, and a store that trusts its root."""

    def __init__(self, place: Place) -> None:
        self.place = place
        said = self.hq("keys", "init", "--root", "root.key").stdout
        root = re.search('"([0-9a-f]{64})"', said)
        assert root is not None, said
        config = f'[store]\ncode = "S0731"\nname = "五一店"\n[pickup]\nroots = ["{root[1]}"]\n'
        (place.home / "store.toml").write_text(config, "utf-8")

    def hq(self, *arguments: object, exits: int = 0) -> Finished:
        """Run `edge-hq` to its end. Whatever happens, no traceback is ever shown."""
        ended = subprocess.run(
            [str(EDGE_HQ), *map(str, arguments)],
            capture_output=True,
            text=True,
            env=self.place.environ(),
            cwd=self.place.home,
            timeout=PATIENCE_S,
            check=False,
        )
        assert "Traceback" not in ended.stderr, ended.stderr
        assert ended.returncode == exits, ended
        return ended

    def order(self, *options: object) -> str:
        """Place an order; its number."""
        said = self.hq("order", "place", "--store", "S0731", "--line", "P1:2:300:苹果", *options).stdout
        found = re.match(r"order (W\d{4}-\d{4}) at S0731", said)
        assert found is not None, said
        return found[1]

    def export(self, *options: object) -> int:
        """Write a page; the position where the next one begins."""
        self.hq("feed", "export", "page.json", "--store", "S0731", *options)
        position = json.loads((self.place.home / "page.json").read_bytes())["position"]
        assert isinstance(position, int)
        return position

    def apply(self, exits: int = 0, lang: str = "") -> Finished:
        """Take it in."""
        return self.place.edge("feed", "apply", "page.json", "--config", "store.toml", exits=exits, lang=lang)


@pytest.fixture
def desk(place: Place) -> Desk:
    """Both sides, knowing nothing of each other but the root."""
    return Desk(place)


def test_an_order_reaches_the_store(desk: Desk, place: Place) -> None:
    """Into the file, without an agent; the summary counts what was new."""
    first, second = desk.order("--phone", "138 1234 5678"), desk.order()
    position = desk.export()
    assert desk.apply().stdout == "收到 订单 2 密钥 2 作废 0 团购 0\n"
    assert desk.apply(lang=ENGLISH).stdout == "Received: orders 0, keys 0, revocations 0, batches 0\n"
    desk.hq("order", "revoke", first)
    desk.hq("order", "reissue", second)
    desk.export("--after", position)
    assert desk.apply().stdout == "收到 订单 2 密钥 0 作废 2 团购 0\n"
    assert place.rows(ORDERS) == [(first, 0), (second, 1)]


def test_through_a_running_agent(
    desk: Desk, place: Place, start_agent: Callable[..., RunningProgram]
) -> None:
    """It holds the file; headquarters may run too."""
    agent = start_agent("--config", "store.toml")
    number = desk.order()
    desk.export()
    assert desk.apply().stdout == "收到 订单 1 密钥 2 作废 0 团购 0\n"
    assert agent.stop() == 0
    assert place.rows(ORDERS) == [(number, 1)]


def test_page_by_page(desk: Desk) -> None:
    """Each side says where to go on; a page too far is refused in words."""
    for _ in range(3):
        desk.order()
    first = desk.export("--limit", 2)
    assert desk.apply().stdout == f"收到 订单 0 密钥 2 作废 0 团购 0\n总部还有:从 {first} 继续导出\n"
    second = desk.export("--after", first, "--limit", 2)
    desk.export("--after", second)
    refused = desk.apply(exits=1)
    assert refused.stderr == f"中间少了一段:本店收到 {first},这一页从 {second} 开始。请从 {first} 导出\n"
    desk.export("--after", first)
    assert desk.apply().stdout == "收到 订单 3 密钥 0 作废 0 团购 0\n"


def test_a_store_that_does_not_trust_the_root(desk: Desk, place: Place) -> None:
    """The keys are refused and named, the order is taken; exit 1, so that a script notices."""
    config = place.home / "store.toml"
    config.write_text(re.sub('"[0-9a-f]{64}"', f'"{"0" * 64}"', config.read_text("utf-8")), "utf-8")
    desk.order()
    desk.export()
    ended = desk.apply(exits=1)
    assert ended.stdout == "收到 订单 1 密钥 1 作废 0 团购 0\n"
    assert ended.stderr.startswith("公钥清单不是本店信任的密钥签的,没有收。")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{}", "这个文件不是总部下发的数据"),
        (b"sku,name\n", "这个文件不是总部下发的数据"),
        (None, "找不到文件 page.json"),
    ],
    ids=["another file", "a table", "no file"],
)
def test_a_file_that_is_no_page(desk: Desk, place: Place, content: bytes | None, said: str) -> None:
    """One sentence."""
    if content is not None:
        (place.home / "page.json").write_bytes(content)
    ended = desk.apply(exits=1)
    assert (ended.stdout, ended.stderr.count("\n")) == ("", 1)
    assert ended.stderr.startswith(said)


def test_a_file_for_another_store(desk: Desk) -> None:
    """Nothing of it is taken."""
    desk.order()
    desk.hq("feed", "export", "page.json", "--store", "S0999")
    assert desk.apply(exits=1).stderr == "这是发给 S0999 店的数据。请导出本店 S0731 的\n"
