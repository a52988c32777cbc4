"""What belongs to the sale on screens of its own: member, order discount, invoice, drawer, copy, payments."""

from collections.abc import Callable, Sequence

import msgspec
import pytest

from edge_agent.domain.ids import DrawerId, MemberId, PaymentId, ReceiptNo, SaleId, StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.wire.body import Body
from edge_agent.wire.carts import (
    CartDiscount,
    CartMark,
    CartMemberRequest,
    CartMemberView,
    CartView,
    LineView,
)
from edge_agent.wire.payments import PaymentView, SettlePayment
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleSummary
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.shifts import DrawerView, OpenDrawer
from ui.till.by_hand import TillByHand
from ui.till.commands import Call, DoOpenCart
from ui.till.generic.kinds import FormScreen, ListScreen
from ui.till.state import SaleScreen, TenderScreen

CartOf = Callable[..., CartView]
ProblemOf = Callable[..., Problem]
PHONE = "13812345678"


def body(till: TillByHand) -> Body | None:
    """What the only waiting call sends."""
    (call,) = till.sent
    assert isinstance(call, Call)
    return call.body


@pytest.fixture
def with_member(full: TillByHand, cart_of: CartOf, lines: Sequence[LineView]) -> TillByHand:
    """A member who showed the code is on the cart."""
    member = CartMemberView(MemberId("m"), "5678", 320, may_spend=True)
    cart = msgspec.structs.replace(cart_of(*lines, version=5), member=member)
    return full.scan("M:0042").answer(ScanAnswer(cart, kind="member"))


# --- member -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keys", [("F2", "5678", "Enter"), ("5678", "F2")])
def test_a_member_is_found(
    full: TillByHand, cart_of: CartOf, lines: Sequence[LineView], keys: Sequence[str]
) -> None:
    """The number before the key or after it; tail and points are told, back on the sale."""
    assert body(full.press(*keys)) == CartMemberRequest("5678")
    member = CartMemberView(MemberId("m"), "5678", 320)
    full.answer(msgspec.structs.replace(cart_of(*lines, version=5), member=member))
    assert full.state.screen == SaleScreen()
    assert "会员 尾号5678 积分 320" in full.text()
    assert full.state.buffer == ""


def test_a_member_code_may_be_scanned_into_the_question(full: TillByHand) -> None:
    """F2, then the scanner."""
    assert body(full.press("F2").scan("M:0042")) == CartMemberRequest("M:0042")


def test_several_members_of_one_tail_are_asked_for_more(full: TillByHand, problem_of: ProblemOf) -> None:
    """The question stays, with what was typed."""
    full.press("5678", "F2").answer(problem_of("member.many", "这个尾号有几位会员"))
    assert "这个尾号有几位会员" in full.text()
    assert (isinstance(full.state.screen, FormScreen), full.state.buffer) == (True, "5678")


def test_an_unknown_full_number_is_enrolled_by_enter(
    full: TillByHand, problem_of: ProblemOf, cart_of: CartOf
) -> None:
    """After 已告知隐私说明; the number is not shown in full."""
    full.press("F2", PHONE, "Enter").answer(problem_of("member.unknown", "没有这位会员"))
    assert "138****5678" in full.text()
    assert PHONE not in full.text()
    assert body(full.press("Enter")) == CartMemberRequest(PHONE, enrol=True)
    assert full.answer(cart_of()).state.screen == SaleScreen()


def test_an_unknown_tail_is_only_refused(full: TillByHand, problem_of: ProblemOf) -> None:
    """Four digits enrol nobody."""
    full.press("F2", "5678", "Enter").answer(problem_of("member.unknown", "没有这位会员"))
    assert "没有这位会员" in full.text()


def test_who_says_no_is_not_enrolled(full: TillByHand, problem_of: ProblemOf) -> None:
    """2: nothing is sent, the sale goes on."""
    full.press("F2", PHONE, "Enter").answer(problem_of("member.unknown")).press("2")
    assert (full.sent, full.state.screen) == ([], SaleScreen())


def test_points_are_spent(with_member: TillByHand, cart_of: CartOf, lines: Sequence[LineView]) -> None:
    """F2 on a member: 1, so many, Enter."""
    assert body(with_member.press("F2", "1", "200", "Enter")) == CartMemberRequest(points=200)
    member = CartMemberView(MemberId("m"), "5678", 120, points_spent=200)
    with_member.answer(msgspec.structs.replace(cart_of(*lines, version=6), member=member))
    assert "本单用 200 分" in with_member.text()


