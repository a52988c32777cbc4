"""The sheet of a stock document: filled in article by article, kept until it is posted or cleared."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.quantity import Milli, quantity_text
from edge_agent.wire.goods import ArticleView
from ui.till.commands import DoFind
from ui.till.generic.kinds import (
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
from ui.till.generic.moves import back, open_form, pick_article, show_list, show_rows
from ui.till.picture.rows import View
from ui.till.state import SearchScreen, State
from ui.till.step import Step, change, refuse, tell
from ui.till.words import Phrase, Word


class Document(Phrase):
    """Which kind of sheet, by its title."""

    RECEIPT = "进货", "Goods in"
    COUNT = "盘点", "Stock count"
    WRITE_OFF = "报损", "Write off"
    TRANSFER_OUT = "调出", "Transfer out"
    TRANSFER_IN = "调入", "Transfer in"


class Said(Phrase):
    """The texts of the sheets."""

    ADD = "加商品", "add"
    CHANGE = "改数量", "change"
    REMOVE = "去掉", "remove"
    POST = "过账", "post"
    CLEAR = "清空", "clear"
    ASK_CLEAR = "去掉表上所有商品", "Take every article off"
    CLEARED = "表已清空", "The sheet is empty"
    STAYS = "没有清空", "Nothing was taken off"
    EMPTY = "按 1 加商品,或扫码", "1 adds an article, or scan one"
    NOTHING = "表上还没有商品", "There is nothing on the sheet"
    ARTICLES = "{count} 种商品", "Articles: {count}"
    KEPT = "上次没过账的 {count} 种商品还在", "Not posted yet, and still here: {count}"
    EXPIRY = "到期日", "Expiry"
    EXPIRY_HINT = "如 20270131", "such as 20270131"
    COST = "进价", "Cost"
    COUNTED = "实盘数", "Counted"


class Line(msgspec.Struct, frozen=True):
    """One article on the sheet."""

    article: ArticleView
    quantity: Milli
    at: int
    """Unix milliseconds, by the agent's clock: what is sold after an article was counted was counted too."""
    expiry: str = ""
    cost_fen: Fen | None = None


Sheet: TypeAlias = List[Document, Line]


def make_sheet(document: Document, post: Callable[[State], Step]) -> Sheet:
    """The list of a document's lines; `post` is what follows the last of them."""
    is_receipt = document is Document.RECEIPT
    quantity = Column(Said.COUNTED if document is Document.COUNT else Word.QUANTITY, 11, right=True)
    bought = (Column(Said.EXPIRY, 11), Column(Said.COST, 9, right=True)) if is_receipt else ()
    return List(
        document,
        (Column(Word.NAME), quantity, *bought, Column(Word.CODE, 12)),
        _bought_cells if is_receipt else _cells,
        do=(Do("enter", Said.CHANGE, _change), Do("delete", Said.REMOVE, _remove)),
        do_anyway=(
            DoAnyway("1", Said.ADD, _add),
            DoAnyway("+", Said.POST, post),
            DoAnyway("0", Said.CLEAR, _ask_clear),
        ),
        empty=Said.EMPTY,
        note=_note,
        on_scan=_on_scan,
    )


def open_sheet(state: State, sheet: Sheet, document: Document) -> Step:
    """As it was left, by whomever: a key pressed by mistake costs nobody the count of a whole shelf."""
    lines = state.sheets.get(document.name, ())
    told = tell(state, Said.KEPT, count=len(lines)) if lines else state
    return show_list(told, sheet, document, lines)


def lines_of(state: State) -> tuple[Line, ...]:
    """What stands on the sheet on the screen."""
    screen = state.screen
    return screen.rows or () if isinstance(screen, ListScreen) else ()


def document_of(state: State) -> Document:
    """Which document the sheet on the screen is of."""
    screen = state.screen
    if not isinstance(screen, ListScreen) or not isinstance(screen.subject, Document):
        raise TypeError(f"{screen} is no sheet")
    return screen.subject


