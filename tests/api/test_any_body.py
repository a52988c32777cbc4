"""Any body: whatever JSON is sent to whatever route, the answer is never a defect."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop

WATER = "6921168509256"
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from((0, 1, 1_000, 2**31, 2**63, -(2**63) - 1, 10**25)),
    st.floats(allow_nan=False),
    st.text(),
    st.sampled_from(
        (WATER, "cash", "external", "wechat", "1001", "1234", "1", "drop", "reprint", "\0", "\u202e")
    ),
)
WILD = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


def _value(schema: dict[str, Any], schemas: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly what the schema asks for, sometimes anything."""
    if "$ref" in schema:
        return _value(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    if alternatives := schema.get("oneOf") or schema.get("anyOf"):
        return st.one_of(*(_value(one, schemas) for one in alternatives))
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | WILD
    if schema.get("type") == "object":
        return _members(schema, schemas)
    if schema.get("type") == "array":
        return st.lists(_value(schema["items"], schemas), max_size=4) | WILD
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(-(2**65), 2**65) | st.integers(0, 5_000),
        "string": st.text() | st.sampled_from((WATER, "1", "1001", "1234", "cashier", "wechat", "drop")),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return by_type[schema["type"]] | by_type[schema["type"]] | WILD


def _members(schema: dict[str, Any], schemas: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "properties" not in schema:  # a table of whatever keys
        values = _value(schema["additionalProperties"], schemas)
        return st.dictionaries(st.sampled_from(("10000", "wechat", "-1", "x")), values) | WILD
    properties = {name: _value(one, schemas) for name, one in schema["properties"].items()}
    required = {name: one for name, one in properties.items() if name in schema.get("required", ())}
    optional = {name: one for name, one in properties.items() if name not in required}
    whole = st.fixed_dictionaries(required, optional=optional)
    return st.one_of(whole, whole, st.fixed_dictionaries({}, optional=properties | {"more": WILD}), WILD)


def _bodies(document: dict[str, Any]) -> Iterator[tuple[str, str, st.SearchStrategy[Any]]]:
    """Every change that the document names, with bodies to send to it."""
    schemas = document["components"]["schemas"]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method != "get" and path != "/v1/imports/{kind}":
                content = operation.get("requestBody", {}).get("content", {}).get("application/json")
                yield method, path, _value(content["schema"], schemas) if content else WILD


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as made:
        yield made


def test_no_body_of_any_kind_meets_a_defect(open_shop: OpenShop, runner: asyncio.Runner) -> None:
    """Each route, with bodies that fit, nearly fit and do not fit at all, on a cart that is in use."""
    context = open_shop()
    shop: Shop = runner.run(context.__aenter__())
    runner.run(shop.till.open())
    document = runner.run(shop.till.http.get("/openapi.json")).json()
    calls = [
        body.map(lambda value, method=method, path=path: (method, path, value))  # type: ignore[misc]
        for method, path, body in _bodies(document)
    ]

    async def send(method: str, path: str, body: Any, cart: str, version: int) -> None:
        url = path.replace("{line_no}", "1").replace("{cart_id}", cart).replace("{job_id}", "none")
        response = await shop.till.http.request(
            method,
            url,
            content=json.dumps(body).encode(),
            headers={"Request-Id": f"any-body-{next(shop.till._ids)}", "If-Match": f'"{version}"'},
        )
        assert response.status_code < 500, (url, body, response.text)
        if response.is_error:
            assert response.json()["code"] != "request.not-found", url
            assert response.json()["title"], url

    @settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
    @given(call=st.one_of(*calls), is_stale=st.booleans())
    def any_body(call: tuple[str, str, Any], *, is_stale: bool) -> None:
        cart = runner.run(shop.till.do("POST", "/carts"))  # the live one, or the next when it was closed
        runner.run(send(*call, cart["id"], 999_999 if is_stale else cart["version"]))
        if "sessions" in call[1]:
            runner.run(shop.till.sign_in())

    any_body()
    shop.prove()
    runner.run(context.__aexit__(None, None, None))
