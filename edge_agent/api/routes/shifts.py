"""`/v1/shifts`: the session of a till's drawer."""

from litestar import get, post
from litestar.params import JSONBody

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.money import Fen
from edge_agent.services import shifts
from edge_agent.wire.types import OpenShift, ShiftView


@post("/shifts")
async def open_shift(agent: Agent, request: AnyRequest, data: JSONBody[OpenShift]) -> ShiftView:
    """Open the shift of this till's drawer with a counted float."""
    return await agent.change(
        request, ShiftView, lambda tx, who: shifts.open_shift(tx, agent.settings, who, Fen(data.float_fen))
    )


@get("/shifts/current")
async def current_shift(agent: Agent, request: AnyRequest) -> ShiftView:
    """The open shift of this till's drawer; `shift.none` when there is none."""
    who = await agent.who(request)
    shift = await shifts.read_shift(agent.reads, agent.settings, who.till)
    if shift is None:
        raise Declined(Refused(Code.SHIFT_NONE))
    return shift


ROUTES = [open_shift, current_shift]