def without_sheet(state: State, document: Document) -> State:
    """It is posted, or nobody wants it."""
    kept = {name: lines for name, lines in state.sheets.items() if name != document.name}
    return change(state, sheets=kept)


def _show(state: State, lines: tuple[Line, ...]) -> Step:
    """The sheet with these lines, which stay there when it is left."""
    kept = {**state.sheets, document_of(state).name: lines}
    return show_rows(change(state, sheets=kept), lines)


# --- a line -----------------------------------------------------------------------------------------------


def _add(state: State) -> Step:
    return pick_article(state, _picked)


def _on_scan(state: State, code: str) -> Step:
    """What the search finds by the code is asked about at once."""
    screen = SearchScreen(query=code, scanned=True, choose=_picked, back=state.screen)
    return Step(change(state, screen=screen, buffer=""), (DoFind(code),))


def _picked(state: State, article: ArticleView) -> Step:
    """An article that is on the sheet already is changed there."""
    known = next((line for line in lines_of(state) if line.article.sku == article.sku), None)
    return _ask(state, known or Line(article, Milli(0), state.now), is_known=known is not None)


def _change(state: State, line: Line) -> Step:
    return _ask(state, line, is_known=True)


def _ask(state: State, line: Line, *, is_known: bool) -> Step:
    """What is known of the line is proposed."""
    document, unit = document_of(state), line.article.unit
    label = Said.COUNTED if document is Document.COUNT else Word.QUANTITY
    proposed = quantity_text(line.quantity, unit).removesuffix("kg") if is_known else ""
    quantity = Field("quantity", label, kind_of_quantity(unit), proposed=proposed)
    bought = (
        Field("expiry", Said.EXPIRY, Kind.DATE, is_needed=False, proposed=line.expiry, hint=Said.EXPIRY_HINT),
        Field("cost", Said.COST, Kind.YUAN, is_needed=False, proposed=_cost_text(line)),
    )
    return open_form(
        state, LINE, line, fields=(quantity, *bought) if document is Document.RECEIPT else (quantity,)
    )


def _put(state: State, line: Line, values: Values) -> Step:
    """The line in its place, or at the end of the sheet; it holds of now."""
    is_bought = "expiry" in values.of
    put = Line(
        line.article,
        values.milli("quantity"),
        state.now,
        values.text("expiry") if is_bought else "",
        values.fen("cost") if is_bought and values.has("cost") else None,
    )
    sheet = back(state).state
    lines = {one.article.sku: one for one in lines_of(sheet)}
    return _show(sheet, tuple({**lines, put.article.sku: put}.values()))


def _remove(state: State, line: Line) -> Step:
    return _show(state, tuple(one for one in lines_of(state) if one.article.sku != line.article.sku))


def _ask_clear(state: State) -> Step:
    return open_form(state, CLEAR, None) if lines_of(state) else refuse(state, Said.NOTHING)


def _clear(state: State, _subject: None, values: Values) -> Step:
    if not values.flag("sure"):
        return back(state, Said.STAYS)
    return _show(back(state, Said.CLEARED).state, ())


# --- what the sheet shows ---------------------------------------------------------------------------------


def _cells(_view: View, line: Line) -> tuple[str, ...]:
    return line.article.name, quantity_text(line.quantity, line.article.unit), line.article.sku


def _bought_cells(view: View, line: Line) -> tuple[str, ...]:
    name, quantity, sku = _cells(view, line)
    return name, quantity, line.expiry, _cost_text(line), sku


def _note(view: View, _document: Document, lines: tuple[Line, ...]) -> tuple[str, ...]:
    return (view.say(Said.ARTICLES, count=len(lines)),)


def _about(_view: View, line: Line) -> tuple[str, ...]:
    return (line.article.name,)


def _cost_text(line: Line) -> str:
    return "" if line.cost_fen is None else yuan(line.cost_fen)


LINE: Form[Line] = Form(Word.QUANTITY, (), _put, note=_about)
CLEAR: Form[None] = Form(Said.CLEAR, (Field("sure", Said.ASK_CLEAR, Kind.YES_NO),), _clear, verb=Said.CLEAR)
