"""The OpenAPI document: valid, complete, and true."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from litestar.routes import HTTPRoute

from edge_agent import wire
from edge_agent.api.app import make_routes
from edge_agent.wire.problem import Problem

if TYPE_CHECKING:
    from tests.api.conftest import Shop


@pytest.fixture
async def document(shop: Shop) -> dict[str, Any]:
    response = await shop.till.http.get("/openapi.json")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/vnd.oai.openapi+json"
    found: dict[str, Any] = response.json()
    return found


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


async def test_the_document_lists_every_route(shop: Shop, document: dict[str, Any]) -> None:
    """What can be called is documented, and nothing else."""
    served = {
        (method.lower(), route.path_format)
        for route in make_routes(shop.settings.limits.body_bytes_max).routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/v1")
        for method in route.methods - {"OPTIONS"}
    }

    assert served == {(method, path) for method, path, _ in _operations(document)}


async def test_the_document_holds_together(document: dict[str, Any]) -> None:
    """OpenAPI 3.1: every reference leads somewhere, every operation has an id and its path's parameters."""
    assert document["openapi"].startswith("3.1")
    assert {"title", "version"} <= set(document["info"])
    ids = [operation["operationId"] for _, _, operation in _operations(document)]
    assert len(ids) == len(set(ids))
    for reference in _references(document):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    for method, path, operation in _operations(document):
        named = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path)), (method, path)
        assert operation["responses"]
        assert operation["description"]


async def test_every_operation_tells_its_problems(document: dict[str, Any]) -> None:
    """Whatever goes wrong is a Problem, in its own media type."""
    for method, path, operation in _operations(document):
        content = operation["responses"]["default"]["content"]
        assert content == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }, (method, path)
    assert set(document["components"]["schemas"]["Problem"]["properties"]) == {
        field.name for field in msgspec.structs.fields(Problem)
    }


async def test_every_change_asks_for_the_headers_that_it_needs(shop: Shop, document: dict[str, Any]) -> None:
    """A call without a header that the document requires is refused; the others do without."""
    await shop.till.open()
    for method, path, operation in _operations(document):
        headers = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
        bare = await _refusal(shop, method, path, {"Authorization": ""})
        assert (bare == "session.needed") == ("security" in operation and "If-Match" not in headers), path
        unmatched = await _refusal(shop, method, path, {"Request-Id": "request-1"})
        assert (unmatched == "request.version-needed") == ("If-Match" in headers), path
        unnamed = await _refusal(shop, method, path, {"If-Match": '"1"'})
        assert (unnamed == "request.id-needed") == ("Request-Id" in headers), path
        await shop.till.sign_in()


