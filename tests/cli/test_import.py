"""`edge-agent import catalogue FILE.csv`, beside a running agent and without one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.demo import CATALOGUE, MEMBERS, OPTIONS, PROMOTIONS, STOCK
from edge_agent.domain.catalogue import NAME_LENGTH_MAX

if TYPE_CHECKING:
    from tests.cli.conftest import Edge, Place, RunningProgram

ARTICLES = "SELECT sku, name, price_fen FROM article ORDER BY sku"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
MIXED = """\
sku,name,unit,price_fen,gtin
A1,水,each,200,6921168509256
A2,,each,100,
A3,五花肉,斤,2980,
A4,茶,each,3.50,
A5,奶,each,350,6907992500011
A1,又是水,each,200,
A6,面包,each,600,
"""
REFUSED_ZH = """\
第 3 行:品名是空的
第 4 行:单位 斤 应为 each 或 kg
第 5 行:价格 3.50 应为整数的分,如 350 表示 3.50 元
第 6 行:条码 6907992500011 的校验位不对
第 7 行:货号 A1 与第 2 行重复
"""
REFUSED_EN = """\
line 3: the name is empty
line 4: the unit 斤 should be each or kg
line 5: the price 3.50 should be whole fen, 350 for 3.50 yuan
line 6: the barcode 6907992500011 has a wrong check digit
line 7: the sku A1 is on line 2 too
"""
ENGLISH = "en_US.UTF-8"


def test_a_catalogue_is_taken_in_and_again(edge: Edge, place: Place) -> None:
    """Without an agent, into the file; the same file again changes nothing."""
    ended = edge("import", "catalogue", CATALOGUE, exits=0)
    assert ended.stdout == "已导入 140 行,未导入 0 行。\n"
    typed = re.findall(r"^输入 (\d+) 得到 .+,不是 .+$", ended.stderr, re.MULTILINE)
    assert typed == [str(number) for number in range(1, 11)], "menu numbers go before short PLUs"
    taken = place.rows(ARTICLES)
    assert len(taken) == 140
    edge("import", "catalogue", CATALOGUE, exits=0)
    assert place.rows(ARTICLES) == taken


def test_an_agent_that_runs_takes_it_in(
    edge: Edge, place: Place, start_agent: Callable[..., RunningProgram]
) -> None:
    """It holds the file, and names every bad row in the language of the terminal that asked."""
    agent = start_agent()
    (place.home / "goods.csv").write_text(MIXED, "utf-8")
    ended = edge("import", "catalogue", "goods.csv", lang=ENGLISH, exits=1)
    assert (ended.stdout, ended.stderr) == ("2 rows taken, 5 rows refused.\n", REFUSED_EN)
    assert agent.stop() == 0
    assert place.rows(ARTICLES) == [("A1", "水", 200), ("A6", "面包", 600)]


@pytest.mark.parametrize(
    ("lang", "summary", "refused"),
    [
        ("zh_CN.UTF-8", "已导入 2 行,未导入 5 行。\n", REFUSED_ZH),
        (ENGLISH, "2 rows taken, 5 rows refused.\n", REFUSED_EN),
    ],
    ids=["zh", "en"],
)
def test_bad_rows_are_named_and_the_rest_is_taken(
    edge: Edge, place: Place, lang: str, summary: str, refused: str
) -> None:
    """Each with its line and its reason on standard error; exit 1, so that a script notices."""
    (place.home / "goods.csv").write_text(MIXED, "utf-8")
    ended = edge("import", "catalogue", "goods.csv", lang=lang, exits=1)
    assert (ended.stdout, ended.stderr) == (summary, refused)
    assert place.rows(ARTICLES) == [("A1", "水", 200), ("A6", "面包", 600)]


def test_a_file_of_a_chinese_spreadsheet(edge: Edge, place: Place) -> None:
    """GB18030 with carriage returns is read as what it says."""
    text = "sku,name,unit,price_fen\r\nA1,䶮氏糕点,each,200\r\n"
    (place.home / "goods.csv").write_bytes(text.encode("gb18030"))
    edge("import", "catalogue", "goods.csv", exits=0)
    assert place.rows(ARTICLES) == [("A1", "䶮氏糕点", 200)]


def test_a_name_as_long_as_a_book(edge: Edge, place: Place) -> None:
    """It is cut, that is said, and the article is taken; no terminal is flooded with the name."""
    (place.home / "goods.csv").write_text(f"sku,name,unit,price_fen\nA1,{'长' * 100_000},each,200\n", "utf-8")
    ended = edge("import", "catalogue", "goods.csv", exits=0)
    assert ended.stderr.startswith("第 2 行:")
    assert len(ended.stderr) < 200
    assert place.rows(ARTICLES) == [("A1", "长" * NAME_LENGTH_MAX, 200)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"article,cost\nA1,2\n", "article, cost"),
        (b"sku,name,unit,price_fen,sku\n", "重复的列:sku"),
        (b"", "缺少的列:sku, name, unit, price_fen"),
        (PNG, "这个文件读不成文字"),
        (b"\xff\xfe\xff\xff" * 1000, "这个文件读不成文字"),
    ],
    ids=["unknown columns", "a column twice", "empty", "a picture", "binary"],
)
def test_what_is_no_catalogue(edge: Edge, place: Place, content: bytes, said: str) -> None:
    """One line says what is wrong, and what was on sale stays on sale."""
    (place.home / "goods.csv").write_bytes(b"sku,name,unit,price_fen\nA1,tea,each,200\n")
    edge("import", "catalogue", "goods.csv", exits=0)
    (place.home / "goods.csv").write_bytes(content)
    ended = edge("import", "catalogue", "goods.csv", exits=1)
    assert ended.stdout == ""
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert place.rows(ARTICLES) == [("A1", "tea", 200)]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere.csv", "找不到文件 nowhere.csv。请核对路径\n"),
        (b"\xff.csv", "找不到文件 \\udcff.csv。请核对路径\n"),
        ("/", "系统不允许:/(Is a directory)。请处理后再试。\n"),
        ("/dev/zero", "请求太大。请分成几次\n"),
    ],
    ids=["missing", "an odd name", "a folder", "without end"],
)
def test_a_file_that_cannot_be_read(edge: Edge, place: Place, path: str | bytes, said: str) -> None:
    """One sentence names it, and no store is made for nothing."""
    ended = edge("import", "catalogue", path, exits=1)
    assert (ended.stdout, ended.stderr) == ("", said)
    assert not place.database.exists()


def test_a_file_may_come_through_a_pipe(edge: Edge) -> None:
    """`/dev/stdin` is a file too."""
    ended = edge("import", "catalogue", "/dev/stdin", stdin=Path(CATALOGUE).read_bytes(), exits=0)
    assert ended.stdout == "已导入 140 行,未导入 0 行。\n"


def test_every_kind_of_file_is_taken_with_and_without_an_agent(
    edge: Edge, place: Place, start_agent: Callable[..., RunningProgram]
) -> None:
    """What builds on the catalogue follows it: first into the file, then again through the agent."""
    files = {"options": OPTIONS, "promotions": PROMOTIONS, "members": MEMBERS, "stock": STOCK}
    edge("import", "catalogue", CATALOGUE, exits=0)
    for kind, file in files.items():
        rows = len(file.read_text("utf-8").splitlines()) - 1
        assert edge("import", kind, file, exits=0).stdout == f"已导入 {rows} 行,未导入 0 行。\n"
    before = place.rows("SELECT sku, options FROM article WHERE options <> '' ORDER BY sku")
    assert len(before) == 12
    agent = start_agent()
    for kind, file in files.items():
        edge("import", kind, file, exits=0)
    assert agent.stop() == 0
    assert place.rows("SELECT sku, options FROM article WHERE options <> '' ORDER BY sku") == before
