"""What the agent's answers change; `refusals.py` has what becomes of a refusal."""

from typing import assert_never

import msgspec

from edge_agent.wire.carts import CartView
from edge_agent.wire.health import Health
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.sessions import SessionView
from edge_agent.wire.shifts import ShiftView
from edge_agent.wire.tenders import TenderAnswer
from edge_agent.wire.tickets import QueueView
from ui.till.carts import with_cart
from ui.till.commands import (
    Answer,
    Call,
    Called,
    Command,
    DoApproved,
    DoCancel,
    DoHold,
    DoOpenCart,
    DoRepeatLast,
    DoScan,
    Found,
    SignedOut,
    ToCollect,
)
from ui.till.last_scan import scan_taken
from ui.till.office.queue import queue_came
from ui.till.office.returns import on_receipt
from ui.till.refusals import on_problem, without_answered
from ui.till.screens import payment, search
from ui.till.screens.payment import finished
from ui.till.sessions import locked, shift_opened, signed_in
from ui.till.state import Options, SaleScreen, SearchScreen, State, TenderScreen
from ui.till.step import Step, change, clock_shows, stay, tell
from ui.till.words import Word

FLASH_MS = 600


def on_answer(state: State, command: Command, answer: Answer) -> Step:
    """The state after the agent has answered `command`."""
    if isinstance(command, DoApproved):
        return _on_answer(change(state, approval=command.approval), command.command, answer)
    return _on_answer(change(state, approval=None), command, answer)


def _on_answer(  # noqa: C901, PLR0911, PLR0912 one case per answer
    state: State, command: Command, answer: Answer
) -> Step:
    match answer:
        case Problem():
            return on_problem(state, command, answer)
        case SessionView():
            return signed_in(state, answer)
        case ShiftView():
            return shift_opened(state, answer)
        case CartView():
            return _on_cart(state, command, answer)
        case ScanAnswer():
            return _on_scan_taken(state, command, answer)
        case TenderAnswer():
            return _on_tender(state, command, answer)
        case Health():
            return stay(_on_health(state, answer))
        case PaymentView():
            return payment.on_payment(state, answer)
        case QueueView():
            return queue_came(state, answer)
        case ToCollect():
            return stay(change(state, to_collect=answer.count))
        case SignedOut():
            return stay(locked(state))
        case Called():
            return command.then(state, answer.value) if isinstance(command, Call) else stay(state)
        case Found():
            return _on_found(state, answer)
        case _:
            assert_never(answer)


def _on_cart(state: State, command: Command, cart: CartView) -> Step:
    match command:
        case DoHold():
            return Step(change(tell(state, Word.HELD), cart=None, selected=None), (DoOpenCart(),))
        case DoCancel():
            return Step(change(tell(state, Word.CANCELLED), cart=None, selected=None), (DoOpenCart(),))
        case _:
            return payment.watched(with_cart(state, cart))


def _on_scan_taken(state: State, command: Command, answer: ScanAnswer) -> Step:
    told = scan_taken(_without_question(state, command), command, answer.kind)
    match answer.kind:
        case "line":
            return stay(_with_line(told, answer))
        case "member" if answer.cart.member is not None:
            return stay(tell(with_cart(told, answer.cart), Word.MEMBER, tail=answer.cart.member.tail))
        case "coupon":
            return stay(tell(with_cart(told, answer.cart), _coupon_word(answer.cart)))
        case "payment":
            return payment.on_started(with_cart(told, answer.cart), answer)
        case "receipt" if answer.receipt_no is not None:
            return on_receipt(with_cart(told, answer.cart), answer.receipt_no)
        case _:
            return stay(with_cart(told, answer.cart))


def _coupon_word(cart: CartView) -> Word:
    """A coupon whose terms the cart does not meet yet takes nothing off, and is not used up."""
    steps = {step.name for line in cart.lines for step in line.steps if step.kind == "coupon"}
    return Word.COUPON_ADDED if len(steps) >= len(cart.coupons) else Word.COUPON_WAITS


def _with_line(state: State, answer: ScanAnswer) -> State:
    taken = change(
        state,
        cart=answer.cart,
        selected=answer.line_no,
        flash_until=state.now + FLASH_MS,
        finished=None,
        options=Options(answer.line_no, answer.options) if answer.options else None,
    )
    return change(taken, screen=SaleScreen(), buffer="") if isinstance(taken.screen, TenderScreen) else taken


def _without_question(state: State, command: Command) -> State:
    """The question that this answered is gone."""
    if not isinstance(command, DoScan) or not (command.weight_grams or command.price_fen is not None):
        return state
    return change(state, refusals=without_answered(state.refusals, command))


def _on_tender(state: State, command: Command, answer: TenderAnswer) -> Step:
    if answer.sale is None:
        return stay(change(with_cart(state, answer.cart), screen=TenderScreen(), buffer=""))
    if isinstance(command, DoRepeatLast):
        return stay(finished(state, answer.sale))
    return payment.on_paid(state, answer.sale)


def _on_health(state: State, health: Health) -> State:
    language = state.language if state.language_is_fixed else health.language
    return change(clock_shows(state, health.now), health=health, language=language)


def _on_found(state: State, found: Found) -> Step:
    screen = state.screen
    if not isinstance(screen, SearchScreen) or screen.query != found.query:
        return stay(state)
    shown = msgspec.structs.replace(screen, articles=found.articles)
    takes_only_one = screen.hurried or (screen.scanned and screen.choose is not None)
    if takes_only_one and len(found.articles) == 1:
        return search.on_chosen(state, shown, found.articles[0])
    return stay(change(state, screen=shown))
