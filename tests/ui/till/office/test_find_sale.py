"""Finding a sale, correcting its tender, and returns without a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.domain.events import GoodsGo
from edge_agent.domain.ids import CartId, ReceiptNo, RefundId, SaleId, Sku, StaffId, TicketNo, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit, pieces
from edge_agent.wire.after_sale import (
    CashReturn,
    ExternalReturn,
    RefundDone,
    RefundView,
    ReturnLineRequest,
    ReturnRequest,
)
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.payments import CorrectTender, ToCash, ToExternal
from edge_agent.wire.sales import SaleSummary, SaleView, SoldLineView, SoldTenderView
from ui.till.commands import Call, DoFind
from ui.till.generic.kinds import FormScreen, ListScreen, PageScreen
from ui.till.state import SearchScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edge_agent.wire.body import Body
    from edge_agent.wire.health import Health
    from edge_agent.wire.problem import Problem
    from edge_agent.wire.sessions import SessionView
    from tests.ui.till.conftest import CartOf, CheckGolden
    from ui.till.by_hand import TillByHand

    ProblemOf = Callable[..., Problem]

NOON = 1_795_319_000_000
DAY_MS = 86_400_000
WATER = ArticleView(
    Sku("P1"), "农夫山泉饮用天然水550ml", Unit.EACH, Fen(200), ("6921168509256",), None, None, "饮料"
)
PORK = ArticleView(Sku("P2"), "五花肉", Unit.KG, Fen(2980), (), "00012", None, "鲜肉")
OPEN = ArticleView(Sku("X1"), "其他食品", Unit.EACH, Fen(0), (), None, None, "无码", is_open_price=True)
CASH_LEG = SoldTenderView("cash", Fen(1000), Fen(1000), no=1)
WECHAT_LEG = SoldTenderView("external", Fen(500), Fen(500), "wechat", no=2)
MEITUAN_LEG = SoldTenderView("external", Fen(500), Fen(500), "meituan", "MT1", no=1)
CODE_LEG = SoldTenderView("payment", Fen(500), Fen(500), no=1)


def sale_of(*legs: SoldTenderView) -> SaleView:
    """A sale of this shift."""
    total = Fen(sum(leg.amount_fen for leg in legs))
    line = SoldLineView(1, Sku("P1"), WATER.name, Unit.EACH, pieces(1), total, total)
    return SaleView(
        SaleId("sale"), ReceiptNo("S0731-1-20261122-0042"), "2026-11-22", NOON, StaffId("1001"), TillId("1"),
        CartId("cart-0"), total, Fen(0), (line,), legs, shift_is_open=True,
    )  # fmt: skip


def summary(no: int) -> SaleSummary:
    """A sale in the list."""
    return SaleSummary(
        SaleId(f"sale-{no}"), ReceiptNo(f"S0731-1-20261122-{no:04d}"), NOON - no * 3_600_000, TillId("1"),
        StaffId("1001"), Fen(no * 333), Fen(100 if no % 2 else 0), WATER.name, 3,
    )  # fmt: skip


def call(till: TillByHand) -> Call[object]:
    """The newest command, which is a call."""
    command = till.sent[-1]
    assert isinstance(command, Call)
    return command


def body(till: TillByHand) -> Body | None:
    """What it sends."""
    return call(till).body


def asked(till: TillByHand) -> dict[str, str]:
    """What the list was asked for."""
    return dict(call(till).params)


@pytest.fixture
def found(selling: TillByHand, health: Health, cart_of: CartOf) -> TillByHand:
    """F7 and Enter: the latest sales, by a clock in Changsha."""
    selling.desk.found()
    language = selling.state.language
    selling.answer(msgspec.structs.replace(health, utc_offset_minutes=480, language=language), cart_of())
    selling.desk.tick(NOON)
    return selling.press("F7", "Enter").reply(tuple(summary(no) for no in range(1, 21)))


# --- the list ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_latest_sales_look_as_they_did(found: TillByHand, check_golden: CheckGolden) -> None:
    """Newest first, with what came back of them; then narrowed to an article of today."""
    check_golden("find-sale", found)
    found.press("1").reply((summary(1),)).press("5", "nfsq").found(WATER).press("Enter")
    found.reply((summary(1), summary(2)))
    check_golden("find-sale-narrow", found)


@pytest.mark.parametrize(
    ("keys", "params"),
    [
        (("1",), {"date": "2026-11-22"}),
        (("2",), {"date": "2026-11-21"}),
        (("3", "20261122", "Enter"), {"date": "2026-11-22"}),
        (("4", "27.85", "Enter"), {"amount_fen": "2785"}),
        (("6", "0042", "Enter"), {"receipt": "0042"}),
    ],
)
def test_the_list_is_narrowed(found: TillByHand, keys: Sequence[str], params: dict[str, str]) -> None:
    """By a business date, an amount, the last digits."""
    assert asked(found.press(*keys)) == {"limit": "20", **params}


def test_today_is_the_day_of_the_shift(found: TillByHand) -> None:
    """Past midnight too, until it is closed."""
    found.desk.tick(NOON + DAY_MS)
    assert asked(found.press("1"))["date"] == "2026-11-22"


def test_conditions_add_up_until_they_are_dropped(found: TillByHand) -> None:
    """An article of an amount; then anything."""
    found.press("4", "6", "Enter").reply(()).press("5", "nfsq").found(WATER).press("Enter")
    assert asked(found) == {"limit": "20", "amount_fen": "600", "sku": "P1"}
    assert "没有这样的销售单" in found.reply(()).text()
    assert asked(found.press("0")) == {"limit": "20"}


def test_a_condition_that_cannot_be_read_stays(found: TillByHand) -> None:
    """No day, no amount."""
    assert "不是日期" in found.press("3", "20261322", "Enter").text()
    assert "不是金额" in found.press("Esc").reply(()).press("4", "abc", "Enter").text()
    assert found.state.buffer == "abc"


def test_older_sales_come_below(found: TillByHand) -> None:
    """Page by page, until there are none."""
    assert asked(found.press("+")) == {"limit": "20", "before": "sale-20"}
    found.reply((summary(21),))
    assert "S0731-1-20261122-0021" in found.text()
    assert "没有更早的了" in found.press("+").reply(()).text()


def test_the_list_comes_back_as_long_as_it_was(found: TillByHand) -> None:
    """After the page of a sale of the second page."""
    found.press("+").reply(tuple(summary(no) for no in range(21, 31)))
    found.press("Enter").reply(sale_of(CASH_LEG)).press("Back")
    assert asked(found) == {"limit": "30"}


def test_a_refused_search_is_told(found: TillByHand, problem_of: ProblemOf) -> None:
    """In the agent's words."""
    found.press("4", "99999999999", "Enter").answer(problem_of("find.invalid", "查询条件不对:amount_fen"))
    assert "查询条件不对" in found.text()


