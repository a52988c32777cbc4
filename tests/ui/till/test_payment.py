"""A payment code at the till: it waits, it is given up, it is decided, and a sale comes of it."""

from collections.abc import Callable, Sequence

import msgspec
import pytest

from edge_agent.domain.ids import PaymentId, SaleId
from edge_agent.domain.money import Fen
from edge_agent.wire.carts import CartView, LineView
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.sessions import SessionView
from ui.till.by_hand import TillByHand
from ui.till.commands import Call, DoOpenCart, DoRepeatLast, DoScan, DoWatch
from ui.till.state import SaleScreen, TenderScreen

CODE = "134567890123456789"
NOON = 1_795_319_000_000
CartOf = Callable[..., CartView]
ProblemOf = Callable[..., Problem]


def payment(state: str, reason: str = "") -> PaymentView:
    """A WeChat payment of 29.85."""
    sale = SaleId("sale") if state == "paid" else None
    return PaymentView(
        PaymentId("pay"), "S0731P1", "wechat", Fen(2985), state, NOON, sale=sale, reason=reason
    )


@pytest.fixture
def waiting_cart(cart_of: CartOf, lines: Sequence[LineView]) -> CartView:
    """Frozen while the customer's phone decides."""
    cart = cart_of(*lines, version=5, state="tendering")
    return msgspec.structs.replace(cart, pending=PaymentId("pay"))


@pytest.fixture
def paying(full: TillByHand, waiting_cart: CartView) -> TillByHand:
    """A payment code was scanned over a full cart; the customer types a password."""
    answer = ScanAnswer(waiting_cart, kind="payment", payment=payment("awaiting_customer"))
    full.scan(CODE).answer(answer).desk.tick(NOON + 12_000)
    return full


def test_a_payment_code_opens_the_payment(paying: TillByHand) -> None:
    """No key at all: the tender screen tells what is waited for, and for how long."""
    assert isinstance(paying.state.screen, TenderScreen)
    assert CODE not in paying.text()
    for shown in ("付款码 微信", "等顾客在手机上确认", "已等 12 秒", "取消付款"):
        assert shown in paying.text()


def test_a_payment_is_asked_about_every_second(paying: TillByHand) -> None:
    """And at once when the agent says that something changed; never twice in a second by the clock."""
    paying.sent.clear()
    paying.desk.tick(NOON + 12_500)
    assert paying.sent == []
    paying.desk.tick(NOON + 13_100)
    paying.desk.changed("payments")
    paying.desk.changed("carts")
    assert paying.sent == [DoWatch(PaymentId("pay"))] * 2


def test_a_paid_payment_is_a_sale(paying: TillByHand, sale: SaleView, cart_of: CartOf) -> None:
    """The sale is fetched and shown, the next cart is opened."""
    paying.sent.clear()
    paying.desk.answered(DoWatch(PaymentId("pay")), payment("paid"))
    (ask,) = paying.sent
    assert isinstance(ask, Call)
    assert (ask.path, ask.kind) == ("/v1/sales/sale", SaleView)
    paying.reply(sale)
    assert (paying.state.finished, paying.sent) == (sale, [DoOpenCart()])
    assert paying.answer(cart_of(no=2)).state.screen == SaleScreen()


@pytest.mark.parametrize(("state", "said"), [("declined", "没有付成: 余额不足"), ("reversed", "付款已撤销")])
def test_a_payment_that_came_to_nothing_gives_the_cart_back(
    paying: TillByHand, cart_of: CartOf, lines: Sequence[LineView], state: str, said: str
) -> None:
    """The reason in a line, and the sale goes on where it stood."""
    paying.sent.clear()
    paying.desk.answered(DoWatch(PaymentId("pay")), payment(state, "余额不足"))
    assert said in paying.text()
    assert "未收" in paying.text()
    assert paying.sent == [DoOpenCart()]
    paying.answer(cart_of(*lines, version=6))
    assert paying.state.payment is None


def test_the_agents_own_reasons_are_told_in_words(paying: TillByHand) -> None:
    """`waited` is a code; the cashier reads what it means."""
    paying.desk.answered(DoWatch(PaymentId("pay")), payment("declined", "waited"))
    assert "没有付成: 顾客没有确认" in paying.text()


def test_a_waiting_payment_is_given_up(paying: TillByHand) -> None:
    """Esc asks the agent to take it back; what it became is the answer."""
    paying.sent.clear()
    (cancel,) = paying.press("Esc").sent
    assert isinstance(cancel, Call)
    assert (cancel.method, cancel.path) == ("POST", "/v1/payments/pay/cancel")
    paying.answer(payment("reversing"))
    assert "正在撤销" in paying.text()


def test_an_unknown_payment_cannot_be_left(paying: TillByHand) -> None:
    """Never charge again: Esc says what to do instead."""
    paying.desk.answered(DoWatch(PaymentId("pay")), payment("unknown"))
    paying.sent.clear()
    paying.press("Esc")
    assert paying.sent == []
    assert isinstance(paying.state.screen, TenderScreen)
    assert "待处理付款" in paying.text()


def test_money_without_a_sale_waits_for_a_person(paying: TillByHand, waiting_cart: CartView) -> None:
    """The shift was closed when it came: the cashier is told where to go; nothing is asked in a circle."""
    loose = msgspec.structs.replace(payment("paid"), sale=None)
    paying.sent.clear()
    paying.desk.answered(DoWatch(PaymentId("pay")), loose)
    paying.desk.answered(DoOpenCart(), waiting_cart)
    assert paying.sent == []
    assert "到待处理付款登记" in paying.text()
    paying.press("Esc")
    assert isinstance(paying.state.screen, TenderScreen)
    paying.desk.answered(DoWatch(PaymentId("pay")), payment("paid"))
    (ask,) = paying.sent
    assert isinstance(ask, Call)
    assert ask.path == "/v1/sales/sale"


def test_an_answer_about_another_payment_changes_nothing(paying: TillByHand) -> None:
    """An old answer that comes late is not about this cart."""
    late = msgspec.structs.replace(payment("declined"), id=PaymentId("other"))
    before = paying.state
    paying.desk.answered(DoWatch(PaymentId("other")), late)
    assert paying.state == before


def test_a_till_that_starts_again_finds_its_payment(
    till: TillByHand, session: SessionView, waiting_cart: CartView
) -> None:
    """The cart names what it waits for; the till asks about that."""
    till.press("1001", "Enter", "1234", "Enter").answer(session)
    assert till.sent == [DoOpenCart(), DoRepeatLast()]
    till.answer(waiting_cart)
    assert DoWatch(PaymentId("pay")) in till.sent
    till.desk.answered(DoWatch(PaymentId("pay")), payment("sent"))
    assert "等支付平台答复" in till.text()


def test_a_large_payment_waits_for_enter(full: TillByHand, problem_of: ProblemOf) -> None:
    """Above the shop's limit Enter, or Space, says yes; the code is not shown in full."""
    full.scan(CODE).answer(problem_of("payment.confirm", "用付款码收 ￥2985.00,对吗"))
    assert CODE not in full.text()
    assert full.press("Enter").sent == [DoScan(CODE, confirm=True)]


def test_enter_says_yes_to_nothing_else(full: TillByHand, problem_of: ProblemOf) -> None:
    """A repeated label takes Space: a stray Enter on the sale screen sells nothing."""
    full.scan("2100012015857").answer(problem_of("scan.label-repeated"))
    assert full.press("Enter").sent == []
