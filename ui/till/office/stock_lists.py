"""The lists of stock: low, below zero, near expiry; and an article's own moves."""

from edge_agent.domain.quantity import Unit, quantity_text
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.stock import LevelView, StockView
from ui.till.commands import Call
from ui.till.generic.calls import get
from ui.till.generic.kinds import Column, Do, Grid, List, Page, Pair, Part
from ui.till.generic.moves import open_list, pick_article, show_page, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of stock."""

    OPEN = "查看", "look"
    LOW = "低库存", "Low stock"
    NEGATIVE = "负库存", "Below zero"
    NEAR_EXPIRY = "临期", "Near expiry"
    NONE_LOW = "没有低库存的商品", "Nothing is low"
    NONE_NEGATIVE = "没有负库存的商品", "Nothing is below zero"
    NONE_NEAR = "没有临期的商品", "Nothing is near its expiry"
    ON_HAND = "库存", "On hand"
    EXPIRY = "到期日", "Expiry"
    EXPIRING = "将到期", "Expiring"
    LOOK_UP = "查库存", "Stock of an article"
    MOVES = "近30天", "Last 30 days"
    NEVER = "没有进出", "It never moved"


class Moved(Phrase):
    """Why stock moved, by the agent's words."""

    sale = "销售", "sold"
    RETURN = "退货", "returned"
    receipt = "进货", "received"
    count = "盘点", "counted"
    write_off = "报损", "written off"
    transfer_out = "调出", "transfer out"
    transfer_in = "调入", "transfer in"
    pickup = "自提", "collected"
    opening = "期初", "opening"


def _open_low(state: State) -> Step:
    return open_list(state, LOW, None)


def _open_negative(state: State) -> Step:
    return open_list(state, NEGATIVE, None)


def _open_near_expiry(state: State) -> Step:
    return open_list(state, NEAR_EXPIRY, None)


def _load_low(_state: State, _subject: None) -> Call[tuple[LevelView, ...]]:
    return _levels("low")


def _load_negative(_state: State, _subject: None) -> Call[tuple[LevelView, ...]]:
    return _levels("negative")


def _load_near_expiry(_state: State, _subject: None) -> Call[tuple[LevelView, ...]]:
    return _levels("near-expiry")


def _levels(name: str) -> Call[tuple[LevelView, ...]]:
    return get("/v1/stock", tuple[LevelView, ...], show_rows, list=name)


def _level_cells(_view: View, level: LevelView) -> tuple[str, ...]:
    return level.name or level.sku, quantity_text(level.on_hand, Unit(level.unit)), level.sku


def _expiry_cells(_view: View, level: LevelView) -> tuple[str, ...]:
    unit = Unit(level.unit)
    expiring = "" if level.expiring is None else quantity_text(level.expiring, unit)
    return level.name or level.sku, level.expiry or "", expiring, quantity_text(level.on_hand, unit)


def _open_moves(state: State, level: LevelView) -> Step:
    return Step(state, (get(f"/v1/stock/{level.sku}", StockView, _show_moves),))


def _look_up(state: State) -> Step:
    return pick_article(state, _picked)


def _picked(state: State, article: ArticleView) -> Step:
    return Step(state, (get(f"/v1/stock/{article.sku}", StockView, _show_moves),))


def _show_moves(state: State, stock: StockView) -> Step:
    return show_page(state, MOVES, stock)


def _moves_parts(view: View, stock: StockView) -> tuple[Part, ...]:
    level, unit = stock.level, Unit(stock.level.unit)
    rows = tuple(
        (moment_text(view, move.at), _kind_text(view, move.kind), quantity_text(move.quantity, unit))
        for move in stock.moves
    )
    columns = (Column(Said.MOVES, 14), Column(""), Column(Word.QUANTITY, 12, right=True))
    moves: Part = Grid(columns, rows) if rows else Pair(view.say(Said.NEVER), "")
    return (
        Pair(level.name or level.sku, level.sku),
        Pair(view.say(Said.ON_HAND), quantity_text(level.on_hand, unit), is_strong=True),
        moves,
    )


def _kind_text(view: View, kind: str) -> str:
    known = {one.name.lower(): one for one in Moved}
    return view.say(known[kind]) if kind in known else kind


LEVEL_COLUMNS = (Column(Word.NAME), Column(Said.ON_HAND, 12, right=True), Column(Word.CODE, 14))
OPEN_MOVES = (Do("enter", Said.OPEN, _open_moves),)
LOW: List[None, LevelView] = List(
    Said.LOW, LEVEL_COLUMNS, _level_cells, do=OPEN_MOVES, load=_load_low, empty=Said.NONE_LOW
)
NEGATIVE: List[None, LevelView] = List(
    Said.NEGATIVE, LEVEL_COLUMNS, _level_cells, do=OPEN_MOVES, load=_load_negative, empty=Said.NONE_NEGATIVE
)
NEAR_EXPIRY: List[None, LevelView] = List(
    Said.NEAR_EXPIRY,
    (
        Column(Word.NAME),
        Column(Said.EXPIRY, 12),
        Column(Said.EXPIRING, 12, right=True),
        Column(Said.ON_HAND, 12, right=True),
    ),
    _expiry_cells,
    do=OPEN_MOVES,
    load=_load_near_expiry,
    empty=Said.NONE_NEAR,
)
MOVES: Page[StockView] = Page(Said.LOOK_UP, _moves_parts)
ACTIVITIES = (
    Activity(Said.LOOK_UP, Group.GOODS, _look_up),
    Activity(Said.LOW, Group.STOCK, _open_low),
    Activity(Said.NEGATIVE, Group.STOCK, _open_negative),
    Activity(Said.NEAR_EXPIRY, Group.STOCK, _open_near_expiry),
)
