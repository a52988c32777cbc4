"""团购点货: what came of a batch, article by article; and how it would be split."""

import msgspec

from edge_agent.domain.quantity import Milli, quantity_text
from edge_agent.wire.batches import (
    BatchCount,
    BatchDone,
    BatchGoodsView,
    BatchOrderView,
    BatchView,
    ReceiveBatch,
    SplitBatch,
)
from edge_agent.wire.goods import ArticleView
from ui.till.commands import DoFind
from ui.till.generic.calls import get, post
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
from ui.till.generic.moves import back, open_form, show_list, show_rows
from ui.till.office.batch_bags import show_bags
from ui.till.office.batch_words import Said, goods_text, short_text
from ui.till.picture.rows import View
from ui.till.state import Screen, SearchScreen, State
from ui.till.step import Step, change, refuse, stay, tell
from ui.till.words import Word


class Counted(msgspec.Struct, frozen=True):
    """An article of the batch, and what somebody has counted of it on this screen."""

    goods: BatchGoodsView
    counted: Milli | None = None


def show_count(state: State, batch: BatchView) -> Step:
    """The goods of a batch, with what was counted before."""
    return show_list(state, COUNT, batch, _rows_of(batch))


def _rows_of(batch: BatchView) -> tuple[Counted, ...]:
    return tuple(Counted(goods, goods.counted) for goods in batch.goods)


# --- what came ----------------------------------------------------------------------------------------------


def _on_scan(state: State, code: str) -> Step:
    screen = SearchScreen(query=code, scanned=True, choose=_picked, back=state.screen)
    return Step(change(state, screen=screen, buffer=""), (DoFind(code),))


def _picked(state: State, article: ArticleView) -> Step:
    row = next((row for row in _rows(state) if row.goods.sku == article.sku), None)
    return refuse(state, Said.NOT_IN_BATCH) if row is None else _ask(state, row)


def _ask(state: State, row: Counted) -> Step:
    """What should have come is proposed, or what was counted."""
    unit = row.goods.unit
    known = row.goods.expected if row.counted is None else row.counted
    proposed = quantity_text(known, unit).removesuffix("kg")
    hint = hint_of_quantity(unit)
    counted = Field("counted", Said.COUNTED, kind_of_quantity(unit), proposed=proposed, hint=hint)
    return open_form(state, QUANTITY, row, fields=(counted,))


def _put(state: State, row: Counted, values: Values) -> Step:
    """In its row; the next one that nobody has counted is selected."""
    sheet = back(state).state
    put = Counted(row.goods, values.milli("counted"))
    rows = tuple(put if one.goods == row.goods else one for one in _rows(sheet))
    shown = show_rows(sheet, rows).state
    return stay(change(shown, screen=_at_next(shown.screen, rows.index(put))))


def _at_next(screen: Screen, at: int) -> Screen:
    if not isinstance(screen, ListScreen):
        return screen
    to_count = (place for place, row in enumerate(screen.rows or ()) if place > at and row.counted is None)
    return screen.at(next(to_count, at))


def _all_there(state: State) -> Step:
    """What nobody has counted otherwise came as it should."""
    return show_rows(
        state,
        tuple(Counted(row.goods, _counted_or_expected(row)) for row in _rows(state)),
    )


def _counted_or_expected(row: Counted) -> Milli:
    return row.goods.expected if row.counted is None else row.counted


def _post(state: State) -> Step:
    """Only what has changed: a count of another till's is not undone by this one."""
    rows = [row for row in _rows(state) if row.counted is not None and row.counted != row.goods.counted]
    batch = _batch(state)
    if batch is None or not rows:
        return refuse(state, Said.NOTHING_COUNTED)
    body = ReceiveBatch(tuple(BatchCount(row.goods.sku, row.counted or Milli(0)) for row in rows))
    return Step(state, (post(f"/v1/batches/{batch.id}/receive", body, BatchDone, _posted),))


def _posted(state: State, done: BatchDone) -> Step:
    told = tell(state, Said.POSTED)
    return Step(told, (get(f"/v1/batches/{done.id}", BatchView, _show_again),))


def _show_again(state: State, batch: BatchView) -> Step:
    screen = state.screen
    if not isinstance(screen, ListScreen):
        return stay(state)
    shown = msgspec.structs.replace(screen, subject=batch, rows=_rows_of(batch))
    return stay(change(state, screen=shown))


