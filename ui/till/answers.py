"""What the agent's answers change; a refusal is shown in its own words and loses nothing."""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from edge_agent.wire.types import (
    CartView,
    Health,
    LineView,
    Problem,
    ScanAnswer,
    SessionView,
    ShiftView,
    TenderAnswer,
)
from ui.till.commands import (
    Answer,
    Call,
    Called,
    Command,
    DoApproved,
    DoCancel,
    DoFind,
    DoHold,
    DoOpenCart,
    DoOpenShift,
    DoReadHealth,
    DoRecall,
    DoRepeatLast,
    DoScan,
    DoSettleJob,
    DoSignIn,
    Errand,
    Found,
    Held,
    Jobs,
    SignedOut,
)
from ui.till.generic.approval import ask_approval, is_approving
from ui.till.generic.form import without_secrets
from ui.till.screens import search
from ui.till.screens.sale import confirmed
from ui.till.state import (
    REFUSALS_MAX,
    TROUBLES_MAX,
    FloatScreen,
    JobsScreen,
    LastScan,
    Outcome,
    RecallScreen,
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
CART_MOVED = ("cart.stale", "cart.unknown", "cart.state", "cart.other-till")
"""The till shows a cart that is no more what it was: it is fetched again."""
MASK_FROM = 12
"""A refused code this long may be a customer's payment code: its middle is not shown."""


def on_answer(state: State, command: Command, answer: Answer) -> Step:
    """The state after the agent has answered `command`."""
    return _on_answer(state, command.command if isinstance(command, DoApproved) else command, answer)


def _on_answer(  # noqa: C901, PLR0911 one case per answer
    state: State, command: Command, answer: Answer
) -> Step:
    match answer:
        case Problem():
            return _on_problem(state, command, answer)
        case SessionView():
            return _on_session(state, answer)
        case ShiftView():
            return _selling(state)
        case CartView():
            return _on_cart(state, command, answer)
        case ScanAnswer():
            return stay(_on_scan_taken(state, command, answer))
        case TenderAnswer():
            return _on_tender(state, command, answer)
        case Health():
            return stay(_on_health(state, answer))
        case SignedOut():
            return stay(_locked(state))
        case Called():
            return command.then(state, answer.value) if isinstance(command, Call) else stay(state)
        case Found():
            return _on_found(state, answer)
        case Held() | Jobs():
            return stay(_on_list(state, command, answer))
        case _:
            assert_never(answer)


def _on_session(state: State, session: SessionView) -> Step:
    signed_in = change(state, session=session, buffer="", screen=FloatScreen())
    return _selling(signed_in) if session.shift else stay(signed_in)


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
        case DoRecall():
            return stay(_with_cart(change(state, screen=SaleScreen(), finished=None), cart))
        case _:
            return stay(_with_cart(state, cart))


def _with_cart(state: State, cart: CartView) -> State:
    """`state` with this cart: the screen follows where its payment stands, the selection stays within it."""
    had_tenders = bool(state.cart and state.cart.tenders)
    shown = change(state, cart=cart)
    shown = change(shown, selected=_selection(shown.lines, state.selected))
    if shown.lines:
        shown = change(shown, finished=None)
    is_tendering = isinstance(shown.screen, TenderScreen)
    if cart.state == "tendering":
        return shown if is_tendering else change(shown, screen=TenderScreen(), buffer="")
    if is_tendering and (had_tenders or not shown.lines):
        return change(shown, screen=SaleScreen(), buffer="")
    return shown


def _selection(lines: Sequence[LineView], wanted: int | None) -> int | None:
    """The line that was selected, else the one before it, else the first; at first the last."""
    before = [line.no for line in lines if wanted is None or line.no <= wanted]
    return before[-1] if before else lines[0].no if lines else None


def _on_scan_taken(state: State, command: Command, answer: ScanAnswer) -> State:
    taken = change(
        state,
        cart=answer.cart,
        selected=answer.line_no,
        flash_until=state.now + FLASH_MS,
        finished=None,
        last_scan=_outcome(state, command, Outcome.TAKEN),
    )
    return change(taken, screen=SaleScreen(), buffer="") if isinstance(taken.screen, TenderScreen) else taken


def _on_tender(state: State, command: Command, answer: TenderAnswer) -> Step:
    if answer.sale is None:
        return stay(change(_with_cart(state, answer.cart), screen=TenderScreen(), buffer=""))
    done = change(state, finished=answer.sale, screen=SaleScreen(), buffer="")
    if isinstance(command, DoRepeatLast):
        return stay(done)
    return Step(change(done, cart=None, selected=None, last_scan=None), (DoOpenCart(),))


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


def _on_list(state: State, command: Command, answer: Held | Jobs) -> State:
    match answer:
        case Held() if isinstance(state.screen, RecallScreen):
            return change(state, screen=RecallScreen(answer.carts))
        case Jobs() if isinstance(state.screen, JobsScreen):
            told = tell(state, Word.JOB_SETTLED) if isinstance(command, DoSettleJob) else state
            return change(told, screen=JobsScreen(answer.jobs))
        case _:
            return state


def _on_problem(state: State, command: Command, problem: Problem) -> Step:  # noqa: PLR0911 one case per code
    if isinstance(command, DoReadHealth | DoFind):
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
            return stay(change(_kept(told, command), screen=FloatScreen(), notice=_refusal(problem)))
        case "right.needed" if not is_approving(command):
            return ask_approval(told, command, problem)
        case code if code in CART_MOVED and not isinstance(command, DoOpenCart):
            return Step(_refused(told, command, problem), (DoOpenCart(),))
        case _:
            own = command.refused(told, problem) if isinstance(command, Call) and command.refused else None
            return own or stay(_refused(told, command, problem))


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
            refusal = _refusal(problem, _masked(command.code, problem), repeat)
            return change(state, refusals=(*state.refusals, refusal)[-REFUSALS_MAX:])
        case _ if repeat is not None and isinstance(state.screen, SaleScreen):
            return change(state, refusals=(*state.refusals, _refusal(problem, "", repeat))[-REFUSALS_MAX:])
        case _ if repeat is not None:
            return change(state, notice=_refusal(problem, "", repeat))
        case _:
            return change(without_secrets(state), notice=_refusal(problem))


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
    )


def _kept(state: State, command: Command) -> State:
    return change(state, kept=(*state.kept, command)) if isinstance(command, DoScan) else state


def _outcome(state: State, command: Command, outcome: Outcome) -> LastScan | None:
    last = state.last_scan
    is_last = isinstance(command, DoScan) and last is not None and last.code == command.code
    return LastScan(last.code, outcome) if is_last and last else last


def _masked(code: str, problem: Problem) -> str:
    if problem.code != "payment.no-provider" or len(code) < MASK_FROM:
        return code
    return f"{code[:4]}{'*' * (len(code) - 8)}{code[-4:]}"
