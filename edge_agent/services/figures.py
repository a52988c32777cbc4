"""The shop's figures (经营看板): read from the projections, over a window of business dates."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from config.settings import Settings
from edge_agent.db.queries import figures as queries
from edge_agent.db.reads import Reads
from edge_agent.domain.figures import StockMoved, at_cost, average, permille, stock_out_minutes
from edge_agent.domain.ids import Sku, id_floor, id_time
from edge_agent.domain.moments import (
    DAY,
    MINUTE,
    SECOND,
    BusinessDate,
    Millis,
    business_date_at,
    utc_offset_minutes,
)
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.report_words import report_words
from edge_agent.services.queue_figures import read_queue_figures
from edge_agent.wire.figures import CareFigure, FiguresView, HourFigure, TenderFigure, TopArticle

DAYS_MAX = 366
FIRST_DATE, LAST_DATE = date(2000, 1, 1), date(2999, 12, 31)
"""Beyond them nobody has sold anything, and a month before or a day after may be no date any more."""
REPEAT_DAYS = 30


class Window(msgspec.Struct, frozen=True):
    """Business dates, and the time that surely holds them."""

    first: BusinessDate
    last: BusinessDate
    begins_at: Millis
    """The cutoff of the first date, on the shop's clock."""
    ends_at: Millis

    @property
    def bounds(self) -> tuple[str, str, str, str]:
        """Of ids and of dates; a shift that goes on past the cutoff, or began before it, is within."""
        return id_floor(self.begins_at - DAY), id_floor(self.ends_at + DAY), self.first, self.last


def window(settings: Settings, first: str, last: str) -> Window | None:
    """The window from `first` to `last` (`2026-11-22`); None when they are none, or too far apart."""
    try:
        begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    if not FIRST_DATE <= begins <= ends <= LAST_DATE or (ends - begins).days >= DAYS_MAX:
        return None
    return Window(
        BusinessDate(begins.isoformat()),
        BusinessDate(ends.isoformat()),
        _cutoff_of(settings, begins),
        _cutoff_of(settings, ends + timedelta(days=1)),
    )


def today(settings: Settings, now: Millis) -> BusinessDate:
    """The business date of a shift that would open now."""
    return business_date_at(now, settings.store.zone, settings.store.cutoff_minutes, None)


async def read_figures(
    reads: Reads, settings: Settings, days: Window, now: Millis, language: str
) -> FiguresView:
    """Every figure of the window, with the moment at which it was true."""
    sold = (await reads.all(queries.SALES, *days.bounds))[0]
    back = (await reads.all(queries.REFUNDS, *days.bounds))[0]
    goods = (await reads.all(queries.GOODS, *days.bounds))[0]
    goods_back = (await reads.all(queries.GOODS_BACK, *days.bounds))[0]
    members = (await reads.all(queries.REPEAT, *_month_up_to(settings, days)))[0]
    kept = (await reads.all(queries.RANGE))[0]
    counted = (await reads.all(queries.OVER_SHORT, days.first, days.last))[0]
    loss = at_cost(
        (await reads.all(queries.LOSSES, id_floor(days.begins_at), id_floor(days.ends_at)))[0].cost
    )
    queue = await read_queue_figures(reads, days.first, days.last, days.begins_at, days.ends_at)
    net = Fen(sold.paid_fen - back.fen)
    items = Milli(goods.items - goods_back.items)
    costed = Fen(goods.costed_fen - goods_back.costed_fen)
    cost = at_cost(goods.cost - goods_back.cost)
    return FiguresView(
        first=days.first,
        last=days.last,
        as_of=now,
        sales=sold.sales,
        orders=sold.orders,
        paid_fen=Fen(sold.paid_fen),
        refunds=back.refunds,
        refunds_fen=Fen(back.fen),
        net_fen=net,
        discount_fen=Fen(sold.discount_fen),
        rounding_fen=Fen(sold.rounding_fen),
        average_fen=average(net, sold.orders),
        items=items,
        items_per_order=average(Fen(items), sold.orders),
        anonymous_orders=sold.anonymous,
        members=members.members,
        repeat_permille=permille(members.again, members.members),
        costed_permille=permille(costed, net),
        margin_permille=permille(costed - cost, costed),
        loss_fen=loss,
        loss_permille=permille(loss, net),
        range_articles=kept.articles,
        stock_out_articles=kept.out,
        stock_out_permille=permille(kept.out, kept.articles),
        stock_out_minutes=sum((await _stock_out(reads, days, now)).values()),
        tenders=await _tenders(reads, _method_names(settings, language), days),
        hours=await _hours(reads, settings, days),
        top=await _top(reads, days),
        care=await _care(reads, days, sold.orders),
        queue=queue if queue.tickets or queue.online_orders else None,
        over_fen=Fen(counted.over_fen),
        short_fen=Fen(counted.short_fen),
        offline_minutes=await _offline_minutes(reads, settings, days),
    )


