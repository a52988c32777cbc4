"""补打: the receipt of the last sale again; its first paper where none was printed."""

from edge_agent.domain.ids import SaleId
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.sales import SaleSummary, SaleView
from ui.till.generic.calls import get, post
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.state import State
from ui.till.step import Step, refuse, stay, tell
from ui.till.words import Phrase


class Said(Phrase):
    """The texts of the copy."""

    TITLE = "补打上一单", "Print the last receipt"
    DONE = "小票正在打印", "The receipt is being printed"
    WAITS = "打印机没准备好, 好了就打", "The printer is not ready; it prints when it is"
    NONE = "还没有可补打的小票", "There is no receipt to print yet"


def _open(state: State) -> Step:
    """This till's last sale; a till that was just started asks for the shop's newest."""
    if state.last_sale is not None:
        return _print(state, state.last_sale.id)
    return Step(state, (get("/v1/sales", tuple[SaleSummary, ...], _newest, limit=1),))


def _newest(state: State, sales: tuple[SaleSummary, ...]) -> Step:
    return _print(state, sales[0].id) if sales else refuse(state, Said.NONE)


def _print(state: State, sale: SaleId) -> Step:
    return Step(state, (post(f"/v1/sales/{sale}/reprint", None, PrintJobView, _printed),))


def print_first(state: State, sale: SaleView) -> Step:
    """The paper of a sale, where the shop prints only for who wants it."""
    return Step(state, (post(f"/v1/sales/{sale.id}/print", None, PrintJobView, _printed),))


def _printed(state: State, job: PrintJobView) -> Step:
    printers = state.health.printers if state.health else ()
    is_ready = all(printer.state in READY for printer in printers if printer.name == job.printer)
    return stay(tell(state, Said.DONE if is_ready else Said.WAITS))


READY = ("ok", "paper_near_end")
ACTIVITIES = (Activity(Said.TITLE, Group.AFTER_SALE, _open, Action.COPY),)
