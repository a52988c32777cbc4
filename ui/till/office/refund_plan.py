"""What a refund will be, before it is one: a return, an exchange (换货) or a reopened sale (反结账).

Enter makes it; what other devices give back is asked for in between.
"""

import enum
from typing import Any

import msgspec

from edge_agent.domain.ids import ApprovalId
from edge_agent.domain.money import yuan
from edge_agent.wire.after_sale import (
    ExchangeRequest,
    RefundDone,
    RefundLegView,
    RefundLineRequest,
    RefundPlan,
    RefundRequest,
    RefundView,
    ReopenRequest,
)
from edge_agent.wire.carts import CartView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView
from ui.till.commands import Call, Command, DoApproved, DoOpenCart
from ui.till.generic.calls import post
from ui.till.generic.kinds import (
    Do,
    Field,
    Form,
    FormScreen,
    Gap,
    Grid,
    Heading,
    Kind,
    Label,
    Page,
    PageScreen,
    Pair,
    Part,
    Text,
    Values,
)
from ui.till.generic.moves import back, open_form, show_page, show_subject, to_sale
from ui.till.office.exchange import CONFIRM_EXTERNAL, put_in
from ui.till.office.refunded import LINE_COLUMNS, line_cells, points_parts, show_refund
from ui.till.office.refunded import Said as OfRefund
from ui.till.picture.methods import method_name
from ui.till.picture.rows import View
from ui.till.screens.payment import payment_name
from ui.till.state import SaleScreen, State
from ui.till.step import Step, change, refuse, tell
from ui.till.words import Phrase, Word, say


class Said(Phrase):
    """The texts of a planned refund."""

    REFUND = "退货", "Return"
    EXCHANGE = "换货", "Exchange"
    REOPEN = "反结账", "Reopen the sale"
    DO_REFUND = "退款", "refund"
    DO_EXCHANGE = "抵进购物车", "into the cart"
    DO_REOPEN = "退款并重开", "refund and reopen"
    BROKEN = "质量问题", "bad quality"
    WRONG_ARTICLE = "拿错", "wrong article"
    UNWANTED = "不想要", "not wanted"
    WRONG_ENTRY = "输错商品", "wrong entry"
    WRONG_DISCOUNT = "漏优惠", "discount missed"
    WRONG_CUSTOMER = "顾客改单", "order changed"
    OTHER = "其他原因", "other reason"
    REMARK = "说明", "What it is"
    NO_REASON = "未选,可按数字选", "none yet: a digit chooses one"
    REASON_FIRST = "先按数字选原因", "Choose a reason by its digit first"
    BACK = "退给顾客", "The customer gets"
    CREDIT = "抵新商品", "Pays for other goods"
    ON_DEVICE = "{name}(先在该设备上退)", "{name}, on its own device"
    BY_PROVIDER = "{name}(原路退回)", "{name}, back the way it came"
    GIVE = "先在收款设备上退款", "Give it back on the device first"
    GIVE_LEG = "在设备上退: {leg}", "Give back: {leg}"
    GIVEN = "设备上已退好", "It is given back there"
    DO_GIVEN = "登记已退", "it is done"
    NOT_GIVEN = "没有登记退款: 设备上退好再确认", "Nothing is refunded yet: first give it back on the device"
    REOPENED = "已退 {legs}: 原单已放回购物车", "Gave back {legs}: the sale is in the cart again"


class Way(enum.Enum):
    """What a refund is part of."""

    REFUND = "refund"
    EXCHANGE = "exchange"
    REOPEN = "reopen"


REASONS: dict[Way, tuple[Phrase, Phrase, Phrase]] = {
    Way.REFUND: (Said.BROKEN, Said.WRONG_ARTICLE, Said.UNWANTED),
    Way.EXCHANGE: (Said.BROKEN, Said.WRONG_ARTICLE, Said.UNWANTED),
    Way.REOPEN: (Said.WRONG_ENTRY, Said.WRONG_DISCOUNT, Said.WRONG_CUSTOMER),
}
"""By their digits; the next one is another reason, which is typed."""


class Planned(msgspec.Struct, frozen=True):
    """A refund as the agent would make it."""

    sale: SaleView
    way: Way
    lines: tuple[RefundLineRequest, ...]
    """Empty when a sale is reopened, which is always all of it."""
    plan: RefundPlan
    reason: str = ""
    approval: ApprovalId | None = None
    """Given for it, and not used up while other devices must give back first."""


