"""`/v1/feed/pages`: what headquarters sends, brought by a file where no network reaches."""

from litestar import post

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Refused
from edge_agent.domain.rights import Right
from edge_agent.services.feed import take_page
from edge_agent.services.feed_reader import PAGE_FILE_BYTES_MAX
from edge_agent.wire.feed import FeedAnswer
from edge_agent.wire.words import language_of

_SUBJECT = "feed"


@post("/feed/pages", request_max_body_size=PAGE_FILE_BYTES_MAX, status_code=200)
async def apply_page(agent: Agent, request: AnyRequest) -> FeedAnswer:
    """Take in a page, sent as it is; items that cannot be believed are named and the rest is taken.

    At a till it takes the right; whoever may open the agent's socket does it without a session. A page that
    was taken before does no harm.
    """
    if request.headers.get("Authorization"):
        await agent.must_may(request, Right.IMPORT, _SUBJECT)
    language = language_of(request.headers.get("Accept-Language"), agent.settings.store.language)
    outcome = await take_page(agent.writer, agent.settings, await request.body(), language)
    if isinstance(outcome, Refused):
        raise Declined(outcome)
    return outcome


ROUTES = [apply_page]
