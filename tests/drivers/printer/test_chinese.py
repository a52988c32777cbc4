"""Text for Chinese printers."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.chinese import CHINESE_OFF, CHINESE_ON, encode, printable, width

any_text = st.text(st.characters(exclude_categories=()))  # surrogates too
attacks = st.sampled_from(
    [
        "\x1bp\x00\x19\xfa",  # ESC p: the drawer
        "\x1dV\x00",  # GS V: the cutter
        "\x10\x14\x01\x00\x01",  # DLE DC4: the drawer, in real time
        "\x1d(k",
        "合计 0.01\r\n",
        "\x1c.",
        "\x9b",
        "\u202e",  # turns the reading direction
        "\u200b",
        "\ue000",
        "\ud800",
    ]
)
hostile_text = st.lists(st.one_of(any_text, attacks)).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("农夫山泉550ml", "农夫山泉550ml"),
        ("¥12.50", "￥12.50"),
        ("a\u00a0b", "a b"),
        ("cafe\u0301", "caf\u00e9"),  # composed first, and then GBK has it
        ("可乐🥤", "可乐□"),
        ("€5", "□5"),
        ("上\u200b海\u00ad", "上海"),
        ("一\r\n二\t三", "一二三"),
        ("\ue000\U000f0000\ud83d", ""),
        ("\u2028", "□"),
        ("", ""),
    ],
)
def test_text_becomes_what_gbk_can_print(text: str, expected: str) -> None:
    """NFC; the yen sign; the hard space; nothing unseen; a box for what GBK lacks."""
    assert expected == printable(text)


def test_a_chinese_run_stands_between_its_switches() -> None:
    """`FS &` before and `FS .` after each run that is not ASCII, and nothing around ASCII."""
    assert encode("A水B￥") == b"A\x1c&\xcb\xae\x1c.B\x1c&\xa3\xa4\x1c."
    assert encode("plain 1.00") == b"plain 1.00"
    assert encode("") == b""


def test_every_character_is_ascii_or_two_bytes() -> None:
    """Of all Unicode, what is printed takes a column as ASCII or two as a GBK pair without a control byte."""
    printed = {character for code in range(sys.maxunicode + 1) for character in printable(chr(code))}
    for character in printed:
        if character.isascii():
            assert 0x20 <= ord(character) <= 0x7E
        else:
            first, second = character.encode("gbk")
            assert width(character) == 2
            assert 0x81 <= first <= 0xFE
            assert 0x40 <= second <= 0xFE


@given(hostile_text)
def test_no_control_byte_survives(text: str) -> None:
    """Whatever a name holds, its bytes hold no control but the two switches, in turns."""
    data = encode(text)
    runs = data.split(CHINESE_ON)
    plain, chinese = [runs[0]], []
    for run in runs[1:]:
        inside, _, after = run.partition(CHINESE_OFF)
        chinese.append(inside)
        plain.append(after)
    assert all(0x20 <= byte <= 0x7E for part in plain for byte in part)
    assert all(byte >= 0x40 for part in chinese for byte in part)
    assert all(len(part) % 2 == 0 and part for part in chinese)
    assert data.count(CHINESE_ON) == data.count(CHINESE_OFF)


@given(hostile_text)
def test_printable_text_stays_as_it_is(text: str) -> None:
    """Cleaning what is clean changes nothing, so it may be done wherever it is needed."""
    once = printable(text)
    assert printable(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(hostile_text)
def test_width_counts_the_bytes_of_gbk(text: str) -> None:
    """A column a byte: ASCII single, everything else double."""
    assert width(printable(text)) == len(printable(text).encode("gbk"))


@given(st.text(st.characters(codec="gbk", exclude_categories=("Cc", "Cf"))))
def test_chinese_text_is_printed_as_it_is_written(text: str) -> None:
    """What GBK has comes out unchanged, byte for byte."""
    assert encode(text).replace(CHINESE_ON, b"").replace(CHINESE_OFF, b"") == printable(text).encode("gbk")
    assert printable(text) == unicodedata.normalize("NFC", text)
