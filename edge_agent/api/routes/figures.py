"""`/v1/figures`: how the shop does."""

import msgspec
from litestar import get
from litestar.params import FromQuery

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.rights import Right
from edge_agent.services import figures
from edge_agent.wire.figures import FiguresView
from edge_agent.wire.words import language_of


@get("/figures")
async def read_figures(
    agent: Agent, request: AnyRequest, first: FromQuery[str | None] = None, last: FromQuery[str | None] = None
) -> FiguresView:
    """The figures from one business date to another; of one when one is named, of today when none is."""
    await agent.must_may(request, Right.SEE_FIGURES, "figures")
    now = agent.clock.now()
    begins = first or last or figures.today(agent.settings, now)
    days = figures.window(agent.settings, begins, last or begins)
    if days is None:
        raise Declined(Refused(Code.REQUEST_MALFORMED, {"detail": "first, last"}))
    language = language_of(request.headers.get("Accept-Language"), agent.settings.store.language)
    found = await figures.read_figures(agent.reads, agent.settings, days, now, language)
    return msgspec.structs.replace(found, oldest_unsent_at=agent.link_status().oldest_unsent_at)


ROUTES = [read_figures]