class Devices(msgspec.Struct, frozen=True):
    """A planned refund that waits for what other devices give back."""

    planned: Planned
    legs: tuple[str, ...]
    """In the agent's words: which device, how much."""
    fen: int


def show_plan(state: State, planned: Planned) -> Step:
    """Its page; what is typed below is kept there."""
    return show_page(state, PAGES[planned.way], planned)


def _go(state: State, planned: Planned) -> Step:
    if planned.way is Way.REOPEN and not planned.reason:
        return refuse(state, Said.REASON_FIRST)
    return Step(state, (_approved(planned, _call(planned)),))


def _approved(planned: Planned, call: Call[Any]) -> Command:
    """Who approved is not asked again because devices give back first."""
    return DoApproved(call, planned.approval) if planned.approval else call


def _call(
    planned: Planned, *, fen: int | None = None, reference: str | None = None
) -> Call[RefundDone] | Call[CartView]:
    """The refund, or the cart that it goes into; `fen` once it was given back on other devices."""
    is_done, sale, reason = fen is not None, planned.sale.id, planned.reason
    match planned.way:
        case Way.REFUND:
            refund = RefundRequest(
                planned.lines, reason=reason, external_done=is_done, external_fen=fen, reference=reference
            )
            return post(f"/v1/sales/{sale}/refunds", refund, RefundDone, _refunded, refused=_refused)
        case Way.EXCHANGE:
            return post("/v1/exchanges", ExchangeRequest(sale, planned.lines, reason), CartView, put_in)
        case Way.REOPEN:
            reopen = ReopenRequest(reason, is_done, fen, reference)
            return post(f"/v1/sales/{sale}/reopen", reopen, RefundDone, _reopened, refused=_refused)


# --- the reason ------------------------------------------------------------------------------------------


def _first(state: State, planned: Planned) -> Step:
    return _because(state, planned, 0)


def _second(state: State, planned: Planned) -> Step:
    return _because(state, planned, 1)


def _third(state: State, planned: Planned) -> Step:
    return _because(state, planned, 2)


def _because(state: State, planned: Planned, at: int) -> Step:
    reason = say(state.language, REASONS[planned.way][at])
    return show_subject(state, msgspec.structs.replace(planned, reason=reason))


def _other(state: State, planned: Planned) -> Step:
    return open_form(state, REMARK, planned)


def _remarked(state: State, planned: Planned, values: Values) -> Step:
    """Back on the page, which shows it."""
    shown = back(state).state
    return show_subject(shown, msgspec.structs.replace(planned, reason=values.text("remark")))


# --- other devices ---------------------------------------------------------------------------------------


def _refused(state: State, problem: Problem) -> Step | None:
    """The agent asks for what other devices must give back: which, how much, and whether it is done."""
    planned = _planned_of(state)
    if problem.code != CONFIRM_EXTERNAL or planned is None:
        return None
    below = back(state).state if isinstance(state.screen, FormScreen) else state
    planned = msgspec.structs.replace(planned, approval=state.approval)
    below = show_subject(below, planned).state
    legs = tuple(str(problem.params.get("legs", "")).split(", "))
    devices = Devices(planned, legs, int(problem.params.get("external_fen", 0)))
    asks_reference = any(leg.asks_reference for leg in planned.plan.legs)
    return open_form(below, GIVE, devices, fields=(REFERENCE, GIVEN) if asks_reference else (GIVEN,))


def _planned_of(state: State) -> Planned | None:
    screen = state.screen
    subject = screen.subject if isinstance(screen, PageScreen | FormScreen) else None
    if isinstance(subject, Devices):
        return subject.planned
    return subject if isinstance(subject, Planned) else None


def _given(state: State, devices: Devices, values: Values) -> Step:
    if not values.flag("given"):
        return refuse(back(state).state, Said.NOT_GIVEN)
    reference = values.text("reference") if "reference" in values.of else None
    call = _call(devices.planned, fen=devices.fen, reference=reference)
    return Step(state, (_approved(devices.planned, call),))


def _give_note(view: View, devices: Devices) -> tuple[str, ...]:
    return tuple(view.say(Said.GIVE_LEG, leg=leg) for leg in devices.legs)


