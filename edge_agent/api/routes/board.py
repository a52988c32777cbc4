"""`/v1/board`: what the board shows, for a terminal; needs no session, for it holds nothing personal."""

from litestar import get

from edge_agent.api.agent import Agent
from edge_agent.services.board import read_board
from edge_agent.wire.board import BoardView


@get("/board")
async def board(agent: Agent) -> BoardView:
    """The whole board: numbers and counters."""
    return await read_board(agent.reads, agent.settings, agent.clock.now(), has_voice=False)


ROUTES = [board]