def test_the_last_sale_is_at_hand(selling: TillByHand) -> None:
    """From the menu; without any sale there is none."""
    _choose(selling, "售后", "上一单")
    assert asked(selling) == {"limit": "1"}
    selling.reply(()).press("Esc")
    _choose(selling, "售后", "上一单").reply((summary(1),))
    assert call(selling).path == "/v1/sales/sale-1"
    assert isinstance(selling.reply(sale_of(CASH_LEG)).state.screen, PageScreen)


# --- a tender that was wrong -------------------------------------------------------------------------------


def on_page(till: TillByHand, sale: SaleView) -> TillByHand:
    """Its page is on the screen."""
    return till.press("Enter").reply(sale)


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_a_leg_is_booked_under_another_tender(found: TillByHand, check_golden: CheckGolden) -> None:
    """It was 微信, not cash; the page shows it."""
    on_page(found, sale_of(CASH_LEG)).press("2")
    check_golden("correct-tender", found)
    assert body(found.press("1")) == CorrectTender(1, ToExternal("wechat"))
    corrected = msgspec.structs.replace(WECHAT_LEG, no=1, amount_fen=Fen(1000))
    found.reply(sale_of(corrected))
    assert isinstance(found.state.screen, PageScreen)
    assert "微信" in found.text()


