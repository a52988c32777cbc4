"""What a refusal changes: it is shown in the agent's own words, asks what it must, and loses nothing."""

import msgspec

from edge_agent.wire.problem import Problem
from ui.till.commands import (
    Call,
    Command,
    DoOpenCart,
    DoOpenShift,
    DoScan,
    DoSignIn,
    DoTender,
    Errand,
    Glance,
)
from ui.till.generic.approval import ask_approval, is_approving
from ui.till.generic.form import for_correction
from ui.till.last_scan import is_of_payment, scan_refused, stars
from ui.till.office import clock
from ui.till.office.codes import opened_after
from ui.till.office.exchange import CONFIRM_EXTERNAL, ask_given
from ui.till.screens.sale import confirmed
from ui.till.sessions import locked, selling, without_shift
from ui.till.state import (
    REFUSALS_MAX,
    TROUBLES_MAX,
    Need,
    Refusal,
    SaleScreen,
    SignInScreen,
    State,
    Trouble,
)
from ui.till.step import Step, change, stay

CONFIRMABLE = ("scan.label-repeated", "scan.sold-out")
"""Besides every code that ends in `.confirm`."""
NEEDS = {
    "scan.weight-needed": Need.WEIGHT,
    "scan.price-needed": Need.PRICE,
    "scan.unknown": Need.OFFER,
}
CART_MOVED = ("cart.stale", "cart.unknown", "cart.state", "cart.other-till")
"""The till shows a cart that is no more what it was: it is fetched again."""


def on_problem(state: State, command: Command, problem: Problem) -> Step:  # noqa: PLR0911 one case per code
    """The state after the agent has refused `command`; a glance that is refused is forgotten."""
    if isinstance(command, Glance):
        return stay(state)
    told = _noted(change(state, bells=state.bells + 1), problem)
    told = scan_refused(told, command, problem.code)
    match problem.code:
        case "session.needed":
            return stay(change(_kept(locked(told), command), notice=_refusal(problem)))
        case "shift.open" if isinstance(command, DoOpenShift):
            return selling(told)  # a colleague was faster: the drawer's shift is open
        case "shift.none" if told.session is not None:
            return stay(change(_kept(without_shift(told, problem), command), notice=_refusal(problem)))
        case clock.CONFIRM if isinstance(command, DoOpenShift):
            return clock.ask_day(told, command.float_fen, problem)
        case code if code == CONFIRM_EXTERNAL and isinstance(command, DoTender):
            return ask_given(told, problem)
        case "scan.not-taken" if isinstance(command, DoScan) and told.session is not None:
            return opened_after(state, problem, command.code) or stay(_refused(told, command, problem))
        case "right.needed" | "pickup.clock" if not is_approving(command):
            return ask_approval(told, command, problem)
        case code if code in CART_MOVED and not isinstance(command, DoOpenCart):
            return Step(_refused(told, command, problem), (DoOpenCart(),))
        case _:
            own = command.refused(told, problem) if isinstance(command, Call) and command.refused else None
            return own or stay(_refused(told, command, problem))


def without_answered(refusals: tuple[Refusal, ...], scan: DoScan) -> tuple[Refusal, ...]:
    """`refusals` without the questions that this scan answers."""
    return tuple(one for one in refusals if one.scan is None or one.scan.code != scan.code)


def _noted(state: State, problem: Problem) -> State:
    trouble = Trouble(state.now, problem.code, problem.title)
    return change(state, troubles=(*state.troubles, trouble)[-TROUBLES_MAX:])


def _kept(state: State, command: Command) -> State:
    return change(state, kept=(*state.kept, command)) if isinstance(command, DoScan) else state


def _refused(state: State, command: Errand, problem: Problem) -> State:
    is_question = problem.code in CONFIRMABLE or problem.code.endswith(".confirm")
    repeat = confirmed(command) if is_question else None
    match command:
        case DoSignIn():
            return change(state, screen=SignInScreen(command.staff), buffer="", notice=_refusal(problem))
        case DoScan():
            return _with_refused_scan(state, command, problem, repeat)
        case _ if repeat is not None and isinstance(state.screen, SaleScreen):
            return change(state, refusals=(*state.refusals, _refusal(problem, "", repeat))[-REFUSALS_MAX:])
        case _ if repeat is not None:
            return change(state, notice=_refusal(problem, "", repeat))
        case _:
            return change(for_correction(state, problem.code), notice=_refusal(problem))


def _with_refused_scan(state: State, scan: DoScan, problem: Problem, repeat: Command | None) -> State:
    """The newest refusal; one that could not be answered so asks again."""
    need = NEEDS.get(problem.code)
    if repeat is None and scan.weight_grams is not None:
        need = Need.WEIGHT
    elif repeat is None and scan.price_fen is not None and need is None:
        need = Need.PRICE
    shown = msgspec.structs.replace(
        _refusal(problem, stars(scan.code) if is_of_payment(problem.code) else scan.code, repeat),
        need=need,
        scan=msgspec.structs.replace(scan, weight_grams=None, price_fen=None) if need else None,
        is_of_payment=problem.code == "payment.confirm",
    )
    before = without_answered(state.refusals, scan) if need else state.refusals
    return change(state, refusals=(*before, shown)[-REFUSALS_MAX:])


def _refusal(problem: Problem, what: str = "", repeat: Command | None = None) -> Refusal:
    return Refusal(what, problem.title, problem.hint, repeat)
