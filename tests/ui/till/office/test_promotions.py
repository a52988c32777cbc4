"""Promotions at the till: what is in force, one stopped, the common kinds started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.ids import RuleId, RulesHash, Sku
from edge_agent.domain.moments import DAY, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.promotions import NthPiece, Scope, SpendSave, Tier, TimedPrice
from edge_agent.domain.promotions_check import check_rule
from edge_agent.domain.quantity import Unit
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.promotions import PromotionAnswer, PromotionsView, PromotionView, PutPromotion
from ui.till.commands import Call

if TYPE_CHECKING:
    from edge_agent.domain.promotions import Rule
    from tests.ui.till.conftest import CheckGolden
    from ui.till.by_hand import TillByHand

NOON = 1_795_319_000_000
TONIGHT = Millis((NOON // DAY + 1) * DAY)
WATER = ArticleView(Sku("P/1"), "农夫山泉550ml", Unit.EACH, Fen(200), ("06921168509256",), None, None, "饮料")
PORK = ArticleView(Sku("P2"), "五花肉", Unit.KG, Fen(2980), (), "00012", None, "鲜肉")
HALF = NthPiece(
    id=RuleId("half-P1"),
    name="农夫山泉550ml 第二件半价",
    scope=Scope(skus=(Sku("P1"),)),
    n=2,
    pay_permille=500,
)
SAVE = SpendSave(
    id=RuleId("2026-11-save"),
    name="满100减20",
    valid_until=TONIGHT,
    scope=Scope(everything=True),
    tiers=(Tier(Fen(10_000), Fen(2_000)),),
)
SHOWN = PromotionsView(RulesHash("abc"), (PromotionView(SAVE, "hq"), PromotionView(HALF, "store")))


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_list_says_what_until_when_by_whom_and_for_which_carts(
    selling: TillByHand, check_golden: CheckGolden
) -> None:
    """Also that what is done here holds for carts opened afterwards."""
    _list(selling)
    check_golden("promotions", selling)
    check_golden("promotions", selling, 120, 36)


def test_one_is_stopped_after_a_yes(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Delete on the row, 1 for yes; then the list is read again and the line tells for which carts."""
    _list(selling).press("Down", "Delete")
    check_golden("promotion-stop", selling)
    selling.press("1")
    assert (_last(selling).method, _last(selling).path) == ("DELETE", "/v1/promotions/half-P1")
    selling.reply(_answer("half-P1"))
    assert _last(selling).path == "/v1/promotions"
    assert "half-P1 已停止, 之后开的单不再用" in selling.reply(SHOWN).text()


def test_a_no_stops_nothing(selling: TillByHand) -> None:
    """2 leads back to the list."""
    _list(selling).press("Delete", "2").reply(SHOWN)
    assert not selling.sent
    assert "没有停止" in selling.text()


def test_a_special_price_for_days(selling: TillByHand, check_golden: CheckGolden) -> None:
    """The article by its name, the price, two days: until tomorrow's midnight by the shop's clock."""
    selling.desk.tick(NOON)
    _start(selling, "1").press("nfsq").found(WATER).press("Enter", "1.5", "Enter")
    check_golden("promotion-special", selling)
    selling.press("2", "Enter", "Enter")
    rule = _rule(selling, "special-P-1")
    assert rule == TimedPrice(
        id=RuleId("special-P-1"),
        name="农夫山泉550ml 特价",
        valid_until=Millis(TONIGHT + DAY),
        scope=Scope(skus=(Sku("P/1"),)),
        price_fen=Fen(150),
    )
    selling.reply(_answer("special-P-1"))
    assert _last(selling).path == "/v1/promotions"
    assert "special-P-1 已开始, 之后开的单用" in selling.reply(SHOWN).text()


def test_a_price_of_nothing_is_asked_again(selling: TillByHand) -> None:
    """So is a special price for no days."""
    _start(selling, "1").press("nfsq").found(WATER).press("Enter", "0", "Enter")
    assert "要大于 0" in selling.text()
    selling.press("Back", "1", "Enter", "0", "Enter")
    assert "天数: 1 到 366" in selling.text()
    assert not selling.sent


def test_the_second_at_half_price_for_good(selling: TillByHand) -> None:
    """No days: for good. The number may be another."""
    _start(selling, "2").press("nfsq").found(WATER).press("Enter", "Enter", "a b", "Enter")
    assert "编号: 1 到 32 位" in selling.text()
    selling.press("Back", "Back", "Back", "Y2", "Enter")
    assert _rule(selling, "Y2") == NthPiece(
        id=RuleId("Y2"),
        name="农夫山泉550ml 第二件半价",
        scope=Scope(skus=(Sku("P/1"),)),
        n=2,
        pay_permille=500,
    )


def test_what_is_weighed_has_no_second_piece(selling: TillByHand) -> None:
    """It is said at once, before anything is filled in."""
    _start(selling, "2").press("whr").found(PORK).press("Enter")
    assert "第二件半价只用于按件卖的商品" in selling.text()


def test_spend_and_save_on_everything(selling: TillByHand, check_golden: CheckGolden) -> None:
    """It must save less than is spent; each time it is reached only when that is wanted."""
    _start(selling, "3").press("20", "Enter", "20", "Enter", "Enter", "Enter")
    check_golden("promotion-save", selling)
    selling.press("Enter")
    assert "减的要比满的少" in selling.text()
    selling.press("Up", "Up", "Up", "Back", "Back", "5", "Enter", "1", "Enter", "MJ", "Enter")
    assert _rule(selling, "MJ") == SpendSave(
        id=RuleId("MJ"),
        name="满20减5",
        scope=Scope(everything=True),
        tiers=(Tier(Fen(2_000), Fen(500)),),
        every=True,
    )


def _list(till: TillByHand) -> TillByHand:
    names = ("商品与价格", "促销") if till.state.language == "zh-CN" else ("Goods", "Promotions")
    return till.choose(*names).reply(SHOWN)


def _start(till: TillByHand, kind: str) -> TillByHand:
    return _list(till).press("+", kind)


def _rule(till: TillByHand, number: str) -> Rule:
    """What was sent under `number`; the agent would take it."""
    call = _last(till)
    assert (call.method, call.path) == ("PUT", f"/v1/promotions/{number}")
    assert isinstance(call.body, PutPromotion)
    assert check_rule(call.body.rule) is None
    return call.body.rule


def _answer(number: str) -> PromotionAnswer:
    return PromotionAnswer(RuleId(number), 2, RulesHash("def"))


def _last(till: TillByHand) -> Call[object]:
    call = till.sent[-1]
    assert isinstance(call, Call)
    return call
