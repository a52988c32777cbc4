"""进货, 盘点, 报损, 调拨: a sheet that is filled in article by article and posted as one document."""

import msgspec

from edge_agent.domain.quantity import Milli, quantity_text
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
from edge_agent.wire.types import ArticleView
from ui.till.commands import Command, DoFind
from ui.till.generic.calls import post
from ui.till.generic.kinds import (
    Choice,
    Column,
    Do,
    DoAnyway,
    Field,
    Form,
    Kind,
    List,
    ListScreen,
    Values,
    kind_of_quantity,
)
from ui.till.generic.moves import back, open_form, pick_article, show_list, show_rows, to_sale
from ui.till.office.activity import Activity, Group
from ui.till.picture.rows import View
from ui.till.state import SearchScreen, State
from ui.till.step import Step, change, refuse
from ui.till.words import Phrase, Word, say


class Document(Phrase):
    """Which kind of sheet, by its title."""

    RECEIPT = "进货", "Goods in"
    COUNT = "盘点", "Stock count"
    WRITE_OFF = "报损", "Write off"
    TRANSFER_OUT = "调出", "Transfer out"
    TRANSFER_IN = "调入", "Transfer in"


class Said(Phrase):
    """The texts of the sheets."""

    ADD = "加商品", "add an article"
    CHANGE = "改数量", "change"
    REMOVE = "去掉", "remove"
    POST = "过账", "post"
    EMPTY = "按 1 加商品,或扫码", "1 adds an article, or scan one"
    NOTHING = "表上还没有商品", "There is nothing on the sheet"
    ARTICLES = "{count} 种商品", "{count} articles"
    EXPIRY = "到期日", "Expiry"
    EXPIRY_HINT = "如 20270131", "such as 20270131"
    COST = "进价", "Cost"
    COUNTED = "实盘数", "Counted"
    NOTE_NO = "单据号", "Note number"
    SUPPLIER = "供应商", "Supplier"
    STORE = "对方门店", "Other store"
    BROKEN = "破损", "broken"
    EXPIRED = "过期", "expired"
    SPOILT = "变质", "spoilt"
    USED = "试吃自用", "used in the shop"
    OTHER = "其他", "other"
    REMARK = "说明", "Remark"
    POSTED = "{title}已过账: {count} 种商品", "{title} posted: {count} articles"
    COUNT_WAITS = "盘点已提交,等审核", "The count waits for its review"


class Line(msgspec.Struct, frozen=True):
    """One article on the sheet."""

    article: ArticleView
    quantity: Milli
    expiry: str = ""
    cost_fen: int | None = None


REASONS = (Said.BROKEN, Said.EXPIRED, Said.SPOILT, Said.USED, Said.OTHER)


def _open_receipt(state: State) -> Step:
    return show_list(state, SHEETS[Document.RECEIPT], Document.RECEIPT, ())


def _open_count(state: State) -> Step:
    return show_list(state, SHEETS[Document.COUNT], Document.COUNT, ())


def _open_write_off(state: State) -> Step:
    return show_list(state, SHEETS[Document.WRITE_OFF], Document.WRITE_OFF, ())


def _open_transfer_out(state: State) -> Step:
    return show_list(state, SHEETS[Document.TRANSFER_OUT], Document.TRANSFER_OUT, ())


def _open_transfer_in(state: State) -> Step:
    return show_list(state, SHEETS[Document.TRANSFER_IN], Document.TRANSFER_IN, ())


# --- the lines --------------------------------------------------------------------------------------------


def _add(state: State) -> Step:
    return pick_article(state, _picked)


def _on_scan(state: State, code: str) -> Step:
    """A scan looks the article up; Enter takes it."""
    searching = pick_article(state, _picked).state
    screen = searching.screen
    if isinstance(screen, SearchScreen):
        searching = change(searching, screen=msgspec.structs.replace(screen, query=code, scanned=True))
    return Step(searching, (DoFind(code),))


def _picked(state: State, article: ArticleView) -> Step:
    """An article that is on the sheet already is changed there."""
    known = next((line for line in _rows(state) if line.article.sku == article.sku), None)
    return _change(state, known or Line(article, Milli(0)))


def _change(state: State, line: Line) -> Step:
    return open_form(state, LINE, line, fields=_fields(_document(state), line))


def _fields(document: Document, line: Line) -> tuple[Field, ...]:
    article = line.article
    label = Said.COUNTED if document is Document.COUNT else Word.QUANTITY
    quantity = Field("quantity", label, kind_of_quantity(article.unit), proposed=_proposed(line))
    if document is not Document.RECEIPT:
        return (quantity,)
    return (
        quantity,
        Field(
            "expiry",
            Said.EXPIRY,
            Kind.DATE,
            is_needed=False,
            proposed=line.expiry,
            hint=Said.EXPIRY_HINT,
        ),
        Field("cost", Said.COST, Kind.YUAN, is_needed=False, proposed=_cost_text(line)),
    )


