"""The web application: all routes under `/v1`, their problems, and the OpenAPI document."""

import functools

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.types import ASGIApp

from edge_agent.api.agent import RunningAgent, agent_of, brought
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


def make_app(agent: RunningAgent) -> ASGIApp:
    """The application that serves `agent`."""
    return brought(agent, make_routes(agent.settings.limits.body_bytes_max))


@functools.cache
def make_routes(body_bytes_max: int) -> Litestar:
    """All routes, for whichever agent a call brings: Litestar takes a tenth of a second to read them."""
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

    return Litestar(
        [Router("/v1", route_handlers=routes)],
        request_class=StrictRequest,
        dependencies={"agent": Provide(agent_of)},
        exception_handlers=HANDLERS,
        openapi_config=openapi_config(),
        request_max_body_size=body_bytes_max,
        logging_config=None,
        debug=False,
    )
