"""What the agent's answers change; a refusal is shown in its own words and loses nothing."""

from typing import assert_never

import msgspec

from edge_agent.domain.money import Fen
from edge_agent.wire.types import (
    CartView,
    Health,
    PaymentView,
    Problem,
    ScanAnswer,
    SessionView,
    ShiftView,
    TenderAnswer,
)
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
    DoOpenShift,
    DoRepeatLast,
    DoScan,
    DoSignIn,
    DoTender,
    Errand,
    Found,
    Glance,
    SignedOut,
)
from ui.till.generic.approval import ask_approval, is_approving
from ui.till.generic.form import without_secrets
from ui.till.office.exchange import CONFIRM_EXTERNAL, ask_given
from ui.till.office.returns import on_receipt
from ui.till.screens import payment, search
from ui.till.screens.payment import finished
from ui.till.screens.sale import confirmed
from ui.till.state import (
    REFUSALS_MAX,
    TROUBLES_MAX,
    FloatScreen,
    LastScan,
    Need,
    Options,
    Outcome,
    Refusal,
    SaleScreen,
    SearchScreen,
    SignInScreen,
    State,
    TenderScreen,
    Trouble,
)
from ui.till.step import Step, change, stay, tell
from ui.till.words import Word

FLASH_MS = 600
CONFIRMABLE = ("scan.label-repeated", "scan.sold-out")
"""Besides every code that ends in `.confirm`."""
NEEDS = {
    "scan.weight-needed": Need.WEIGHT,
    "scan.price-needed": Need.PRICE,
    "scan.unknown": Need.OFFER,
}
CART_MOVED = ("cart.stale", "cart.unknown", "cart.state", "cart.other-till")
"""The till shows a cart that is no more what it was: it is fetched again."""
MASK_FROM = 12
"""A refused code this long may be a customer's payment code: its middle is not shown."""


def on_answer(state: State, command: Command, answer: Answer) -> Step:
    """The state after the agent has answered `command`."""
    if isinstance(command, DoApproved):
        return _on_answer(change(state, approval=command.approval), command.command, answer)
    return _on_answer(change(state, approval=None), command, answer)


def _on_answer(  # noqa: C901, PLR0911 one case per answer
    state: State, command: Command, answer: Answer
) -> Step:
    match answer:
        case Problem():
            return _on_problem(state, command, answer)
        case SessionView():
            return _on_session(state, answer)
        case ShiftView():
            return _selling(_in_shift(state, answer))
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
        case SignedOut():
            return stay(_locked(state))
        case Called():
            return command.then(state, answer.value) if isinstance(command, Call) else stay(state)
        case Found():
            return _on_found(state, answer)
        case _:
            assert_never(answer)


def _on_session(state: State, session: SessionView) -> Step:
    signed_in = change(state, session=session, buffer="", screen=FloatScreen())
    return _selling(signed_in) if session.shift else stay(signed_in)


def _in_shift(state: State, shift: ShiftView) -> State:
    """Its float is what closing the shift proposes to leave."""
    session = state.session
    return change(state, session=session and msgspec.structs.replace(session, shift=shift))


def _selling(state: State) -> Step:
    """The sale screen, its cart wherever it stands, and what was scanned before."""
    selling = change(state, screen=SaleScreen(), buffer="", kept=())
    return Step(selling, (DoOpenCart(), DoRepeatLast(), *state.kept))


def _on_cart(state: State, command: Command, cart: CartView) -> Step:
    match command:
        case DoHold():
            return Step(change(tell(state, Word.HELD), cart=None, selected=None), (DoOpenCart(),))
        case DoCancel():
            return Step(change(tell(state, Word.CANCELLED), cart=None, selected=None), (DoOpenCart(),))
        case _:
            return payment.watched(with_cart(state, cart))


def _on_scan_taken(state: State, command: Command, answer: ScanAnswer) -> Step:
    told = change(_with_scan_taken(state, command), last_scan=_outcome(state, command, Outcome.TAKEN))
    match answer.kind:
        case "line":
            return stay(_with_line(told, answer))
        case "member" if answer.cart.member is not None:
            return stay(tell(with_cart(told, answer.cart), Word.MEMBER, tail=answer.cart.member.tail))
        case "coupon":
            return stay(tell(with_cart(told, answer.cart), _coupon_word(answer.cart)))
        case "payment":
            return payment.on_started(with_cart(_with_masked_scan(told), answer.cart), answer)
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


def _with_scan_taken(state: State, command: Command) -> State:
    """The question that this answered is gone."""
    if not isinstance(command, DoScan) or not (command.weight_grams or command.price_fen is not None):
        return state
    return change(state, refusals=_without(state.refusals, command))


def _without(refusals: tuple[Refusal, ...], scan: DoScan) -> tuple[Refusal, ...]:
    return tuple(one for one in refusals if one.scan is None or one.scan.code != scan.code)


def _on_tender(state: State, command: Command, answer: TenderAnswer) -> Step:
    if answer.sale is None:
        return stay(change(with_cart(state, answer.cart), screen=TenderScreen(), buffer=""))
    if isinstance(command, DoRepeatLast):
        return stay(finished(state, answer.sale))
    return payment.on_paid(state, answer.sale)


