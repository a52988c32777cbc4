"""What the shop itself changes of its goods: a price, 沽清; and the lists that follow from it."""

from datetime import date, datetime, time, timedelta, tzinfo

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import goods as queries
from edge_agent.db.queries import stock as stock_queries
from edge_agent.db.queries.articles import NOW
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.catalogue import PRICE_FEN_MAX, Article, OptionGroup
from edge_agent.domain.catalogue_options import lowest_price
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import ArticleSoldOut, PriceChanged
from edge_agent.domain.ids import Sku, StaffId
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.quantity import Milli
from edge_agent.domain.rights import Right
from edge_agent.services.article_search import article_view
from edge_agent.services.articles import find_by_sku
from edge_agent.services.rights import may
from edge_agent.services.who import Who
from edge_agent.wire.goods import (
    ArticleDetail,
    ArticleView,
    ChangePrice,
    ChoiceView,
    MarkSoldOut,
    OptionGroupView,
    OptionPick,
    PriceChangeView,
    SoldOutView,
    UnfiledView,
)

LIST_MAX = 1_000
_MILLIS_DIGITS_MAX = 15
_FIRST = (0, "", "")
"""Before every change."""
_options = msgspec.json.Decoder(tuple[OptionGroup, ...])


def change_price(
    tx: JournalTx, settings: Settings, who: Who, sku: Sku, asked: ChangePrice
) -> ArticleView | Refused:
    """调价: the shop's own price holds until an import brings another one."""
    article = find_by_sku(tx, sku)
    if article is None:
        return Refused(Code.ARTICLE_UNKNOWN, {"sku": sku})
    refused = _check_price(article, asked)
    if refused:
        return refused
    told = (asked.price_fen, asked.member_price_fen)
    if told == (article.price_fen, article.member_price_fen):
        return _view(tx, article)
    by = may(tx, settings, who, Right.CHANGE_PRICE, sku)
    if isinstance(by, Refused):
        return by
    changed = PriceChanged(
        sku=article.sku,
        price_fen=Fen(asked.price_fen),
        member_price_fen=_fen(asked.member_price_fen),
        old_price_fen=article.price_fen,
        old_member_price_fen=article.member_price_fen,
        approved_by=_approver(who, by),
    )
    tx.record(changed, actor=who.staff, till=who.till)
    return _as_changed(tx, article)


def mark_sold_out(
    tx: JournalTx, settings: Settings, who: Who, sku: Sku, asked: MarkSoldOut
) -> ArticleView | Refused:
    """沽清 of an article or one of its choices, or the end of it."""
    article = find_by_sku(tx, sku)
    if article is None:
        return Refused(Code.ARTICLE_UNKNOWN, {"sku": sku})
    is_out = _is_sold_out(article, asked.choice)
    if is_out is None:
        return Refused(Code.ARTICLE_CHOICE_UNKNOWN, {"name": article.name})
    if is_out == asked.sold_out:
        return _view(tx, article)
    by = may(tx, settings, who, Right.SOLD_OUT, sku)
    if isinstance(by, Refused):
        return by
    marked = ArticleSoldOut(
        sku=article.sku,
        sold_out=asked.sold_out,
        group=asked.choice.group if asked.choice else "",
        choice=asked.choice.choice if asked.choice else "",
        approved_by=_approver(who, by),
    )
    tx.record(marked, actor=who.staff, till=who.till)
    return _as_changed(tx, article)


async def read_article(reads: Reads, sku: str, now: Millis) -> ArticleDetail | None:
    """An article with its options, as it is now."""
    row = await reads.one(NOW, now, sku)
    if row is None:
        return None
    article = row.article()
    level = await reads.one(stock_queries.ON_HAND, sku)
    return ArticleDetail(
        article_view(article, level.quantity if level else None),
        tuple(_group_view(group) for group in article.options),
    )


async def price_changes(
    reads: Reads, day: date, zone: tzinfo, limit: int, after: str | None = None
) -> tuple[PriceChangeView, ...] | Refused:
    """今日变价: every price that changed on a day of the shop's calendar, or will, in the order of time.

    Those behind the change that `after` names, when it names one.
    """
    place = _FIRST if after is None else _place(after)
    if place is None or not date.min < day < date.max:  # the zone may begin a day on the day before
        return Refused(Code.REQUEST_MALFORMED, {"detail": "after" if place is None else "date"})
    start, end = _start(day, zone), _start(day + timedelta(days=1), zone)
    rows = await reads.all(queries.PRICE_CHANGES, max(start, place[0]), end, *place, limit)
    return tuple(_change_view(row) for row in rows)


