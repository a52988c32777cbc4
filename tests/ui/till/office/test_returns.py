"""Returns at the till: the receipt, its lines, the plan, other devices, the refund; exchanges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.domain.events import GoodsGo
from edge_agent.domain.ids import (
    ApprovalId,
    CartId,
    JobId,
    PaymentId,
    ReceiptNo,
    RefundId,
    SaleId,
    Sku,
    StaffId,
    TillId,
)
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit, pieces
from edge_agent.wire.after_sale import (
    ExchangeRequest,
    RefundDone,
    RefundedLineView,
    RefundLegView,
    RefundLineRequest,
    RefundPlan,
    RefundRequest,
    RefundView,
    ReopenRequest,
)
from edge_agent.wire.approvals import ApprovalView
from edge_agent.wire.body import Body
from edge_agent.wire.carts import CartView, ComingBackView, ExchangeView
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import RefundSummary, SaleSummary, SaleView, SoldLineView, SoldTenderView
from edge_agent.wire.scans import ScanAnswer
from ui.till.commands import Call, DoApproved, DoOpenCart, DoScan
from ui.till.generic.kinds import FormScreen, ListScreen, PageScreen
from ui.till.state import SaleScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.ui.till.conftest import CartOf, CheckGolden
    from ui.till.by_hand import TillByHand

    ProblemOf = Callable[..., Problem]

NOON = 1_795_319_000_000
RECEIPT = "S0731-1-20261122-0042"
SLIP = ReceiptNo("S0731-1-20261122-0043")
LINES = (
    SoldLineView(1, Sku("P1"), "农夫山泉饮用天然水550ml", Unit.EACH, pieces(3), Fen(200), Fen(600),
                 left=pieces(2), left_fen=Fen(400)),
    SoldLineView(2, Sku("P2"), "五花肉", Unit.KG, Milli(532), Fen(2980), Fen(1585),
                 left=Milli(532), left_fen=Fen(1585)),
    SoldLineView(3, Sku("P3"), "酱油", Unit.EACH, pieces(1), Fen(990), Fen(990), voided=True),
    SoldLineView(4, Sku("P4"), "珍珠奶茶", Unit.EACH, pieces(1), Fen(1300), Fen(1300),
                 options=("大杯", "少冰")),
)  # fmt: skip
SOLD = SaleView(
    SaleId("sale"), ReceiptNo(RECEIPT), "2026-11-22", NOON, StaffId("1001"), TillId("1"), CartId("cart-0"),
    Fen(3485), Fen(515), LINES,
    (SoldTenderView("cash", Fen(1485), Fen(2000), no=1),
     SoldTenderView("external", Fen(2000), Fen(2000), "meituan", "MT88", no=2)),
    discount_fen=Fen(-100), refunded_fen=Fen(1500), copies=1, shift_is_open=True, points_earned=34,
)  # fmt: skip
CASH_LEG = RefundLegView("cash", Fen(200), of_tender=1)
DEVICE_LEG = RefundLegView("external", Fen(1500), "meituan", "美团券", of_tender=2, asks_reference=True)
WATER_BACK = RefundedLineView(1, Sku("P1"), LINES[0].name, Unit.EACH, pieces(1), Fen(200), GoodsGo.BACK, 1)
PORK_BACK = RefundedLineView(
    2, Sku("P2"), "五花肉", Unit.KG, Milli(532), Fen(1585), GoodsGo.WRITTEN_OFF, sale_line=2
)


def plan_of(*legs: RefundLegView, lines: Sequence[RefundedLineView] = (WATER_BACK,)) -> RefundPlan:
    """A plan as the agent makes it."""
    total = Fen(sum(leg.amount_fen for leg in legs))
    external = Fen(sum(leg.amount_fen for leg in legs if leg.kind == "external"))
    return RefundPlan(tuple(lines), legs, total, Fen(0), total, 2, 0, external)


def exchanging(cart: CartView, credit: int) -> CartView:
    """The cart with goods that come back for `credit`."""
    line = ComingBackView(1, LINES[0].name, Unit.EACH, pieces(1), Fen(credit), "back")
    back = Fen(max(0, credit - cart.total_fen))
    exchange = ExchangeView(SOLD.id, SOLD.receipt_no, (line,), Fen(credit), back)
    return msgspec.structs.replace(cart, exchange=exchange)


def done_of(*legs: RefundLegView, cart: str | None = None, reason: str = "") -> RefundDone:
    """A refund as the agent has made it."""
    total = Fen(sum(leg.amount_fen for leg in legs))
    refund = RefundView(
        RefundId("refund"), SLIP, "2026-11-22", NOON, StaffId("1001"), TillId("1"), (WATER_BACK,), legs,
        total, sale=SOLD.id, sale_receipt_no=SOLD.receipt_no, reason=reason, points_taken=2,
    )  # fmt: skip
    return RefundDone(refund, CartId(cart) if cart else None)


def body(till: TillByHand) -> Body | None:
    """What the newest command sends."""
    return call(till).body


def call(till: TillByHand) -> Call[object]:
    """The newest command, which is a call."""
    command = till.sent[-1]
    assert isinstance(command, Call)
    return command


@pytest.fixture
def chosen(selling: TillByHand) -> TillByHand:
    """F7, the receipt scanned: its lines are on the screen."""
    return selling.press("F7").scan(RECEIPT).reply(SOLD)


@pytest.fixture
def planned(chosen: TillByHand) -> TillByHand:
    """One bottle comes back, in cash."""
    return chosen.press("1", "Enter", "+").reply(plan_of(CASH_LEG))


# --- the receipt -------------------------------------------------------------------------------------------


def test_a_scanned_receipt_is_returned_by_four_keys(selling: TillByHand) -> None:
    """F7, scan, Enter on the line, + and Enter; all that is left of the line."""
    keys = ("F7", "Enter", "+", "Enter")
    selling.press(keys[0]).scan(RECEIPT).reply(SOLD)
    selling.press(*keys[1:3])
    assert body(selling) == RefundRequest((RefundLineRequest(1, pieces(2)),))
    selling.reply(plan_of(CASH_LEG)).press(keys[3])
    assert call(selling).path == "/v1/sales/sale/refunds"
    assert body(selling) == RefundRequest((RefundLineRequest(1, pieces(2)),))
    selling.reply(done_of(CASH_LEG))
    assert "2.00" in selling.text()
    assert SLIP in selling.text()
    selling.press("Enter")
    assert selling.state.screen == SaleScreen()


def test_a_receipt_scanned_while_selling_opens_its_lines(selling: TillByHand, cart_of: CartOf) -> None:
    """Without F7: the agent says that it is a receipt."""
    answer = ScanAnswer(cart_of(), kind="receipt", receipt_no=ReceiptNo(RECEIPT))
    selling.scan(RECEIPT).answer(answer)
    assert call(selling).path == f"/v1/sales/{RECEIPT}"
    selling.reply(SOLD)
    assert isinstance(selling.state.screen, ListScreen)
    assert selling.press("Back").state.screen == SaleScreen()


@pytest.mark.parametrize("keys", [("F7", "0042", "Enter"), ("0042", "F7")])
def test_last_digits_open_the_one_sale_that_has_them(selling: TillByHand, keys: Sequence[str]) -> None:
    """Typed before the key or after it."""
    selling.press(*keys)
    assert dict(call(selling).params) == {"receipt": "0042"}
    selling.reply((summary(42),)).reply(SOLD)
    assert "五花肉" in selling.text()


def test_last_digits_of_several_sales_list_them(selling: TillByHand) -> None:
    """A day later the same digits come again: the list is asked with them."""
    selling.press("F7", "42", "Enter").reply((summary(42), summary(142)))
    assert dict(call(selling).params) == {"receipt": "42", "limit": "20"}
    selling.reply((summary(42), summary(142))).press("Down", "F7")
    assert call(selling).path == "/v1/sales/sale-142"


def test_unknown_digits_stay_to_be_corrected(selling: TillByHand) -> None:
    """Nothing typed is lost."""
    selling.press("F7", "999", "Enter").reply(())
    assert "没有单号末位是 999 的小票" in selling.text()
    assert selling.state.buffer == "999"


def test_what_is_no_receipt_is_not_asked_for(selling: TillByHand) -> None:
    """An article's barcode, a web address."""
    for code in ("6921168509256", "https://example.com/x", "../carts"):
        selling.press("F7").scan(code)
        assert selling.sent == []
        assert "不是小票号" in selling.text()
        selling.press("Esc")


