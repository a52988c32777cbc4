"""Names of articles: what is taken out, what stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.names import clean_name


@pytest.mark.parametrize(
    "name",
    [
        "农夫山泉饮用天然水550ml",
        "辣条[/]",
        "[@click=app.quit]茶",
        '上好佳"大"包',
        "清风原木纯品金装100x3",
        "★特价☆ 25℃ №1 ①号 ㎡",
        "Ж 한국 日本 ไทย",
        "𠮷野家",
    ],
)
def test_what_a_name_may_hold_stays(name: str) -> None:
    """Markup, quotes, stars of GBK, units and letters of any script are the shop's own."""
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("奶\u200b茶", "奶茶"),
        ("\ufeff奶茶", "奶茶"),
        ("奶茶\x1b[2J", "奶茶[2J"),
        ("奶茶\r\n￥0.01", "奶茶￥0.01"),
        ("奶\u2028茶", "奶茶"),
        ("奶\u202e茶", "奶茶"),
        ("奶\ue000茶", "奶茶"),
        ("奶\udc80茶", "奶茶"),
        ("🔥奶茶🧋", "奶茶"),
        ("奶茶❤️", "奶茶"),
        ("奶茶👨‍👩‍👧", "奶茶"),
        ("奶茶🇨🇳", "奶茶"),
        ("1️⃣号奶茶", "1号奶茶"),
        ("☕奶茶⏰⭐", "奶茶"),
        ("  奶茶\u3000", "奶茶"),
        ("e\u0301clair", "éclair"),
        ("🔥\x00", ""),
    ],
)
def test_what_a_name_may_not_hold_goes(written: str, name: str) -> None:
    """Controls, format and private-use characters, surrogates and emoji are taken out; the rest is in NFC."""
    assert clean_name(written) == name


@given(st.text(st.characters()))
def test_a_clean_name_is_harmless_and_stays_so(written: str) -> None:
    """Nothing unfit is left, and cleaning again changes nothing."""
    name = clean_name(written)
    assert clean_name(name) == name
    assert unicodedata.is_normalized("NFC", name)
    assert not {unicodedata.category(character) for character in name} & {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
