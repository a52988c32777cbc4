"""Which lines of a sale come back, how many of each, and what becomes of the goods."""

import msgspec

from edge_agent.domain.events import GoodsGo
from edge_agent.domain.money import yuan
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit, quantity_text
from edge_agent.wire.after_sale import RefundLineRequest, RefundPlan, RefundRequest
from edge_agent.wire.sales import SaleView, SoldLineView
from ui.till.generic.calls import Then, post
from ui.till.generic.kinds import Column, Do, DoAnyway, List, ListScreen
from ui.till.generic.moves import show_list, show_rows
from ui.till.generic.values import whole
from ui.till.office.goods_go import GOODS, next_goods
from ui.till.office.refund_plan import Planned, Way, show_plan
from ui.till.picture.clock import moment_text
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of choosing lines."""

    TITLE = "退货: 选要退的商品", "Return: choose what comes back"
    LEFT = "可退", "Left"
    TAKEN = "退", "Back"
    GOODS = "商品去向", "Goods"
    GONE = "已退完", "all back"
    TAKE = "退这行", "take"
    LEAVE = "不退", "leave"
    ALL = "全部", "all"
    GO = "去向", "goods"
    NEXT = "退货", "return"
    EXCHANGE = "换货", "exchange"
    SALE = "小票 {receipt}  {at}  合计 ￥{total}", "Receipt {receipt}  {at}  total ￥{total}"
    CHOSEN = "已选 {n} 行", "Lines chosen: {n}"
    HOW = (
        "先输件数(称重商品输克数)再按 Enter, 不输即全部",
        "Pieces (grams if weighed), then Enter; all if empty",
    )
    NOTHING_LEFT = "这一行已经退完", "This line has come back already"
    ABOVE = "{name} 只剩 {left} 可退", "Only {left} of {name} can come back"
    NONE_CHOSEN = "先选要退的商品", "First choose what comes back"


class Back(msgspec.Struct, frozen=True):
    """A line of the sale, and how much of it comes back; None of it when it was not chosen."""

    line: SoldLineView
    take: Milli | None = None
    goods: GoodsGo = GoodsGo.BACK

    @property
    def is_gone(self) -> bool:
        """All of it came back before."""
        return self.line.left == 0 and self.line.left_fen == 0


def choose_lines(state: State, sale: SaleView) -> Step:
    """The sale's lines; none is chosen yet."""
    return show_list(state, LINES, sale, tuple(Back(line) for line in sale.lines if not line.voided))


def _take(state: State, row: Back) -> Step:
    """What was typed of it, or all that is left; none when 0 was typed."""
    if row.is_gone:
        return refuse(state, Said.NOTHING_LEFT)
    left = row.line.left
    typed = _typed(state.buffer, row.line.unit) if state.buffer else left
    if typed is None or typed > left:
        return refuse(state, Said.ABOVE, name=row.line.name, left=quantity_text(left, row.line.unit))
    take = typed if typed or not state.buffer else None
    return _changed(change(state, buffer=""), msgspec.structs.replace(row, take=take))


def _typed(text: str, unit: Unit) -> Milli | None:
    """Pieces, or grams of what is weighed."""
    count = whole(text)
    return None if count is None else Milli(count if unit is Unit.KG else count * THOUSANDTHS)


def _leave(state: State, row: Back) -> Step:
    return _changed(state, msgspec.structs.replace(row, take=None))


def _other_goods(state: State, row: Back) -> Step:
    return _changed(state, msgspec.structs.replace(row, goods=next_goods(row.goods)))


def _changed(state: State, row: Back) -> Step:
    rows = tuple(row if one.line.no == row.line.no else one for one in _rows(state))
    return show_rows(state, rows)


def _take_all(state: State) -> Step:
    rows = (one if one.is_gone else msgspec.structs.replace(one, take=one.line.left) for one in _rows(state))
    return show_rows(state, tuple(rows))


def _plan_return(state: State) -> Step:
    return _plan(state, _return_planned)


def _plan_exchange(state: State) -> Step:
    return _plan(state, _exchange_planned)


def _plan(state: State, then: Then[RefundPlan]) -> Step:
    sale, lines = _sale(state), _wanted(_rows(state))
    if state.buffer:
        return refuse(state, Word.BUFFER_FIRST, typed=state.buffer)
    if sale is None or not lines:
        return refuse(state, Said.NONE_CHOSEN)
    return Step(state, (post(f"/v1/sales/{sale.id}/refunds/plan", RefundRequest(lines), RefundPlan, then),))


def _return_planned(state: State, plan: RefundPlan) -> Step:
    return _planned(state, plan, Way.REFUND)


def _exchange_planned(state: State, plan: RefundPlan) -> Step:
    return _planned(state, plan, Way.EXCHANGE)


def _planned(state: State, plan: RefundPlan, way: Way) -> Step:
    sale = _sale(state)
    return stay(state) if sale is None else show_plan(state, Planned(sale, way, _wanted(_rows(state)), plan))


def _wanted(rows: tuple[Back, ...]) -> tuple[RefundLineRequest, ...]:
    return tuple(RefundLineRequest(row.line.no, row.take, row.goods) for row in rows if row.take is not None)


def _rows(state: State) -> tuple[Back, ...]:
    screen = state.screen
    return screen.rows or () if isinstance(screen, ListScreen) else ()


def _sale(state: State) -> SaleView | None:
    screen = state.screen
    subject = screen.subject if isinstance(screen, ListScreen) else None
    return subject if isinstance(subject, SaleView) else None


def _cells(view: View, row: Back) -> tuple[str, ...]:
    line = row.line
    name = " ".join((line.name, *line.options))
    if row.is_gone:
        return name, view.say(Said.GONE), "", "", ""
    taken = "" if row.take is None else quantity_text(row.take, line.unit)
    is_told = row.take is not None or row.goods is not GoodsGo.BACK
    goods = view.say(GOODS[row.goods]) if is_told else ""
    return name, quantity_text(line.left, line.unit), yuan(line.left_fen), taken, goods


def _note(view: View, sale: SaleView, rows: tuple[Back, ...]) -> tuple[str, ...]:
    at = moment_text(view, sale.at)
    chosen = sum(row.take is not None for row in rows)
    typed = f"{view.say(Word.QUANTITY)}> {view.state.buffer}" if view.state.buffer else ""
    return (
        view.say(Said.SALE, receipt=sale.receipt_no, at=at, total=yuan(sale.total_fen)),
        typed or (view.say(Said.CHOSEN, n=chosen) if chosen else view.say(Said.HOW)),
    )


LINES: List[SaleView, Back] = List(
    Said.TITLE,
    (
        Column(Word.NAME),
        Column(Said.LEFT, 9, right=True),
        Column(Word.AMOUNT, 10, right=True),
        Column(Said.TAKEN, 9, right=True),
        Column(Said.GOODS, 12),
    ),
    _cells,
    do=(
        Do("enter", Said.TAKE, _take),
        Do("-", Said.LEAVE, _leave),
        Do("/", Said.GO, _other_goods),
    ),
    do_anyway=(
        DoAnyway("*", Said.ALL, _take_all),
        DoAnyway("+", Said.NEXT, _plan_return),
        DoAnyway("f7", Said.EXCHANGE, _plan_exchange),
    ),
    note=_note,
    takes_number=True,
)