def test_a_refund_slip_shows_its_refund(selling: TillByHand, problem_of: ProblemOf) -> None:
    """It has a number of the same kind; its paper can be had again."""
    selling.press("F7").scan(SLIP).answer(problem_of("sale.unknown", "没有这张小票"))
    assert call(selling).path == f"/v1/refunds/{SLIP}"
    selling.reply(done_of(CASH_LEG).refund)
    assert RECEIPT in selling.text()
    selling.press("*")
    assert call(selling).path == "/v1/refunds/refund/reprint"
    selling.reply(PrintJobView(JobId("j"), None, "refund", "front", "queued", NOON, 1))
    assert "退款单正在打印" in selling.text()


def test_a_number_that_is_neither_is_refused_in_the_agents_words(
    selling: TillByHand, problem_of: ProblemOf
) -> None:
    """And stays to be seen."""
    selling.press("F7").scan(RECEIPT)
    selling.answer(problem_of("sale.unknown", "没有这张小票"), problem_of("refund.unknown", "没有这张退款单"))
    assert "没有这张退款单" in selling.text()
    assert selling.state.buffer == RECEIPT


# --- the lines ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_lines_look_as_they_did(chosen: TillByHand, check_golden: CheckGolden) -> None:
    """Before anything is chosen, then a bottle and the pork, which is written off."""
    check_golden("return-lines", chosen)
    chosen.press("1", "Enter", "Down", "Enter", "/")
    check_golden("return-lines-chosen", chosen)


