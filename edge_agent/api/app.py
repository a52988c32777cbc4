"""The web application: all routes under `/v1`, their problems, and the OpenAPI document."""

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide

from edge_agent.api.agent import RunningAgent
from edge_agent.api.body import StrictRequest
from edge_agent.api.document import openapi_config
from edge_agent.api.problems import HANDLERS
from edge_agent.api.routes import (
    batches,
    board,
    cart_whole,
    carts,
    cash,
    clock,
    feed,
    figures,
    goods,
    members,
    payments,
    pickups,
    promotions,
    refunds,
    sales,
    sessions,
    shifts,
    staff,
    stock,
    system,
    tickets,
)


def make_app(agent: RunningAgent) -> Litestar:
    """The application that serves `agent`."""
    routes = [
        *sessions.ROUTES,
        *staff.ROUTES,
        *shifts.ROUTES,
        *cash.ROUTES,
        *clock.ROUTES,
        *carts.ROUTES,
        *cart_whole.ROUTES,
        *sales.ROUTES,
        *goods.ROUTES,
        *feed.ROUTES,
        *figures.ROUTES,
        *promotions.ROUTES,
        *refunds.ROUTES,
        *payments.ROUTES,
        *stock.ROUTES,
        *members.ROUTES,
        *pickups.ROUTES,
        *batches.ROUTES,
        *tickets.ROUTES,
        *board.ROUTES,
        *system.ROUTES,
    ]

    async def the_agent() -> RunningAgent:
        return agent

    return Litestar(
        [Router("/v1", route_handlers=routes)],
        request_class=StrictRequest,
        dependencies={"agent": Provide(the_agent)},
        exception_handlers=HANDLERS,
        openapi_config=openapi_config(),
        state=State({"agent": agent}),
        request_max_body_size=agent.settings.limits.body_bytes_max,
        logging_config=None,
        debug=False,
    )
