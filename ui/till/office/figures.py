"""经营看板: the figures of today, of yesterday, or of any window of days."""

import datetime as dt

from edge_agent.domain.moments import MINUTE
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.quantity import quantity_text
from edge_agent.wire.figures import FiguresView, QueueFigures
from ui.till.commands import Call
from ui.till.generic.calls import get
from ui.till.generic.kinds import (
    Bar,
    Column,
    Do,
    Field,
    Form,
    Gap,
    Grid,
    Heading,
    Kind,
    Page,
    Pair,
    Part,
    Values,
)
from ui.till.generic.moves import back, open_form, open_page, show_subject
from ui.till.office.activity import Activity, Group
from ui.till.picture.clock import moment_text
from ui.till.picture.methods import method_name
from ui.till.picture.rows import View
from ui.till.state import State
from ui.till.step import Step
from ui.till.words import Phrase


class Said(Phrase):
    """The texts of the figures."""

    TITLE = "经营看板", "Figures"
    AS_OF = "数据时间", "Data of"
    DATES = "营业日", "Business date"
    ORDERS = "订单量", "Orders"
    NET = "净销售额", "Net sales"
    REFUNDS = "退款", "Refunds"
    DISCOUNT = "优惠", "Discounts"
    AVERAGE = "客单价", "Average order"
    ITEMS = "连带率", "Items per order"
    REPEAT = "复购率(近30天)", "Came again (30 days)"
    REPEAT_OF = (
        "{share} ({members} 位会员; {anonymous} 单无会员,不计)",
        ("{share} (of {members} members; {anonymous} orders without one are not counted)"),
    )
    MARGIN = "毛利率", "Gross margin"
    MARGIN_OF = "{share} (按有成本价的 {costed} 计)", "{share} (of the {costed} with a known cost)"
    LOSS = "损耗率", "Shrink rate"
    LOSS_OF = "{share} (￥{amount})", "{share} (￥{amount})"
    STOCK_OUT = "缺货率", "Out of stock"
    STOCK_OUT_OF = (
        "{share} ({out}/{articles}; 共 {minutes} 分钟)",
        ("{share} ({out} of {articles}; {minutes} minutes in all)"),
    )
    TENDERS = "收款方式", "Tenders"
    HOURS = "时段销售额", "Sales by the hour"
    TOP = "销售额前十", "Best ten"
    QUANTITY = "数量", "Qty"
    AMOUNT = "金额", "Amount"
    OVER_SHORT = "长款 / 短款", "Over / short"
    OFFLINE = "连不上总部", "Headquarters not reached"
    MINUTES = "{minutes} 分钟", "{minutes} min"
    QUEUE = "叫号与自提", "Queue and pickups"
    WAIT = "等候(半数 / 九成)", "Wait (half / nine of ten)"
    WAIT_OF = "{half} / {most} 分钟内", "within {half} / {most} min"
    MISSED = "过号率", "No-shows"
    MISSED_OF = "{share} ({missed}/{called})", "{share} ({missed} of {called})"
    TOLD = "等候时间报准率", "Called within the wait told"
    COLLECTED = "自提率", "Collected"
    COLLECTED_OF = "{share} ({collected}/{orders} 单)", "{share} ({collected} of {orders} orders)"
    UNSENT = "待传自", "Unsent since"
    ALL_SENT = "都已上传", "everything is sent"
    CARE = "每百单 (次数)", "Per 100 orders (count)"
    OTHER_DAYS = "换日期", "other days"
    YESTERDAY = "前一天", "day before"
    FIRST = "从", "From"
    LAST = "到", "To"
    NOTHING = "还没有销售", "Nothing was sold yet"


class Care(Phrase):
    """What asks for care, by the names of the agent's figures."""

    voids = "删行", "Voids"
    reprices = "改价", "Reprices"
    corrections = "更正付款", "Corrections"
    drawer_openings = "开钱箱", "Drawer openings"
    refunds = "退货", "Refunds"
    cancelled_carts = "整单取消", "Cancelled carts"


def _open(state: State) -> Step:
    return open_page(state, FIGURES)


def _load(_state: State) -> Call[FiguresView]:
    return get("/v1/figures", FiguresView, show_subject)


def _of(first: str, last: str) -> Call[FiguresView]:
    return get("/v1/figures", FiguresView, show_subject, first=first, last=last)


def _day_before(state: State, figures: FiguresView) -> Step:
    day = (dt.date.fromisoformat(figures.first) - dt.timedelta(days=1)).isoformat()
    return Step(state, (_of(day, day),))


def _other_days(state: State, figures: FiguresView) -> Step:
    fields = (
        Field("first", Said.FIRST, Kind.DATE, proposed=figures.first),
        Field("last", Said.LAST, Kind.DATE, proposed=figures.last),
    )
    return open_form(state, DAYS, figures, fields=fields)


def _submit(state: State, _figures: FiguresView, values: Values) -> Step:
    returned = back(state)
    return Step(returned.state, (_of(values.text("first"), values.text("last")),))


def _parts(view: View, figures: FiguresView) -> tuple[Part, ...]:
    return (
        Pair(view.say(Said.DATES), _dates(figures)),
        Pair(view.say(Said.AS_OF), moment_text(view, figures.as_of)),
        Gap(),
        Pair(view.say(Said.NET), yuan(figures.net_fen), is_strong=True),
        Pair(view.say(Said.ORDERS), str(figures.orders), is_strong=True),
        Pair(view.say(Said.AVERAGE), _money(figures.average_fen)),
        Pair(view.say(Said.ITEMS), _decimal(figures.items_per_order)),
        Pair(view.say(Said.REFUNDS), f"{yuan(figures.refunds_fen)} ({figures.refunds})"),
        Pair(view.say(Said.DISCOUNT), yuan(figures.discount_fen)),
        *_shares(view, figures),
        *_hours(view, figures),
        *_queue(view, figures.queue),
        *_tenders(view, figures),
        *_top(figures),
        *_care(view, figures),
    )