def _cutoff_of(settings: Settings, day: date) -> Millis:
    store = settings.store
    midnight = datetime(day.year, day.month, day.day, tzinfo=store.zone)
    return Millis(int(midnight.timestamp()) * SECOND + store.cutoff_minutes * MINUTE)


def _month_up_to(settings: Settings, days: Window) -> tuple[str, str, str, str]:
    first = date.fromisoformat(days.last) - timedelta(days=REPEAT_DAYS - 1)
    month = window(settings, first.isoformat(), days.last)
    return month.bounds if month else days.bounds


async def _stock_out(reads: Reads, days: Window, now: Millis) -> Mapping[Sku, int]:
    """Minutes out of stock of every article, from the window's beginning up to its end or to now."""
    moves = await reads.all(queries.MOVES, id_floor(days.begins_at))
    levels = {Sku(row.sku): Milli(row.level) for row in moves}
    levels |= {Sku(row.sku): Milli(row.quantity) for row in await reads.all(queries.OUT_OF_STOCK)}
    moved = [
        StockMoved(Sku(row.sku), Millis(id_time(row.event)), Milli(row.quantity), bool(row.is_opening))
        for row in moves
    ]
    return stock_out_minutes(levels, moved, days.begins_at, max(days.begins_at, min(now, days.ends_at)))


async def _tenders(reads: Reads, names: Mapping[str, str], days: Window) -> tuple[TenderFigure, ...]:
    taken = _by_method(await reads.all(queries.TENDERS, *days.bounds))
    for way, fen in _by_method(await reads.all(queries.LEGS, *days.bounds)).items():
        taken[way] = taken.get(way, 0) - fen
    return tuple(
        TenderFigure(kind, method, names.get(method, method), Fen(fen))
        for (kind, method), fen in sorted(taken.items())
    )


def _by_method(rows: Sequence[queries.TenderRow]) -> dict[tuple[str, str], int]:
    return {(row.kind, row.method): row.fen for row in rows}


def _method_names(settings: Settings, language: str) -> Mapping[str, str]:
    english = language == "en"
    names = {method.id: method.name_en if english else method.name for method in settings.methods}
    return names | {"": report_words(language).cash}


async def _hours(reads: Reads, settings: Settings, days: Window) -> tuple[HourFigure, ...]:
    offset = utc_offset_minutes(days.begins_at, settings.store.zone) * MINUTE
    rows = await reads.all(queries.HOURS, *days.bounds, offset)
    return tuple(HourFigure(row.hour, row.orders, Fen(row.fen)) for row in rows)


async def _top(reads: Reads, days: Window) -> tuple[TopArticle, ...]:
    return tuple(
        TopArticle(Sku(row.sku), row.name, Unit(row.unit), Milli(row.quantity), Fen(row.fen))
        for row in await reads.all(queries.TOP, *days.bounds)
    )


async def _care(reads: Reads, days: Window, orders: int) -> tuple[CareFigure, ...]:
    counts = (await reads.all(queries.CARE, days.first, days.last))[0]
    return tuple(
        CareFigure(kind, count, permille(count * 100, orders))
        for kind, count in msgspec.structs.asdict(counts).items()
    )


async def _offline_minutes(reads: Reads, settings: Settings, days: Window) -> int | None:
    """How long headquarters was tried and not reached; what is going on counts up to the last try."""
    if settings.headquarters.url is None:
        return None
    return (await reads.all(queries.SILENCE, days.begins_at, days.ends_at))[0].ms // MINUTE
