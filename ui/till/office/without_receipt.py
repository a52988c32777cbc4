"""无单退货: goods of which nobody has a receipt, one after the other; by right, never above today's price."""

import msgspec

from edge_agent.domain.events import GoodsGo
from edge_agent.domain.money import Fen, amount_of, yuan
from edge_agent.domain.quantity import Milli, quantity_text
from edge_agent.wire.after_sale import (
    CashReturn,
    ExternalReturn,
    RefundDone,
    ReturnLineRequest,
    ReturnRequest,
    ReturnTender,
)
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.sessions import MethodView
from ui.till.commands import DoFind
from ui.till.generic.calls import post
from ui.till.generic.form import at_field
from ui.till.generic.kinds import (
    Choice,
    Do,
    DoAnyway,
    Field,
    Form,
    FormScreen,
    Kind,
    List,
    ListScreen,
    Values,
    kind_of_quantity,
)
from ui.till.generic.moves import back, open_form, pick_article, show_list, show_rows
from ui.till.office.activity import Activity, Group
from ui.till.office.goods_go import CHOICES, GOODS
from ui.till.office.refunded import LINE_COLUMNS, show_refund
from ui.till.office.refunded import Said as OfRefund
from ui.till.picture.rows import View
from ui.till.state import CASH, SaleScreen, SearchScreen, State
from ui.till.step import Step, change, refuse, tell
from ui.till.words import Phrase, Word, say


class Said(Phrase):
    """The texts of a return without a receipt."""

    TITLE = "无单退货", "Return without receipt"
    EMPTY = "扫要退的商品,或按 F3 查找", "Scan what comes back, or press F3 to find it"
    PRICE = "退款金额", "Amount"
    PRICE_HINT = "不输即今日售价,不能高于它", "nothing typed: today's price, at most that"
    GOODS = "商品去向", "Goods"
    ABOVE = "最多退 ￥{most}: 不能高于今日售价", "At most ￥{most}, which is today's price"
    NO_QUANTITY = "数量要大于 0", "The quantity must be above 0"
    NO_PRICE = "这件商品没有售价: 请输退款金额", "This article has no price: type the amount"
    ADD = "查找", "find"
    EDIT = "修改", "change"
    REMOVE = "去掉", "take off"
    NEXT = "退款", "refund"
    SUM = "合计退 ￥{amount}", "Gives back ￥{amount}"
    NOTHING = "先扫要退的商品", "First scan what comes back"
    BROKEN = "质量问题", "bad quality"
    WRONG_ARTICLE = "买错", "wrong article"
    UNWANTED = "不想要", "not wanted"
    OTHER = "其他", "other"
    REMARK = "说明", "What it is"
    BY = "退款方式", "Given back by"
    BY_HINT = (
        "现金从钱箱付出; 其他方式先在设备上退好再选",
        "cash: the drawer; others: give it back on the device first",
    )


REASONS = (Said.BROKEN, Said.WRONG_ARTICLE, Said.UNWANTED, Said.OTHER)


class Returned(msgspec.Struct, frozen=True):
    """An article that comes back."""

    no: int
    article: ArticleView
    quantity: Milli
    amount_fen: Fen
    goods: GoodsGo


class Asked(msgspec.Struct, frozen=True):
    """An article of which quantity, amount and goods are asked; `no` is its line, 0 for one more."""

    article: ArticleView
    no: int = 0


class Given(msgspec.Struct, frozen=True):
    """All that comes back, and by what it is paid."""

    lines: tuple[Returned, ...]
    reason: str = ""
    method: MethodView = CASH

    @property
    def total_fen(self) -> Fen:
        """What goes back."""
        return Fen(sum(line.amount_fen for line in self.lines))


def _open(state: State) -> Step:
    return show_list(state, RETURNED, None, ())


def _scan(state: State, code: str) -> Step:
    """What the search finds by the code is asked about at once."""
    screen = SearchScreen(query=code, scanned=True, choose=_ask, back=state.screen)
    return Step(change(state, screen=screen, buffer=""), (DoFind(code),))


def _find(state: State) -> Step:
    return pick_article(state, _ask)


def _ask(state: State, article: ArticleView) -> Step:
    return open_form(state, LINE, Asked(article), fields=_fields(article))


def _edit(state: State, line: Returned) -> Step:
    """What it was is proposed again."""
    fields = _fields(line.article, line)
    return open_form(state, LINE, Asked(line.article, line.no), fields=fields)


def _fields(article: ArticleView, line: Returned | None = None) -> tuple[Field, ...]:
    kind = kind_of_quantity(article.unit)
    quantity = "" if line is None else quantity_text(line.quantity, article.unit).removesuffix("kg")
    proposed = quantity or ("1" if kind is Kind.PIECES else "")
    goods = 1 + list(GOODS).index(line.goods if line else GoodsGo.BACK)
    return (
        Field("quantity", Word.QUANTITY, kind, proposed=proposed),
        Field(
            "amount",
            Said.PRICE,
            Kind.YUAN,
            is_needed=False,
            proposed="" if line is None else yuan(line.amount_fen),
            hint=Said.PRICE_HINT,
        ),
        Field("goods", Said.GOODS, Kind.CHOICE, choices=CHOICES, proposed=str(goods)),
    )