def test_some_of_a_line_come_back(chosen: TillByHand) -> None:
    """Pieces are typed, grams of what is weighed; the goods' way is changed by a key."""
    chosen.press("1", "Enter", "Down", "200", "Enter", "/", "+")
    assert body(chosen) == RefundRequest(
        (RefundLineRequest(1, pieces(1)), RefundLineRequest(2, 200, GoodsGo.WRITTEN_OFF))
    )


def test_all_that_is_left_comes_back_by_one_key(chosen: TillByHand) -> None:
    """Not what was voided, not what came back before."""
    chosen.press("*", "+")
    assert body(chosen) == RefundRequest((RefundLineRequest(1, pieces(2)), RefundLineRequest(2, 532)))


@pytest.mark.parametrize("keys", [("-",), ("0", "Enter")])
def test_a_line_is_left_out_again(chosen: TillByHand, keys: Sequence[str]) -> None:
    """By its key, or by taking none of it."""
    chosen.press("Enter", *keys, "+")
    assert chosen.sent == []
    assert "先选要退的商品" in chosen.text()


def test_more_than_is_left_is_refused(chosen: TillByHand) -> None:
    """Told how much there is; what was typed can be corrected."""
    chosen.press("3", "Enter")
    assert "农夫山泉饮用天然水550ml 只剩 2 可退" in chosen.text()
    assert chosen.press("Back", "1", "Enter", "+").sent != []


def test_a_number_without_a_line_is_not_forgotten(chosen: TillByHand) -> None:
    """Somebody typed 1 and forgot Enter: the plan is not of something else."""
    assert chosen.press("Enter", "1", "+").sent == []
    assert "1" in chosen.state.buffer


def test_a_line_that_came_back_cannot_come_back_again(chosen: TillByHand) -> None:
    """It says so in the list."""
    assert "已退完" in chosen.text()
    assert "已经退完" in chosen.press("Down", "Down", "Enter").text()


def test_a_refused_plan_keeps_what_was_chosen(chosen: TillByHand, problem_of: ProblemOf) -> None:
    """Another till was faster."""
    chosen.press("Enter", "+").answer(problem_of("refund.above-left", "农夫山泉 只剩 1 可退"))
    assert "只剩 1 可退" in chosen.text()
    assert isinstance(chosen.state.screen, ListScreen)
    assert body(chosen.press("1", "Enter", "+")) == RefundRequest((RefundLineRequest(1, pieces(1)),))


