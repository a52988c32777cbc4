"""Every refusal that the API knows: its code, its status, and that it changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

from edge_agent.domain.errors import Code

if TYPE_CHECKING:
    from tests.api.conftest import Shop

Attempt: TypeAlias = Awaitable[httpx.Response]
"""What is to be refused, not yet begun: everything before it has been arranged."""
Case: TypeAlias = Callable[["Shop"], Awaitable[Attempt]]

WATER, GOLD, PORK = "6921168509256", "9000002", "00202"
LABEL = "2100202015852"
"""PORK for ￥15.85."""

_ONE_FEN: dict[str, Any] = {"kind": "cash", "amount_fen": 1}


def _scan(**body: Any) -> Case:
    async def case(shop: Shop) -> Attempt:
        return shop.till.try_change(await shop.till.open(), "scan", body)

    return case


def _tender(*before: dict[str, Any], **body: Any) -> Case:
    """A tender for two bottles of water, ￥4.00, after the legs `before`."""

    async def case(shop: Shop) -> Attempt:
        cart = await shop.till.scan(await shop.till.open(), WATER, WATER)
        for leg in before:
            cart = (await shop.till.change(cart, "tenders", leg))["cart"]
        return shop.till.try_change(cart, "tenders", body)

    return case


def _with_line(*codes: str, action: str, body: Any = None, method: str = "POST") -> Case:
    """A change of a cart that holds `codes`."""

    async def case(shop: Shop) -> Attempt:
        cart = await shop.till.scan(await shop.till.open(), *codes)
        return shop.till.try_change(cart, action, body, method)

    return case


def _staff(**other: str) -> Case:
    async def case(shop: Shop) -> Attempt:
        person = {"staff": "2001", "name": "小张", "role": "cashier", "pin": "4321"}
        return shop.till.call("POST", "/staff", {**person, **other})

    return case


def _read(path: str) -> Case:
    async def case(shop: Shop) -> Attempt:
        await shop.till.open()
        return shop.till.call("GET", path)

    return case


def _import(data: bytes) -> Case:
    async def case(shop: Shop) -> Attempt:
        return shop.till.http.post("/v1/imports/catalogue", content=data)

    return case


async def _repeated_label(shop: Shop) -> Attempt:
    cart = await shop.till.scan(await shop.till.open(), LABEL)
    return shop.till.try_change(cart, "scan", {"code": f"{LABEL}\r"})


async def _weighed_quantity(shop: Shop) -> Attempt:
    cart = await shop.till.scan(await shop.till.open(), LABEL)
    return shop.till.try_change(cart, "lines/1", {"quantity": 2_000}, "PATCH")


async def _stale(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    await shop.till.scan(cart, WATER)
    return shop.till.try_change(cart, "scan", {"code": WATER})


async def _other_till(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    await shop.other.open()
    return shop.other.try_change(cart, "scan", {"code": WATER})


async def _closed_cart(shop: Shop) -> Attempt:
    cart = await shop.till.change(await shop.till.open(), "cancel")
    return shop.till.try_change(cart, "scan", {"code": WATER})


async def _recall_into_a_full_till(shop: Shop) -> Attempt:
    held = await shop.till.change(await shop.till.scan(await shop.till.open(), WATER), "hold")
    await shop.other.scan(await shop.other.open(), WATER)
    return shop.other.try_change(held, "recall")


async def _recall_what_is_not_held(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    return shop.till.try_change(cart, "recall")


async def _full_cart(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    for _ in range(500):
        cart = (await shop.till.change(cart, "scan", {"code": LABEL, "confirm": True}))["cart"]
    return shop.till.try_change(cart, "scan", {"code": LABEL, "confirm": True})


async def _no_shift(shop: Shop) -> Attempt:
    await shop.till.sign_in()
    return shop.till.call("POST", "/carts")


async def _second_shift(shop: Shop) -> Attempt:
    await shop.till.open()
    return shop.till.call("POST", "/shifts", {"float_fen": 0})


async def _strange_float(shop: Shop) -> Attempt:
    await shop.till.sign_in()
    return shop.till.call("POST", "/shifts", {"float_fen": -1})


async def _strange_till(shop: Shop) -> Attempt:
    return shop.till.call("POST", "/sessions", {"staff": "1001", "pin": "1234", "till": "9"})


async def _no_session(shop: Shop) -> Attempt:
    return shop.till.call("POST", "/carts")


async def _no_request_id(shop: Shop) -> Attempt:
    await shop.till.open()
    return shop.till.http.post("/v1/carts")


async def _reused_request_id(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    path = f"/carts/{cart['id']}/scan"
    await shop.till.do("POST", path, {"code": WATER}, version=1, request_id="scan-once-1")
    return shop.till.call("POST", path, {"code": PORK}, version=1, request_id="scan-once-1")


async def _no_version(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    return shop.till.call("POST", f"/carts/{cart['id']}/scan", {"code": WATER})


async def _unknown_field(shop: Shop) -> Attempt:
    return shop.till.try_change(await shop.till.open(), "scan", {"code": WATER, "more": 1})


async def _too_large(shop: Shop) -> Attempt:
    return shop.till.try_change(await shop.till.open(), "scan", {"code": "6" * 70_000})


async def _wrong_method(shop: Shop) -> Attempt:
    return shop.till.http.put("/v1/carts", content=b"")


async def _job_unknown(shop: Shop) -> Attempt:
    await shop.till.open()
    return shop.till.call("POST", "/print-jobs/none/settle", {"as": "drop"})


CASES: list[tuple[Code, int, Case]] = [
    (Code.SCAN_EMPTY, 422, _scan(code=" \r\n")),
    (Code.SCAN_UNKNOWN, 422, _scan(code="6907992500195")),
    (Code.SCAN_UNKNOWN, 422, _scan(code="2199999015855")),
    (Code.SCAN_UNREADABLE, 422, _scan(code="6921168509257")),
    (Code.SCAN_UNREADABLE, 422, _scan(code="69\x00211")),
    (Code.SCAN_NOT_TAKEN, 409, _scan(code="M:12345678")),
    (Code.SCAN_WEIGHT_NEEDED, 409, _scan(code=PORK)),
    (Code.SCAN_LABEL_REPEATED, 409, _repeated_label),
    (Code.SCAN_LABEL_ZERO, 409, _scan(code="2100202000001")),
    (Code.PAYMENT_NO_PROVIDER, 409, _scan(code="134567890123456789")),
    (Code.QUANTITY_INVALID, 422, _scan(code=WATER, quantity=0)),
    (Code.QUANTITY_INVALID, 422, _scan(code=WATER, quantity=-1_000)),
    (Code.QUANTITY_INVALID, 422, _scan(code=WATER, quantity=1_500)),
    (Code.QUANTITY_INVALID, 422, _scan(code=WATER, quantity=10_000_000)),
    (Code.QUANTITY_CONFIRM, 409, _scan(code=WATER, quantity=100_000)),
    (Code.QUANTITY_WEIGHED, 409, _weighed_quantity),
    (Code.AMOUNT_CONFIRM, 409, _scan(code=GOLD)),
    (Code.AMOUNT_TOO_LARGE, 409, _scan(code=GOLD, quantity=200_000, confirm=True)),
    (Code.CART_UNKNOWN, 404, _read("/carts/none")),
    (Code.CART_STALE, 412, _stale),
    (Code.CART_OTHER_TILL, 409, _other_till),
    (Code.CART_STATE, 409, _closed_cart),
    (Code.CART_STATE, 409, _recall_what_is_not_held),
    (Code.CART_EMPTY, 409, _with_line(action="hold")),
    (Code.CART_EMPTY, 409, _with_line(action="tenders", body={"kind": "cash", "amount_fen": 0})),
    (Code.CART_FULL, 409, _full_cart),
    (Code.CART_LINE_UNKNOWN, 404, _with_line(WATER, action="lines/2", method="DELETE")),
    (Code.CART_TILL_BUSY, 409, _recall_into_a_full_till),
    (Code.TENDER_INVALID, 422, _tender(kind="cash", amount_fen=0)),
    (Code.TENDER_INVALID, 422, _tender(kind="cash", amount_fen=-400)),
    (Code.TENDER_INVALID, 422, _tender(kind="external", method="wechat", amount_fen=0)),
    (Code.TENDER_TOO_LARGE, 409, _tender(kind="cash", amount_fen=100_000_001)),
    (Code.TENDER_ABOVE_REST, 409, _tender(kind="external", method="wechat", amount_fen=401)),
    (
        Code.TENDER_ABOVE_REST,
        409,
        _tender({"kind": "cash", "amount_fen": 300}, kind="external", method="wechat", amount_fen=101),
    ),
    (Code.TENDER_TOO_MANY, 409, _tender(*20 * [_ONE_FEN], **_ONE_FEN)),
    (Code.TENDER_METHOD_UNKNOWN, 409, _tender(kind="external", method="bitcoin", amount_fen=400)),
    (
        Code.TENDER_REFERENCE_NEEDED,
        409,
        _tender(kind="external", method="meituan", amount_fen=400, reference="  "),
    ),
    (Code.SHIFT_NONE, 404, _no_shift),
    (Code.SHIFT_OPEN, 409, _second_shift),
    (Code.FLOAT_INVALID, 422, _strange_float),
    (Code.TILL_UNKNOWN, 409, _strange_till),
    (Code.SESSION_NEEDED, 401, _no_session),
    (Code.STAFF_EXISTS, 409, _staff(staff="1001")),
    (Code.STAFF_INVALID, 422, _staff(staff="xiao")),
    (Code.STAFF_INVALID, 422, _staff(name="小\n张")),
    (Code.STAFF_INVALID, 422, _staff(role="owner")),
    (Code.PIN_INVALID, 422, _staff(pin="123")),
    (Code.PIN_INVALID, 422, _staff(pin="١٢٣٤")),
    (Code.SALE_UNKNOWN, 404, _read("/sales/S0731-1-20261122-0001")),
    (Code.JOB_UNKNOWN, 404, _job_unknown),
    (Code.REQUEST_ID_NEEDED, 400, _no_request_id),
    (Code.REQUEST_ID_REUSED, 409, _reused_request_id),
    (Code.REQUEST_VERSION_NEEDED, 428, _no_version),
    (Code.REQUEST_MALFORMED, 400, _unknown_field),
    (Code.REQUEST_TOO_LARGE, 413, _too_large),
    (Code.NOT_FOUND, 404, _read("/none")),
    (Code.METHOD_NOT_ALLOWED, 405, _wrong_method),
    (Code.FILE_UNREADABLE, 422, _import(b"\x00\xff\x00")),
    (Code.FILE_HEADER, 422, _import(b"color,size\nred,1\n")),
]

ELSEWHERE = {
    Code.SIGN_IN_WRONG: "test_sessions: it is on record, so it does change a table",
    Code.JOB_STATE: "test_paper: it needs a printer",
    Code.BUSY: "test_live: with every stream taken",
    Code.STOPPING: "test_server",
    Code.DEFECT: "test_server",
}
NOT_HERE = {
    Code.UNREACHABLE: "said by a till, when nobody answers",
    Code.DISK_FULL: "tests/powercut, on a small disk",
    Code.CONFIG_INVALID: "the agent does not start",
    Code.CONFIG_MISSING: "the agent does not start",
    Code.DIRECTORY_READ_ONLY: "the agent does not start",
    Code.DATABASE_IN_USE: "the agent does not start",
    Code.DATABASE_FOREIGN: "the agent does not start",
    Code.DATABASE_NEWER: "the agent does not start",
    Code.DATABASE_DAMAGED: "the agent does not start",
    Code.JOURNAL_BROKEN: "the agent does not start",
    Code.FILE_MISSING: "the command line reads files",
    Code.FILE_EXISTS: "the command line writes files",
}


@pytest.mark.parametrize(
    ("code", "status", "case"), CASES, ids=[f"{no:02d} {case[0]}" for no, case in enumerate(CASES)]
)
async def test_a_refusal_has_its_own_code_and_changes_nothing(
    shop: Shop, code: Code, status: int, case: Case
) -> None:
    """Refused as what it is, in words, and every table but the kept answers stays as it was."""
    attempt = await case(shop)
    before = shop.tables("request_answer")

    response = await attempt

    assert (status, code) == (response.status_code, response.json()["code"])
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"]
    assert before == shop.tables("request_answer")


def test_every_code_is_told_by_a_test() -> None:
    """A new code brings its own case, here or elsewhere."""
    told = {code for code, _, _ in CASES}
    assert set(Code) == told | set(ELSEWHERE) | set(NOT_HERE)
    assert not told & (set(ELSEWHERE) | set(NOT_HERE))
