"""Wrapping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.chinese import printable, width
from drivers.printer.wrap import wrap

texts = st.text(st.sampled_from("aB1.-, 中文字,。()（）「」￥□…ml550")).map(printable) | st.text().map(
    printable
)


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ("", 8, [""]),
        ("水", 8, ["水"]),
        ("一二三四五", 8, ["一二三四", "五"]),
        ("a一二三四", 8, ["a一二三", "四"]),  # the wide character that half fits goes down whole
        ("一二三550ml", 8, ["一二三", "550ml"]),  # a word stays whole
        ("hello wide world", 11, ["hello wide", "world"]),
        ("0123456789", 8, ["01234567", "89"]),  # unless it fits no row
        ("一二三四，五", 8, ["一二三", "四，五"]),  # no row begins with a comma
        ("一二三（五）", 8, ["一二三", "（五）"]),  # none ends with what opens
        ("  一二", 8, ["  一二"]),
        ("一二三四  五", 8, ["一二三四", "五"]),
    ],
)
def test_text_breaks_where_a_chinese_reader_expects_it(text: str, columns: int, rows: list[str]) -> None:
    """Between characters, not within words, punctuation kept with what it belongs to."""
    assert rows == wrap(text, columns)


@given(texts, st.integers(2, 60))
def test_every_row_fits(text: str, columns: int) -> None:
    """No row is wider than the paper, and there is at least one."""
    rows = wrap(text, columns)
    assert rows
    assert all(width(row) <= columns for row in rows)


@given(texts, st.integers(2, 60))
def test_nothing_is_lost_but_spaces(text: str, columns: int) -> None:
    """All characters come out, whole and in order."""
    assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")


@given(texts)
def test_what_fits_one_row_is_one_row(text: str) -> None:
    """Text no wider than the paper is not broken."""
    assert wrap(text, max(2, width(text))) == [text.rstrip(" ")]