def test_a_tail_cannot_spend(with_member: TillByHand) -> None:
    """Said before anything is asked of the agent."""
    cart = with_member.state.cart
    assert cart is not None
    assert cart.member is not None
    tail = msgspec.structs.replace(cart.member, may_spend=False)
    shown = msgspec.structs.replace(cart, member=tail)
    with_member.scan("M:0042").answer(ScanAnswer(shown, kind="member")).press("F2", "1")
    assert with_member.sent == []
    assert "凭尾号只能积分" in with_member.text()


def test_a_member_is_taken_off(with_member: TillByHand, cart_of: CartOf, lines: Sequence[LineView]) -> None:
    """F2, 3."""
    assert body(with_member.press("F2", "3")) == CartMemberRequest()
    with_member.answer(cart_of(*lines, version=6))
    assert "尾号5678" not in with_member.text()


# --- order discount, invoice ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "sent"),
    [
        (("28", "F6"), CartDiscount(total_fen=2800)),
        (("F6", "9", "5", "Enter"), CartDiscount(pay_permille=950)),
        (("F6", "100", "Enter"), CartDiscount()),
    ],
)
def test_the_whole_is_discounted(
    full: TillByHand, cart_of: CartOf, lines: Sequence[LineView], keys: Sequence[str], sent: CartDiscount
) -> None:
    """An agreed total by number and key, a share by asking, and none again."""
    assert body(full.press(*keys)) == sent
    full.answer(cart_of(*lines, version=5))
    assert "整单应收 ￥29.85" in full.text()
    assert full.state.screen == SaleScreen()


def test_nothing_is_no_sale_to_discount(selling: TillByHand) -> None:
    """An empty cart says so."""
    assert selling.press("F6").state.bells == 1


@pytest.mark.parametrize("before", [(), ("+",)])
def test_an_invoice_is_wanted_until_it_is_not(
    full: TillByHand, cart_of: CartOf, lines: Sequence[LineView], before: Sequence[str]
) -> None:
    """Ctrl+F marks and unmarks, while selling and while paying; the screen stays."""
    assert body(full.press(*before, "Ctrl+F")) == CartMark(wants_invoice=True)
    screen = full.state.screen
    full.answer(msgspec.structs.replace(cart_of(*lines, version=5), wants_invoice=True))
    assert "这一单要开票" in full.text()
    assert full.state.screen == screen
    assert isinstance(screen, TenderScreen if before else SaleScreen)
    assert body(full.press("Ctrl+F")) == CartMark(wants_invoice=False)


# --- drawer, copy -----------------------------------------------------------------------------------------


def test_the_drawer_opens_with_a_reason(selling: TillByHand) -> None:
    """F12 and a digit."""
    assert body(selling.press("F12", "1")) == OpenDrawer("换零钱")
    selling.reply(DrawerView(DrawerId("1"), 0))
    assert "钱箱已打开" in selling.text()


def test_another_reason_is_typed(selling: TillByHand) -> None:
    """Other: what it is."""
    assert body(selling.press("F12", "4", "清洁", "Enter")) == OpenDrawer("清洁")


def test_a_till_that_was_just_started_prints_the_newest_sale(selling: TillByHand) -> None:
    """It has sold nothing yet: the shop's newest receipt is meant."""
    selling.press("Ctrl+R")
    summary = SaleSummary(
        SaleId("s"), ReceiptNo("S0731-1-20261122-0041"), 0, TillId("1"), StaffId("1001"), Fen(500)
    )
    selling.reply((summary,))
    (call,) = selling.sent
    assert isinstance(call, Call)
    assert call.path == "/v1/sales/s/reprint"


def test_without_any_sale_there_is_nothing_to_print(selling: TillByHand) -> None:
    """Said, with a sound."""
    assert selling.press("Ctrl+R").reply(()).state.bells == 1


# --- payments to settle -----------------------------------------------------------------------------------


def test_a_payment_is_settled_by_somebody_who_looked(selling: TillByHand) -> None:
    """From the menu: the list, Enter, what it became and how that is known; then the list anew."""
    unknown = PaymentView(PaymentId("pay"), "S0731P1", "wechat", Fen(2985), "unknown", 0)
    selling.press("Insert")
    assert "现金与班次" in selling.text()
    selling.press(_digit(selling, "现金与班次"))
    selling.press(_digit(selling, "待处理付款")).reply((unknown,))
    assert "结果不明" in selling.text()
    assert body(selling.press("Enter", "1", "顾客手机", "Enter")) == SettlePayment("paid", "顾客手机")
    selling.reply(unknown)
    assert isinstance(selling.state.screen, ListScreen)
    assert selling.sent[-1] == DoOpenCart()


def _digit(till: TillByHand, title: str) -> str:
    row = next(row for row in till.text().splitlines() if title in row)
    return row.strip(" >")[0]
