"""码有效,订单未到店: the order has not reached the store; what is handed over is scanned, piece by piece."""

import msgspec

from edge_agent.domain.money import Fen, amount_of, yuan
from edge_agent.domain.quantity import ONE, Milli, Unit, quantity_text
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.pickups import HandoverView, PickupDone, RedeemPickup
from edge_agent.wire.stock import GoodsLine
from ui.till.commands import DoFind
from ui.till.generic.calls import post
from ui.till.generic.kinds import (
    Column,
    Do,
    DoAnyway,
    Field,
    Form,
    List,
    ListScreen,
    Values,
    hint_of_quantity,
    kind_of_quantity,
)
from ui.till.generic.moves import back, open_form, pick_article
from ui.till.office.handover import asked_of, done
from ui.till.picture.rows import View
from ui.till.state import SearchScreen, State
from ui.till.step import Step, change, refuse, stay
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of an order that is not here."""

    TITLE = "码有效,订单未到店: 扫交出的商品", "Valid, but the order is not here: scan what goes"
    EMPTY = (
        "看顾客手机上的订单,把交出的商品一件件扫进来",
        "Read the order on the customer's phone, scan all that is handed over",
    )
    HAND_OVER = "交货", "hand over"
    CHANGE = "改数量", "change"
    REMOVE = "去掉", "remove"
    ADD = "加商品", "add"
    FIRST = "先把交出的商品扫进来", "First scan what is handed over"
    SUM = "{n} 种商品, 合计 ￥{amount}", "Articles: {n}, together ￥{amount}"
    ABOVE = "超过 ￥{limit}: 交货要主管授权", "Above ￥{limit}: a supervisor is asked"
    PARCELS = "这张码共 {n} 件, 还没取 {left} 件", "The code is for {n} parcels; {left} of them are here"
    ENTER = "确认即交货", "Enter hands over"


class Handed(msgspec.Struct, frozen=True):
    """An article that is handed over."""

    article: ArticleView
    quantity: Milli


def unlisted_screen(state: State, view: HandoverView) -> Step:
    """An empty list in place of the one on the screen; what was scanned for this order before stays."""
    screen = state.screen
    if not isinstance(screen, ListScreen):
        return stay(state)
    before = screen.rows or () if _is_of(screen, view) else ()
    shown = ListScreen(UNLISTED, view, screen.back, before, buffer_below=screen.buffer_below)
    return stay(change(state, screen=shown))


def goods_of(rows: tuple[Handed, ...]) -> Fen:
    """What they cost together, as the till knows their prices."""
    return Fen(sum(amount_of(row.article.price_fen, row.quantity) for row in rows))


def _is_of(screen: ListScreen, view: HandoverView) -> bool:
    return isinstance(screen.subject, HandoverView) and screen.subject.pickup == view.pickup


# --- what is handed over ----------------------------------------------------------------------------------


def _on_scan(state: State, code: str) -> Step:
    """What the search finds by the code."""
    screen = SearchScreen(query=code, scanned=True, choose=_scanned, back=state.screen)
    return Step(change(state, screen=screen, buffer=""), (DoFind(code),))


def _add(state: State) -> Step:
    return pick_article(state, _scanned)


def _scanned(state: State, article: ArticleView) -> Step:
    """One more of it; of what is weighed somebody says how much."""
    row = next((row for row in _rows(state) if row.article.sku == article.sku), Handed(article, Milli(0)))
    if article.unit is Unit.KG:
        return _ask(state, row)
    return _put(state, Handed(article, Milli(row.quantity + ONE)))


def _ask(state: State, row: Handed) -> Step:
    unit = row.article.unit
    proposed = quantity_text(row.quantity, unit).removesuffix("kg") if row.quantity else ""
    hint = hint_of_quantity(unit)
    field = Field("quantity", Word.QUANTITY, kind_of_quantity(unit), proposed=proposed, hint=hint)
    return open_form(state, QUANTITY, row, fields=(field,))


def _typed(state: State, row: Handed, values: Values) -> Step:
    return _put(back(state).state, Handed(row.article, values.milli("quantity")))


def _remove(state: State, row: Handed) -> Step:
    return _put(state, Handed(row.article, Milli(0)))


def _put(state: State, row: Handed) -> Step:
    """In its place, or at the end and selected; none of it is no row."""
    screen = state.screen
    if not isinstance(screen, ListScreen):
        return stay(state)
    by_sku = {**{one.article.sku: one for one in _rows(state)}, row.article.sku: row}
    rows = tuple(one for one in by_sku.values() if one.quantity)
    at = rows.index(row) if row in rows else max(min(screen.selected, len(rows) - 1), 0)
    return stay(change(state, screen=msgspec.structs.replace(screen, rows=rows, selected=at)))


def _hand_over(state: State) -> Step:
    screen, rows = state.screen, _rows(state)
    if not isinstance(screen, ListScreen) or not isinstance(screen.subject, HandoverView):
        return stay(state)
    if not rows:
        return refuse(state, Said.FIRST)
    goods = tuple(GoodsLine(row.article.sku, row.quantity) for row in rows)
    body = RedeemPickup(handover=screen.subject.handover, unlisted=goods)
    return Step(state, (post("/v1/pickups/redeem", body, PickupDone, done),))


def _rows(state: State) -> tuple[Handed, ...]:
    screen = state.screen
    return screen.rows or () if isinstance(screen, ListScreen) else ()


# --- what the screen shows --------------------------------------------------------------------------------


def _cells(_view: View, row: Handed) -> tuple[str, ...]:
    article = row.article
    amount = amount_of(article.price_fen, row.quantity)
    return article.name, quantity_text(row.quantity, article.unit), yuan(amount)


def _note(view: View, held: HandoverView, rows: tuple[Handed, ...]) -> tuple[str, ...]:
    total = goods_of(rows)
    limit = held.unlisted_max_fen
    above = view.say(Said.ABOVE, limit=yuan(limit)) if total > limit else ""
    parcels = view.say(Said.PARCELS, n=held.of_units, left=len(held.units)) if held.of_units > 1 else ""
    return (
        *(text for text in (parcels, asked_of(view, held), above) if text),
        f"{view.say(Said.SUM, n=len(rows), amount=yuan(total))}  {view.say(Said.ENTER)}",
    )


def _all_about(view: View, held: HandoverView, rows: tuple[Handed, ...]) -> tuple[str, ...]:
    return (*("  ".join(_cells(view, row)) for row in rows), *_note(view, held, rows)[:-1])


def _about(_view: View, row: Handed) -> tuple[str, ...]:
    return (row.article.name,)


QUANTITY: Form[Handed] = Form(Word.QUANTITY, (), _typed, note=_about)
UNLISTED: List[HandoverView, Handed] = List(
    Said.TITLE,
    (Column(Word.NAME), Column(Word.QUANTITY, 11, right=True), Column(Word.AMOUNT, 10, right=True)),
    _cells,
    do=(Do("*", Said.CHANGE, _ask), Do("delete", Said.REMOVE, _remove)),
    do_anyway=(DoAnyway("enter", Said.HAND_OVER, _hand_over), DoAnyway("+", Said.ADD, _add)),
    empty=Said.EMPTY,
    note=_note,
    about=_all_about,
    on_scan=_on_scan,
)
