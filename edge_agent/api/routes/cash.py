"""`/v1/cash-moves` and `/v1/drawer`: cash without a sale."""

from litestar import post
from litestar.params import JSONBody

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest
from edge_agent.services import cash
from edge_agent.wire.shifts import CashMoveView, DrawerView, MoveCash, OpenDrawer


@post("/cash-moves")
async def move_cash(agent: Agent, request: AnyRequest, data: JSONBody[MoveCash]) -> CashMoveView:
    """Put cash into the drawer, or take it out, with a reason; the drawer opens."""
    return await agent.change(
        request, CashMoveView, lambda tx, who: cash.move_cash(tx, agent.settings, who, data)
    )


@post("/drawer/open", status_code=200)
async def open_drawer(agent: Agent, request: AnyRequest, data: JSONBody[OpenDrawer]) -> DrawerView:
    """Open the drawer without a sale, with a reason."""
    return await agent.change(
        request, DrawerView, lambda tx, who: cash.open_drawer(tx, agent.settings, who, data)
    )


ROUTES = [move_cash, open_drawer]
