"""The slip of a refund: what came back, how the money went, and a line to sign."""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from config.load import load
from edge_agent.domain.events import GoodsGo, RefundedLine, RefundLeg, SaleRefunded
from edge_agent.domain.ids import (
    CartId,
    DrawerId,
    MemberId,
    PaymentId,
    ReceiptNo,
    RefundId,
    SaleId,
    ShiftId,
    Sku,
)
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.paper import Align, Item, Pair, PaperLine, Qr, Rule, Size, Text
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.receipt import Counter
from edge_agent.domain.receipt_refund import RefundSlip, compose_refund
from edge_agent.domain.receipt_template import Template

REFUND = SaleRefunded(
    refund=RefundId("r"),
    receipt_no=ReceiptNo("S0123-1-20261122-0043"),
    number=43,
    shift=ShiftId("h"),
    drawer=DrawerId("1"),
    lines=(
        RefundedLine(1, Sku("P1"), "农夫山泉", Unit.EACH, Milli(2_000), Fen(400), GoodsGo.BACK, 1),
        RefundedLine(2, Sku("W1"), "五花肉", Unit.KG, Milli(532), Fen(1_485), GoodsGo.WRITTEN_OFF, 2),
    ),
    legs=(
        RefundLeg(1, "cash", Fen(880), of_tender=3),
        RefundLeg(2, "external", Fen(500), "wechat", "8812", of_tender=2),
        RefundLeg(3, "payment", Fen(500), "wechat_pay", payment=PaymentId("p"), of_tender=1),
    ),
    total_fen=Fen(1_885),
    rounding_fen=Fen(-5),
    sale=SaleId("s"),
    sale_receipt_no=ReceiptNo("S0123-1-20261122-0042"),
    reason="变质",
    member=MemberId("m"),
    points_taken=18,
    points_returned=100,
)
COUNTER = Counter("长沙五一店", ZoneInfo("Asia/Shanghai"), "小李", "01机", {"wechat": "微信"})
SLIP = RefundSlip(REFUND, Millis(1_795_321_865_000), COUNTER, tail="5678", approver="老王")


@pytest.fixture(scope="module")
def template() -> Template:
    """The standard Chinese one."""
    return load(None).printing.template


def test_a_whole_slip(template: Template) -> None:
    """Every line, from the shop's name to the slip's own number."""
    expected: tuple[PaperLine, ...] = (
        Text("长沙五一店", Align.CENTRE, Size.LARGE, bold=True),
        Rule(),
        Text("退款单", Align.CENTRE, Size.LARGE, bold=True),
        Pair("退款单号", "S0123-1-20261122-0043"),
        Pair("时间", "2026-11-22 12:31:05"),
        Pair("收银员 小李", "收银台 01机"),
        Pair("原小票号", "S0123-1-20261122-0042"),
        Pair("原因", "变质"),
        Pair("授权", "老王"),
        Rule(),
        Item("品名", "", "数量", "金额"),
        Item("农夫山泉", "", "2", "4.00"),
        Item("五花肉", "", "0.532kg", "14.85", ("报损",)),
        Rule(),
        Pair("退款合计", "18.85"),
        Pair("抹零", "-0.05"),
        Pair("实退", "￥18.80", Size.LARGE, bold=True),
        Pair("现金", "8.80"),
        Pair("微信", "5.00"),
        Pair("凭证号", "8812"),
        Pair("付款码", "5.00"),
        Text("原路退回,以支付平台到账为准"),
        Pair("会员", "尾号5678"),
        Pair("扣回积分", "-18"),
        Pair("退还积分", "+100"),
        Rule(),
        Text(""),
        Pair("顾客签名", "________________"),
        Qr("S0123-1-20261122-0043"),
    )
    assert expected == compose_refund(SLIP, template)


def test_a_reopened_sale_says_what_it_is(template: Template) -> None:
    """反结账, not a refund like any other."""
    refund = msgspec.structs.replace(REFUND, reopened_as=CartId("c"))
    paper = compose_refund(msgspec.structs.replace(SLIP, refund=refund), template)
    assert paper[2] == Text("反结账", Align.CENTRE, Size.LARGE, bold=True)


def test_what_was_set_off_is_no_money(template: Template) -> None:
    """Of 18.80, 15.00 paid for other goods: 3.80 is what went back, and all that is listed as money."""
    legs = (
        RefundLeg(1, "cash", Fen(380), of_tender=3),
        RefundLeg(2, "exchange", Fen(500), of_tender=3),
        RefundLeg(3, "exchange", Fen(1_000), of_tender=2),
    )
    refund = msgspec.structs.replace(REFUND, legs=legs)
    paper = compose_refund(msgspec.structs.replace(SLIP, refund=refund), template)
    at = paper.index(Pair("退款合计", "18.85"))
    assert paper[at + 1 : at + 6] == (
        Pair("抹零", "-0.05"),
        Pair("换货", "-15.00"),
        Pair("实退", "￥3.80", Size.LARGE, bold=True),
        Pair("现金", "3.80"),
        Pair("会员", "尾号5678"),
    )


def test_a_copy_says_so_first(template: Template) -> None:
    """补打 and its count, then the same slip."""
    copy = compose_refund(msgspec.structs.replace(SLIP, copy=2), template)
    assert copy[0] == Text("补打 2", Align.CENTRE, Size.LARGE, bold=True)
    assert copy[1:] == compose_refund(SLIP, template)


def test_a_return_without_a_receipt_names_none(template: Template) -> None:
    """Nor points, nor rounding."""
    refund = msgspec.structs.replace(
        REFUND,
        sale=None,
        sale_receipt_no=None,
        member=None,
        rounding_fen=Fen(0),
        points_taken=0,
        points_returned=0,
    )
    slip = msgspec.structs.replace(SLIP, refund=refund, tail=None, approver=None)
    labels = {line.left for line in compose_refund(slip, template) if isinstance(line, Pair)}
    assert not labels & {"原小票号", "会员", "扣回积分", "退还积分", "抹零", "授权"}
