"""Layout: lines of meaning to rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.printer.chinese import printable, width
from drivers.printer.layout import COLUMNS_MIN, QR_BYTES_MAX, SCALE, QrRow, TextRow, lay_out
from edge_agent.domain.paper import Align, Item, Pair, Paper, PaperLine, Qr, Rule, Size, Text

texts = st.text(max_size=60) | st.text("农夫山泉水abc 0.59-￥约kg", max_size=60)
sizes = st.sampled_from(Size)
lines: st.SearchStrategy[PaperLine] = st.one_of(
    st.builds(Text, texts, st.sampled_from(Align), sizes, st.booleans()),
    st.builds(Pair, texts, texts, sizes, st.booleans()),
    st.builds(Item, texts, texts, texts, texts, st.lists(texts, max_size=3).map(tuple)),
    st.just(Rule()),
    st.builds(Qr, texts),
)
papers = st.lists(lines, max_size=8)
columns_of_printers = st.integers(COLUMNS_MIN, 64)


def texts_of(paper: Paper, columns: int) -> list[str]:
    return [row.text for row in lay_out(paper, columns)]


@given(papers, columns_of_printers)
def test_every_row_fits_the_paper(paper: Paper, columns: int) -> None:
    """At its own size no row is wider than the paper, and all of its text can be printed."""
    for row in lay_out(paper, columns):
        if isinstance(row, TextRow):
            assert width(row.text) * SCALE[row.size] <= columns
            assert printable(row.text) == row.text


@given(texts, texts, texts, texts, columns_of_printers)
def test_an_item_loses_no_character(name: str, quantity: str, price: str, amount: str, columns: int) -> None:
    """Name, quantity, price and amount all stand there in order, however long they are."""
    expected = "".join(printable(text) for text in (name, quantity, price, amount)).replace(" ", "")
    rows = texts_of([Item(name, quantity, price, amount)], columns)
    assert "".join(rows).replace(" ", "") == expected


@given(texts, texts, columns_of_printers)
def test_a_pair_loses_no_character(left: str, right: str, columns: int) -> None:
    """Label and value both stand there in order, however long they are."""
    expected = (printable(left) + printable(right)).replace(" ", "")
    assert "".join(texts_of([Pair(left, right)], columns)).replace(" ", "") == expected


@pytest.mark.parametrize(
    ("item", "columns", "rows"),
    [
        (
            Item("农夫山泉饮用天然水550ml", "2", "2.00", "4.00"),
            32,
            ["农夫山泉饮用天然水550ml", "           2      2.00      4.00"],
        ),
        (
            Item("农夫山泉饮用天然水550ml", "2", "2.00", "4.00"),
            48,
            ["农夫山泉饮用天然水550ml    2      2.00      4.00"],
        ),
        (Item("可乐", "12", "2.50", "30.00"), 32, ["可乐      12      2.50     30.00"]),
        (
            Item("红富士苹果", "约0.532kg", "15.80", "8.41"),
            32,
            ["红富士苹果", "   约0.532kg     15.80      8.41"],
        ),
        (
            Item("一二三四五六七八九十一二三四五六七八", "1", "1.00", "1.00"),
            32,
            ["一二三四五六七八九十一二三四五六", "七八       1      1.00      1.00"],
        ),
        (
            Item("水", "1", "1.00", "1.00", ("会员价 -0.50",)),
            32,
            ["水         1      1.00      1.00", "  会员价 -0.50"],
        ),
        (
            Item("金条", "100", "12345678.90", "1234567890.00"),
            32,
            ["金条", "   100 12345678.90 1234567890.00"],
        ),
        (
            Item("水", "12345678", "12345678.90", "1234567890.00"),
            32,
            ["水          12345678 12345678.90", "                   1234567890.00"],
        ),
    ],
)
def test_numbers_stand_in_columns_beside_the_name_where_there_is_room(
    item: Item, columns: int, rows: list[str]
) -> None:
    """The amount ends at the right edge, price and quantity ten columns before; long ones push them left."""
    assert rows == texts_of([item], columns)


@pytest.mark.parametrize(
    ("pair", "rows"),
    [
        (Pair("找零", "8.69"), ["找零                        8.69"]),
        (Pair("", "8.69"), ["                            8.69"]),
        (Pair("合计", ""), ["合计"]),
        (
            Pair("会员日满一百元立减二十元优惠活动", "-20.00"),
            ["会员日满一百元立减二十元", "优惠活动                  -20.00"],
        ),
        (
            Pair("单号", "S0123-1-20261122-0042-0123456789-0123456789"),
            ["单号", "S0123-1-20261122-0042-0123456789", "                     -0123456789"],
        ),
    ],
)
def test_a_pair_ends_at_the_right_edge(pair: Pair, rows: list[str]) -> None:
    """The value is at the right; the label wraps when both do not fit."""
    assert rows == texts_of([pair], 32)


def test_a_large_pair_has_half_the_columns() -> None:
    """Size and weight go to the row; a row of double width holds half as much."""
    [row] = lay_out([Pair("合计", "￥1291.31", Size.LARGE, bold=True)], 32)
    assert row == TextRow("合计   ￥1291.31", size=Size.LARGE, bold=True)


def test_a_text_keeps_its_alignment_on_every_row() -> None:
    """Each row of a centred paragraph is centred."""
    rows = lay_out([Text("一" * 20, Align.CENTRE)], 32)
    assert rows == [TextRow("一" * 16, Align.CENTRE), TextRow("一" * 4, Align.CENTRE)]


def test_a_rule_crosses_the_paper() -> None:
    """A rule is as wide as the paper."""
    assert texts_of([Rule()], 32) == ["-" * 32]


def test_an_empty_text_is_an_empty_row() -> None:
    """Nothing to say still takes its row."""
    assert texts_of([Text("")], 32) == [""]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("S0123-1-20261122-0042", QrRow("S0123-1-20261122-0042")),
        ("芙蓉店", QrRow("芙蓉店")),
        ("a\x10\x14\x01\x00\x01b", QrRow("ab")),  # a drawer pulse, obeyed inside data too
        ("x" * QR_BYTES_MAX, QrRow("x" * QR_BYTES_MAX)),
    ],
)
def test_a_qr_code_keeps_its_text_without_controls(text: str, row: QrRow) -> None:
    """What is encoded is the text, less what a printer could obey."""
    assert [row] == lay_out([Qr(text)], 32)


def test_a_qr_code_too_large_for_the_paper_is_printed_as_text() -> None:
    """Nothing is dropped silently."""
    assert "".join(texts_of([Qr("x" * (QR_BYTES_MAX + 1))], 32)) == "x" * (QR_BYTES_MAX + 1)


@pytest.mark.parametrize("text", ["", "\x00\x10"])
def test_a_qr_code_of_nothing_is_nothing(text: str) -> None:
    """No printer can draw a code that holds nothing."""
    assert lay_out([Qr(text)], 32) == []


def test_too_narrow_paper_is_refused() -> None:
    """Fewer columns than the largest size needs is a defect of the caller."""
    with pytest.raises(ValueError, match="16"):
        lay_out([Rule()], COLUMNS_MIN - 1)
