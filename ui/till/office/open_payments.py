"""待处理付款: payments whose outcome nobody knows, until somebody looks them up and says."""

from edge_agent.domain.money import yuan
from edge_agent.wire.payments import PaymentView, SettlePayment
from ui.till.commands import Call, DoOpenCart
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import Choice, Column, Do, Field, Form, Kind, List, Values
from ui.till.generic.moves import back, open_form, open_list, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.screens.payment import PROVIDERS
from ui.till.state import State
from ui.till.step import Step
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of the work list."""

    TITLE = "待处理付款", "Payments to settle"
    NONE = "没有待处理的付款", "No payment waits for anybody"
    PROVIDER = "方式", "By"
    ORDER_NO = "商户订单号", "Order number"
    STATE = "状态", "State"
    SETTLE = "登记结果", "settle"
    OUTCOME = "查到的结果", "What it became"
    PAID = "已付", "paid"
    DECLINED = "没有付成", "not paid"
    REVERSED = "已撤销", "reversed"
    EVIDENCE = "依据", "How that is known"
    HINT = "看顾客手机或商户后台", "the customer's phone, or the merchant's own page"
    DONE = "已登记", "Settled"


STATES: dict[str, Phrase] = {
    "unknown": Word.PAYMENT_IS_UNKNOWN,
    "paid": Word.PAYMENT_IS_LOOSE,
    "declined": Word.PAYMENT_IS_UNRETURNED,
}
OUTCOMES = (
    Choice("paid", Said.PAID),
    Choice("declined", Said.DECLINED),
    Choice("reversed", Said.REVERSED),
)


def open_payments(state: State) -> Step:
    """The list, whatever till they began at."""
    return open_list(state, PAYMENTS, None)


def _load(_state: State, _subject: None) -> Call[tuple[PaymentView, ...]]:
    return get("/v1/payments", tuple[PaymentView, ...], show_rows, state="open")


def _settle(state: State, view: PaymentView) -> Step:
    return open_form(state, SETTLE, view)


def _submit(state: State, view: PaymentView, values: Values) -> Step:
    outcome = values.text("outcome")
    body = SettlePayment(
        "paid" if outcome == "paid" else "reversed" if outcome == "reversed" else "declined",
        values.text("evidence"),
    )
    return Step(state, (post(f"/v1/payments/{view.id}/settle", body, PaymentView, _settled),))


def _settled(state: State, _view: PaymentView) -> Step:
    """The cart that waited for it may be sold, or open again."""
    step = back(state, Said.DONE)
    return Step(step.state, (*step.commands, DoOpenCart()))


def _cells(view: View, payment: PaymentView) -> tuple[str, ...]:
    return (
        moment_text(view, payment.started_at),
        view.label(PROVIDERS.get(payment.provider, payment.provider)),
        yuan(payment.amount_fen),
        view.label(STATES.get(payment.state, payment.state)),
        payment.order_no,
    )


def _note(view: View, payment: PaymentView) -> tuple[str, ...]:
    return tuple(
        "  ".join(part for part in pair) for pair in (_cells(view, payment)[:3], (payment.order_no,))
    )


SETTLE: Form[PaymentView] = Form(
    Said.SETTLE,
    (
        Field("outcome", Said.OUTCOME, Kind.CHOICE, choices=OUTCOMES),
        Field("evidence", Said.EVIDENCE, hint=Said.HINT),
    ),
    _submit,
    note=_note,
)
PAYMENTS: List[None, PaymentView] = List(
    Said.TITLE,
    (
        Column(Word.TIME, 11),
        Column(Said.PROVIDER, 10),
        Column(Word.AMOUNT, 10, right=True),
        Column(Said.STATE, 16),
        Column(Said.ORDER_NO),
    ),
    _cells,
    do=(Do("enter", Said.SETTLE, _settle),),
    load=_load,
    empty=Said.NONE,
)
ACTIVITIES = (Activity(Said.TITLE, Group.CASH, open_payments),)
