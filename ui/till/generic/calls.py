"""How a screen words its calls: `get`, `post` and the others, and `on_cart` for the till's own cart."""

from collections.abc import Callable
from typing import TypeVar

from edge_agent.wire.body import Body
from edge_agent.wire.carts import CartView
from edge_agent.wire.problem import Problem
from ui.till.commands import Call
from ui.till.state import State
from ui.till.step import Step

T = TypeVar("T")
Then = Callable[[State, T], Step]
Refused = Callable[[State, Problem], Step | None]


def get(path: str, kind: type[T], then: Then[T], **params: str | int) -> Call[T]:
    """Ask for something; repeated until the agent answers."""
    return Call("GET", path, kind, then, params=tuple((name, str(value)) for name, value in params.items()))


def post(
    path: str, body: Body | None, kind: type[T], then: Then[T], *, refused: Refused | None = None
) -> Call[T]:
    """Change something; repeated under its own Request-Id until the agent answers."""
    return Call("POST", path, kind, then, body=body, refused=refused)


def put(path: str, body: Body | None, kind: type[T], then: Then[T]) -> Call[T]:
    """Put something in place of what was there."""
    return Call("PUT", path, kind, then, body=body)


def delete(path: str, kind: type[T], then: Then[T]) -> Call[T]:
    """Take something away."""
    return Call("DELETE", path, kind, then)


def on_cart(
    path: str, body: Body | None, then: Then[CartView], *, refused: Refused | None = None
) -> Call[CartView]:
    """Change the till's cart, on its version as it is when the call's turn comes."""
    return Call("POST", path, CartView, then, body=body, on_cart=True, refused=refused)
