"""Practice: each of the six tasks is noticed by what the agent answered, nothing else is taken for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from edge_agent.domain.ids import ApprovalId, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli
from edge_agent.wire.after_sale import RefundDone
from edge_agent.wire.carts import CartView, ChangeLine, HeldCart
from edge_agent.wire.sales import SaleView, SoldTenderView
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.tenders import CashTenderRequest, TenderAnswer
from ui.till.carts import change_line, void_line
from ui.till.commands import (
    Call,
    Called,
    DoApproved,
    DoCancel,
    DoHold,
    DoRepeatLast,
    DoScan,
    DoSignIn,
    DoTender,
)
from ui.till.generic.calls import post
from ui.till.practice import is_done
from ui.till.practice_task import TASKS, Practice, Task
from ui.till.state import State
from ui.till.step import Step, change, stay
from ui.till.text import width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edge_agent.wire.carts import LineView
    from edge_agent.wire.health import Health
    from edge_agent.wire.problem import Problem
    from edge_agent.wire.sessions import SessionView
    from tests.ui.till.conftest import CartOf, CheckGolden
    from ui.till.by_hand import TillByHand

NOON = 1_795_319_000_000
CODE = "6909409012031"
CASH = SoldTenderView("cash", Fen(2985), Fen(5000))
WECHAT = SoldTenderView("external", Fen(2985), Fen(2985), "wechat")
TENDER = DoTender(CashTenderRequest(Fen(5000)))


def _stay(state: State, _answer: object) -> Step:
    return stay(state)


@pytest.fixture
def learning(till: TillByHand, session: SessionView, cart_of: CartOf, health: Health) -> TillByHand:
    """The agent has answered: the trainee is signed in, the shift open, the first task on."""
    practice = Practice("1", "1234", CODE)
    till.desk.state = change(till.state, practice=practice, language_is_fixed=True)
    till.desk.found()
    till.answer(health, msgspec.structs.replace(session, is_practice=True), cart_of(), cart_of())
    return till


def test_it_signs_in_by_itself_once(till: TillByHand) -> None:
    """When the agent is there; after a lock the number and the PIN stand on the screen."""
    till.desk.state = change(till.state, practice=Practice("1", "1234", CODE))
    till.desk.found()
    assert till.sent[-1] == DoSignIn("1", "1234")
    till.desk.lost()
    till.desk.found()
    assert sum(isinstance(command, DoSignIn) for command in till.sent) == 1
    assert "工号 1 密码 1234" in till.text()


def test_a_till_of_every_day_has_no_tasks(selling: TillByHand) -> None:
    """Neither a strip nor a part of the menu for it."""
    selling.press("Insert")
    assert "1/6" not in selling.text()
    assert "练习" not in selling.text()


@pytest.mark.parametrize(
    ("task", "command", "answer"),
    [
        (Task.QUANTITY, change_line(1, ChangeLine(quantity=3000)), Called(None)),
        (Task.VOID, void_line(1), Called(None)),
        (Task.HOLD, Call("POST", "/v1/carts/cart-1/recall", CartView, _stay), Called(None)),
        (Task.REFUND, post("/v1/sales/sale/refunds", None, RefundDone, _stay), Called(None)),
    ],
)
def test_an_answer_that_does_one_task_does_no_other(task: Task, command: Call[Any], answer: Called) -> None:
    """With an approval it counts as well."""
    for one in TASKS:
        assert is_done(one, command, answer) is (one is task)
        assert is_done(one, DoApproved(command, ApprovalId("ok")), answer) is (one is task)


@pytest.mark.parametrize("task", TASKS)
def test_a_refusal_does_no_task(task: Task, problem_of: Callable[..., Problem]) -> None:
    """Whatever was asked for."""
    recall = Call("POST", "/v1/carts/cart-1/recall", CartView, _stay)
    refund = post("/v1/sales/sale/refunds", None, RefundDone, _stay)
    for command in (TENDER, change_line(1, ChangeLine(quantity=3000)), void_line(1), recall, refund):
        assert not is_done(task, command, problem_of("agent.busy"))


def test_paid_in_cash_or_by_the_wall_code(sale: SaleView, cart_of: CartOf) -> None:
    """By what the sale was paid with, once it is paid; the answer of an earlier sale is none of them."""
    for tenders, done in (((CASH,), {Task.SALE}), ((WECHAT,), {Task.WALL_CODE})):
        paid = TenderAnswer(cart_of(), msgspec.structs.replace(sale, tenders=tenders))
        assert {task for task in TASKS if is_done(task, TENDER, paid)} == done
        assert not any(is_done(task, DoRepeatLast(), paid) for task in TASKS)
    assert not any(is_done(task, TENDER, TenderAnswer(cart_of())) for task in TASKS)


def test_several_at_once_count_as_a_quantity(cart_of: CartOf, lines: Sequence[LineView]) -> None:
    """Typed before the scan; one piece is none."""
    answer = ScanAnswer(cart_of(*lines), 1, joined=False)
    assert is_done(Task.QUANTITY, DoScan(CODE, quantity=Milli(3000)), answer)
    assert not is_done(Task.QUANTITY, DoScan(CODE), answer)
    assert not is_done(Task.QUANTITY, change_line(1, ChangeLine(quantity=1000)), Called(None))


def test_giving_a_cart_up_is_no_void_and_holding_no_recall(cart_of: CartOf) -> None:
    """The task wants the line struck out, and the cart back."""
    assert not is_done(Task.VOID, DoCancel(), cart_of())
    assert not is_done(Task.HOLD, DoHold(), cart_of())


def test_six_tasks_from_the_first_to_the_last(
    learning: TillByHand, cart_of: CartOf, lines: Sequence[LineView], sale: SaleView
) -> None:
    """Each is told when it is done, the next one stands on the screen, and at the end how long it took."""
    learning.desk.tick(NOON)
    open_cart, scanned = cart_of(*lines), ScanAnswer(cart_of(*lines), 3, joined=False)
    assert "1/6 卖一件" in _strip(learning)
    learning.scan(CODE).answer(scanned).press("+", "50", "Enter")
    learning.answer(TenderAnswer(open_cart, sale))
    assert "完成: 卖一件收现金" in learning.text()
    assert "2/6 卖三件" in _strip(learning)
    learning.answer(cart_of(no=2)).scan(CODE).answer(scanned).press("3", "*").reply(open_cart)
    assert "3/6 删一行" in _strip(learning)
    learning.press("-").reply(open_cart)
    assert "4/6 收款码" in _strip(learning)
    learning.press("+", ".", "2")
    learning.answer(TenderAnswer(open_cart, msgspec.structs.replace(sale, tenders=(WECHAT,))))
    learning.answer(cart_of(no=3))
    assert "5/6 挂单" in _strip(learning)
    learning.desk.tick(NOON + 252_000)
    learning.choose("系统", "跳过这个练习任务")
    assert "6/6 退货" in _strip(learning)
    assert "已跳过: 挂单取单" in learning.text()
    learning.choose("系统", "跳过这个练习任务")
    assert "完成 4/6, 用时 4 分 12 秒" in _strip(learning)
    learning.choose("系统", "从头练习")
    assert "1/6 卖一件" in _strip(learning)


def test_what_a_key_says_itself_is_still_told(learning: TillByHand, cart_of: CartOf) -> None:
    """A recalled cart whose prices have moved: both stand in the line."""
    learning.desk.state = change(
        learning.state, practice=msgspec.structs.replace(_practice(learning), at=TASKS.index(Task.HOLD))
    )
    learning.choose("本单", "取单").reply((_held(cart_of),)).press("Enter")
    learning.reply(msgspec.structs.replace(cart_of(), moved_lines=(1,)))
    assert "1 行的价格已变" in learning.text()
    assert "完成: 挂单取单" in learning.text()


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
@pytest.mark.parametrize("at", range(len(TASKS) + 1))
def test_every_task_fits_one_line_of_a_narrow_screen(learning: TillByHand, at: int) -> None:
    """With a barcode of 13 digits to type, in both languages."""
    practice = msgspec.structs.replace(_practice(learning), at=at, done=6, ended_at=3_599_000)
    learning.desk.state = change(learning.state, practice=practice)
    assert width(learning.rows(200)[1].text.rstrip()) <= 80


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_screen_while_practising(learning: TillByHand, check_golden: CheckGolden) -> None:
    """The status line alarms, the strip stands below it, everything else is where it always is."""
    learning.desk.tick(NOON)
    check_golden("practice", learning)
    check_golden("practice", learning, 120, 36)
    looks = {span.text.strip(): span.look for span in learning.rows()[0].spans}
    assert looks["练习" if learning.state.language == "zh-CN" else "PRACTICE"] == "alarm"


def _strip(till: TillByHand) -> str:
    return till.text().splitlines()[1]


def _held(cart_of: CartOf) -> HeldCart:
    cart = cart_of()
    return HeldCart(cart.id, cart.version, TillId("1"), NOON, 1, Fen(200), "水")


def _practice(till: TillByHand) -> Practice:
    assert till.state.practice is not None
    return till.state.practice
