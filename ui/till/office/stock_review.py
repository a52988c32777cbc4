"""盘点审核: what was counted beside the ledger of then; lines are taken or left out, or all is rejected."""

import msgspec

from edge_agent.domain.quantity import Milli, Unit, quantity_text
from edge_agent.wire.stock import CountLineView, CountView, ReviewCount
from ui.till.commands import Call
from ui.till.generic.calls import get, post
from ui.till.generic.kinds import Column, Do, Field, Form, Kind, List, ListScreen, Values
from ui.till.generic.moves import back, open_form, open_list, show_list, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, refuse, stay
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of a review."""

    TITLE = "盘点审核", "Review a count"
    NONE_WAITS = "没有等审核的盘点", "No count waits"
    BY = "盘点人", "By"
    DIFFER = "有差异", "Differ"
    LINES = "商品", "Articles"
    OPEN = "查看", "look"
    BOOK = "账面", "Book"
    COUNTED = "实盘", "Counted"
    DIFFERENCE = "差异", "Difference"
    POSTING = "处理", "Then"
    LEFT_OUT = "不入账", "leave out"
    TURN = "入账/不入账", "post/leave out"
    POST = "入账", "post"
    REJECT = "整单作废", "reject all"
    ASK_REJECT = "作废这张盘点单", "Reject the whole count"
    STAYS = "没有作废", "Nothing was rejected"
    POSTED = "盘点已入账", "The count is posted"
    REJECTED = "盘点已作废", "The count is rejected"
    ABOUT = (
        "{at}  盘点人 {staff}  商品 {all}  入账 {taken}",
        "{at}  by {staff}  articles {all}  to post {taken}",
    )
    NONE_TAKEN = "没有要入账的: 全都不要就按 Delete 作废", "Nothing is to be posted: Delete rejects all of it"


class Reviewed(msgspec.Struct, frozen=True):
    """A line of the count, and whether it is to be posted."""

    line: CountLineView
    is_taken: bool = True


def _open(state: State) -> Step:
    return open_list(state, COUNTS, None)


def _load(_state: State, _subject: None) -> Call[tuple[CountView, ...]]:
    return get("/v1/stock/counts", tuple[CountView, ...], show_rows, state="waiting")


def _open_count(state: State, count: CountView) -> Step:
    """What differs comes first."""
    lines = sorted(count.lines, key=_is_right)
    return show_list(state, COUNT, count, tuple(Reviewed(line) for line in lines))


def _is_right(line: CountLineView) -> bool:
    return line.difference == 0


def _turn(state: State, row: Reviewed) -> Step:
    turned = msgspec.structs.replace(row, is_taken=not row.is_taken)
    return show_rows(state, tuple(turned if one.line.no == row.line.no else one for one in _rows(state)))


def _post(state: State, _row: Reviewed) -> Step:
    rows = _rows(state)
    taken = tuple(sorted(row.line.no for row in rows if row.is_taken))
    if not taken:
        return refuse(state, Said.NONE_TAKEN)
    body = ReviewCount(accept=True, lines=None if len(taken) == len(rows) else taken)
    return _send(state, _count(state), body)


def _ask_reject(state: State, _row: Reviewed) -> Step:
    count = _count(state)
    return stay(state) if count is None else open_form(state, REJECT, count)


def _reject(state: State, count: CountView, values: Values) -> Step:
    if not values.flag("sure"):
        return back(state, Said.STAYS)
    return _send(back(state).state, count, ReviewCount(accept=False))


def _send(state: State, count: CountView | None, body: ReviewCount) -> Step:
    if count is None:
        return stay(state)
    then = _posted if body.accept else _rejected
    return Step(state, (post(f"/v1/stock/counts/{count.document}/review", body, CountView, then),))


def _posted(state: State, _count: CountView) -> Step:
    return back(state, Said.POSTED)


def _rejected(state: State, _count: CountView) -> Step:
    return back(state, Said.REJECTED)


def _rows(state: State) -> tuple[Reviewed, ...]:
    screen = state.screen
    return screen.rows or () if isinstance(screen, ListScreen) else ()


def _count(state: State) -> CountView | None:
    screen = state.screen
    subject = screen.subject if isinstance(screen, ListScreen) else None
    return subject if isinstance(subject, CountView) else None


# --- what is shown ----------------------------------------------------------------------------------------


def _count_cells(view: View, count: CountView) -> tuple[str, ...]:
    differ = sum(not _is_right(line) for line in count.lines)
    return moment_text(view, count.at), count.staff, str(len(count.lines)), str(differ)


def _cells(view: View, row: Reviewed) -> tuple[str, ...]:
    line = row.line
    unit = Unit(line.unit)
    return (
        line.name or line.sku,
        quantity_text(line.book, unit),
        quantity_text(line.counted, unit),
        _difference(line.difference, unit),
        view.say(Said.POST if row.is_taken else Said.LEFT_OUT),
    )


def _difference(difference: Milli, unit: Unit) -> str:
    return f"{'+' if difference > 0 else ''}{quantity_text(difference, unit)}" if difference else ""


def _note(view: View, count: CountView, rows: tuple[Reviewed, ...]) -> tuple[str, ...]:
    taken = sum(row.is_taken for row in rows)
    at = moment_text(view, count.at)
    return (view.say(Said.ABOUT, at=at, staff=count.staff, all=len(rows), taken=taken),)


def _reject_note(view: View, count: CountView) -> tuple[str, ...]:
    return ("  ".join((moment_text(view, count.at), f"{view.say(Said.BY)} {count.staff}")),)


COUNTS: List[None, CountView] = List(
    Said.TITLE,
    (
        Column(Word.TIME),
        Column(Said.BY, 10),
        Column(Said.LINES, 9, right=True),
        Column(Said.DIFFER, 9, right=True),
    ),
    _count_cells,
    do=(Do("enter", Said.OPEN, _open_count),),
    load=_load,
    empty=Said.NONE_WAITS,
)
COUNT: List[CountView, Reviewed] = List(
    Said.TITLE,
    (
        Column(Word.NAME),
        Column(Said.BOOK, 11, right=True),
        Column(Said.COUNTED, 11, right=True),
        Column(Said.DIFFERENCE, 11, right=True),
        Column(Said.POSTING, 10),
    ),
    _cells,
    do=(
        Do("enter", Said.TURN, _turn),
        Do("+", Said.POST, _post),
        Do("delete", Said.REJECT, _ask_reject),
    ),
    note=_note,
)
REJECT: Form[CountView] = Form(
    Said.REJECT,
    (Field("sure", Said.ASK_REJECT, Kind.YES_NO),),
    _reject,
    note=_reject_note,
    verb=Said.REJECT,
)
ACTIVITIES = (Activity(Said.TITLE, Group.STOCK, _open),)
