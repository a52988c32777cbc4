"""`/v1/batches`: group buying from the count to the closing."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Code, Refused
from edge_agent.services import batch_close, batch_leader, batch_papers, batch_views, batches
from edge_agent.wire.batches import (
    BatchDone,
    BatchRow,
    BatchView,
    CloseBatch,
    HandedToLeader,
    HandToLeader,
    PrintBatch,
    ReadyBag,
    ReceiveBatch,
    SplitBatch,
)
from edge_agent.wire.pickups import PickupView

Limit = Annotated[int, QueryParameter(ge=1, le=50)]


@get("/batches")
async def list_batches(agent: Agent, request: AnyRequest, limit: Limit = 20) -> list[BatchRow]:
    """The latest batches."""
    await agent.who(request)
    return list(await batch_views.read_batches(agent.reads, limit))


@get("/batches/{batch:str}")
async def read_batch(agent: Agent, request: AnyRequest, batch: FromPath[str]) -> BatchView:
    """A batch with its goods and orders."""
    await agent.who(request)
    found = await batch_views.read_batch(agent.reads, batch, agent.clock.now())
    if found is None:
        raise Declined(Refused(Code.BATCH_UNKNOWN))
    return found


@post("/batches/{batch:str}/receive", status_code=200)
async def receive(
    agent: Agent, request: AnyRequest, batch: FromPath[str], data: JSONBody[ReceiveBatch]
) -> BatchDone:
    """Take in what came; a later count replaces the one before."""
    return await agent.change(
        request, BatchDone, lambda tx, who: batches.receive(tx, agent.settings, who, batch, data)
    )


@post("/batches/{batch:str}/split", status_code=200)
async def split(
    agent: Agent, request: AnyRequest, batch: FromPath[str], data: JSONBody[SplitBatch]
) -> BatchDone:
    """Give it to the orders, in the order of their payment."""
    return await agent.change(
        request, BatchDone, lambda tx, who: batches.split_up(tx, agent.settings, who, batch, data)
    )


@post("/batches/{batch:str}/ready", status_code=200)
async def ready(
    agent: Agent, request: AnyRequest, batch: FromPath[str], data: JSONBody[ReadyBag]
) -> PickupView:
    """An order is packed and lies at its place."""
    return await agent.change(
        request, PickupView, lambda tx, who: batches.make_bag_ready(tx, agent.desk, who, batch, data)
    )


@post("/batches/{batch:str}/hand-over", status_code=200)
async def hand_over(
    agent: Agent, request: AnyRequest, batch: FromPath[str], data: JSONBody[HandToLeader]
) -> HandedToLeader:
    """团长 collects for the members: those that are ticked, or all that are left."""
    return await agent.change(
        request,
        HandedToLeader,
        lambda tx, who: batch_leader.hand_over_to_leader(tx, agent.desk, who, batch, data),
    )


@post("/batches/{batch:str}/close", status_code=200)
async def close(
    agent: Agent, request: AnyRequest, batch: FromPath[str], data: JSONBody[CloseBatch]
) -> BatchDone:
    """结团: settle what nobody collected."""
    return await agent.change(
        request, BatchDone, lambda tx, who: batch_close.close(tx, agent.settings, who, batch, data)
    )


@post("/batches/{batch:str}/print", status_code=200)
async def print_batch(
    agent: Agent, request: AnyRequest, batch: FromPath[str], data: JSONBody[PrintBatch]
) -> BatchDone:
    """Pick lists or bag labels at this lane's printer."""
    return await agent.change(
        request, BatchDone, lambda tx, who: batch_papers.print_batch(tx, agent.settings, who, batch, data)
    )


ROUTES = [
    list_batches,
    read_batch,
    receive,
    split,
    ready,
    hand_over,
    close,
    print_batch,
]