def _on_health(state: State, health: Health) -> State:
    language = state.language if state.language_is_fixed else health.language
    return change(state, health=health, language=language, now=health.now)


def _on_found(state: State, found: Found) -> Step:
    screen = state.screen
    if not isinstance(screen, SearchScreen) or screen.query != found.query:
        return stay(state)
    shown = msgspec.structs.replace(screen, articles=found.articles)
    if screen.scanned and screen.choose is not None and len(found.articles) == 1:
        return search.on_chosen(state, shown, found.articles[0])
    return stay(change(state, screen=shown))


def _on_problem(state: State, command: Command, problem: Problem) -> Step:  # noqa: PLR0911 one case per code
    if isinstance(command, Glance):
        return stay(state)
    told = _noted(change(state, bells=state.bells + 1), problem)
    if isinstance(command, DoScan):
        last = _outcome(told, command, Outcome.REFUSED)
        told = change(told, last_scan=last and LastScan(_masked(last.code, problem), last.outcome))
    match problem.code:
        case "session.needed":
            return stay(change(_kept(_locked(told), command), notice=_refusal(problem)))
        case "shift.open" if isinstance(command, DoOpenShift):
            return _selling(told)  # a colleague was faster: the drawer's shift is open
        case "shift.none" if told.session is not None:
            return stay(change(_kept(_without_shift(told, problem), command), notice=_refusal(problem)))
        case code if code == CONFIRM_EXTERNAL and isinstance(command, DoTender):
            return ask_given(told, problem)
        case "right.needed" if not is_approving(command):
            return ask_approval(told, command, problem)
        case code if code in CART_MOVED and not isinstance(command, DoOpenCart):
            return Step(_refused(told, command, problem), (DoOpenCart(),))
        case _:
            own = command.refused(told, problem) if isinstance(command, Call) and command.refused else None
            return own or stay(_refused(told, command, problem))


def _without_shift(state: State, problem: Problem) -> State:
    """A colleague may have closed the drawer's shift since sign-in: what she left is the float now."""
    session = state.session
    expected = problem.params.get("expected_fen")
    if session is not None and isinstance(expected, int):
        session = msgspec.structs.replace(session, shift=None, expected_float_fen=Fen(expected))
    return change(state, session=session, screen=FloatScreen())


def _noted(state: State, problem: Problem) -> State:
    trouble = Trouble(state.now, problem.code, problem.title)
    return change(state, troubles=(*state.troubles, trouble)[-TROUBLES_MAX:])


def _refused(state: State, command: Errand, problem: Problem) -> State:
    is_question = problem.code in CONFIRMABLE or problem.code.endswith(".confirm")
    repeat = confirmed(command) if is_question else None
    match command:
        case DoSignIn():
            return change(state, screen=SignInScreen(command.staff), buffer="", notice=_refusal(problem))
        case DoScan():
            return _with_refused_scan(
                state, command, _refusal(problem, _masked(command.code, problem), repeat), problem
            )
        case _ if repeat is not None and isinstance(state.screen, SaleScreen):
            return change(state, refusals=(*state.refusals, _refusal(problem, "", repeat))[-REFUSALS_MAX:])
        case _ if repeat is not None:
            return change(state, notice=_refusal(problem, "", repeat))
        case _:
            return change(without_secrets(state), notice=_refusal(problem))


def _with_refused_scan(state: State, scan: DoScan, refusal: Refusal, problem: Problem) -> State:
    """The newest refusal; one that could not be answered so asks again."""
    need = NEEDS.get(problem.code)
    if refusal.repeat is None and scan.weight_grams is not None:
        need = Need.WEIGHT
    elif refusal.repeat is None and scan.price_fen is not None and need is None:
        need = Need.PRICE
    shown = msgspec.structs.replace(
        refusal,
        need=need,
        scan=msgspec.structs.replace(scan, weight_grams=None, price_fen=None) if need else None,
        is_of_payment=problem.code == "payment.confirm",
    )
    before = _without(state.refusals, scan) if need else state.refusals
    return change(state, refusals=(*before, shown)[-REFUSALS_MAX:])


def _refusal(problem: Problem, what: str = "", repeat: Command | None = None) -> Refusal:
    return Refusal(what, problem.title, problem.hint, repeat)


def _locked(state: State) -> State:
    return change(
        state,
        screen=SignInScreen(),
        session=None,
        cart=None,
        selected=None,
        finished=None,
        buffer="",
        next_quantity=None,
        options=None,
        payment=None,
        moved=(),
    )


def _kept(state: State, command: Command) -> State:
    return change(state, kept=(*state.kept, command)) if isinstance(command, DoScan) else state


def _outcome(state: State, command: Command, outcome: Outcome) -> LastScan | None:
    last = state.last_scan
    is_last = isinstance(command, DoScan) and last is not None and last.code == command.code
    return LastScan(last.code, outcome) if is_last and last else last


def _with_masked_scan(state: State) -> State:
    last = state.last_scan
    return change(state, last_scan=LastScan(_stars(last.code), last.outcome)) if last else state


def _masked(code: str, problem: Problem) -> str:
    return _stars(code) if problem.code.startswith("payment.") else code


def _stars(code: str) -> str:
    return code if len(code) < MASK_FROM else f"{code[:4]}{'*' * (len(code) - 8)}{code[-4:]}"