# --- who gets what ------------------------------------------------------------------------------------------


def _plan(state: State) -> Step:
    """What is on record decides, not what was typed since."""
    batch = _batch(state)
    if batch is None or batch.state != "received":
        return refuse(state, Said.POST_FIRST)
    return show_list(state, PLAN, batch, batch.orders)


def _split(state: State) -> Step:
    batch = _batch(state)
    if batch is None:
        return stay(state)
    return Step(state, (post(f"/v1/batches/{batch.id}/split", SplitBatch(), BatchDone, _was_split),))


def _was_split(state: State, done: BatchDone) -> Step:
    below = back(back(state, Said.SPLIT_DONE, n=done.count, short=done.short).state).state
    return Step(below, (get(f"/v1/batches/{done.id}", BatchView, show_bags),))


def _rows(state: State) -> tuple[Counted, ...]:
    screen = state.screen
    return screen.rows or () if isinstance(screen, ListScreen) else ()


def _batch(state: State) -> BatchView | None:
    screen = state.screen
    subject = screen.subject if isinstance(screen, ListScreen) else None
    return subject if isinstance(subject, BatchView) else None


# --- what is shown ------------------------------------------------------------------------------------------


def _cells(_view: View, row: Counted) -> tuple[str, ...]:
    goods, counted = row.goods, row.counted
    difference = None if counted is None else Milli(counted - goods.expected)
    return (
        goods.name,
        quantity_text(goods.expected, goods.unit),
        "" if counted is None else quantity_text(counted, goods.unit),
        f"{'+' if difference > 0 else ''}{quantity_text(difference, goods.unit)}" if difference else "",
    )


def _about(_view: View, row: Counted) -> tuple[str, ...]:
    return (row.goods.name,)


def _hint(view: View, batch: BatchView, rows: tuple[Counted, ...]) -> tuple[str, ...]:
    """What is to be done next."""
    is_posted = batch.state == "received" and all(row.counted == row.goods.counted for row in rows)
    return batch.name, view.say(Said.ALL_POSTED if is_posted else Said.COUNT_HINT)


def _plan_cells(_view: View, order: BatchOrderView) -> tuple[str, ...]:
    return order.number, order.leader, goods_text(order), short_text(order)


def _short_of_row(view: View) -> tuple[str, ...]:
    """All that the selected order lacks, for which its column may be too narrow."""
    screen = view.state.screen
    order = screen.row if isinstance(screen, ListScreen) else None
    if not isinstance(order, BatchOrderView) or not short_text(order):
        return ()
    return (f"{order.number} {view.say(Said.SHORT)}: {short_text(order)}",)


def _plan_about(view: View, batch: BatchView, orders: tuple[BatchOrderView, ...]) -> tuple[str, ...]:
    return batch.name, _plan_sum(view, orders)


def _plan_note(view: View, _batch: BatchView, orders: tuple[BatchOrderView, ...]) -> tuple[str, ...]:
    return (*_short_of_row(view), _plan_sum(view, orders))


def _plan_sum(view: View, orders: tuple[BatchOrderView, ...]) -> str:
    live = [order for order in orders if order.state != "cancelled"]
    short = sum(bool(line.short) for order in live for line in order.lines)
    return view.say(Said.BY_PAYMENT, orders=len(live), short=short)


COUNT: List[BatchView, Counted] = List(
    Said.COUNTING,
    (
        Column(Word.NAME),
        Column(Said.EXPECTED_QUANTITY, 11, right=True),
        Column(Said.COUNTED, 11, right=True),
        Column(Said.DIFFERENCE, 11, right=True),
    ),
    _cells,
    do=(Do("enter", Said.TYPE, _ask),),
    do_anyway=(
        DoAnyway("1", Said.ALL_THERE, _all_there),
        DoAnyway("+", Said.POST, _post),
        DoAnyway("2", Said.PLAN, _plan),
    ),
    note=_hint,
    on_scan=_on_scan,
)
PLAN: List[BatchView, BatchOrderView] = List(
    Said.PLANNING,
    (Column(Said.NUMBER, 11), Column(Said.LEADER, 9), Column(Said.GOODS), Column(Said.SHORT, 20)),
    _plan_cells,
    do_anyway=(DoAnyway("+", Said.DO_SPLIT, _split),),
    note=_plan_note,
    about=_plan_about,
)
QUANTITY: Form[Counted] = Form(Word.QUANTITY, (), _put, note=_about)