def test_of_several_legs_one_is_picked(found: TillByHand) -> None:
    """The second was cash."""
    on_page(found, sale_of(CASH_LEG, WECHAT_LEG)).press("2", "Down", "Enter", "1")
    assert body(found) == CorrectTender(2, ToCash())
    assert isinstance(found.reply(sale_of(CASH_LEG, CASH_LEG)).state.screen, PageScreen)


@pytest.mark.parametrize("no", ["", "A017"])
def test_a_sale_tells_its_number_in_the_queue(found: TillByHand, no: str) -> None:
    """A customer who lost the slip has the receipt; without a ticket there is no such line."""
    on_page(found, msgspec.structs.replace(sale_of(CASH_LEG), ticket=TicketNo(no)))
    assert no in found.text()
    assert ("取餐号" in found.text()) == bool(no)


def test_a_reference_is_asked_where_the_method_has_one(found: TillByHand) -> None:
    """It may be all that was wrong."""
    on_page(found, sale_of(MEITUAN_LEG)).press("2", "4", "MT2", "Enter")
    assert body(found) == CorrectTender(1, ToExternal("meituan", "MT2"))


@pytest.mark.parametrize(
    ("sale", "told"),
    [
        (sale_of(CODE_LEG), "付款码收的钱不能改收款方式"),
        (msgspec.structs.replace(sale_of(CASH_LEG), shift_is_open=False), "班次已交班"),
    ],
)
def test_what_cannot_be_corrected_is_told_at_once(found: TillByHand, sale: SaleView, told: str) -> None:
    """Before anything is asked."""
    assert told in on_page(found, sale).press("2").text()
    assert found.sent == []


def test_where_cash_is_all_there_is_nothing_is_corrected(
    till: TillByHand, session: SessionView, cart_of: CartOf
) -> None:
    """A form without a choice would hold the person there."""
    cash_only = msgspec.structs.replace(session, methods=())
    till.press("1001", "Enter", "1234", "Enter").answer(cash_only).answer(cart_of(), cart_of())
    till.choose("售后", "查单").reply((summary(1),))
    assert "本店只收现金" in on_page(till, sale_of(CASH_LEG)).press("2").text()


def test_a_refused_correction_can_be_chosen_again(found: TillByHand, problem_of: ProblemOf) -> None:
    """In the agent's words, on the question."""
    on_page(found, sale_of(CASH_LEG)).press("2", "1")
    assert "已有退款" in found.answer(problem_of("correction.refunded", "这笔收款已有退款,不能改")).text()
    assert isinstance(found.state.screen, FormScreen)


# --- without a receipt -------------------------------------------------------------------------------------


@pytest.fixture
def returning(selling: TillByHand) -> TillByHand:
    """无单退货: two bottles and a piece of pork."""
    _choose(selling, "售后", "无单退货")
    selling.scan("6921168509256").found(WATER).press("2", "Enter", "Enter", "1")
    selling.press("F3", "whr").found(PORK).press("Enter", "0.5", "Enter", "10", "Enter", "2")
    return selling


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_articles_come_back_without_a_receipt(returning: TillByHand, check_golden: CheckGolden) -> None:
    """Scanned or found, one after the other; a reason and a tender; then the refund."""
    check_golden("without-receipt", returning)
    returning.press("+", "3")
    check_golden("without-receipt-pay", returning)
    reason = "不想要" if returning.state.language == "zh-CN" else "not wanted"
    lines = (
        ReturnLineRequest(Sku("P1"), pieces(2), 400),
        ReturnLineRequest(Sku("P2"), Milli(500), 1000, GoodsGo.WRITTEN_OFF),
    )
    assert body(returning.press("1")) == ReturnRequest(lines, reason, CashReturn())
    refund = RefundView(
        RefundId("refund"), ReceiptNo("S0731-1-20261122-0043"), "2026-11-22", NOON, StaffId("1001"),
        TillId("1"), (), (), Fen(1400),
    )  # fmt: skip
    returning.reply(RefundDone(refund))
    assert "14.00" in returning.text()


