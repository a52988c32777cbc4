"""The OpenAPI document: what Litestar reads off the routes, and what of the contract it cannot see there."""

from typing import Any

import msgspec
from litestar import Request, Router
from litestar.connection import ASGIConnection
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from edge_agent import RELEASE
from edge_agent.api.problems import MEDIA_TYPE
from edge_agent.wire import (
    after_sale,
    approvals,
    batches,
    board,
    carts,
    clock,
    feed,
    figures,
    goods,
    health,
    imports,
    live,
    members,
    payments,
    pickups,
    print_jobs,
    problem,
    promotions,
    sales,
    scans,
    sessions,
    shifts,
    staff,
    stock,
    tenders,
    tickets,
)

PATH = "/openapi.json"
_WIRE = (
    sessions,
    approvals,
    staff,
    shifts,
    carts,
    scans,
    tenders,
    sales,
    after_sale,
    payments,
    goods,
    imports,
    feed,
    promotions,
    stock,
    members,
    figures,
    pickups,
    batches,
    tickets,
    board,
    print_jobs,
    health,
    clock,
    live,
    problem,
)
"""Where the bodies of the wire stand."""

_WITHOUT_SESSION = frozenset(
    (
        ("post", "/v1/sessions"),
        ("get", "/v1/staff"),
        ("post", "/v1/staff"),
        ("post", "/v1/staff/{staff_id}/disable"),
        ("post", "/v1/staff/{staff_id}/enable"),
        ("post", "/v1/staff/{staff_id}/unlock"),
        ("put", "/v1/staff/{staff_id}/pin"),
        ("get", "/v1/clock"),
        ("get", "/v1/close-check"),
        ("post", "/v1/imports/{kind}"),
        ("post", "/v1/feed/pages"),
        ("get", "/v1/board"),
        ("get", "/v1/health"),
        ("get", "/v1/events"),
    )
)
_REPEATABLE_BY_NATURE = frozenset((("delete", "/v1/sessions/current"), ("post", "/v1/approvals")))
_CHANGES = frozenset(("post", "put", "patch", "delete"))

_REQUEST_ID = {
    "name": "Request-Id",
    "in": "header",
    "required": True,
    "description": "Made by the caller; the same id repeats the answer and does nothing again.",
    "schema": {"type": "string", "pattern": "^[0-9A-Za-z._-]{8,64}$"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The version of the cart that the caller saw, in quotes.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}
_PROBLEM = {
    "description": "Refused, or failed: an RFC 9457 problem with a stable `code`.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class _Document(JsonRenderPlugin):
    """Litestar's own document, completed."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return self.render_json(request, _completed(openapi_schema))


def openapi_config() -> OpenAPIConfig:
    """Serves the document at `PATH`, and nothing else beside it."""
    return OpenAPIConfig(
        title="edge-agent",
        version=RELEASE,
        description="The local API of a store's agent: prices in fen, quantities in thousandths.",
        use_handler_docstrings=True,
        render_plugins=[_Document(path=PATH)],
        openapi_router=Router("/", route_handlers=[], include_in_schema=False, guards=[_document_only]),
    )


def _document_only(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Litestar answers every other path here with a page of its own; ours is a problem."""
    if connection.url.path != PATH:
        raise NotFoundException


def _completed(found: dict[str, Any]) -> dict[str, Any]:
    components = found.get("components", {})
    return {
        **found,
        "paths": {
            path: {method: _operation(method, path, found_here) for method, found_here in item.items()}
            for path, item in found["paths"].items()
        },
        "components": {
            **components,
            "schemas": {**components.get("schemas", {}), **_bodies()},
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


def _bodies() -> dict[str, Any]:
    """Every body of the wire, with its words, its tags and its refusal of unknown fields."""
    kinds = {
        kind: None  # a set in the order in which they stand
        for module in _WIRE
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    }
    return msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")[1]


def _operation(method: str, path: str, found: dict[str, Any]) -> dict[str, Any]:
    call = (method, path)
    needs_session = call not in _WITHOUT_SESSION
    needs_id = needs_session and method in _CHANGES and call not in _REPEATABLE_BY_NATURE
    headers = [_REQUEST_ID] * needs_id + [_IF_MATCH] * (needs_id and "{cart_id}" in path)
    answers = {status: answer for status, answer in found["responses"].items() if status.startswith("2")}
    completed = {**found, "responses": {**answers, "default": _PROBLEM}}
    if headers or "parameters" in found:
        completed["parameters"] = [*found.get("parameters", ()), *headers]
    if needs_session:
        completed["security"] = [{"session": []}]
    return completed
