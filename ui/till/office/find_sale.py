"""查单: the sales that fit what somebody still knows, newest first; Enter opens one."""

import datetime as dt

import msgspec

from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen, yuan
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.sales import SaleSummary, SaleView
from ui.till.commands import Call
from ui.till.generic.calls import Then, get
from ui.till.generic.kinds import (
    Column,
    Do,
    DoAnyway,
    Field,
    Form,
    FormScreen,
    Kind,
    List,
    ListScreen,
    Values,
)
from ui.till.generic.moves import open_form, open_list, pick_article, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.office.return_lines import choose_lines
from ui.till.office.sale_page import read_sale
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay
from ui.till.words import Phrase, Word

PAGE_ROWS = 20
ROWS_MAX = 100
"""The agent gives no more at once."""


class Said(Phrase):
    """The texts of finding a sale."""

    TITLE = "查单", "Find a sale"
    NONE = "没有这样的销售单: 换个条件再查", "No sale fits: ask for something else"
    REFUNDED = "已退", "Back"
    TODAY = "今天", "today"
    YESTERDAY = "昨天", "yesterday"
    DAY = "日期", "date"
    AMOUNT = "金额", "amount"
    ARTICLE = "商品", "article"
    RECEIPT = "单号", "receipt"
    ANY = "不限", "any"
    OLDER = "更早", "older"
    RETURN = "退货", "return"
    LAST_DIGITS = "小票号末几位", "Last digits of the receipt"
    PAID = "合计金额", "Total"
    WHAT = "条件: {what}", "Asked for: {what}"
    LATEST = "最近的销售单", "the latest sales"
    SHOWN = "共列出 {n} 单", "{n} sales are listed"
    OLDEST = "没有更早的了", "There are no older ones"


class Search(msgspec.Struct, frozen=True):
    """What is known of a sale; whatever is set must hold."""

    day: str = ""
    """A business date, `2026-11-22`; empty for whenever."""
    receipt: str = ""
    """The number's last digits."""
    amount_fen: Fen | None = None
    sku: Sku | None = None
    name: str = ""
    """Of the article."""


def find_sale(state: State, search: Search | None = None) -> Step:
    """The list; the latest sales at first."""
    return open_list(state, FOUND, search or Search())


def _load(state: State, search: Search) -> Call[tuple[SaleSummary, ...]]:
    """As many as are listed already, when one comes back to them."""
    limit = min(max(len(_rows(state)), PAGE_ROWS), ROWS_MAX)
    return _ask(search, show_rows, limit=limit)


def _older(state: State) -> Step:
    rows, search = _rows(state), _search(state)
    if not rows:
        return stay(state)
    return Step(state, (_ask(search, _older_came, limit=PAGE_ROWS, before=rows[-1].id),))


def _older_came(state: State, older: tuple[SaleSummary, ...]) -> Step:
    """Below the others, the first of them selected."""
    screen = state.screen
    if not older:
        return refuse(state, Said.OLDEST)
    if not isinstance(screen, ListScreen):
        return stay(state)
    rows = _rows(state)
    shown = msgspec.structs.replace(screen, rows=(*rows, *older), selected=len(rows))
    return stay(change(state, screen=shown))


def _ask(
    search: Search, then: Then[tuple[SaleSummary, ...]], *, limit: int, before: str = ""
) -> Call[tuple[SaleSummary, ...]]:
    params: dict[str, str | int] = {"limit": limit}
    if before:
        params["before"] = before
    if search.day:
        params["date"] = search.day
    if search.receipt:
        params["receipt"] = search.receipt
    if search.amount_fen is not None:
        params["amount_fen"] = search.amount_fen
    if search.sku is not None:
        params["sku"] = search.sku
    return get("/v1/sales", tuple[SaleSummary, ...], then, **params)


# --- asking for less -------------------------------------------------------------------------------------


def _today(state: State) -> Step:
    return _narrow(state, day=_day(state, before=0))


def _yesterday(state: State) -> Step:
    return _narrow(state, day=_day(state, before=1))


def _day(state: State, *, before: int) -> str:
    """A business date by the shift that is open, which goes on past midnight."""
    shift = state.session.shift if state.session else None
    if shift is None:
        return ""
    return (dt.date.fromisoformat(shift.business_date) - dt.timedelta(days=before)).isoformat()


def _on_day(state: State) -> Step:
    return open_form(state, ASK_DAY, None)


def _of_amount(state: State) -> Step:
    return open_form(state, ASK_AMOUNT, None)


def _of_receipt(state: State) -> Step:
    return open_form(state, ASK_RECEIPT, None)