# --- the plan ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_plan_looks_as_it_did(chosen: TillByHand, check_golden: CheckGolden) -> None:
    """What comes back, how much goes back, by what, and what becomes of points."""
    by_code = RefundLegView("payment", Fen(85), "wechat", of_tender=3)
    legs = (CASH_LEG, DEVICE_LEG, by_code)
    chosen.press("*", "+").reply(plan_of(*legs, lines=(WATER_BACK, PORK_BACK)))
    check_golden("return-plan", chosen)


def test_a_reason_is_a_digit(planned: TillByHand) -> None:
    """Seen on the page before Enter gives the money back."""
    planned.press("2")
    assert planned.sent == []
    assert "拿错" in planned.text()
    planned.press("Enter")
    assert body(planned) == RefundRequest((RefundLineRequest(1, pieces(1)),), reason="拿错")


def test_another_reason_is_typed(planned: TillByHand) -> None:
    """And shown like the others."""
    planned.press("4", "包装破了", "Enter", "Enter")
    assert body(planned) == RefundRequest((RefundLineRequest(1, pieces(1)),), reason="包装破了")


def test_a_refused_refund_keeps_the_plan(planned: TillByHand, problem_of: ProblemOf) -> None:
    """In the agent's words."""
    planned.press("1", "Enter").answer(problem_of("shift.none-here", "还没开班"))
    assert "还没开班" in planned.text()
    assert "质量问题" in planned.text()


# --- other devices -----------------------------------------------------------------------------------------


def asked_external(problem_of: ProblemOf, fen: int = 1500) -> Problem:
    """The agent asks for what 美团 must give back."""
    problem = problem_of("refund.confirm-external", "请先在收款设备上退:美团券 15.00")
    params: dict[str, str | int] = {"legs": f"美团券 {fen // 100}.00", "external_fen": fen}
    return msgspec.structs.replace(problem, params=params)


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_another_device_gives_back_first(
    chosen: TillByHand, problem_of: ProblemOf, check_golden: CheckGolden
) -> None:
    """Which device, how much; its reference and 已退 go with the refund."""
    chosen.press("Enter", "+").reply(plan_of(DEVICE_LEG)).press("Enter")
    chosen.answer(asked_external(problem_of))
    check_golden("return-device", chosen)
    chosen.press("TK99", "Enter", "1")
    assert body(chosen) == RefundRequest(
        (RefundLineRequest(1, pieces(2)),), external_done=True, external_fen=1500, reference="TK99"
    )
    chosen.reply(done_of(msgspec.structs.replace(DEVICE_LEG, reference="TK99")))
    assert "TK99" in chosen.text()


def test_what_the_device_has_not_given_back_is_not_booked(chosen: TillByHand, problem_of: ProblemOf) -> None:
    """No leads back to the plan."""
    plain = msgspec.structs.replace(DEVICE_LEG, asks_reference=False)
    chosen.press("Enter", "+").reply(plan_of(plain)).press("Enter").answer(asked_external(problem_of))
    chosen.press("2")
    assert chosen.sent == []
    assert isinstance(chosen.state.screen, PageScreen)
    assert "没有登记退款" in chosen.text()


def test_an_amount_that_moved_is_asked_again(chosen: TillByHand, problem_of: ProblemOf) -> None:
    """Once, not one question upon the other."""
    plain = msgspec.structs.replace(DEVICE_LEG, asks_reference=False)
    chosen.press("Enter", "+").reply(plan_of(plain)).press("Enter").answer(asked_external(problem_of))
    chosen.press("1").answer(asked_external(problem_of, 900))
    assert "9.00" in chosen.text()
    chosen.press("1")
    sent = body(chosen)
    assert isinstance(sent, RefundRequest)
    assert sent.external_fen == 900
    chosen.answer(problem_of("x", "不行")).press("Esc")
    assert isinstance(chosen.state.screen, PageScreen)


def test_one_approval_covers_the_question_and_the_refund(chosen: TillByHand, problem_of: ProblemOf) -> None:
    """Whoever approved is not called twice for one refund."""
    plain = msgspec.structs.replace(DEVICE_LEG, asks_reference=False)
    needed = msgspec.structs.replace(problem_of("right.needed", "退货要授权"), params={"right": "refund"})
    chosen.press("Enter", "+").reply(plan_of(plain)).press("Enter").answer(needed)
    chosen.press("9001", "Enter", "1234", "Enter")
    chosen.reply(ApprovalView(ApprovalId("yes"), StaffId("9001"), "店长"))
    chosen.answer(asked_external(problem_of)).press("1")
    command = chosen.sent[-1]
    assert isinstance(command, DoApproved)
    assert command.approval == "yes"
    assert isinstance(command.command, Call)
    assert command.command.body == RefundRequest(
        (RefundLineRequest(1, pieces(2)),), external_done=True, external_fen=1500
    )


