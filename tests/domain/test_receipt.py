"""A receipt: the sale as lines of meaning, in the order of the template."""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from config.load import load
from edge_agent.domain.cart import ChosenOption, Label
from edge_agent.domain.events import PaidTender, SaleCompleted, SoldLine
from edge_agent.domain.ids import CartId, DrawerId, MemberId, ReceiptNo, SaleId, ShiftId, Sku, TicketNo
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.paper import Align, Item, Pair, PaperLine, Qr, Rule, Size, Text
from edge_agent.domain.pricing import Step, StepKind
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.receipt import Counter, Slip, compose
from edge_agent.domain.receipt_template import Section, Template

NOW = Millis(1_795_321_865_000)
WATER = SoldLine(1, Sku("P1039"), "农夫山泉", Unit.EACH, Milli(2000), Fen(200), Fen(400), Fen(400), "69", NOW)
PORK = SoldLine(
    2,
    Sku("W00202"),
    "五花肉[/]",
    Unit.KG,
    Milli(532),
    Fen(2980),
    Fen(1585),
    Fen(1485),
    "2100202015852",
    NOW,
    steps=(Step(StepKind.MEMBER, Fen(-100), name="会员价"),),
    label=Label("2100202015852", Fen(1585), weight_derived=True),
)
VOID = msgspec.structs.replace(WATER, no=3, name="可乐", voided_at=NOW)
SALE = SaleCompleted(
    sale=SaleId("s"),
    receipt_no=ReceiptNo("S0123-1-20261122-0042"),
    number=42,
    cart=CartId("c"),
    shift=ShiftId("h"),
    drawer=DrawerId("1"),
    opened_at=NOW,
    lines=(WATER, PORK, VOID),
    tenders=(
        PaidTender(1, "external", Fen(1000), Fen(1000), "wechat", "8812"),
        PaidTender(2, "cash", Fen(885), Fen(2000)),
    ),
    total_fen=Fen(1885),
    discount_fen=Fen(-100),
    change_fen=Fen(1115),
)
COUNTER = Counter("长沙五一店", ZoneInfo("Asia/Shanghai"), "小李", "01机", {"wechat": "微信"})
SLIP = Slip(SALE, NOW, COUNTER)


@pytest.fixture(scope="module")
def template() -> Template:
    """The standard Chinese receipt, with a shop's own line at its head."""
    return msgspec.structs.replace(load(None).printing.template, header=("五一大道 88 号",))


def test_a_whole_receipt(template: Template) -> None:
    """Every line of the standard receipt, from the shop's name to the footer."""
    expected: tuple[PaperLine, ...] = (
        Text("长沙五一店", Align.CENTRE, Size.LARGE, bold=True),
        Text("五一大道 88 号", Align.CENTRE),
        Rule(),
        Pair("小票号", "S0123-1-20261122-0042"),
        Pair("时间", "2026-11-22 12:31:05"),
        Pair("收银员 小李", "收银台 01机"),
        Rule(),
        Item("品名", "数量", "单价", "金额"),
        Item("农夫山泉", "2", "2.00", "4.00"),
        Item("五花肉[/]", "约0.532kg", "29.80", "14.85", ("会员价 -1.00",)),
        Rule(),
        Pair("项数", "2"),
        Pair("原价合计", "19.85"),
        Pair("优惠", "-1.00"),
        Pair("应收", "￥18.85", Size.LARGE, bold=True),
        Pair("微信", "10.00"),
        Pair("凭证号", "8812"),
        Pair("现金 实收", "20.00"),
        Pair("找零", "11.15"),
        Rule(),
        Qr("S0123-1-20261122-0042"),
        Text("退换货请凭小票", Align.CENTRE),
        Text("谢谢惠顾", Align.CENTRE),
    )
    assert expected == compose(SLIP, template)


def test_the_number_that_is_called_stands_below_the_shops_name(template: Template) -> None:
    """In huge type, of a sale of which something is made to order; the rest is the same receipt."""
    numbered = msgspec.structs.replace(SALE, ticket=TicketNo("A017"))
    paper = compose(msgspec.structs.replace(SLIP, sale=numbered), template)
    number = (Text("取餐号", Align.CENTRE), Text("A017", Align.CENTRE, Size.HUGE, bold=True))
    assert paper[2:4] == number
    assert paper[:2] + paper[4:] == compose(SLIP, template)


def test_a_reprint_says_so_first(template: Template) -> None:
    """补打 and its count stand above everything, the rest is the same receipt."""
    reprint = compose(msgspec.structs.replace(SLIP, copy=2), template)
    assert reprint[0] == Text("补打 2", Align.CENTRE, Size.LARGE, bold=True)
    assert reprint[1:] == compose(SLIP, template)


def test_a_plain_sale_has_no_empty_lines(template: Template) -> None:
    """Without discount or change neither is printed."""
    plain = msgspec.structs.replace(
        SALE,
        lines=(WATER,),
        tenders=(PaidTender(1, "cash", Fen(400), Fen(400)),),
        total_fen=Fen(400),
        discount_fen=Fen(0),
        change_fen=Fen(0),
    )
    labels = [
        line.left
        for line in compose(msgspec.structs.replace(SLIP, sale=plain), template)
        if isinstance(line, Pair)
    ]
    assert "优惠" not in labels
    assert "找零" not in labels
    assert labels[-1] == "现金 实收"


