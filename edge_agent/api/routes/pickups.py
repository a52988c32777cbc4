"""`/v1/pickups`: look at what a code stands for, hand it over, and what comes before and after that.

A code is judged here, before its unit begins: no signature is verified while the writer is held.
"""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import PickupId
from edge_agent.services import pickup_after, pickup_short, pickup_views, pickups
from edge_agent.services.pickup_views import PickupList
from edge_agent.wire.pickups import (
    HandoverView,
    LookPhone,
    LookShort,
    PickupDone,
    PickupUndoneView,
    PickupView,
    ReadyPickup,
    RedeemPickup,
    RedeemShort,
    ScanPickup,
    UndoPickup,
)

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
State = Annotated[PickupList, QueryParameter(name="state")]
Text = Annotated[str, QueryParameter(name="q", max_length=40)]


@post("/pickups/scan", status_code=200)
async def scan(agent: Agent, request: AnyRequest, data: JSONBody[ScanPickup]) -> HandoverView:
    """Look at what a pickup code stands for; nothing is burnt by looking."""
    judged = agent.desk.keys.judge(data.code, agent.clock.now())
    return await agent.change(
        request, HandoverView, lambda tx, who: pickups.look(tx, agent.desk, who, judged)
    )


@post("/pickups/look-short", status_code=200)
async def look_short(agent: Agent, request: AnyRequest, data: JSONBody[LookShort]) -> HandoverView:
    """The same by 取货码 and the last four digits of the phone."""
    return await agent.change(
        request, HandoverView, lambda tx, who: pickup_short.look_short(tx, agent.desk, who, data)
    )


@post("/pickups/look-phone", status_code=200)
async def look_phone(agent: Agent, request: AnyRequest, data: JSONBody[LookPhone]) -> HandoverView:
    """The same by the full phone number and one article of the order; by a supervisor."""
    return await agent.change(
        request, HandoverView, lambda tx, who: pickup_short.look_phone(tx, agent.desk, who, data)
    )


@post("/pickups/redeem", status_code=200)
async def redeem(agent: Agent, request: AnyRequest, data: JSONBody[RedeemPickup]) -> PickupDone:
    """Hand over what was looked at, or look and hand over at once."""
    judged = None if data.code is None else agent.desk.keys.judge(data.code, agent.clock.now())
    return await agent.change(
        request, PickupDone, lambda tx, who: pickups.redeem(tx, agent.desk, who, data, judged)
    )


@post("/pickups/redeem-short", status_code=200)
async def redeem_short(agent: Agent, request: AnyRequest, data: JSONBody[RedeemShort]) -> PickupDone:
    """Look by the short code and hand over at once."""
    return await agent.change(
        request, PickupDone, lambda tx, who: pickup_short.redeem_short(tx, agent.desk, who, data)
    )


@post("/pickups/{pickup:str}/ready", status_code=200)
async def ready(
    agent: Agent, request: AnyRequest, pickup: FromPath[str], data: JSONBody[ReadyPickup]
) -> PickupView:
    """Parcels lie at their place (货位)."""
    return await agent.change(
        request,
        PickupView,
        lambda tx, who: pickup_after.make_ready(tx, agent.desk, who, PickupId(pickup), data),
    )


@post("/pickups/{pickup:str}/undo", status_code=200)
async def undo(
    agent: Agent, request: AnyRequest, pickup: FromPath[str], data: JSONBody[UndoPickup]
) -> PickupUndoneView:
    """A hand-over of today was a mistake."""
    return await agent.change(
        request,
        PickupUndoneView,
        lambda tx, who: pickup_after.undo(tx, agent.desk, who, PickupId(pickup), data),
    )


@get("/pickups")
async def list_pickups(
    agent: Agent,
    request: AnyRequest,
    pickup_state: State = PickupList.OPEN,
    text: Text = "",
    limit: Limit = 50,
) -> list[PickupView]:
    """The orders in a state, by default all to be collected; with `q` those whose number or phone ends so."""
    await agent.who(request)
    now = agent.clock.now()
    if text:
        return list(await pickup_views.find_pickups(agent.reads, text, now, limit))
    return list(await pickup_views.read_pickups(agent.reads, pickup_state, now, limit))


@get("/pickups/{pickup:str}")
async def read_pickup(agent: Agent, request: AnyRequest, pickup: FromPath[str]) -> PickupView:
    """An order by its id, with its parcels."""
    await agent.who(request)
    found = await pickup_views.read_pickup(agent.reads, pickup, agent.clock.now())
    if found is None:
        raise Declined(Refused(Code.PICKUP_UNKNOWN))
    return found


ROUTES = [
    scan,
    look_short,
    look_phone,
    redeem,
    redeem_short,
    ready,
    undo,
    list_pickups,
    read_pickup,
]
