"""换货 at the till: what comes back beside the lines, the rest, the payment, and what goes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import pytest

from edge_agent.domain.ids import ReceiptNo, RefundId, SaleId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit, pieces
from edge_agent.wire.carts import CartView, ComingBackView, ExchangeView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView, SoldTenderView
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.tenders import CashTenderRequest, ExchangeTenderRequest, TenderAnswer
from ui.till.commands import Call, DoTender
from ui.till.generic.kinds import FormScreen
from ui.till.state import AskScreen, SaleScreen, TenderScreen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edge_agent.wire.carts import LineView
    from tests.ui.till.conftest import CartOf, CheckGolden
    from ui.till.by_hand import TillByHand

Trade: TypeAlias = Callable[[int], "TillByHand"]
TOTAL = 2985


@pytest.fixture
def trade(full: TillByHand, cart_of: CartOf, lines: Sequence[LineView]) -> Trade:
    """The full cart, with goods that come back for so much."""

    def begin(credit: int) -> TillByHand:
        cart = _exchanging(cart_of(*lines, version=5), credit)
        return full.scan("6901234567892").answer(ScanAnswer(cart, 3))

    return begin


def _exchanging(cart: CartView, credit: int) -> CartView:
    line = ComingBackView(1, "珍珠奶茶", Unit.EACH, pieces(1), Fen(credit), "back")
    back, rest = Fen(max(0, credit - cart.total_fen)), Fen(max(0, cart.total_fen - credit))
    exchange = ExchangeView(SaleId("old"), ReceiptNo("S0731-1-20261122-0042"), (line,), Fen(credit), back)
    return msgspec.structs.replace(cart, exchange=exchange, rest_fen=rest, cash_rest_fen=rest)


def _asked(problem_of: Callable[..., Problem]) -> Problem:
    params: dict[str, str | int] = {"legs": "美团券 5.15", "external_fen": 515}
    problem = problem_of("refund.confirm-external", "请先在收款设备上退:美团券 5.15")
    return msgspec.structs.replace(problem, params=params)


def _paid(sale: SaleView, *back: SoldTenderView) -> SaleView:
    leg = SoldTenderView("exchange", Fen(TOTAL), Fen(TOTAL), no=1)
    return msgspec.structs.replace(
        sale, tenders=(leg,), change_fen=Fen(0), exchange_of=RefundId("r"), back=back
    )


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_sale_shows_what_comes_back_and_the_rest(trade: Trade, check_golden: CheckGolden) -> None:
    """Beside the lines and below them; the large digits are what is still to be paid."""
    check_golden("exchange-sale", trade(1500))


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_rest_is_paid_like_any_sale(trade: Trade, check_golden: CheckGolden) -> None:
    """Enter takes what is due less the goods."""
    till = trade(1500).press("+")
    check_golden("exchange-tender", till)
    assert till.press("Enter").sent == [DoTender(CashTenderRequest(1485))]


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_with_nothing_due_enter_settles(trade: Trade, check_golden: CheckGolden) -> None:
    """`+` and Enter; no method takes anything, and what goes back stands in large digits."""
    till = trade(3500).press("+")
    check_golden("exchange-back", till)
    assert till.press(".", "2").sent == []
    assert till.press("Enter").sent == [DoTender(ExchangeTenderRequest())]


def test_goods_of_one_price_are_settled_too(trade: Trade, sale: SaleView, cart_of: CartOf) -> None:
    """Nothing is due, and nothing goes back."""
    till = trade(TOTAL).press("+", "Enter")
    assert till.sent == [DoTender(ExchangeTenderRequest())]
    till.answer(TenderAnswer(cart_of(state="sold"), _paid(sale)), cart_of(no=2))
    assert "不找零" in till.text()


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_money_for_the_customer_is_told_after_it(
    trade: Trade, sale: SaleView, cart_of: CartOf, check_golden: CheckGolden
) -> None:
    """What the drawer gives in large digits, the rest by name."""
    cash = SoldTenderView("cash", Fen(415), Fen(415))
    card = SoldTenderView("external", Fen(100), Fen(100), "meituan", "9917")
    till = trade(3500).press("+", "Enter")
    till.answer(TenderAnswer(cart_of(state="sold"), _paid(sale, card, cash)), cart_of(no=2))
    check_golden("exchange-done", till)


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_other_devices_give_back_first(
    trade: Trade, problem_of: Callable[..., Problem], check_golden: CheckGolden
) -> None:
    """The agent asks, the cashier says 已退, with the number where there is one."""
    told = _asked(problem_of)
    till = trade(3500).press("+", "Enter").answer(told)
    check_golden("exchange-device", till)
    till.press("8812", "Enter", "1")
    assert till.sent == [
        DoTender(ExchangeTenderRequest(external_done=True, external_fen=515, reference="8812"))
    ]
    till.answer(told)
    assert isinstance(till.state.screen, FormScreen)
    assert isinstance(till.state.screen.back, TenderScreen)


def test_what_is_not_given_back_settles_nothing(trade: Trade, problem_of: Callable[..., Problem]) -> None:
    """Back on the tender screen, which says so."""
    told = _asked(problem_of)
    till = trade(3500).press("+", "Enter").answer(told).press("Enter", "2")
    assert till.sent == []
    assert isinstance(till.state.screen, TenderScreen)


def test_an_exchange_is_taken_off_from_the_menu(trade: Trade, cart_of: CartOf) -> None:
    """本单, 取消换货; the sale goes on without it."""
    till = trade(1500).choose("本单", "取消换货")
    (command,) = till.sent
    assert isinstance(command, Call)
    assert (command.method, command.path, command.on_cart) == ("DELETE", "/exchange", True)
    till.reply(cart_of(version=6))
    assert "换货已取消" in till.text()


def test_without_an_exchange_there_is_none_to_take_off(full: TillByHand) -> None:
    """Told, and nothing is asked of the agent."""
    till = full.choose("本单", "取消换货")
    assert till.sent == []
    assert "这一单没有换货" in till.text()


def test_goods_alone_can_be_given_up(selling: TillByHand, cart_of: CartOf) -> None:
    """The cart is asked about before it is cancelled, though it has no line."""
    selling.scan("6901234567892").answer(ScanAnswer(_exchanging(cart_of(version=2), 500), 0, kind="none"))
    assert "换货抵" in selling.text()
    assert selling.state.screen == SaleScreen()
    assert isinstance(selling.press("Ctrl+D").state.screen, AskScreen)