# --- what became of it -----------------------------------------------------------------------------------


def _refunded(state: State, done: RefundDone) -> Step:
    """The refund on the screen; the next scan begins the next sale."""
    return show_refund(change(tell(state, OfRefund.DONE), screen=SaleScreen(), finished=None), done.refund)


def _reopened(state: State, done: RefundDone) -> Step:
    """The sale screen with the cart that the agent has opened."""
    over = change(state, cart=None, selected=None, finished=None)
    step = to_sale(over, Said.REOPENED, legs=_legs_text(state, done.refund))
    return Step(step.state, (*step.commands, DoOpenCart()))


def _legs_text(state: State, refund: RefundView) -> str:
    return ", ".join(f"{_name(state, leg)} ￥{yuan(leg.amount_fen)}" for leg in refund.legs) or "￥0.00"


def _name(state: State, leg: RefundLegView) -> str:
    if leg.kind == "cash":
        return say(state.language, Word.CASH)
    if leg.kind == "payment":
        return payment_name(state.language, leg.method)
    return next((known.name for known in state.methods if known.id == leg.method), leg.method)


# --- the page --------------------------------------------------------------------------------------------


def _parts(view: View, planned: Planned) -> tuple[Part, ...]:
    """What the person at the counter decides about comes first: how much goes back, and by what."""
    plan = planned.plan
    rounding = (Pair(view.say(Word.ROUNDING), yuan(plan.rounding_fen)),) if plan.rounding_fen else ()
    return (
        Pair(f"{view.say(Word.RECEIPT)} {planned.sale.receipt_no}", ""),
        Grid(LINE_COLUMNS, tuple(line_cells(view, line) for line in plan.lines)),
        *rounding,
        Gap(),
        *_money_parts(view, planned),
        *points_parts(view, plan.points_taken, plan.points_returned),
        Gap(),
        _reason_part(view, planned),
    )


def _money_parts(view: View, planned: Planned) -> tuple[Part, ...]:
    """An exchange gives nothing back yet: that depends on what is taken instead."""
    plan = planned.plan
    if planned.way is Way.EXCHANGE:
        return (Pair(view.say(Said.CREDIT), f"￥{yuan(plan.back_fen)}", is_strong=True),)
    return (
        Pair(view.say(Said.BACK), f"￥{yuan(plan.back_fen)}", is_strong=True),
        Heading(view.say(OfRefund.WAYS)),
        *(Pair(_leg_text(view, leg), f"￥{yuan(leg.amount_fen)}") for leg in plan.legs),
    )


def _reason_part(view: View, planned: Planned) -> Part:
    reason = planned.reason or view.say(Said.NO_REASON)
    return Text(f"{view.say(Word.REASON)}  {reason}")


def _leg_text(view: View, leg: RefundLegView) -> str:
    name = leg.name if leg.kind == "external" and leg.name else ""
    name = name or method_name(view, leg.kind, leg.method, view.state.methods)
    words: dict[str, Phrase] = {
        "cash": OfRefund.DRAWER,
        "external": Said.ON_DEVICE,
        "payment": Said.BY_PROVIDER,
    }
    return view.say(words[leg.kind], name=name)


def _page(title: Label, verb: Label, way: Way) -> Page[Planned]:
    first, second, third = REASONS[way]
    reasons = (Do("1", first, _first), Do("2", second, _second), Do("3", third, _third))
    return Page(title, _parts, do=(Do("enter", verb, _go), *reasons, Do("4", Said.OTHER, _other)))


PAGES: dict[Way, Page[Planned]] = {
    Way.REFUND: _page(Said.REFUND, Said.DO_REFUND, Way.REFUND),
    Way.EXCHANGE: _page(Said.EXCHANGE, Said.DO_EXCHANGE, Way.EXCHANGE),
    Way.REOPEN: _page(Said.REOPEN, Said.DO_REOPEN, Way.REOPEN),
}
REMARK: Form[Planned] = Form(Said.OTHER, (Field("remark", Said.REMARK),), _remarked)
REFERENCE = Field("reference", Word.REFERENCE)
GIVEN = Field("given", Said.GIVEN, Kind.YES_NO)
GIVE: Form[Devices] = Form(Said.GIVE, (GIVEN,), _given, note=_give_note, verb=Said.DO_GIVEN)
