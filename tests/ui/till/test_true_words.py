"""What a screen says is so: coupons, paper, names, keys, and letters among digits."""

from collections.abc import Callable, Sequence

import msgspec
import pytest

from edge_agent.domain.ids import DrawerId, JobId
from edge_agent.domain.money import Fen
from edge_agent.wire.carts import CartView, LineView, StepView
from edge_agent.wire.health import Health, PrinterView
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView, SoldTenderView
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.sessions import SessionView
from edge_agent.wire.shifts import CloseShift, DrawerView
from edge_agent.wire.tenders import TenderAnswer
from ui.till.by_hand import TillByHand
from ui.till.commands import Call, DoFind, DoOpenShift, DoReadHealth
from ui.till.state import TenderScreen

CartOf = Callable[..., CartView]
OFF = StepView("coupon", Fen(-100), "新客五元券")
JOB = PrintJobView(JobId("job"), None, "receipt", "front", "queued", 0, 0)


def _with_coupon(cart: CartView, *coupons: str) -> ScanAnswer:
    return ScanAnswer(msgspec.structs.replace(cart, coupons=coupons), kind="coupon")


def test_a_coupon_that_takes_nothing_off_is_not_called_used(
    full: TillByHand, lines: Sequence[LineView], cart_of: CartOf
) -> None:
    """Noted until the cart meets its terms; with another that does, it still is."""
    full.scan("C:XINKE001").answer(_with_coupon(cart_of(*lines, version=5), "XINKE001"))
    assert "还没达到使用条件" in full.text()
    cheaper = msgspec.structs.replace(lines[0], steps=(OFF,))
    full.scan("C:XINKE001").answer(_with_coupon(cart_of(cheaper, *lines[1:], version=6), "XINKE001"))
    assert "已用券" in full.text()
    both = cart_of(cheaper, *lines[1:], version=7)
    full.scan("C:CHAYIN80").answer(_with_coupon(both, "XINKE001", "CHAYIN80"))
    assert "还没达到使用条件" in full.text()


@pytest.mark.parametrize(
    ("setting", "said"),
    [("ask", "要小票吗? 空格打印"), ("on_demand", "要小票: Ctrl+R"), ("always", ""), ("none", "")],
)
def test_paper_is_asked_for_where_the_shop_wants_it_so(
    full: TillByHand, session: SessionView, cart_of: CartOf, sale: SaleView, setting: str, said: str
) -> None:
    """A question, or the key for it; nothing where it is printed anyway, or cannot be."""
    asks = msgspec.structs.replace(session, receipt=setting)
    full.desk.state = msgspec.structs.replace(full.state, session=asks)
    sold = TenderAnswer(cart_of(version=6, state="sold"), sale=sale)
    full.press("+", "Enter").answer(sold, cart_of(no=2))
    assert said in full.text()
    assert ("小票" in full.text()) == bool(said)
    sent = len(full.sent)
    full.press("Space")
    asked = [call.path for call in full.sent[sent:] if isinstance(call, Call)]
    assert asked == (["/v1/sales/sale/print"] if setting == "ask" else [])


@pytest.mark.parametrize(("printer", "said"), [("ok", "小票正在打印"), ("unreachable", "好了就打")])
def test_paper_that_waits_for_its_printer_is_not_called_printing(
    full: TillByHand, health: Health, cart_of: CartOf, sale: SaleView, printer: str, said: str
) -> None:
    """The job waits, and goes on by itself."""
    full.press("+", "Enter").answer(TenderAnswer(cart_of(version=6, state="sold"), sale=sale))
    full.sent.clear()
    told = msgspec.structs.replace(health, printers=(PrinterView("front", printer, 1, 0),))
    full.desk.state = msgspec.structs.replace(full.state, health=told, waiting=0)
    full.press("Ctrl+R").reply(JOB)
    assert said in full.text()


def test_a_payment_code_names_its_provider(full: TillByHand, cart_of: CartOf, sale: SaleView) -> None:
    """As the tender screen and the paper do; 微信 alone was taken on a device of its own."""
    legs = (SoldTenderView("payment", Fen(2985), Fen(2985), method="wechat"),)
    paid = msgspec.structs.replace(sale, tenders=legs, change_fen=Fen(0))
    full.press("+", "Enter").answer(TenderAnswer(cart_of(version=6, state="sold"), sale=paid))
    assert "付款码 微信" in full.text()


def test_a_letter_among_the_digits_of_an_amount_is_refused(full: TillByHand) -> None:
    """5O is not ￥5: nothing is paid, and what was typed stays to be put right."""
    full.press("+", "5O", "Enter")
    assert (full.sent, full.state.screen, full.state.buffer) == ([], TenderScreen(), "5O")
    assert "不是金额" in full.text()


def test_enter_sells_from_the_search_and_chooses_for_an_activity(selling: TillByHand) -> None:
    """The line of keys says which."""
    assert "加入购物车" in selling.press("F3").text()
    selling.press("Esc").choose("商品与价格", "调价")
    assert "选定" in selling.text()
    assert "加入购物车" not in selling.text()
    assert not any(isinstance(command, DoFind) for command in selling.sent)


def test_an_agent_that_answers_again_is_not_called_lost(full: TillByHand) -> None:
    """The line goes with the reason for it."""
    full.desk.lost()
    assert "主机没有回应: 请稍候" in full.press("-").text()
    full.desk.found()
    assert full.sent[-2] == DoReadHealth()
    assert "主机没有回应" not in full.text()


def test_only_the_money_is_counted_again(selling: TillByHand, problem_of: Callable[..., Problem]) -> None:
    """What stays as float and what the devices say was not in doubt."""
    selling.press("Ctrl+E").reply(DrawerView(DrawerId("1"), 0))
    selling.press("508", "Enter", "150", "Enter", "31.5", *["Enter"] * 3)
    selling.answer(problem_of("shift.count-again", "请再点一次"))
    selling.press("509", *["Enter"] * 5)
    call = selling.sent[-1]
    assert isinstance(call, Call)
    assert call.body == CloseShift(15_000, counted_fen=50_900, externals={"wechat": 3_150})


def test_the_float_is_what_another_lane_left(selling: TillByHand, problem_of: Callable[..., Problem]) -> None:
    """Its colleague closed the drawer that they share: Enter alone must not record a difference."""
    none = msgspec.structs.replace(problem_of("shift.none", "还没有开班"), params={"expected_fen": 31_500})
    selling.scan("6901234567892").answer(none)
    assert "￥315.00" in selling.text()
    assert selling.press("Enter").sent == [DoOpenShift(Fen(31_500))]