def test_a_scan_asks_about_its_article(selling: TillByHand) -> None:
    """What is found by the code is taken at once; what is not stays a search."""
    _choose(selling, "售后", "无单退货").scan("6921168509256")
    assert selling.sent == [DoFind("6921168509256")]
    selling.found()
    assert isinstance(selling.state.screen, SearchScreen)
    assert isinstance(selling.press("Esc").state.screen, ListScreen)


@pytest.mark.parametrize(
    ("article", "keys", "told"),
    [
        (WATER, ("2", "Enter", "4.01", "Enter", "1"), "最多退 ￥4.00"),
        (WATER, ("0", "Enter", "Enter", "1"), "数量要大于 0"),
        (OPEN, ("1", "Enter", "Enter", "1"), "请输退款金额"),
    ],
)
def test_a_line_that_cannot_be_is_told(
    selling: TillByHand, article: ArticleView, keys: Sequence[str], told: str
) -> None:
    """And stays to be corrected."""
    _choose(selling, "售后", "无单退货").press("F3", "x").found(article).press("Enter", *keys)
    assert told in selling.text()
    assert isinstance(selling.state.screen, FormScreen)
    assert selling.state.screen.at < 2


def test_a_line_is_changed_and_taken_off(returning: TillByHand) -> None:
    """Enter proposes what it was; - takes it off."""
    returning.press("Up", "Enter", "1", "Enter", "2", "Enter", "Enter", "Down", "-", "+", "1", "1")
    sent = body(returning)
    assert isinstance(sent, ReturnRequest)
    assert sent.lines == (ReturnLineRequest(Sku("P1"), pieces(1), 200),)


def test_with_nothing_there_is_nothing_to_pay(selling: TillByHand) -> None:
    """Told; nothing is asked."""
    assert "先扫要退的商品" in _choose(selling, "售后", "无单退货").press("+").text()


def test_own_words_and_a_reference_are_typed(returning: TillByHand) -> None:
    """Another reason, and a method that asks for its reference."""
    returning.press("+", "4", "4", "开封变质", "Enter", "TK1", "Enter")
    sent = body(returning)
    assert isinstance(sent, ReturnRequest)
    assert (sent.reason, sent.tender) == ("开封变质", ExternalReturn("meituan", "TK1"))


def test_a_refused_return_keeps_its_lines(returning: TillByHand, problem_of: ProblemOf) -> None:
    """Above the shop's limit: a line is taken off, and it goes."""
    returning.press("+", "1", "1").answer(problem_of("return.above-limit", "无小票退货一次不超过 ￥10"))
    assert "一次不超过" in returning.text()
    returning.press("Esc")
    assert isinstance(returning.state.screen, ListScreen)
    assert "五花肉" in returning.text()


def _choose(till: TillByHand, group: str, activity: str) -> TillByHand:
    """By the menu, whatever its language: the digits are places."""
    language = till.state.language
    names = {"售后": "After the sale", "上一单": "The last sale", "无单退货": "Return without receipt"}
    till.press("Insert")
    for title in (group, activity):
        wanted = title if language == "zh-CN" else names[title]
        row = next(row for row in till.text().splitlines() if wanted in row.strip(" >")[:30])
        till.press(row.strip(" >")[0])
    return till