def _asked(state: State, asked: Asked, values: Values) -> Step:
    """The line on the list, unless it would be above today's price."""
    article, quantity = asked.article, values.milli("quantity")
    most = amount_of(article.price_fen, quantity)
    amount = values.fen("amount") if values.has("amount") else most
    if quantity <= 0:
        return refuse(_at(state, 0), Said.NO_QUANTITY)
    if article.is_open_price and not values.has("amount"):
        return refuse(_at(state, 1), Said.NO_PRICE)
    if amount > most and not article.is_open_price:
        return refuse(_at(state, 1), Said.ABOVE, most=yuan(most))
    listed = back(state).state
    lines = _lines(listed)
    line = Returned(asked.no or len(lines) + 1, article, quantity, amount, GoodsGo(values.text("goods")))
    others = tuple(line if one.no == line.no else one for one in lines)
    return show_rows(listed, others if asked.no else (*lines, line))


def _at(state: State, field: int) -> State:
    """At the field that is wrong."""
    screen = state.screen
    return at_field(state, screen, field) if isinstance(screen, FormScreen) else state


def _remove(state: State, line: Returned) -> Step:
    left = (one for one in _lines(state) if one.no != line.no)
    return show_rows(state, tuple(msgspec.structs.replace(one, no=no) for no, one in enumerate(left, 1)))


def _pay(state: State) -> Step:
    lines = _lines(state)
    if not lines:
        return refuse(state, Said.NOTHING)
    methods = tuple(Choice(one.id, Word.CASH if one == CASH else one.name) for one in state.methods)
    by = Field("by", Said.BY, Kind.CHOICE, choices=methods, hint=Said.BY_HINT)
    return open_form(state, PAY, Given(lines), fields=(REASON, by))


def _paid(state: State, given: Given, values: Values) -> Step:
    """A reason of one's own and a reference are typed on a form of their own."""
    reason = Said[values.text("reason")]
    method = next(one for one in state.methods if one.id == values.text("by"))
    words = "" if reason is Said.OTHER else say(state.language, reason)
    chosen = Given(given.lines, words, method)
    fields = ((REMARK,) if not words else ()) + ((REFERENCE,) if method.asks_reference else ())
    return open_form(state, DETAILS, chosen, fields=fields) if fields else _send(state, chosen, None)


def _detailed(state: State, given: Given, values: Values) -> Step:
    reason = values.text("remark") if "remark" in values.of else given.reason
    reference = values.text("reference") if "reference" in values.of else None
    return _send(state, msgspec.structs.replace(given, reason=reason), reference)


def _send(state: State, given: Given, reference: str | None) -> Step:
    tender: ReturnTender = (
        CashReturn() if given.method == CASH else ExternalReturn(given.method.id, reference)
    )
    lines = tuple(
        ReturnLineRequest(line.article.sku, line.quantity, line.amount_fen, line.goods)
        for line in given.lines
    )
    body = ReturnRequest(lines, given.reason, tender)
    return Step(state, (post("/v1/returns", body, RefundDone, _done),))


def _done(state: State, done: RefundDone) -> Step:
    return show_refund(change(tell(state, OfRefund.DONE), screen=SaleScreen(), finished=None), done.refund)


def _lines(state: State) -> tuple[Returned, ...]:
    screen = state.screen
    return screen.rows or () if isinstance(screen, ListScreen) else ()


def _cells(view: View, line: Returned) -> tuple[str, ...]:
    article = line.article
    quantity = quantity_text(line.quantity, article.unit)
    return article.name, quantity, view.say(GOODS[line.goods]), yuan(line.amount_fen)


def _note(view: View, _subject: None, lines: tuple[Returned, ...]) -> tuple[str, ...]:
    return (view.say(Said.SUM, amount=yuan(Given(lines).total_fen)),)


def _line_note(view: View, asked: Asked) -> tuple[str, ...]:
    return (f"{asked.article.name}  {view.say(Word.PRICE)} {yuan(asked.article.price_fen)}",)


def _sum_note(view: View, given: Given) -> tuple[str, ...]:
    return (view.say(Said.SUM, amount=yuan(given.total_fen)),)


LINE: Form[Asked] = Form(Said.TITLE, (), _asked, note=_line_note)
REASON = Field("reason", Word.REASON, Kind.CHOICE, choices=tuple(Choice(one.name, one) for one in REASONS))
REMARK = Field("remark", Said.REMARK)
REFERENCE = Field("reference", Word.REFERENCE)
PAY: Form[Given] = Form(Said.TITLE, (REASON,), _paid, note=_sum_note, verb=Said.NEXT)
DETAILS: Form[Given] = Form(Said.TITLE, (), _detailed, note=_sum_note, verb=Said.NEXT)
RETURNED: List[None, Returned] = List(
    Said.TITLE,
    LINE_COLUMNS,
    _cells,
    do=(Do("enter", Said.EDIT, _edit), Do("-", Said.REMOVE, _remove)),
    do_anyway=(DoAnyway("f3", Said.ADD, _find), DoAnyway("+", Said.NEXT, _pay)),
    empty=Said.EMPTY,
    note=_note,
    on_scan=_scan,
)
ACTIVITIES = (Activity(Said.TITLE, Group.AFTER_SALE, _open),)