def _put(state: State, line: Line, values: Values) -> Step:
    """The line in its place, or at the end of the sheet."""
    changed = Line(
        line.article,
        values.milli("quantity"),
        values.text("expiry") if "expiry" in values.of else "",
        values.fen("cost") if "cost" in values.of and values.has("cost") else None,
    )
    sheet = back(state).state
    others = _rows(sheet)
    if any(one.article.sku == line.article.sku for one in others):
        rows = tuple(changed if one.article.sku == line.article.sku else one for one in others)
    else:
        rows = (*others, changed)
    return show_rows(sheet, rows)


def _remove(state: State, line: Line) -> Step:
    return show_rows(state, tuple(one for one in _rows(state) if one is not line))


# --- posting ----------------------------------------------------------------------------------------------


def _finish(state: State) -> Step:
    """What a document needs besides its lines is asked at the end."""
    if not _rows(state):
        return refuse(state, Said.NOTHING)
    document = _document(state)
    if document is Document.COUNT:
        return Step(state, (_post_count(state),))
    return open_form(state, ENDS[document], _rows(state))


def _post_count(state: State) -> Command:
    body = CountStock(tuple(CountLine(line.article.sku, line.quantity) for line in _rows(state)))
    return post("/v1/stock/counts", body, CountView, _counted)


def _receive(state: State, lines: tuple[Line, ...], values: Values) -> Step:
    received = tuple(
        ReceiptLine(line.article.sku, line.quantity, line.cost_fen, line.expiry or None) for line in lines
    )
    body = ReceiveStock(received, values.text("document"), values.text("supplier"))
    return Step(state, (post("/v1/stock/receipts", body, StockPosted, _received),))


def _write_off(state: State, lines: tuple[Line, ...], values: Values) -> Step:
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


def _counted(state: State, _count: CountView) -> Step:
    return to_sale(state, Said.COUNT_WAITS)


def _received(state: State, posted: StockPosted) -> Step:
    return _posted(state, Document.RECEIPT, posted)


def _written_off(state: State, posted: StockPosted) -> Step:
    return _posted(state, Document.WRITE_OFF, posted)


def _sent_out(state: State, posted: StockPosted) -> Step:
    return _posted(state, Document.TRANSFER_OUT, posted)


def _taken_in(state: State, posted: StockPosted) -> Step:
    return _posted(state, Document.TRANSFER_IN, posted)


def _posted(state: State, document: Document, posted: StockPosted) -> Step:
    return to_sale(state, Said.POSTED, title=say(state.language, document), count=len(posted.levels))


# --- what the sheet shows ---------------------------------------------------------------------------------


def _rows(state: State) -> tuple[Line, ...]:
    screen = state.screen
    return screen.rows or () if isinstance(screen, ListScreen) else ()


def _document(state: State) -> Document:
    screen = state.screen
    if not isinstance(screen, ListScreen) or not isinstance(screen.subject, Document):
        raise TypeError(f"{screen} is no sheet")
    return screen.subject


def _cells(_view: View, line: Line) -> tuple[str, ...]:
    quantity = quantity_text(line.quantity, line.article.unit)
    return line.article.name, quantity, line.expiry, _cost_text(line), line.article.sku


def _note(view: View, _document: Document, lines: tuple[Line, ...]) -> tuple[str, ...]:
    return (view.say(Said.ARTICLES, count=len(lines)),)


def _about(_view: View, line: Line) -> tuple[str, ...]:
    return (line.article.name,)


def _proposed(line: Line) -> str:
    return quantity_text(line.quantity, line.article.unit).removesuffix("kg") if line.quantity else ""


def _cost_text(line: Line) -> str:
    return "" if line.cost_fen is None else f"{line.cost_fen // 100}.{line.cost_fen % 100:02d}"


def _sheet(document: Document) -> List[Document, Line]:
    is_receipt = document is Document.RECEIPT
    columns = (
        Column(Word.NAME),
        Column(Said.COUNTED if document is Document.COUNT else Word.QUANTITY, 11, right=True),
        Column(Said.EXPIRY if is_receipt else "", 11 if is_receipt else 1),
        Column(Said.COST if is_receipt else "", 9 if is_receipt else 1, right=True),
        Column(Word.CODE, 12),
    )
    return List(
        document,
        columns,
        _cells,
        do=(Do("enter", Said.CHANGE, _change), Do("delete", Said.REMOVE, _remove)),
        do_anyway=(DoAnyway("1", Said.ADD, _add), DoAnyway("+", Said.POST, _finish)),
        empty=Said.EMPTY,
        note=_note,
        on_scan=_on_scan,
    )


SHEETS = {document: _sheet(document) for document in Document}
LINE: Form[Line] = Form(Word.QUANTITY, (), _put, note=_about)
STORE = Field("store", Said.STORE)
NOTE_NO = Field("document", Said.NOTE_NO, is_needed=False)
ENDS: dict[Document, Form[tuple[Line, ...]]] = {
    Document.RECEIPT: Form(
        Document.RECEIPT, (Field("supplier", Said.SUPPLIER, is_needed=False), NOTE_NO), _receive
    ),
    Document.WRITE_OFF: Form(
        Document.WRITE_OFF,
        (Field("reason", Word.REASON, Kind.CHOICE, choices=tuple(Choice(one.name, one) for one in REASONS)),),
        _write_off,
    ),
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