def test_the_template_gives_the_order(template: Template) -> None:
    """Parts come as the template lists them, and only those."""
    short = msgspec.structs.replace(template, sections=(Section.QR, Section.LINES))
    kinds = [type(line) for line in compose(SLIP, short)]
    assert kinds == [Qr, Item, Item, Item]


def test_a_method_that_is_no_longer_configured_keeps_its_id(template: Template) -> None:
    """An old sale is reprinted though its way of paying is gone."""
    slip = msgspec.structs.replace(SLIP, counter=msgspec.structs.replace(COUNTER, method_names={}))
    assert Pair("wechat", "10.00") in compose(slip, template)


def _sold(line: SoldLine, **changes: object) -> SaleCompleted:
    """A sale of one line, paid in cash."""
    line = msgspec.structs.replace(line, **changes)
    return msgspec.structs.replace(
        SALE,
        lines=(line,),
        tenders=(PaidTender(1, "cash", line.amount_fen, line.amount_fen),),
        total_fen=line.amount_fen,
        discount_fen=Fen(line.amount_fen - line.gross_fen),
        change_fen=Fen(0),
    )


def _items(slip: Slip, template: Template) -> list[Item]:
    return [line for line in compose(slip, template) if isinstance(line, Item)][1:]


def _pairs(slip: Slip, template: Template) -> dict[str, str]:
    return {line.left: line.right for line in compose(slip, template) if isinstance(line, Pair)}


def test_a_line_tells_its_choices_and_what_was_done_to_it(template: Template) -> None:
    """Choices, a typed weight, the price before a change; a rule without a name of its own by its kind."""
    sale = _sold(
        PORK,
        options=(ChosenOption("cup", "l", "大杯", Fen(300)), ChosenOption("ice", "n", "去冰", Fen(0))),
        typed_weight=True,
        list_price_fen=Fen(3_200),
        steps=(Step(StepKind.TIMED, Fen(-100)), Step(StepKind.MANUAL, Fen(-50), name="8.8 折")),
    )
    (item,) = _items(msgspec.structs.replace(SLIP, sale=sale), template)
    assert item.notes == ("大杯 / 去冰", "手输重量", "原价 32.00", "限时价 -1.00", "8.8 折 -0.50")


def test_a_price_for_the_jin_is_told_for_the_jin(template: Template) -> None:
    """The weight stays in kilograms, as the scale says it."""
    slip = msgspec.structs.replace(SLIP, sale=_sold(PORK), told_by_jin=frozenset((Sku("W00202"),)))
    (item,) = _items(slip, template)
    assert (item.quantity, item.price, item.amount) == ("约0.532kg", "14.90/斤", "14.85")


def test_what_comes_off_the_whole_is_told_with_each_share_and_in_sum(template: Template) -> None:
    """Quantity times price less what stands under it is a line's amount, and what comes back for it."""
    steps = (Step(StepKind.SPEND_SAVE, Fen(-30), name="满50减5"), Step(StepKind.POINTS, Fen(-20)))
    lines = tuple(msgspec.structs.replace(line, steps=steps) for line in (WATER, PORK))
    slip = msgspec.structs.replace(SLIP, sale=msgspec.structs.replace(SALE, lines=lines))
    assert [item.notes for item in _items(slip, template)] == [("满50减5 -0.30", "积分抵扣 -0.20")] * 2
    pairs = _pairs(slip, template)
    assert (pairs["  满50减5"], pairs["  积分抵扣"]) == ("-0.60", "-0.40")


def test_rounding_has_its_own_line(template: Template) -> None:
    """What is due is what is paid."""
    sale = msgspec.structs.replace(SALE, rounding_fen=Fen(-5))
    pairs = _pairs(msgspec.structs.replace(SLIP, sale=sale), template)
    assert (pairs["抹零"], pairs["应收"]) == ("-0.05", "￥18.80")


def test_a_member_sees_tail_and_points(template: Template) -> None:
    """Spent, earned, and the balance on the first paper."""
    sale = msgspec.structs.replace(SALE, member=MemberId("m"), points_earned=18, points_spent=100)
    slip = msgspec.structs.replace(SLIP, sale=sale, tail="5678", points=338)
    pairs = _pairs(slip, template)
    assert [pairs[name] for name in ("会员", "使用积分", "本次积分", "积分余额")] == [
        "尾号5678",
        "-100",
        "+18",
        "338",
    ]


def test_a_forgotten_member_is_nobody(template: Template) -> None:
    """Neither tail nor an empty part stays of a member whom the shop has erased."""
    sale = msgspec.structs.replace(SALE, member=MemberId("m"))
    assert compose(msgspec.structs.replace(SLIP, sale=sale), template) == compose(SLIP, template)


def test_an_exchange_names_the_slip_that_it_belongs_to(template: Template) -> None:
    """Both papers are found by either."""
    slip = msgspec.structs.replace(SLIP, exchange_of=ReceiptNo("S0123-1-20261122-0041"))
    assert _pairs(slip, template)["换货"] == "S0123-1-20261122-0041"


def test_what_goods_paid_stands_among_the_tenders(template: Template) -> None:
    """By no money's name."""
    tenders = (PaidTender(1, "exchange", Fen(500), Fen(500)), *SALE.tenders)
    paper = compose(
        msgspec.structs.replace(SLIP, sale=msgspec.structs.replace(SALE, tenders=tenders)), template
    )
    assert Pair("换货", "5.00") in paper
