"""Pinyin initials: as people type them, and as pypinyin has them."""

import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain import pinyin_table
from edge_agent.domain.pinyin import initials


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("农夫山泉饮用天然水550ml", "nfsqyytrs550ml"),
        ("长沙臭豆腐", "cscdf"),
        ("重庆小面", "cqxm"),
        ("厦门馅饼", "xmxb"),
        ("番茄炒蛋", "fqcd"),
        ("咖喱牛肉", "glnr"),
        ("蛤蜊", "gl"),
        ("阿胶糕", "ejg"),
        ("人参片", "rsp"),
        ("调味料", "twl"),
        ("藏红花", "zhh"),
        ("果脯", "gf"),
        ("不粘锅", "bng"),
        ("音乐盒", "yyh"),
        ("乐事薯片", "lssp"),
        ("女士香皂", "nsxz"),
        ("绿茶", "lc"),
        ("aji泡芙", "ajipf"),
        ("é饼の", "b"),
    ],
)
def test_the_initials_that_people_type(name: str, typed: str) -> None:
    """Of goods with characters of several readings too; what has no reading is left out."""
    assert initials(name) == typed


def test_the_table_is_what_pypinyin_says() -> None:
    """Nobody has edited it: it is made again and compared."""
    maker = runpy.run_path(str(Path(__file__).with_name("pinyin_table.py")))
    made: str = maker["text"]()
    assert made == Path(pinyin_table.__file__).read_text("utf-8")


def test_every_character_of_the_block_has_its_place() -> None:
    """20,992 of them, all but a few dead ones with a letter."""
    assert len(pinyin_table.INITIALS) == 20_992
    assert pinyin_table.INITIALS.count("-") < 100
    assert set(pinyin_table.INITIALS) <= set("abcdefghjklmnopqrstwxyz-")


@given(st.text())
def test_initials_are_letters_and_digits_alone(name: str) -> None:
    """Whatever the name is, and never more of them than it has characters."""
    found = initials(name.casefold())
    assert found.isascii()
    assert len(found) <= len(name.casefold())