def test_an_approval_outlives_a_device_that_has_not_given_back(
    chosen: TillByHand, problem_of: ProblemOf
) -> None:
    """No, or Esc, leads back to the plan; to try again asks for no second PIN."""
    plain = msgspec.structs.replace(DEVICE_LEG, asks_reference=False)
    needed = msgspec.structs.replace(problem_of("right.needed", "退货要授权"), params={"right": "refund"})
    chosen.press("Enter", "+").reply(plan_of(plain)).press("Enter").answer(needed)
    chosen.press("9001", "Enter", "1234", "Enter")
    chosen.reply(ApprovalView(ApprovalId("yes"), StaffId("9001"), "店长"))
    for given_up in ("2", "Esc"):
        chosen.answer(asked_external(problem_of)).press(given_up, "Enter")
        command = chosen.sent[-1]
        assert isinstance(command, DoApproved)
        assert command.approval == "yes"


# --- the refund --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_a_refund_through_a_provider_is_followed(planned: TillByHand, check_golden: CheckGolden) -> None:
    """It may still be under way: the page says so, and asks again by a key."""
    leg = RefundLegView("payment", Fen(1500), "wechat", payment=PaymentId("pay"))
    planned.press("Enter").reply(done_of(CASH_LEG, leg, reason="质量问题"))
    assert call(planned).path == "/v1/payments/pay"
    planned.reply(PaymentView(PaymentId("pay"), "R1", "wechat", Fen(1500), "sent", NOON, "refund"))
    check_golden("refunded", planned)
    planned.press("+").reply(PaymentView(PaymentId("pay"), "R1", "wechat", Fen(1500), "paid", NOON, "refund"))
    shown = planned.text()
    assert "已原路退回" in shown or "has gone back" in shown
    planned.desk.changed("payments")
    assert planned.sent == []


def test_news_of_payments_bring_a_refund_up_to_date(planned: TillByHand) -> None:
    """Without a key; while it is asked it is not asked again."""
    leg = RefundLegView("payment", Fen(1500), "wechat", payment=PaymentId("pay"))
    planned.press("Enter").reply(done_of(leg))
    planned.desk.changed("payments")
    assert len(planned.sent) == 1
    planned.reply(PaymentView(PaymentId("pay"), "R1", "wechat", Fen(1500), "sent", NOON, "refund"))
    planned.desk.changed("payments")
    planned.reply(PaymentView(PaymentId("pay"), "R1", "wechat", Fen(1500), "declined", NOON, "refund"))
    assert "退款未成" in planned.text()


def test_the_next_scan_begins_the_next_sale(planned: TillByHand) -> None:
    """Nobody has to leave the refund first."""
    planned.press("Enter").reply(done_of(CASH_LEG)).scan("6921168509256")
    assert planned.sent == [DoScan("6921168509256")]
    assert planned.state.screen == SaleScreen()


def test_an_exchange_goes_into_the_cart(chosen: TillByHand, cart_of: CartOf) -> None:
    """F7 in the lines; the reason goes with it; nothing goes back yet, and the other goods are scanned."""
    chosen.press("1", "Enter", "F7").reply(plan_of(DEVICE_LEG)).press("2")
    shown = chosen.text()
    assert "抵新商品" in shown
    assert "美团券" not in shown
    chosen.press("Enter")
    assert call(chosen).path == "/v1/exchanges"
    assert body(chosen) == ExchangeRequest("sale", (RefundLineRequest(1, pieces(1)),), "拿错")
    chosen.reply(exchanging(cart_of(version=4), credit=200))
    assert "换货抵 ￥2.00: 现在扫换的商品" in chosen.text()
    assert chosen.state.screen == SaleScreen()


