"""`/v1/clock`: what time it is here, whether that is in doubt, and who puts it right."""

from litestar import get, post
from litestar.params import JSONBody

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest
from edge_agent.services import clock
from edge_agent.wire.clock import ClockView, SetClock


@get("/clock")
async def read_clock(agent: Agent) -> ClockView:
    """The shop's clock; needs no session."""
    return await clock.read_clock(agent.reads, agent.clock.now())


@post("/clock", status_code=200)
async def set_clock(agent: Agent, request: AnyRequest, data: JSONBody[SetClock]) -> ClockView:
    """Say what time it is while that is in doubt; `clock.sure` when it is not."""
    return await agent.change(
        request, ClockView, lambda tx, who: clock.set_clock(tx, agent.settings, who, data)
    )


ROUTES = [read_clock, set_clock]