def _of_article(state: State) -> Step:
    return pick_article(state, _picked)


def _any(state: State) -> Step:
    return _listed(state, Search())


def _picked(state: State, article: ArticleView) -> Step:
    return _narrow(state, sku=article.sku, name=article.name)


def _day_typed(state: State, _subject: None, values: Values) -> Step:
    return _narrow(state, day=values.text("day"))


def _amount_typed(state: State, _subject: None, values: Values) -> Step:
    return _narrow(state, amount_fen=values.fen("amount"))


def _receipt_typed(state: State, _subject: None, values: Values) -> Step:
    return _narrow(state, receipt=values.text("receipt"))


def _narrow(state: State, **known: object) -> Step:
    return _listed(state, msgspec.structs.replace(_search(state), **known))


def _listed(state: State, search: Search) -> Step:
    """The list anew, with other conditions."""
    screen = _list(state)
    if screen is None:
        return stay(state)
    listed = change(state, screen=ListScreen(FOUND, search, screen.back), buffer="")
    return Step(listed, (_load(listed, search),))


def _list(state: State) -> ListScreen | None:
    """The list on the screen, or below the question that is asked on it."""
    screen = state.screen.back if isinstance(state.screen, FormScreen) else state.screen
    return screen if isinstance(screen, ListScreen) else None


def _search(state: State) -> Search:
    screen = _list(state)
    return screen.subject if screen and isinstance(screen.subject, Search) else Search()


def _rows(state: State) -> tuple[SaleSummary, ...]:
    screen = _list(state)
    return (screen.rows or ()) if screen else ()


# --- a sale ----------------------------------------------------------------------------------------------


def _open(state: State, found: SaleSummary) -> Step:
    return Step(state, (read_sale(found.id),))


def _return(state: State, found: SaleSummary) -> Step:
    return Step(state, (get(f"/v1/sales/{found.id}", SaleView, choose_lines),))


def _cells(view: View, sale: SaleSummary) -> tuple[str, ...]:
    return (
        moment_text(view, sale.at),
        sale.receipt_no,
        sale.till,
        yuan(sale.total_fen),
        yuan(sale.refunded_fen) if sale.refunded_fen else "",
        sale.first,
    )


def _note(view: View, search: Search, rows: tuple[SaleSummary, ...]) -> tuple[str, ...]:
    return view.say(Said.WHAT, what=_what(view, search)), view.say(Said.SHOWN, n=len(rows))


def _what(view: View, search: Search) -> str:
    known = (
        (Said.DAY, search.day),
        (Said.AMOUNT, "" if search.amount_fen is None else f"￥{yuan(search.amount_fen)}"),
        (Said.ARTICLE, search.name),
        (Said.RECEIPT, f"..{search.receipt}" if search.receipt else ""),
    )
    said = "  ".join(f"{view.say(word)} {text}" for word, text in known if text)
    return said or view.say(Said.LATEST)


ASK_DAY: Form[None] = Form(Said.DAY, (Field("day", Said.DAY, Kind.DATE),), _day_typed)
ASK_AMOUNT: Form[None] = Form(Said.AMOUNT, (Field("amount", Said.PAID, Kind.YUAN),), _amount_typed)
ASK_RECEIPT: Form[None] = Form(
    Said.RECEIPT, (Field("receipt", Said.LAST_DIGITS, Kind.DIGITS),), _receipt_typed
)
FOUND: List[Search, SaleSummary] = List(
    Said.TITLE,
    (
        Column(Word.TIME, 11),
        Column(Word.RECEIPT, 21),
        Column(Word.LANE, 4),
        Column(Word.AMOUNT, 10, right=True),
        Column(Said.REFUNDED, 8, right=True),
        Column(Word.FIRST),
    ),
    _cells,
    do=(Do("enter", Word.KEY_OPEN, _open), Do("f7", Said.RETURN, _return)),
    do_anyway=(
        DoAnyway("+", Said.OLDER, _older),
        DoAnyway("1", Said.TODAY, _today),
        DoAnyway("2", Said.YESTERDAY, _yesterday),
        DoAnyway("3", Said.DAY, _on_day),
        DoAnyway("4", Said.AMOUNT, _of_amount),
        DoAnyway("5", Said.ARTICLE, _of_article),
        DoAnyway("6", Said.RECEIPT, _of_receipt),
        DoAnyway("0", Said.ANY, _any),
    ),
    load=_load,
    empty=Said.NONE,
    note=_note,
)
ACTIVITIES = (Activity(Said.TITLE, Group.AFTER_SALE, find_sale),)
