"""调价, 今日变价 and 待建档: changing a price, the changes of today, codes that lack an article."""

from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.quantity import Unit, quantity_text
from edge_agent.wire.goods import ArticleView, ChangePrice, PriceChangeView, UnfiledView
from ui.till.commands import Call
from ui.till.generic.calls import get, put
from ui.till.generic.kinds import Column, Field, Form, Kind, List, Values
from ui.till.generic.moves import back, open_form, open_list, pick_article, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of prices."""

    CHANGE = "调价", "Change a price"
    PRICE = "新单价", "New price"
    PER_KG = "新单价(每千克)", "New price (a kg)"
    MEMBER_PRICE = "会员价", "Member price"
    MEMBER_HINT = "0 即取消会员价", "0 takes it away"
    NOW = "现价 {price}, 会员价 {member}", "Now {price}, members {member}"
    NONE = "无", "none"
    CHANGED = "{name} 现价 {price}", "{name} now costs {price}"
    TODAY = "今日变价", "Prices of today"
    NO_CHANGES = "今天没有变价", "No price changes today"
    OLD = "原价", "Old"
    NEW = "现价", "New"
    SOURCE = "来源", "By"
    IMPORT = "导入", "import"
    PLANNED = "到期生效", "as planned"
    HAND = "店内", "the shop"
    UNFILED = "待建档", "Codes without article"
    ALL_FILED = "没有待建档的码", "Every code that was sold is in the catalogue"
    CODE = "条码", "Code"
    PRICES = "卖过的价", "Sold at"
    TIMES = "次数", "Times"
    LAST = "最近", "Last"


SOURCES: dict[str, Phrase] = {"import": Said.IMPORT, "planned": Said.PLANNED, "hand": Said.HAND}
PRICES_SHOWN_MAX = 3


def _open_change(state: State) -> Step:
    return pick_article(state, _ask)


def _ask(state: State, article: ArticleView) -> Step:
    """Enter alone keeps what holds now."""
    label = Said.PER_KG if article.unit is Unit.KG else Said.PRICE
    member = "" if article.member_price_fen is None else yuan(article.member_price_fen)
    fields = (
        Field("price", label, Kind.YUAN, proposed=yuan(article.price_fen)),
        Field(
            "member",
            Said.MEMBER_PRICE,
            Kind.YUAN,
            is_needed=False,
            proposed=member,
            hint=Said.MEMBER_HINT,
            about=("above",),
        ),
    )
    return open_form(state, CHANGE, article, fields=fields)


def _submit(state: State, article: ArticleView, values: Values) -> Step:
    """Members pay what everybody pays where there is no price of theirs, or where it is said to be 0."""
    member = values.fen("member") if values.has("member") else Fen(0)
    body = ChangePrice(values.fen("price"), member or None)
    return Step(state, (put(f"/v1/articles/{article.sku}/price", body, ArticleView, _changed),))


def _changed(state: State, article: ArticleView) -> Step:
    return back(state, Said.CHANGED, name=article.name, price=yuan(article.price_fen))


def _note(view: View, article: ArticleView) -> tuple[str, ...]:
    now = view.say(Said.NOW, price=yuan(article.price_fen), member=_money(view, article.member_price_fen))
    return article.name, now


def _open_today(state: State) -> Step:
    return open_list(state, TODAY, None)


def _load_today(_state: State, _subject: None) -> Call[tuple[PriceChangeView, ...]]:
    return get("/v1/articles/price-changes", tuple[PriceChangeView, ...], show_rows)


def _change_cells(view: View, change: PriceChangeView) -> tuple[str, ...]:
    return (
        change.name,
        yuan(change.old_price_fen),
        yuan(change.price_fen),
        _money(view, change.member_price_fen),
        moment_text(view, change.since),
        view.label(SOURCES.get(change.source, change.source)),
    )


def _open_unfiled(state: State) -> Step:
    return open_list(state, UNFILED, None)


def _load_unfiled(_state: State, _subject: None) -> Call[tuple[UnfiledView, ...]]:
    return get("/v1/articles/unfiled", tuple[UnfiledView, ...], show_rows)


def _unfiled_cells(view: View, code: UnfiledView) -> tuple[str, ...]:
    return (
        code.code,
        code.name,
        " ".join(yuan(price) for price in code.prices[:PRICES_SHOWN_MAX]),
        str(code.times),
        quantity_text(code.quantity, Unit.EACH),
        moment_text(view, code.last_at),
    )


def _money(view: View, fen: Fen | None) -> str:
    return view.say(Said.NONE) if fen is None else yuan(fen)


CHANGE: Form[ArticleView] = Form(Said.CHANGE, (), _submit, note=_note)
TODAY: List[None, PriceChangeView] = List(
    Said.TODAY,
    (
        Column(Word.NAME),
        Column(Said.OLD, 10, right=True),
        Column(Said.NEW, 10, right=True),
        Column(Word.MEMBER_PRICE, 10, right=True),
        Column(Word.TIME, 12),
        Column(Said.SOURCE, 10),
    ),
    _change_cells,
    load=_load_today,
    empty=Said.NO_CHANGES,
)
UNFILED: List[None, UnfiledView] = List(
    Said.UNFILED,
    (
        Column(Said.CODE, 16),
        Column(Word.NAME),
        Column(Said.PRICES, 20, right=True),
        Column(Said.TIMES, 6, right=True),
        Column(Word.QUANTITY, 8, right=True),
        Column(Said.LAST, 12),
    ),
    _unfiled_cells,
    load=_load_unfiled,
    empty=Said.ALL_FILED,
)
ACTIVITIES = (
    Activity(Said.CHANGE, Group.GOODS, _open_change),
    Activity(Said.TODAY, Group.GOODS, _open_today),
    Activity(Said.UNFILED, Group.GOODS, _open_unfiled),
)
