"""Text in a terminal: certain widths, nothing cut in two."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ui.till.text import clean, fit, fit_end, fit_right, width, wrap

NAMES = st.text(
    st.characters(codec="utf-8") | st.sampled_from("农夫山泉饮用天然水￥abc123 ·×（）"), max_size=40
)


def test_every_character_is_as_wide_as_the_terminal_library_thinks() -> None:
    """After cleaning, each character of Unicode has the width that Textual will reckon with."""
    characters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert [one for one in characters if width(clean(one)) != cell_len(clean(one))] == []


def test_nothing_of_ambiguous_width_is_left() -> None:
    """UAX #11 calls them A: on a Chinese terminal they may take two cells, so none is ever written."""
    characters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    cleaned = "".join(clean(one) for one in characters)
    assert [one for one in set(cleaned) if unicodedata.east_asian_width(one) == "A"] == []


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("农夫山泉550ml", "农夫山泉550ml"),
        ("¥5 × 2", "￥5 x 2"),
        ("Café①½℃", "Cafe11/2C"),
        ("\x1b[31m红\u202e\u200b", "[31m红"),
        ("辣条[/] [@click=quit]", "辣条[/] [@click=quit]"),
        ("可乐🍜", "可乐?"),
    ],
)
def test_what_names_carry(raw: str, shown: str) -> None:
    """Signs become plain ones, controls vanish, emoji become a question mark, markup stays text."""
    assert clean(raw) == shown


@given(NAMES, st.integers(0, 60))
def test_fitted_text_takes_exactly_its_cells(text: str, cells: int) -> None:
    """However text is fitted, it takes the cells it was given, and no wide character is halved."""
    for fitted in (fit(text, cells), fit_right(text, cells), fit_end(text, cells)):
        assert width(fitted) == cells


@given(NAMES)
def test_text_that_fits_is_whole(text: str) -> None:
    """With room enough nothing is cut."""
    room = width(clean(text)) + 3
    assert fit(text, room).startswith(clean(text))
    assert fit_right(text, room).endswith(clean(text))


@given(NAMES, st.integers(4, 40), st.integers(1, 5))
def test_wrapped_lines_fit(text: str, cells: int, lines_max: int) -> None:
    """No line is wider than its cells, and there are never more than asked for."""
    lines = wrap(text, cells, lines_max)
    assert len(lines) <= lines_max
    assert all(width(line) <= cells for line in lines)


def test_wrapping_keeps_words_and_characters() -> None:
    """Chinese breaks anywhere, a Latin word does not; what does not fit ends in two points."""
    assert wrap("农夫山泉 natural water 饮用天然水550ml", 12, 9) == (
        "农夫山泉",
        "natural",
        "water 饮用天",
        "然水550ml",
    )
    assert wrap("一二三四五六七八九十", 8, 2) == ("一二三四", "五六七..")