def test_an_exchange_may_begin_with_goods_in_the_cart(full: TillByHand) -> None:
    """Whatever was scanned first, the customer's old goods or the new ones."""
    full.press("F7").scan(RECEIPT).reply(SOLD).press("Enter", "F7")
    assert body(full) == RefundRequest((RefundLineRequest(1, pieces(2)),))


# --- a sale's page -----------------------------------------------------------------------------------------


@pytest.fixture
def page(selling: TillByHand) -> TillByHand:
    """The page of a sale that was found."""
    return selling.press("F7", "Enter").reply((summary(42),)).press("Enter").reply(SOLD)


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_a_sale_has_a_page(page: TillByHand, check_golden: CheckGolden) -> None:
    """Money, tenders, what came back, the lines; on a wide screen as well."""
    check_golden("sale-page", page)
    check_golden("sale-page", page, 120, 36)


def test_the_page_tells_each_refund(selling: TillByHand) -> None:
    """By the number on its own slip, with who gave how much back."""
    refund = RefundSummary(RefundId("r1"), SLIP, NOON, TillId("1"), StaffId("8001"), Fen(1500))
    sale = msgspec.structs.replace(SOLD, refunds=(refund,))
    shown = selling.press("F7", "Enter").reply((summary(42),)).press("Enter").reply(sale).text()
    (line,) = [line for line in shown.splitlines() if SLIP in line]
    assert "8001" in line
    assert line.rstrip().endswith("￥15.00")


def test_a_return_begins_on_the_page(page: TillByHand) -> None:
    """F7, and Backspace leads to the page again, which is read anew."""
    assert isinstance(page.press("F7").state.screen, ListScreen)
    assert isinstance(page.press("Back").state.screen, PageScreen)
    assert call(page).path == "/v1/sales/sale"


def test_a_sale_is_reopened_with_a_reason(page: TillByHand, cart_of: CartOf) -> None:
    """反结账: all of it, never without a reason; its lines are in the cart again."""
    page.press("1")
    assert body(page) == RefundRequest(all=True)
    page.reply(plan_of(CASH_LEG)).press("Enter")
    assert page.sent == []
    assert "先按数字选原因" in page.text()
    page.press("2", "Enter")
    assert call(page).path == "/v1/sales/sale/reopen"
    assert body(page) == ReopenRequest("漏优惠")
    page.reply(done_of(CASH_LEG, cart="cart-9"))
    assert page.sent == [DoOpenCart()]
    assert "原单已放回购物车" in page.answer(cart_of()).text()


def test_a_sale_of_another_shift_is_not_reopened(page: TillByHand, problem_of: ProblemOf) -> None:
    """In the agent's words, the plan still there."""
    page.press("1").reply(plan_of(CASH_LEG)).press("1", "Enter")
    assert "只能反结账本班的单" in page.answer(problem_of("reopen.shift", "只能反结账本班的单")).text()


def test_the_receipt_is_printed_again(page: TillByHand) -> None:
    """The copy's number is told, and the page read anew."""
    page.press("3")
    assert call(page).path == "/v1/sales/sale/reprint"
    page.reply(PrintJobView(JobId("j"), SaleId("sale"), "receipt", "front", "queued", NOON, 2))
    assert "第 2 份" in page.text()
    assert call(page).path == "/v1/sales/sale"
    assert "补打过 2 次" in page.reply(msgspec.structs.replace(SOLD, copies=2)).text()


def test_a_receipt_that_was_never_printed_is_printed(page: TillByHand) -> None:
    """The same key: its first paper is no copy."""
    page.press("3").reply(PrintJobView(JobId("j"), SaleId("sale"), "receipt", "front", "queued", NOON, 0))
    assert "小票正在打印" in page.text()


def summary(no: int) -> SaleSummary:
    """A sale in a list."""
    return SaleSummary(
        SaleId(f"sale-{no}"), ReceiptNo(f"S0731-1-20261122-{no:04d}"), NOON - no * 60_000, TillId("1"),
        StaffId("1001"), Fen(no * 100), Fen(100 if no % 2 else 0), "农夫山泉饮用天然水550ml", 3,
    )  # fmt: skip


def test_the_question_for_a_receipt_is_left(selling: TillByHand) -> None:
    """By Esc, for the sale."""
    assert isinstance(selling.press("F7").state.screen, FormScreen)
    assert selling.press("Esc").state.screen == SaleScreen()