async def sold_out_list(reads: Reads) -> tuple[SoldOutView, ...]:
    """Everything that is sold out, by own numbers."""
    return tuple(_sold_out_view(row) for row in await reads.all(queries.SOLD_OUT, LIST_MAX))


async def unfiled(reads: Reads, limit: int) -> tuple[UnfiledView, ...]:
    """待建档: the codes that were sold at a typed price and still are nobody's, the latest first."""
    return tuple(
        UnfiledView(
            code=row.code,
            prices=tuple(Fen(int(price)) for price in row.prices.split()),
            times=row.times,
            quantity=Milli(row.quantity),
            last_at=row.last_at,
            sku=Sku(row.sku),
            name=row.name,
        )
        for row in await reads.all(queries.UNFILED, limit)
    )


def _check_price(article: Article, asked: ChangePrice) -> Refused | None:
    prices = (asked.price_fen, asked.member_price_fen)
    if not all(price is None or 0 < price <= PRICE_FEN_MAX for price in prices):
        return Refused(Code.ARTICLE_PRICE_INVALID, {"max": yuan(PRICE_FEN_MAX)})
    if asked.member_price_fen is not None and asked.member_price_fen > asked.price_fen:
        return Refused(Code.ARTICLE_MEMBER_PRICE, {"max": yuan(Fen(asked.price_fen))})
    lowest = min(price for price in prices if price is not None)
    if lowest_price(Fen(lowest), article.options) < 0:
        return Refused(Code.ARTICLE_PRICE_OPTIONS, {"name": article.name})
    return None


def _is_sold_out(article: Article, pick: OptionPick | None) -> bool | None:
    """Whether it is out already; None when there is no such choice."""
    if pick is None:
        return article.sold_out
    for group in article.options:
        for choice in group.choices:
            if (group.id, choice.id) == (pick.group, pick.choice):
                return choice.sold_out
    return None


def _as_changed(tx: Tx, article: Article) -> ArticleView:
    tx.touch("articles")
    return _view(tx, find_by_sku(tx, article.sku) or article)


def _view(tx: Tx, article: Article) -> ArticleView:
    level = tx.one(stock_queries.ON_HAND, article.sku)
    return article_view(article, level.quantity if level else None)


def _approver(who: Who, by: StaffId) -> StaffId | None:
    return None if by == who.staff else by


def _fen(amount: int | None) -> Fen | None:
    return None if amount is None else Fen(amount)


def _start(day: date, zone: tzinfo) -> int:
    """The first millisecond of a day on the shop's clock."""
    return int(datetime.combine(day, time(), zone).timestamp()) * SECOND


def _place(name: str) -> tuple[int, str, str] | None:
    """Where the change of that name stands; None when no change has such a name."""
    since, _, rest = name.partition(".")
    source, _, sku = rest.partition(".")
    is_name = since.isascii() and since.isdigit() and len(since) <= _MILLIS_DIGITS_MAX
    return (int(since), sku, source) if is_name else None


def _change_view(row: queries.PriceChangeRow) -> PriceChangeView:
    return PriceChangeView(
        id=f"{row.since}.{row.source}.{row.sku}",
        sku=Sku(row.sku),
        name=row.name,
        unit=row.unit,
        price_unit=row.price_unit,
        since=row.since,
        price_fen=Fen(row.price_fen),
        old_price_fen=Fen(row.old_price_fen),
        source=row.source,
        member_price_fen=_fen(row.member_price_fen),
        old_member_price_fen=_fen(row.old_member_price_fen),
        staff=StaffId(row.staff) if row.staff else None,
    )


def _sold_out_view(row: queries.SoldOutRow) -> SoldOutView:
    return SoldOutView(
        sku=Sku(row.sku),
        name=row.name,
        since=row.at,
        choice=OptionPick(row.group_id, row.choice_id) if row.choice_id else None,
        choice_name=_choice_name(row),
        staff=StaffId(row.staff) if row.staff else None,
    )


def _choice_name(row: queries.SoldOutRow) -> str:
    """Of a choice that a later file took away, its id."""
    groups = _options.decode(row.options) if row.options else ()
    names = {(group.id, choice.id): choice.name for group in groups for choice in group.choices}
    return names.get((row.group_id, row.choice_id), row.choice_id)


def _group_view(group: OptionGroup) -> OptionGroupView:
    choices = tuple(
        ChoiceView(choice.id, choice.name, choice.fen, choice.sold_out, choice.id in group.defaults)
        for choice in group.choices
    )
    return OptionGroupView(group.id, group.name, group.least, group.most, choices)