def _shares(view: View, figures: FiguresView) -> tuple[Part, ...]:
    repeat = view.say(
        Said.REPEAT_OF,
        share=_share(figures.repeat_permille),
        members=figures.members,
        anonymous=figures.anonymous_orders,
    )
    margin = view.say(
        Said.MARGIN_OF, share=_share(figures.margin_permille), costed=_share(figures.costed_permille)
    )
    loss = view.say(Said.LOSS_OF, share=_share(figures.loss_permille), amount=yuan(figures.loss_fen))
    stock_out = view.say(
        Said.STOCK_OUT_OF,
        share=_share(figures.stock_out_permille),
        out=figures.stock_out_articles,
        articles=figures.range_articles,
        minutes=figures.stock_out_minutes,
    )
    return (
        Pair(view.say(Said.REPEAT), repeat),
        Pair(view.say(Said.MARGIN), margin),
        Pair(view.say(Said.LOSS), loss),
        Pair(view.say(Said.STOCK_OUT), stock_out),
    )


def _hours(view: View, figures: FiguresView) -> list[Part]:
    most = max((hour.fen for hour in figures.hours), default=Fen(0))
    bars: list[Part] = [
        Bar(f"{hour.hour:02d}:00", max(hour.fen, 0), max(most, 1), f"{yuan(hour.fen)} ({hour.orders})")
        for hour in figures.hours
    ]
    return [Heading(view.say(Said.HOURS)), *(bars or [Pair(view.say(Said.NOTHING), "")])]


def _queue(view: View, queue: QueueFigures | None) -> list[Part]:
    """Nothing in a shop that neither calls nor hands over."""
    if queue is None:
        return []
    wait = view.say(Said.WAIT_OF, half=_minutes(queue.wait_p50_ms), most=_minutes(queue.wait_p90_ms))
    missed = view.say(
        Said.MISSED_OF, share=_share(queue.missed_permille), missed=queue.missed, called=queue.called
    )
    collected = view.say(
        Said.COLLECTED_OF,
        share=_share(queue.collected_permille),
        collected=queue.collected,
        orders=queue.online_orders,
    )
    return [
        Heading(view.say(Said.QUEUE)),
        *([Pair(view.say(Said.WAIT), wait)] if queue.called else []),
        *([Pair(view.say(Said.MISSED), missed)] if queue.called else []),
        *(
            [Pair(view.say(Said.TOLD), _share(queue.told_permille))]
            if queue.told_permille is not None
            else []
        ),
        *([Pair(view.say(Said.COLLECTED), collected)] if queue.online_orders else []),
    ]


def _tenders(view: View, figures: FiguresView) -> list[Part]:
    pairs: list[Part] = [
        Pair(method_name(view, one.kind, one.method, view.state.methods, one.name), yuan(one.fen))
        for one in figures.tenders
    ]
    return [Heading(view.say(Said.TENDERS)), *pairs] if pairs else []


def _top(figures: FiguresView) -> list[Part]:
    rows = tuple((one.name, quantity_text(one.quantity, one.unit), yuan(one.fen)) for one in figures.top)
    columns = (Column(Said.TOP), Column(Said.QUANTITY, 12, right=True), Column(Said.AMOUNT, 12, right=True))
    return [Gap(), Grid(columns, rows)] if rows else []


def _care(view: View, figures: FiguresView) -> list[Part]:
    pairs: list[Part] = [
        Pair(view.say(Care[one.kind]), f"{_decimal(one.per_100_orders)} ({one.count})")
        for one in figures.care
    ]
    pairs.append(Pair(view.say(Said.OVER_SHORT), f"{yuan(figures.over_fen)} / {yuan(figures.short_fen)}"))
    return [Heading(view.say(Said.CARE)), *pairs, *_headquarters(view, figures)]


def _headquarters(view: View, figures: FiguresView) -> list[Part]:
    """Nothing in a shop that has none."""
    offline, unsent = figures.offline_minutes, figures.oldest_unsent_at
    if offline is None:
        return []
    since = view.say(Said.ALL_SENT) if unsent is None else moment_text(view, unsent)
    return [
        Pair(view.say(Said.OFFLINE), view.say(Said.MINUTES, minutes=offline)),
        Pair(view.say(Said.UNSENT), since),
    ]


def _dates(figures: FiguresView) -> str:
    return figures.first if figures.first == figures.last else f"{figures.first} - {figures.last}"


def _minutes(ms: int | None) -> str:
    """Rounded up: nobody waits no time."""
    return "-" if ms is None else str(-(-ms // MINUTE))


def _money(fen: Fen | None) -> str:
    return "-" if fen is None else yuan(fen)


def _share(permille: int | None) -> str:
    if permille is None:
        return "-"
    return f"{'-' if permille < 0 else ''}{abs(permille) // 10}.{abs(permille) % 10}%"


def _decimal(thousandths: int | None) -> str:
    return "-" if thousandths is None else f"{thousandths // 1000}.{thousandths % 1000 // 10:02d}"


FIGURES: Page[FiguresView] = Page(
    Said.TITLE,
    _parts,
    do=(Do("-", Said.YESTERDAY, _day_before), Do("+", Said.OTHER_DAYS, _other_days)),
    load=_load,
)
DAYS: Form[FiguresView] = Form(Said.OTHER_DAYS, (), _submit)
ACTIVITIES = (Activity(Said.TITLE, Group.FIGURES, _open),)