_RULE = {"kind": "buy_get", "id": "none", "name": "x", "scope": {"everything": True}, "buy": 1, "free": 1}
_BODIES = {
    "/v1/batches/{batch}/receive": {"lines": []},
    "/v1/batches/{batch}/split": {},
    "/v1/batches/{batch}/ready": {"pickup": "x", "place": "x"},
    "/v1/batches/{batch}/hand-over": {"leader": "x"},
    "/v1/batches/{batch}/close": {},
    "/v1/batches/{batch}/print": {"what": "x"},
    "/v1/tickets": {},
    "/v1/tickets/call-next": {"counter": "1"},
    "/v1/tickets/scan": {"code": "x"},
    "/v1/tickets/{no}/recall": {"counter": "1"},
    "/v1/tickets/{no}/start": {},
    "/v1/tickets/{no}/ready": {},
    "/v1/tickets/{no}/cancel": {"reason": "x"},
    "/v1/tickets/{no}/remake": {"item": 1, "reason": "x"},
    "/v1/pickups/scan": {"code": "x"},
    "/v1/pickups/look-short": {"code": "1", "tail": "1"},
    "/v1/pickups/look-phone": {"phone": "1", "sku": "x"},
    "/v1/pickups/redeem": {},
    "/v1/pickups/redeem-short": {"code": "1", "tail": "1"},
    "/v1/pickups/{pickup}/ready": {"place": "x"},
    "/v1/pickups/{pickup}/undo": {"handover": "x", "reason": "x"},
    "/v1/clock": {},
    "/v1/shifts": {"float_fen": 0},
    "/v1/shifts/current/close": {"float_left_fen": 0},
    "/v1/cash-moves": {"kind": "in", "amount_fen": 1, "reason": "x"},
    "/v1/drawer/open": {"reason": "x"},
    "/v1/approvals": {"staff": "8001", "pin": "1234", "action": "refund"},
    "/v1/staff/{staff_id}/pin": {"pin": "4321"},
    "/v1/sales/{sale_id}/refunds": {"all": True},
    "/v1/sales/{sale_id}/refunds/plan": {"all": True},
    "/v1/sales/{sale_id}/reopen": {"reason": "x"},
    "/v1/exchanges": {"sale": "none", "lines": []},
    "/v1/returns": {"lines": [], "reason": "x", "tender": {"kind": "cash"}},
    "/v1/articles/{sku}/price": {"price_fen": 1},
    "/v1/articles/{sku}/sold-out": {"sold_out": True},
    "/v1/carts/{cart_id}/scan": {"code": "1"},
    "/v1/carts/{cart_id}/lines/{line_no}": {"quantity": 1_000},
    "/v1/carts/{cart_id}/discount": {},
    "/v1/carts/{cart_id}/member": {},
    "/v1/carts/{cart_id}/invoice": {"wants_invoice": True},
    "/v1/carts/{cart_id}/tenders": {"kind": "cash", "amount_fen": 1},
    "/v1/promotions/{promotion_id}": {"rule": _RULE},
    "/v1/payments/{payment_id}/settle": {"as": "paid", "reason": "x"},
    "/v1/sales/{sale_id}/tender-correction": {"tender": 1, "to": {"kind": "cash"}},
    "/v1/stock/receipts": {"lines": []},
    "/v1/stock/counts": {"lines": []},
    "/v1/stock/counts/{document}/review": {"accept": True},
    "/v1/stock/write-offs": {"lines": [], "reason": "x"},
    "/v1/stock/transfers": {"lines": [], "to_store": "S0732"},
    "/v1/members": {"phone": "17000000001", "consent": True},
    "/v1/staff": {"staff": "1", "name": "x", "role": "cashier", "pin": "1234"},
    "/v1/print-jobs/{job_id}/settle": {"as": "drop"},
}


_STATES = {"stock": "waiting", "pickups": "waiting", "tickets": "ready"}


async def _refusal(shop: Shop, method: str, path: str, headers: dict[str, str]) -> str | None:
    """The code with which a call is refused that has only these headers."""
    if path == "/v1/events":
        return None
    url = re.sub(r"{line_no}", "1", path)
    url = re.sub(r"{\w+}", "none", url)
    state = _STATES.get(path.split("/")[2], "held")
    query = {"state": state, "q": "x", "date": "2026-11-22", "list": "low"}
    response = await shop.till.http.request(
        method, url, params=query, headers=headers, json=_BODIES.get(path) if method != "delete" else None
    )
    code: str | None = None if response.is_success else response.json()["code"]
    return code


async def test_the_document_shows_the_wire_s_own_types(document: dict[str, Any]) -> None:
    """Tags, required fields and the refusal of unknown ones are as the decoder has them."""
    schemas = document["components"]["schemas"]

    assert schemas["ScanRequest"]["additionalProperties"] is False
    assert schemas["CashTenderRequest"]["properties"]["kind"] == {"enum": ["cash"]}
    assert schemas["SettleJob"]["required"] == ["as"]
    assert schemas["Live"]["required"] == ["topic", "version"]


WORDS = {"vocabulary", "words", "close_words"}
"""What of the wire is told in the agent's answers, and is no body of them."""


async def test_every_body_of_the_wire_is_in_the_document(document: dict[str, Any]) -> None:
    """With its own docstring and rules, not as the framework guesses it: no file of the wire is forgotten."""
    schemas = document["components"]["schemas"]
    for found in pkgutil.iter_modules(wire.__path__):
        if found.name not in WORDS:
            for kind in _structs(importlib.import_module(f"{wire.__name__}.{found.name}")):
                assert kind.__name__ in schemas, f"{found.name} is not among the document's modules"
                assert schemas[kind.__name__] == _schema(kind)


def _structs(module: ModuleType) -> list[type[msgspec.Struct]]:
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__
    ]


def _schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    _, components = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
    schema: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(components[kind.__name__]))
    return schema


@pytest.mark.parametrize("path", ["/", "/openapi", "/schema", "/docs", "/v2/carts", "/v1"])
async def test_nothing_else_is_served(shop: Shop, path: str) -> None:
    """What is no route is a problem like any other, never a page."""
    response = await shop.till.http.get(path)

    assert (response.status_code, response.json()["code"]) == (404, "request.not-found")
