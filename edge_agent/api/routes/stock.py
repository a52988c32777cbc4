"""`/v1/stock`: what is on hand, and what moves it beside the sales."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import DocumentId
from edge_agent.services import stock, stock_counts, stock_lists
from edge_agent.services.stock_lists import StockList
from edge_agent.wire.stock import (
    CountStock,
    CountView,
    LevelView,
    ReceiveStock,
    ReviewCount,
    StockPosted,
    StockView,
    TransferStock,
    WriteOffStock,
)

Limit = Annotated[int, QueryParameter(ge=1, le=500)]
CountLimit = Annotated[int, QueryParameter(ge=1, le=20)]
CountState = Annotated[str, QueryParameter(name="state", pattern="^(waiting|reviewed)$")]


@post("/stock/receipts")
async def receive(agent: Agent, request: AnyRequest, data: JSONBody[ReceiveStock]) -> StockPosted:
    """Take a delivery in."""
    return await agent.change(
        request, StockPosted, lambda tx, who: stock.receive(tx, agent.settings, who, data)
    )


@post("/stock/write-offs")
async def write_off(agent: Agent, request: AnyRequest, data: JSONBody[WriteOffStock]) -> StockPosted:
    """Write goods off, with the reason."""
    return await agent.change(
        request, StockPosted, lambda tx, who: stock.write_off(tx, agent.settings, who, data)
    )


@post("/stock/transfers")
async def transfer(agent: Agent, request: AnyRequest, data: JSONBody[TransferStock]) -> StockPosted:
    """Send goods to another store, or take in what came from one."""
    return await agent.change(
        request, StockPosted, lambda tx, who: stock.transfer(tx, agent.settings, who, data)
    )


@post("/stock/counts")
async def count(agent: Agent, request: AnyRequest, data: JSONBody[CountStock]) -> CountView:
    """Put down what was counted; a review posts it."""
    return await agent.change(
        request, CountView, lambda tx, who: stock_counts.count(tx, agent.settings, who, data)
    )


@get("/stock/counts")
async def list_counts(
    agent: Agent, request: AnyRequest, count_state: CountState = "waiting", limit: CountLimit = 5
) -> list[CountView]:
    """The latest counts in a state, with their lines."""
    await agent.who(request)
    return list(await stock_counts.read_counts(agent.reads, count_state, limit))


@post("/stock/counts/{document:str}/review", status_code=200)
async def review(
    agent: Agent, request: AnyRequest, document: FromPath[str], data: JSONBody[ReviewCount]
) -> CountView:
    """Accept lines of a count, and reject the others."""
    return await agent.change(
        request,
        CountView,
        lambda tx, who: stock_counts.review(tx, agent.settings, who, DocumentId(document), data),
    )


@get("/stock")
async def list_stock(
    agent: Agent,
    request: AnyRequest,
    wanted: Annotated[StockList, QueryParameter(name="list")],
    limit: Limit = 100,
) -> list[LevelView]:
    """Articles that are low, sold out, below zero or near their expiry."""
    await agent.who(request)
    return list(await stock_lists.read_list(agent.reads, agent.settings, wanted, agent.clock.now(), limit))


@get("/stock/{sku:str}")
async def read_stock(agent: Agent, request: AnyRequest, sku: FromPath[str]) -> StockView:
    """What is on hand of an article, and its last moves."""
    await agent.who(request)
    found = await stock_lists.read_stock(agent.reads, sku, agent.clock.now())
    if found is None:
        raise Declined(Refused(Code.STOCK_SKU, {"sku": sku[:40]}))
    return found


ROUTES = [
    receive,
    write_off,
    transfer,
    count,
    list_counts,
    review,
    list_stock,
    read_stock,
]
