"""退款单: a refund that was made, or whose slip was scanned; its paper again, and how far a provider is."""

import msgspec

from edge_agent.domain.ids import PaymentId, ReceiptNo
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.quantity import quantity_text
from edge_agent.wire.after_sale import RefundedLineView, RefundView
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.print_jobs import PrintJobView
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import Column, Do, Gap, Grid, Heading, Page, PageScreen, Pair, Part, Text
from ui.till.generic.moves import show_page, show_subject
from ui.till.office.goods_go import GOODS
from ui.till.picture.clock import moment_text
from ui.till.picture.methods import method_name
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, stay, tell
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of a refund."""

    TITLE = "退款单", "Refund"
    BACK = "退款", "Money back"
    OF_SALE = "原小票", "Of receipt"
    WITHOUT = "无小票", "without a receipt"
    GOODS = "商品去向", "Goods"
    WAYS = "退款方式", "How it goes back"
    DRAWER = "{name}(钱箱付出)", "{name}, out of the drawer"
    RETURNED = "已原路退回", "has gone back"
    PENDING = "原路退款还在办理,联网后自动完成", "still under way; it goes on by itself"
    DECLINED = "退款未成: 到待处理付款登记", "declined: see the payments to settle"
    POINTS_TAKEN = "收回积分", "Points taken back"
    POINTS_RETURNED = "退还积分", "Points returned"
    APPROVED = "授权 {staff}", "approved by {staff}"
    DONE = "已退款: 直接扫下一位顾客的商品", "Refunded; scan on: the next sale begins"
    COPY = "补打退款单", "print again"
    PRINTED = "退款单正在打印", "The slip is being printed"
    LOOK = "查进度", "how far"


LINE_COLUMNS = (
    Column(Word.NAME),
    Column(Word.QUANTITY, 9, right=True),
    Column(Said.GOODS, 12),
    Column(Word.AMOUNT, 11, right=True),
)


class Refunded(msgspec.Struct, frozen=True):
    """A refund, and what is known of its legs through a provider."""

    refund: RefundView
    payments: tuple[PaymentView, ...] = ()


def show_refund(state: State, refund: RefundView) -> Step:
    """Its page; legs through a provider are asked after."""
    is_pending = any(leg.payment is not None for leg in refund.legs)
    shown = show_page(state, FOLLOWED if is_pending else REFUNDED, Refunded(refund)).state
    return Step(shown, follow(shown))


def follow(state: State) -> tuple[Call[PaymentView], ...]:
    """Ask after the legs of the refund on the screen that a provider has not settled yet."""
    screen = state.screen
    if not isinstance(screen, PageScreen) or not isinstance(screen.subject, Refunded):
        return ()
    done = {one.id for one in screen.subject.payments if one.state == "paid"}
    legs = (leg.payment for leg in screen.subject.refund.legs if leg.payment is not None)
    return tuple(_progress_of(payment) for payment in legs if payment not in done)


def read_refund(receipt_no: ReceiptNo) -> Call[RefundView]:
    """Ask for the refund that this slip is of."""
    return get(f"/v1/refunds/{receipt_no}", RefundView, show_refund)


def line_cells(view: View, line: RefundedLineView) -> tuple[str, ...]:
    """A line that goes back, in `LINE_COLUMNS`."""
    goods = view.say(GOODS[line.goods])
    return line.name, quantity_text(line.quantity, line.unit), goods, yuan(line.amount_fen)


def points_parts(view: View, taken: int, returned: int) -> tuple[Part, ...]:
    """What becomes of the member's points, where anything does."""
    both = ((Said.POINTS_TAKEN, taken), (Said.POINTS_RETURNED, returned))
    return tuple(Pair(view.say(word), str(points)) for word, points in both if points)


def _progress_of(payment: PaymentId) -> Call[PaymentView]:
    return get(f"/v1/payments/{payment}", PaymentView, _payment_came)


def _payment_came(state: State, payment: PaymentView) -> Step:
    screen = state.screen
    if not isinstance(screen, PageScreen) or not isinstance(screen.subject, Refunded):
        return stay(state)
    others = tuple(one for one in screen.subject.payments if one.id != payment.id)
    return show_subject(state, Refunded(screen.subject.refund, (*others, payment)))


def _look(state: State, _refunded: Refunded) -> Step:
    return Step(state, follow(state))


def _copy(state: State, refunded: Refunded) -> Step:
    return Step(state, (post(f"/v1/refunds/{refunded.refund.id}/reprint", None, PrintJobView, _printed),))


def _printed(state: State, _job: PrintJobView) -> Step:
    return stay(tell(state, Said.PRINTED))


def _parts(view: View, refunded: Refunded) -> tuple[Part, ...]:
    refund = refunded.refund
    set_off = sum(leg.amount_fen for leg in refund.legs if leg.kind == "exchange")
    back = Fen(refund.total_fen + refund.rounding_fen - set_off)
    rounding = (Pair(view.say(Word.ROUNDING), yuan(refund.rounding_fen)),) if refund.rounding_fen else ()
    return (
        Pair(view.say(Said.BACK), f"￥{yuan(back)}", is_strong=True),
        *_leg_parts(view, refunded),
        Gap(),
        Pair(f"{view.say(Word.RECEIPT)} {refund.receipt_no}", _who(view, refund)),
        Pair(view.say(Said.OF_SALE), refund.sale_receipt_no or view.say(Said.WITHOUT)),
        *((Pair(view.say(Word.REASON), refund.reason),) if refund.reason else ()),
        *rounding,
        *points_parts(view, refund.points_taken, refund.points_returned),
        Gap(),
        Grid(LINE_COLUMNS, tuple(line_cells(view, line) for line in refund.lines)),
    )


def _leg_parts(view: View, refunded: Refunded) -> tuple[Part, ...]:
    parts: list[Part] = [Heading(view.say(Said.WAYS))]
    known = {payment.id: payment.state for payment in refunded.payments}
    for leg in refunded.refund.legs:
        name = method_name(view, leg.kind, leg.method, view.state.methods)
        name = view.say(Said.DRAWER, name=name) if leg.kind == "cash" else name
        parts.append(Pair(f"{name} {leg.reference or ''}".rstrip(), f"￥{yuan(leg.amount_fen)}"))
        if leg.payment is not None:
            parts.append(_progress(view, known.get(leg.payment, "")))
    return tuple(parts)


def _progress(view: View, state: str) -> Text:
    match state:
        case "paid":
            return Text(view.say(Said.RETURNED))
        case "declined":
            return Text(view.say(Said.DECLINED), is_alarm=True)
        case _:
            return Text(view.say(Said.PENDING), is_alarm=True)


def _who(view: View, refund: RefundView) -> str:
    who = f"{moment_text(view, refund.at)} {refund.cashier}"
    return (
        f"{who} {view.say(Said.APPROVED, staff=refund.approved_by)}"
        if refund.approved_by is not None
        else who
    )


COPY: Do[Refunded] = Do("*", Said.COPY, _copy)
REFUNDED: Page[Refunded] = Page(Said.TITLE, _parts, do=(COPY,))
FOLLOWED: Page[Refunded] = Page(Said.TITLE, _parts, do=(COPY, Do("+", Said.LOOK, _look)))
