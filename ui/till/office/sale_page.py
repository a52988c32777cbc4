"""A finished sale on one page, and all that can still be done about it."""

from edge_agent.domain.money import yuan
from edge_agent.domain.quantity import Milli, quantity_text
from edge_agent.wire.after_sale import RefundPlan, RefundRequest
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.sales import RefundSummary, SaleSummary, SaleView, SoldLineView, SoldTenderView
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import Column, Do, Gap, Grid, Page, PageScreen, Pair, Part, Text
from ui.till.generic.moves import show_page, show_subject
from ui.till.office.activity import Activity, Group
from ui.till.office.correct_tender import correct_tender
from ui.till.office.refund_plan import Planned, Way, show_plan
from ui.till.office.return_lines import choose_lines
from ui.till.picture.clock import moment_text
from ui.till.picture.methods import method_name
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, refuse, stay, tell
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of a sale's page."""

    TITLE = "销售单", "Sale"
    LAST = "上一单", "The last sale"
    NONE = "还没有销售单", "There is no sale yet"
    BACK = "已退", "Back"
    REFUNDED = "已退款", "Given back"
    RECEIVED = "收 {amount}", "received {amount}"
    COPIES = "补打过 {n} 次", "copies printed: {n}"
    POINTS_SPENT = "用积分", "Points spent"
    RETURN = "退货/换货", "return"
    REOPEN = "反结账", "reopen"
    CORRECT = "改收款方式", "correct payment"
    COPY = "补打", "print again"
    PRINTED = "小票正在打印", "The receipt is being printed"
    COPIED = "小票正在补打,第 {n} 份", "Copy {n} of the receipt is being printed"
    CART_FIRST = (
        "反结账要用空的购物车: 先结账、挂单或取消这一单",
        "Reopening needs an empty cart: finish or hold this sale",
    )


def show_sale(state: State, sale: SaleView) -> Step:
    """Its page."""
    return show_page(state, SALE, sale)


def read_sale(sale: str) -> Call[SaleView]:
    """Ask for a sale and show its page."""
    return get(f"/v1/sales/{sale}", SaleView, show_sale)


def _open_last(state: State) -> Step:
    """This till's last one; a till that was just started asks for the shop's newest."""
    if state.last_sale is not None:
        return Step(state, (read_sale(state.last_sale.id),))
    return Step(state, (get("/v1/sales", tuple[SaleSummary, ...], _newest, limit=1),))


def _newest(state: State, sales: tuple[SaleSummary, ...]) -> Step:
    return Step(state, (read_sale(sales[0].id),)) if sales else refuse(state, Said.NONE)


def _load(state: State) -> Call[SaleView]:
    """The page's own sale anew."""
    screen = state.screen
    sale = screen.subject.id if isinstance(screen, PageScreen) and screen.subject else ""
    return get(f"/v1/sales/{sale}", SaleView, show_subject)


def _reopen(state: State, sale: SaleView) -> Step:
    if state.lines:
        return refuse(state, Said.CART_FIRST)
    body = RefundRequest(all=True)
    return Step(state, (post(f"/v1/sales/{sale.id}/refunds/plan", body, RefundPlan, _reopen_planned),))


def _reopen_planned(state: State, plan: RefundPlan) -> Step:
    screen = state.screen
    sale = screen.subject if isinstance(screen, PageScreen) else None
    if not isinstance(sale, SaleView):
        return stay(state)
    return show_plan(state, Planned(sale, Way.REOPEN, (), plan))


def _copy(state: State, sale: SaleView) -> Step:
    return Step(state, (post(f"/v1/sales/{sale.id}/reprint", None, PrintJobView, _printed),))


def _printed(state: State, job: PrintJobView) -> Step:
    """How many copies there are is read again."""
    told = tell(state, Said.COPIED, n=job.copy) if job.copy else tell(state, Said.PRINTED)
    return Step(told, (_load(told),))


def _parts(view: View, sale: SaleView) -> tuple[Part, ...]:
    """The money first: what it was, how it was paid, what has gone back; then the lines."""
    sold = tuple(line for line in sale.lines if not line.voided)
    return (
        Pair(f"{view.say(Word.RECEIPT)} {sale.receipt_no}", _where(view, sale)),
        *_sums(view, sale),
        *(_leg(view, leg) for leg in sale.tenders),
        *_rest(view, sale),
        Gap(),
        Grid(LINE_COLUMNS, tuple(_line(line) for line in sold)),
    )


def _where(view: View, sale: SaleView) -> str:
    return f"{moment_text(view, sale.at)}  {view.say(Word.LANE)} {sale.till}  {sale.cashier}"


def _sums(view: View, sale: SaleView) -> tuple[Part, ...]:
    off = ((Word.DISCOUNTED, sale.discount_fen), (Word.ROUNDING, sale.rounding_fen))
    return (
        Pair(view.say(Word.TOTAL), f"￥{yuan(sale.total_fen)}", is_strong=True),
        *(Pair(view.say(word), yuan(fen)) for word, fen in off if fen),
    )


def _leg(view: View, leg: SoldTenderView) -> Part:
    """What the shop keeps of it; cash says what was handed over."""
    name = method_name(view, leg.kind, leg.method, view.state.methods)
    received = view.say(Said.RECEIVED, amount=yuan(leg.received_fen))
    said = received if leg.received_fen != leg.amount_fen else leg.reference or ""
    return Pair(f"{name}  {said}".rstrip(), f"￥{yuan(leg.amount_fen)}")


def _rest(view: View, sale: SaleView) -> tuple[Part, ...]:
    points = ((Word.POINTS_EARNED, sale.points_earned), (Said.POINTS_SPENT, sale.points_spent))
    parts: list[Part] = [Pair(view.say(Word.TICKET), sale.ticket)] if sale.ticket else []
    parts += [Pair(view.say(word), str(n)) for word, n in points if n]
    if sale.refunded_fen:
        parts.append(Pair(view.say(Said.REFUNDED), f"￥{yuan(sale.refunded_fen)}", is_strong=True))
    parts += [_refund(view, one) for one in sale.refunds]
    if sale.copies:
        parts.append(Text(view.say(Said.COPIES, n=sale.copies)))
    return tuple(parts)


def _refund(view: View, refund: RefundSummary) -> Part:
    said = f"{moment_text(view, refund.at)}  {refund.receipt_no}  {refund.cashier}"
    return Pair(said, f"￥{yuan(refund.back_fen)}")


def _line(line: SoldLineView) -> tuple[str, ...]:
    back = Milli(line.quantity - line.left)
    return (
        " ".join((line.name, *line.options)),
        quantity_text(line.quantity, line.unit),
        yuan(line.price_fen),
        yuan(line.amount_fen),
        quantity_text(back, line.unit) if back else "",
    )


LINE_COLUMNS = (
    Column(Word.NAME),
    Column(Word.QUANTITY, 9, right=True),
    Column(Word.PRICE, 9, right=True),
    Column(Word.AMOUNT, 10, right=True),
    Column(Said.BACK, 9, right=True),
)
SALE: Page[SaleView] = Page(
    Said.TITLE,
    _parts,
    do=(
        Do("f7", Said.RETURN, choose_lines),
        Do("1", Said.REOPEN, _reopen),
        Do("2", Said.CORRECT, correct_tender),
        Do("3", Said.COPY, _copy),
    ),
    load=_load,
)
ACTIVITIES = (Activity(Said.LAST, Group.AFTER_SALE, _open_last),)
