"""进货, 盘点, 报损, 调拨: a sheet of articles, posted as one document."""

from edge_agent.wire.stock import (
    CountLine,
    CountStock,
    CountView,
    GoodsLine,
    ReceiptLine,
    ReceiveStock,
    StockPosted,
    TransferStock,
    WriteOffStock,
)
from ui.till.commands import Command
from ui.till.generic.calls import post
from ui.till.generic.kinds import Choice, Field, Form, Kind, Values
from ui.till.generic.moves import open_form, to_sale
from ui.till.office.activity import Activity, Group
from ui.till.office.stock_sheet import (
    Document,
    Line,
    document_of,
    lines_of,
    make_sheet,
    open_sheet,
    without_sheet,
)
from ui.till.office.stock_sheet import Said as OfSheet
from ui.till.state import State
from ui.till.step import Step, refuse
from ui.till.words import Phrase, Word, say


class Said(Phrase):
    """The texts of posting."""

    NOTE_NO = "单据号", "Note number"
    SUPPLIER = "供应商", "Supplier"
    STORE = "对方门店", "Other store"
    BROKEN = "破损", "broken"
    EXPIRED = "过期", "expired"
    SPOILT = "变质", "spoilt"
    USED = "试吃自用", "used in the shop"
    OTHER = "其他", "other"
    REMARK = "说明", "Remark"
    POSTED = "{title}已过账: {count} 种商品", "{title} posted, articles: {count}"
    COUNT_WAITS = "盘点已提交,等审核", "The count waits for its review"


REASONS = (Said.BROKEN, Said.EXPIRED, Said.SPOILT, Said.USED, Said.OTHER)


def _open_receipt(state: State) -> Step:
    return _open(state, Document.RECEIPT)


def _open_count(state: State) -> Step:
    return _open(state, Document.COUNT)


def _open_write_off(state: State) -> Step:
    return _open(state, Document.WRITE_OFF)


def _open_transfer_out(state: State) -> Step:
    return _open(state, Document.TRANSFER_OUT)


def _open_transfer_in(state: State) -> Step:
    return _open(state, Document.TRANSFER_IN)


def _open(state: State, document: Document) -> Step:
    return open_sheet(state, SHEETS[document], document)


def _finish(state: State) -> Step:
    """What a document needs besides its lines is asked at the end."""
    lines = lines_of(state)
    if not lines:
        return refuse(state, OfSheet.NOTHING)
    document = document_of(state)
    if document is Document.COUNT:
        return Step(state, (_count(lines),))
    return open_form(state, ENDS[document], lines)


# --- what is posted ---------------------------------------------------------------------------------------


def _count(lines: tuple[Line, ...]) -> Command:
    """Each line with its own moment: the shop goes on selling while a sheet is filled in."""
    counted = tuple(CountLine(line.article.sku, line.quantity, line.at or None) for line in lines)
    return post("/v1/stock/counts", CountStock(counted), CountView, _counted)


def _receive(state: State, lines: tuple[Line, ...], values: Values) -> Step:
    received = tuple(
        ReceiptLine(line.article.sku, line.quantity, line.cost_fen, line.expiry or None) for line in lines
    )
    body = ReceiveStock(received, values.text("document"), values.text("supplier"))
    return Step(state, (post("/v1/stock/receipts", body, StockPosted, _received),))


def _write_off(state: State, lines: tuple[Line, ...], values: Values) -> Step:
    """Enough said, unless the reason is something else."""
    reason = Said[values.text("reason")]
    if reason is Said.OTHER:
        return open_form(state, REMARK, lines)
    return _write_off_for(state, lines, say(state.language, reason))


def _remarked(state: State, lines: tuple[Line, ...], values: Values) -> Step:
    return _write_off_for(state, lines, values.text("remark"))


def _write_off_for(state: State, lines: tuple[Line, ...], reason: str) -> Step:
    body = WriteOffStock(_goods(lines), reason)
    return Step(state, (post("/v1/stock/write-offs", body, StockPosted, _written_off),))


def _send_out(state: State, lines: tuple[Line, ...], values: Values) -> Step:
    body = TransferStock(_goods(lines), to_store=values.text("store"), document=values.text("document"))
    return Step(state, (post("/v1/stock/transfers", body, StockPosted, _sent_out),))


def _take_in(state: State, lines: tuple[Line, ...], values: Values) -> Step:
    body = TransferStock(_goods(lines), from_store=values.text("store"), document=values.text("document"))
    return Step(state, (post("/v1/stock/transfers", body, StockPosted, _taken_in),))


def _goods(lines: tuple[Line, ...]) -> tuple[GoodsLine, ...]:
    return tuple(GoodsLine(line.article.sku, line.quantity) for line in lines)


# --- what became of it ------------------------------------------------------------------------------------


def _counted(state: State, _count: CountView) -> Step:
    return to_sale(without_sheet(state, Document.COUNT), Said.COUNT_WAITS)


def _received(state: State, posted: StockPosted) -> Step:
    return _posted(state, Document.RECEIPT, posted)


def _written_off(state: State, posted: StockPosted) -> Step:
    return _posted(state, Document.WRITE_OFF, posted)


def _sent_out(state: State, posted: StockPosted) -> Step:
    return _posted(state, Document.TRANSFER_OUT, posted)


def _taken_in(state: State, posted: StockPosted) -> Step:
    return _posted(state, Document.TRANSFER_IN, posted)


def _posted(state: State, document: Document, posted: StockPosted) -> Step:
    title = say(state.language, document)
    return to_sale(without_sheet(state, document), Said.POSTED, title=title, count=len(posted.levels))


SHEETS = {document: make_sheet(document, _finish) for document in Document}
STORE = Field("store", Said.STORE)
NOTE_NO = Field("document", Said.NOTE_NO, is_needed=False, about=("note", "number"))
REASON = Field("reason", Word.REASON, Kind.CHOICE, choices=tuple(Choice(one.name, one) for one in REASONS))
ENDS: dict[Document, Form[tuple[Line, ...]]] = {
    Document.RECEIPT: Form(
        Document.RECEIPT, (Field("supplier", Said.SUPPLIER, is_needed=False), NOTE_NO), _receive
    ),
    Document.WRITE_OFF: Form(Document.WRITE_OFF, (REASON,), _write_off),
    Document.TRANSFER_OUT: Form(Document.TRANSFER_OUT, (STORE, NOTE_NO), _send_out),
    Document.TRANSFER_IN: Form(Document.TRANSFER_IN, (STORE, NOTE_NO), _take_in),
}
REMARK: Form[tuple[Line, ...]] = Form(Document.WRITE_OFF, (Field("remark", Said.REMARK),), _remarked)
ACTIVITIES = (
    Activity(Document.RECEIPT, Group.STOCK, _open_receipt),
    Activity(Document.COUNT, Group.STOCK, _open_count),
    Activity(Document.WRITE_OFF, Group.STOCK, _open_write_off),
    Activity(Document.TRANSFER_OUT, Group.STOCK, _open_transfer_out),
    Activity(Document.TRANSFER_IN, Group.STOCK, _open_transfer_in),
)
