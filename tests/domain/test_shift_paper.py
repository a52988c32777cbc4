"""X and Z reports on paper: what they tell, in both languages, and what a cashier must not see."""

import re
from zoneinfo import ZoneInfo

import msgspec
import pytest

from edge_agent.domain.events import (
    CashKind,
    CashMove,
    Counts,
    Denomination,
    Figures,
    HandedCart,
    HandedPayment,
    JournalHead,
    ShiftClosed,
    TaxSum,
    TenderSum,
)
from edge_agent.domain.ids import CartId, DrawerId, PaymentId, ShiftId, StaffId, TillId
from edge_agent.domain.moments import HOUR, BusinessDate, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.paper import Pair, PaperLine, Text
from edge_agent.domain.report_words import EN, ZH, ReportWords
from edge_agent.domain.x_report import ShiftSlip, compose_x
from edge_agent.domain.z_report import compose_z

NOON = Millis(1_795_320_000_000)
FIGURES = Figures(
    float_fen=Fen(20_000),
    tenders=(
        TenderSum("cash", "", Fen(5_000), Fen(300), Fen(-200)),
        TenderSum("external", "wechat", Fen(1_000), Fen(100), Fen(200), Fen(1_050)),
        TenderSum("external", "alipay", Fen(400)),
        TenderSum("payment", "simulated", Fen(700)),
    ),
    taxes=(TaxSum("13", Fen(6_700), Fen(771)), TaxSum("", Fen(0))),
    moves=(
        CashMove(NOON, CashKind.IN, Fen(1_000), "找零备用", StaffId("1001")),
        CashMove(NOON, CashKind.OUT, Fen(250), "买水", StaffId("1001")),
        CashMove(NOON, CashKind.DROP, Fen(3_000), "缴银行", StaffId("1001")),
    ),
    counts=Counts(sales=9, refunds=1, single_approvals=2),
    sales_fen=Fen(7_100),
    refunds_fen=Fen(400),
    discount_fen=Fen(-50),
    rounding_fen=Fen(-3),
)
EXPECTED = 20_000 + 5_000 - 300 - 200 + 1_000 - 250 - 3_000
CLOSED = ShiftClosed(
    shift=ShiftId("shift"),
    drawer=DrawerId("1"),
    z_no=7,
    opened_at=Millis(NOON - 4 * HOUR),
    opened_by=StaffId("1001"),
    float_expected_fen=Fen(19_000),
    figures=FIGURES,
    counted_fen=Fen(22_000),
    expected_fen=Fen(EXPECTED),
    left_fen=Fen(15_000),
    head=JournalHead("ab" * 16, 812, "cd" * 32),
    first_counted_fen=Fen(21_000),
    denominations=(Denomination(Fen(10_000), 2), Denomination(Fen(100), 20)),
    is_late=True,
    reason="昨晚停电",
    carts=(HandedCart(CartId("cart"), TillId("2"), StaffId("1002"), "小王", 3, Fen(990)),),
    payments=(HandedPayment(PaymentId("p"), "S0123001", "simulated", "unknown", Fen(800)),),
)


def _slip(words: ReportWords) -> ShiftSlip:
    return ShiftSlip(
        shop="五一店",
        lane="01机",
        drawer="1",
        business_date=BusinessDate("2026-11-22"),
        opened_at=CLOSED.opened_at,
        opened_by="小李",
        at=NOON,
        by="小王",
        zone=ZoneInfo("Asia/Shanghai"),
        figures=FIGURES,
        words=words,
        method_names={"wechat": "微信", "alipay": "支付宝"},
        tax_names={"13": "13%"},
    )


def _told(paper: tuple[PaperLine, ...]) -> list[str]:
    """Each line as its words, without how they are printed."""
    return [
        f"{line.left}|{line.right}" if isinstance(line, Pair) else line.text
        for line in paper
        if isinstance(line, Pair | Text)
    ]


def test_the_expected_cash() -> None:
    """Float, cash sold less refunded, corrections, and what was moved."""
    assert FIGURES.expected_fen == EXPECTED == CLOSED.expected_fen


def test_the_z_report_tells_the_whole_close() -> None:
    """Line by line, as the owner reads it."""
    assert _told(compose_z(_slip(ZH), CLOSED)) == [
        "五一店",
        "日结单 Z0007",
        "营业日|2026-11-22",
        "钱箱 1|01机",
        "开班 收银员 小李|2026-11-22 08:00:00",
        "交班 收银员 小王|2026-11-22 12:00:00",
        "补交",
        "备用金|200.00",
        "现金 收入|50.00",
        "现金 退出|-3.00",
        "现金 更正|-2.00",
        "存入 12:00 找零备用|10.00",
        "取出 12:00 买水|-2.50",
        "缴款 12:00 缴银行|-30.00",
        "应有现金|222.50",
        "上班留下|190.00",
        "第一次点|210.00",
        "  100.00 x 2|200.00",
        "  1.00 x 20|20.00",
        "实点现金|220.00",
        "短款|2.50",
        "取走|70.00",
        "留作备用金|150.00",
        "说明: 昨晚停电",
        "微信|11.00",
        "  收入|10.00",
        "  退出|-1.00",
        "  更正|2.00",
        "  机上合计|10.50",
        "  短款|0.50",
        "支付宝|4.00",
        "simulated|7.00",
        "销售额|71.00",
        "其中优惠|-0.50",
        "退款|-4.00",
        "净销售额|67.00",
        "抹零|-0.03",
        "税(含在价内)",
        " 13% 67.00|税 7.71",
        " 未分税类 0.00|税 0.00",
        "单数|9",
        "退货|1",
        "本人授权|2",
        "移交挂单|1",
        "  小王 2 3件|9.90",
        "移交未定付款|1",
        "  simulated S0123001|8.00",
        "日志|abababab 812",
        "cd" * 32,
    ]


@pytest.mark.parametrize(("counted", "said"), [(EXPECTED, "相符|0.00"), (EXPECTED + 1, "长款|0.01")])
def test_a_count_that_is_right_or_over(counted: int, said: str) -> None:
    """The three outcomes of a count have a word each."""
    closed = msgspec.structs.replace(CLOSED, counted_fen=Fen(counted))
    assert said in _told(compose_z(_slip(ZH), closed))


def test_both_languages_tell_the_same() -> None:
    """As many lines, the same figures."""
    chinese, english = _told(compose_z(_slip(ZH), CLOSED)), _told(compose_z(_slip(EN), CLOSED))
    assert len(chinese) == len(english)
    figures = [re.findall(r"-?\d+\.\d\d", line) for line in chinese]
    assert figures == [re.findall(r"-?\d+\.\d\d", line) for line in english]


@pytest.mark.parametrize("words", [ZH, EN])
def test_every_counter_has_a_word(words: ReportWords) -> None:
    """What is counted can be told."""
    assert set(words.counters) == {field.name for field in msgspec.structs.fields(Counts)}
    assert set(words.moves) == set(CashKind)


def test_the_x_report_shows_the_cash_by_right_alone() -> None:
    """Without the right neither the cash nor what tells it by subtraction is on the paper."""
    blind, seeing = (_told(compose_x(_slip(ZH), shows_cash=sees)) for sees in (False, True))
    assert {"应有现金|222.50", "净销售额|67.00", "现金 收入|50.00"} <= set(seeing)
    assert set(blind) < set(seeing)
    assert not any(word in line for line in blind for word in ("现金", "销售额", "税"))
