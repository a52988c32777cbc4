"""Prices and what is sold out, as the shop itself changes them at the till."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.ids import Sku, StaffId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.wire.goods import (
    ArticleDetail,
    ArticleView,
    ChangePrice,
    ChoiceView,
    MarkSoldOut,
    OptionGroupView,
    OptionPick,
    PriceChangeView,
    SoldOutView,
    UnfiledView,
)
from ui.till.commands import Call

if TYPE_CHECKING:
    from tests.ui.till.conftest import CheckGolden
    from ui.till.by_hand import TillByHand

NOON = 1_795_319_000_000
WATER = ArticleView(
    Sku("P1"), "农夫山泉550ml", Unit.EACH, Fen(200), ("06921168509256",), None, None, "饮料", Fen(180)
)
TEA = ArticleView(Sku("D2"), "声声乌龙", Unit.EACH, Fen(1500), (), None, "2", "饮品", has_options=True)
CUP = OptionGroupView(
    "cup", "杯型", 1, 1, (ChoiceView("m", "中杯", Fen(0)), ChoiceView("l", "大杯", Fen(300), sold_out=True))
)


def test_a_price_is_changed(selling: TillByHand) -> None:
    """The article by its name, both prices proposed as they are; what was typed is sent in fen."""
    selling.choose("商品与价格", "调价").press("nfsq").found(WATER).press("Enter")
    assert "现价 2.00, 会员价 1.80" in selling.text()
    selling.press("2.5", "Enter", "Enter")
    assert _last(selling).path == "/v1/articles/P1/price"
    assert _last(selling).body == ChangePrice(250, 180)


def test_a_member_price_is_taken_away(selling: TillByHand) -> None:
    """By a zero: nobody sells to members for nothing, and Enter alone keeps what holds."""
    selling.choose("商品与价格", "调价").press("nfsq").found(WATER).press("Enter", "Enter")
    assert "0 即取消会员价" in selling.text()
    selling.press("0", "Enter")
    assert _last(selling).body == ChangePrice(200)


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_prices_of_today(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Old and new price, since when and by whom: what the tags on the shelf must say."""
    change = PriceChangeView(
        "1.planned.P1", Sku("P1"), WATER.name, "each", "kg", NOON, Fen(250), Fen(200), "planned", Fen(230)
    )
    names = ("商品与价格", "今日变价") if selling.state.language == "zh-CN" else ("Goods", "Prices of today")
    selling.choose(*names).reply((change,))
    check_golden("price-changes", selling)


def test_codes_that_lack_an_article(selling: TillByHand, check_golden: CheckGolden) -> None:
    """The code, what it was sold as and for, how often."""
    code = UnfiledView(
        "6920000000013", (Fen(350), Fen(400)), 3, Milli(4_000), NOON, Sku("OPEN-1"), "无码食品"
    )
    selling.choose("商品与价格", "待建档").reply((code,))
    check_golden("unfiled", selling)


def test_what_is_sold_out_is_listed_and_comes_back(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Ctrl+O; Delete on a row, and the list is read again."""
    tea = SoldOutView(TEA.sku, TEA.name, NOON, OptionPick("cup", "l"), "杯型 大杯", StaffId("1001"))
    selling.press("Ctrl+O").reply((tea,))
    check_golden("sold-out", selling)
    selling.press("Delete")
    assert _last(selling).path == "/v1/articles/D2/sold-out"
    assert _last(selling).body == MarkSoldOut(sold_out=False, choice=OptionPick("cup", "l"))
    selling.reply(TEA)
    assert _last(selling).path == "/v1/articles/sold-out"


def test_an_article_is_marked_at_once(selling: TillByHand) -> None:
    """One without options is sold out as a whole."""
    selling.press("Ctrl+O").reply(()).press("+", "nfsq").found(WATER).press("Enter")
    assert _last(selling).body == MarkSoldOut(sold_out=True)
    selling.reply(WATER)
    assert "农夫山泉550ml 已沽清" in selling.text()


def test_one_choice_is_marked(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Of a drink the large cup alone may be gone."""
    selling.press("Ctrl+O").reply(()).press("+", "ssol").found(TEA).press("Enter")
    selling.reply(ArticleDetail(TEA, (CUP,)))
    check_golden("sold-out-choice", selling)
    selling.press("Down", "Enter")
    assert _last(selling).body == MarkSoldOut(sold_out=True, choice=OptionPick("cup", "m"))
    selling.reply(TEA).reply(())
    assert "沽清" in selling.text().splitlines()[1]


def _last(till: TillByHand) -> Call[object]:
    call = till.sent[-1]
    assert isinstance(call, Call)
    return call
