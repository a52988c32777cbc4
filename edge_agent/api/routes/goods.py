"""`/v1/articles` and `/v1/imports`: what is on sale, what the shop changes of it, and files of it."""

from datetime import date, datetime
from typing import Annotated

from litestar import get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, PathParameter, QueryParameter

from edge_agent.api.agent import Agent, RunningAgent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import SECOND
from edge_agent.domain.rights import Right
from edge_agent.services import goods
from edge_agent.services.article_search import search, without_weight
from edge_agent.services.imports import FILE_BYTES_MAX, IMPORTS
from edge_agent.wire.goods import (
    ArticleDetail,
    ArticleView,
    ChangePrice,
    MarkSoldOut,
    PriceChangeView,
    SoldOutView,
    UnfiledView,
)
from edge_agent.wire.imports import ImportAnswer
from edge_agent.wire.words import language_of

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
LongLimit = Annotated[int, QueryParameter(ge=1, le=goods.LIST_MAX)]
Search = Annotated[str, QueryParameter(name="q", min_length=1, max_length=100)]
OwnNumber = Annotated[str, PathParameter(min_length=1, max_length=64)]


@get("/articles")
async def search_articles(
    agent: Agent, request: AnyRequest, q: Search, limit: Limit = 20
) -> list[ArticleView]:
    """Articles by a code, any part of a name, pinyin initials, or the beginning or end of a number."""
    await agent.who(request)
    text = without_weight(q, agent.settings.scan)
    return list(await search(agent.reads, text, limit, agent.clock.now()))


@get("/articles/price-changes")
async def list_price_changes(
    agent: Agent,
    request: AnyRequest,
    day: Annotated[str | None, QueryParameter(name="date")] = None,
    limit: LongLimit = goods.LIST_MAX,
    after: FromQuery[str | None] = None,
) -> list[PriceChangeView]:
    """今日变价: every price that changes on a day (`2026-11-22`) of the shop's calendar, by default today.

    `after` is the id of the last change that is known already.
    """
    await agent.who(request)
    zone = agent.settings.store.zone
    found = await goods.price_changes(agent.reads, _day(agent, day), zone, limit, after)
    if isinstance(found, Refused):
        raise Declined(found)
    return list(found)


@get("/articles/sold-out")
async def list_sold_out(agent: Agent, request: AnyRequest) -> list[SoldOutView]:
    """沽清: every article and every choice that is sold out."""
    await agent.who(request)
    return list(await goods.sold_out_list(agent.reads))


@get("/articles/unfiled")
async def list_unfiled(agent: Agent, request: AnyRequest, limit: Limit = 100) -> list[UnfiledView]:
    """待建档: codes that were sold at a typed price and are not in the catalogue, the latest first."""
    await agent.who(request)
    return list(await goods.unfiled(agent.reads, limit))


@get("/articles/{sku:str}")
async def read_article(agent: Agent, request: AnyRequest, sku: OwnNumber) -> ArticleDetail:
    """An article by its own number, with its options as they are now."""
    await agent.who(request)
    found = await goods.read_article(agent.reads, sku, agent.clock.now())
    if found is None:
        raise Declined(Refused(Code.ARTICLE_UNKNOWN, {"sku": sku}))
    return found


@put("/articles/{sku:str}/price")
async def change_price(
    agent: Agent, request: AnyRequest, sku: OwnNumber, data: JSONBody[ChangePrice]
) -> ArticleView:
    """调价: the shop's own price, which holds until an import brings another one."""
    return await agent.change(
        request, ArticleView, lambda tx, who: goods.change_price(tx, agent.settings, who, Sku(sku), data)
    )


@post("/articles/{sku:str}/sold-out", status_code=200)
async def mark_sold_out(
    agent: Agent, request: AnyRequest, sku: OwnNumber, data: JSONBody[MarkSoldOut]
) -> ArticleView:
    """沽清 of an article or one of its choices, or the end of it."""
    return await agent.change(
        request, ArticleView, lambda tx, who: goods.mark_sold_out(tx, agent.settings, who, Sku(sku), data)
    )


@post("/imports/{kind:str}", request_max_body_size=FILE_BYTES_MAX, status_code=200)
async def import_file(agent: Agent, request: AnyRequest, kind: FromPath[str]) -> ImportAnswer:
    """Take in a file, sent as it is; every bad row is named and the rest is imported.

    The kinds are `catalogue`, `options`, `promotions`, `members` and `stock`. At a till it takes the right;
    whoever may open the agent's socket does it without a session.
    """
    importer = IMPORTS.get(kind)
    if importer is None:
        raise Declined(Refused(Code.NOT_FOUND))
    if request.headers.get("Authorization"):
        await agent.must_may(request, Right.IMPORT, kind)
    language = language_of(request.headers.get("Accept-Language"), agent.settings.store.language)
    return await importer(agent.writer, agent.settings, await request.body(), language)


def _day(agent: RunningAgent, written: str | None) -> date:
    if written is None:
        return datetime.fromtimestamp(agent.clock.now() // SECOND, agent.settings.store.zone).date()
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Declined(Refused(Code.REQUEST_MALFORMED, {"detail": "date"})) from error


ROUTES = [
    search_articles,
    list_price_changes,
    list_sold_out,
    list_unfiled,
    read_article,
    change_price,
    mark_sold_out,
    import_file,
]
