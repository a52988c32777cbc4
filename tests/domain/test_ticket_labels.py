"""Cup labels and ticket slips: codes that come back as they went, paper that says what is needed."""

from zoneinfo import ZoneInfo

import hypothesis
import hypothesis.strategies as st
import pytest

from config.load import load
from drivers.printer.layout import TextRow, lay_out
from edge_agent.domain.events import Estimate, TicketItem
from edge_agent.domain.ids import Sku, TicketNo
from edge_agent.domain.moments import MINUTE, BusinessDate, Millis
from edge_agent.domain.paper import Align, Pair, Qr, Rule, Size, Text
from edge_agent.domain.ticket_labels import CupCode, Printed, cup_label, make_code, read_code, ticket_slip
from edge_agent.domain.tickets import ticket_no

DATE = BusinessDate("2026-11-22")
PRINTED = Printed(
    no=TicketNo("A017"),
    count=3,
    business_date=DATE,
    at=Millis(1_795_321_865_000),
    zone=ZoneInfo("Asia/Shanghai"),
    prefix="L:",
    words=load(None).printing.template.words,
)
TEA = TicketItem(no=2, sku=Sku("T1"), name="珍珠奶茶", station="水吧", options=("少糖", "去冰"))


def test_the_code_of_a_label() -> None:
    """Month and day, number, two digits of the item."""
    assert make_code("L:", DATE, TicketNo("A017"), 2) == "L:1122A01702"
    assert read_code("L:", "L:1122A01702") == CupCode("11-22", TicketNo("A017"), 2)


@hypothesis.given(
    letter=st.sampled_from("AWTP"), number=st.integers(1, 20_000), item=st.integers(0, 99), day=st.dates()
)
def test_a_code_comes_back_as_it_went(letter: str, number: int, item: int, day: object) -> None:
    """Three digits or more, whatever the item; above 9999 when all of a day's numbers live."""
    no = ticket_no(letter, number)
    assert read_code("L:", make_code("L:", BusinessDate(str(day)), no, item)) == CupCode(
        str(day)[5:], no, item
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "L:",
        "1122A01702",
        "M:1122A01702",
        "L:1122A0172",
        "L:1122a01702",
        "L:1122A017021234",
        "L:1122A01702 ",
        "L:1122A٠١٧02",
        "L:１１22A01702",
        "L:1122AA1702",
        "6921168509256",
    ],
)
def test_what_is_no_label_is_not_read(text: str) -> None:
    """Strictly: letters of another size, other digits and anything beside them are refused."""
    assert read_code("L:", text) is None


def test_a_label_says_whose_cup_it_is_and_how_it_is_made() -> None:
    """Number and place in large type, the drink, its choices, the station and the time, the code."""
    assert cup_label(PRINTED, TEA) == (
        Pair("A017", "2/3", Size.LARGE, bold=True),
        Text("珍珠奶茶", size=Size.LARGE),
        Text("少糖 / 去冰"),
        Pair("水吧", "12:31"),
        Qr("L:1122A01702"),
    )


def test_a_remade_cups_label_is_marked() -> None:
    """So that nobody takes it for another cup that was paid."""
    marked, *rest = cup_label(PRINTED, TEA, remakes=1)
    assert (marked, tuple(rest)) == (
        Text("重做", Align.CENTRE, Size.LARGE, bold=True),
        cup_label(PRINTED, TEA),
    )


def test_a_label_fits_58_mm_paper() -> None:
    """Thirty-two columns hold number and place beside each other."""
    rows = [row for row in lay_out(cup_label(PRINTED, TEA), 32) if isinstance(row, TextRow)]
    assert rows[0].text == "A017         2/3"
    assert len(rows) == 4


def test_the_slip_has_the_number_in_huge_type_and_what_to_expect() -> None:
    """How many come before, the range of the wait, and a code that brings a no-show back."""
    assert ticket_slip(PRINTED, "五一店", 4, Estimate(5 * MINUTE, 10 * MINUTE)) == (
        Text("五一店", Align.CENTRE, bold=True),
        Text("取餐号", Align.CENTRE),
        Text("A017", Align.CENTRE, Size.HUGE, bold=True),
        Pair("前面还有", "4"),
        Pair("预计等候", "5-10 分钟"),
        Pair("时间", "2026-11-22 12:31:05"),
        Rule(),
        Qr("L:1122A01700"),
    )


def test_a_slip_without_an_estimate_promises_nothing() -> None:
    """A counter that serves makes nothing whose time is known."""
    labels = [line.left for line in ticket_slip(PRINTED, "五一店", 0, None) if isinstance(line, Pair)]
    assert labels == ["前面还有", "时间"]
