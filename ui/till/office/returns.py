"""退货: the receipt is scanned, or its last digits typed, and the sale's lines are there to be chosen."""

from edge_agent.domain.ids import ReceiptNo
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleSummary, SaleView
from ui.till.commands import Call
from ui.till.generic.calls import get
from ui.till.generic.kinds import Field, Form, FormScreen, Values
from ui.till.generic.moves import open_form
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.office.find_sale import Search, find_sale
from ui.till.office.refunded import read_refund
from ui.till.office.return_lines import choose_lines
from ui.till.state import State
from ui.till.step import Step, change, refuse
from ui.till.words import Phrase

DIGITS_MAX = 6
RECEIPT_LENGTH_MAX = 40
SALE_UNKNOWN = "sale.unknown"


class Said(Phrase):
    """The texts of a return's beginning."""

    TITLE = "退货", "Return"
    RECEIPT = "小票号", "Receipt"
    HINT = "扫小票,或输单号末几位; 直接确认即查单", "Scan it, or type its end; nothing: find it"
    NOT_A_RECEIPT = (
        "{code} 不是小票号: 扫小票上的码,或输单号末几位",
        "{code} is no receipt: scan its code, or type its last digits",
    )
    NONE = (
        "没有单号末位是 {digits} 的小票: 核对后再输",
        "No receipt ends in {digits}: check it and type again",
    )


def on_receipt(state: State, receipt_no: ReceiptNo) -> Step:
    """A receipt was scanned while selling."""
    return _look(_asking(state), receipt_no)


def _open(state: State) -> Step:
    """What was typed before the key are the digits."""
    typed = state.buffer
    asking = _asking(change(state, buffer=""))
    return _look(asking, typed) if typed else Step(asking)


def _asking(state: State) -> State:
    return open_form(state, RECEIPT, None).state


def _submit(state: State, _subject: None, values: Values) -> Step:
    return _look(state, values.text("receipt")) if values.has("receipt") else find_sale(_left(state))


def _on_scan(state: State, _subject: None, code: str) -> Step:
    return _look(state, code)


def _look(state: State, text: str) -> Step:
    """A whole number is one sale or one refund, digits may be the end of several; it stays to be seen."""
    code = text.strip()
    asked = change(state, buffer=code)
    if code.isascii() and code.isdecimal() and len(code) <= DIGITS_MAX:
        digits = get("/v1/sales", tuple[SaleSummary, ...], _found, receipt=code)
        return Step(asked, (digits,))
    if not _may_be_receipt(code):
        return refuse(asked, Said.NOT_A_RECEIPT, code=code)
    return Step(asked, (Call("GET", f"/v1/sales/{code}", SaleView, _opened, refused=_no_sale),))


def _may_be_receipt(code: str) -> bool:
    is_plain = code.isascii() and code.replace("-", "").isalnum()
    return is_plain and "-" in code and len(code) <= RECEIPT_LENGTH_MAX


def _found(state: State, sales: tuple[SaleSummary, ...]) -> Step:
    """One is opened, several are listed."""
    if not sales:
        return refuse(state, Said.NONE, digits=state.buffer)
    if len(sales) > 1:
        return find_sale(_left(state), Search(receipt=state.buffer))
    return Step(state, (get(f"/v1/sales/{sales[0].id}", SaleView, _opened),))


def _opened(state: State, sale: SaleView) -> Step:
    return choose_lines(_left(state), sale)


def _no_sale(state: State, problem: Problem) -> Step | None:
    """It may be the slip of a refund."""
    return Step(state, (read_refund(ReceiptNo(state.buffer)),)) if problem.code == SALE_UNKNOWN else None


def _left(state: State) -> State:
    """Nothing leads back to the question once it is answered."""
    screen = state.screen
    return change(state, screen=screen.back, buffer="") if isinstance(screen, FormScreen) else state


RECEIPT: Form[None] = Form(
    Said.TITLE,
    (Field("receipt", Said.RECEIPT, is_needed=False, hint=Said.HINT),),
    _submit,
    on_scan=_on_scan,
)
ACTIVITIES = (Activity(Said.TITLE, Group.AFTER_SALE, _open, Action.REFUND, takes_number=True),)
