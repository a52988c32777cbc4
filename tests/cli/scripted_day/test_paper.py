"""Reading slips: what the words say, in narrow columns too, and nothing that is not there."""

from __future__ import annotations

import pytest

from drivers.printer.layout import QrRow, TextRow, lay_out
from drivers.simulated.printer_slip import QrLine, Run, Slip, Style, TextLine
from edge_agent.cli.scripted_day.paper import Closed, Other, Returned, Sold, read
from edge_agent.domain.paper import Item, Pair, PaperLine, Qr, Rule, Size, Text

RECEIPT_NO = "S0731-1-20261121-0007"


def _slip(columns: int, *lines: PaperLine) -> Slip:
    return Slip(columns, tuple(_line(row) for row in lay_out(lines, columns)))


def _line(row: TextRow | QrRow) -> TextLine | QrLine:
    if isinstance(row, QrRow):
        return QrLine(row.text, 6, "M", 1)
    return TextLine((Run(row.text, Style()),), 0, 24)


@pytest.mark.parametrize("columns", [32, 48])
def test_a_receipt(columns: int) -> None:
    """Names in one piece, notes left out; change comes off the cash, points with their signs."""
    slip = _slip(
        columns,
        Rule(),
        Item("品名", "数量", "单价", "金额"),
        Item("清风原木纯品金装100x3 三层抽纸超值家庭装", "2", "1.80", "3.60", ("会员价 -0.20",)),
        Item("大白菜", "约1.234kg", "1.49/斤", "3.68"),
        Rule(),
        Pair("项数", "2"),
        Pair("抹零", "-0.08"),
        Pair("应收", "￥7.20", Size.LARGE),
        Pair("微信", "2.20"),
        Pair("现金 实收", "10.00"),
        Pair("找零", "5.00"),
        Rule(),
        Pair("使用积分", "-30"),
        Pair("本次积分", "+7"),
        Qr(RECEIPT_NO),
    )
    assert read(slip) == Sold(
        receipt_no=RECEIPT_NO,
        lines=(("清风原木纯品金装100x3三层抽纸超值家庭装", 360), ("大白菜", 368)),
        due_fen=720,
        rounding_fen=-8,
        kept={"微信": 220, "现金": 500},
        points=-23,
        earned=7,
    )


@pytest.mark.parametrize("title", ["退款单", "反结账"])
def test_a_refund(title: str) -> None:
    """Of which receipt, what came back, and by which ways."""
    slip = _slip(
        32,
        Text(title),
        Pair("原小票号", RECEIPT_NO),
        Rule(),
        Item("品名", "", "数量", "金额"),
        Item("大白菜", "", "0.500kg", "1.49", ("报损",)),
        Rule(),
        Pair("实退", "￥1.40", Size.LARGE),
        Pair("支付宝", "1.00"),
        Pair("现金", "0.40"),
        Pair("扣回积分", "-1"),
        Rule(),
        Qr("S0731-1-20261121-0008"),
    )
    assert read(slip) == Returned(
        receipt_no="S0731-1-20261121-0008",
        sale_receipt_no=RECEIPT_NO,
        lines=(("大白菜", 149),),
        back_fen=140,
        rounding_fen=0,
        legs={"支付宝": 100, "现金": 40},
        points=-1,
    )


def test_a_z_report() -> None:
    """A wall code and a payment code of one company are added up; reprints do not make it a copy."""
    slip = _slip(
        48,
        Text("长沙五一店"),
        Text("日结单 Z0001"),
        Pair("应有现金", "10.00"),
        Pair("微信", "2.00"),
        Pair("微信", "3.00"),
        Pair("  退出", "-1.00"),
        Pair(" 13% 113.00", "税 13.00"),
        Pair("单数", "5"),
        Pair("补打", "1"),
    )
    found = read(slip)
    assert isinstance(found, Closed)
    assert found.amounts == {"应有现金": 1000, "微信": 500}
    assert found.taxes == {"13%": (11300, 1300)}
    assert (found.z_no, found.counts["单数"], found.counts["补打"]) == ("Z0001", 5, 1)


def test_what_books_nothing() -> None:
    """A copy begins with its mark; an X report has its title."""
    assert read(_slip(48, Text("补打 1"), Pair("应收", "￥1.00"), Qr(RECEIPT_NO))) == Other("copy")
    assert read(_slip(48, Text("长沙五一店"), Text("中途对账单"))) == Other("x")


def test_what_belongs_to_collecting() -> None:
    """A slip for the service, lists and signatures of group buying, and the label of a bag."""
    assert read(_slip(48, Text("长沙五一店"), Text("待核"))) == Other("unchecked")
    assert read(_slip(48, Text("长沙五一店"), Text("拣货单"), Text("周末鲜果团"))) == Other("picks")
    assert read(_slip(48, Text("长沙五一店"), Text("团长签收单"))) == Other("signature")
    assert read(_slip(48, Text("T031"), Pair("3件", "B2"))) == Other("bag")


def test_what_nobody_can_read() -> None:
    """A slip without a title and without a number is not passed over."""
    with pytest.raises(ValueError, match="nobody can read"):
        read(_slip(48, Text("你好")))
