"""Signing in and out: who may, what ends a session, and what is on record."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import pytest
from litestar import Request

if TYPE_CHECKING:
    from litestar.types import HTTPScope

    from edge_agent.api.problems import AnyRequest
    from tests.api.conftest import OpenShop, Shop


@pytest.mark.parametrize(
    ("staff", "pin"), [("1001", "9999"), ("1001", ""), ("7777", "1234"), ("1001", "1234\0")]
)
async def test_a_wrong_pin_is_on_record_and_the_pin_is_not(shop: Shop, staff: str, pin: str) -> None:
    """A guess is refused alike whether the number exists or not, and the journal names the till."""
    refused = await shop.till.call("POST", "/sessions", {"staff": staff, "pin": pin, "till": "1"})

    assert (refused.status_code, refused.json()["code"]) == (401, "session.wrong-pin")
    event = shop.events("access.refused")[-1]
    assert (event["edgetill"], event["data"]) == ("1", {"what": "pin", "staff": staff})
    assert shop.tables()["session"] == []
    shop.prove()


async def test_a_wrong_pin_leaves_the_session_at_that_till(shop: Shop) -> None:
    """Whoever guesses at a till that is in use disturbs nobody."""
    await shop.till.open()
    await shop.till.call("POST", "/sessions", {"staff": "1002", "pin": "9999", "till": "1"})

    await shop.till.do("POST", "/carts")


async def test_signing_in_ends_the_earlier_session_of_that_till_alone(shop: Shop) -> None:
    """One till, one session: whoever signs in there signs the last one out; the other till goes on."""
    await shop.till.open()
    await shop.other.open()
    earlier = shop.till.http.headers["Authorization"]
    await shop.till.sign_in("1002")

    shop.till.http.headers["Authorization"] = earlier
    ended = await shop.till.call("POST", "/carts")

    assert (ended.status_code, ended.json()["code"]) == (401, "session.needed")
    await shop.other.do("POST", "/carts")


async def test_a_session_that_was_looked_up_during_a_sign_in_is_not_remembered(shop: Shop) -> None:
    """A look-up that began before a sign-in must not outlive it in memory."""
    token = (await shop.till.sign_in())["token"]
    scope = cast("HTTPScope", {"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]})
    request: AnyRequest = Request(scope)
    looking_up = asyncio.create_task(shop.agent.who(request))
    await asyncio.sleep(0)
    shop.agent.forget_sessions()

    assert (await looking_up).staff == "1001"
    assert shop.agent.sessions == {}


async def test_signing_out_ends_the_session(shop: Shop) -> None:
    """A token that was signed out is nobody's."""
    await shop.till.open()
    await shop.till.do("DELETE", "/sessions/current")

    assert (await shop.till.call("POST", "/carts")).status_code == 401
    assert (await shop.till.call("DELETE", "/sessions/current")).status_code == 401


@pytest.mark.parametrize(
    "header", ["", "Bearer \xff", "Basic MTAwMToxMjM0", "bearer x", "Bearer " + "x" * 5_000]
)
async def test_anything_but_a_token_is_no_session(shop: Shop, header: str) -> None:
    """Whatever stands in the header, it is answered in words."""
    refused = await shop.till.http.post(
        "/v1/carts", headers=[(b"Authorization", header.encode("latin-1")), (b"Request-Id", b"request-1")]
    )

    assert (refused.status_code, refused.json()["code"]) == (401, "session.needed")


async def test_a_session_survives_a_restart_of_the_agent(open_shop: OpenShop) -> None:
    """A cashier does not notice that the agent was updated between two customers."""
    async with open_shop() as shop:
        await shop.till.open()
        token = shop.till.http.headers["Authorization"]
    async with open_shop() as shop:
        shop.till.http.headers["Authorization"] = token

        assert (await shop.till.do("GET", "/shifts/current"))["opened_by"] == "1001"


async def test_neither_token_nor_pin_is_in_the_store_s_file(shop: Shop) -> None:
    """Who steals the file signs in nowhere."""
    token = (await shop.till.sign_in("9001"))["token"]
    await shop.till.do(
        "POST", "/staff", {"staff": "2001", "name": "小张", "role": "cashier", "pin": "86420975"}
    )

    files = b"".join(path.read_bytes() for path in sorted(shop.settings.state_dir.glob("store.db*")))

    assert b"2001" in files
    assert token.encode() not in files
    assert b"86420975" not in files


async def test_who_was_added_can_sign_in_and_is_on_record(shop: Shop) -> None:
    """A new cashier's PIN works at once; the journal says who came, without it."""
    person = {"staff": "2001", "name": " 小张 ", "role": "supervisor", "pin": "4321"}
    added = await shop.till.do("POST", "/staff", person)
    session = await shop.till.sign_in("2001", "4321")

    assert added == {"staff": "2001", "name": "小张", "role": "supervisor"}
    assert session["staff_name"] == "小张"
    assert shop.events("staff.added")[-1]["data"] == {"staff": "2001", "name": "小张", "role": "supervisor"}
    assert added in await shop.other.do("GET", "/staff")


async def test_signing_in_tells_what_the_till_needs(shop: Shop) -> None:
    """The lane, the shop, the ways of paying, and the shift when there is one."""
    first = await shop.till.sign_in()
    shift = await shop.till.do("POST", "/shifts", {"float_fen": 20_000})
    second = await shop.till.sign_in("1002")

    assert (first["shift"], second["shift"]) == (None, shift)
    assert (first["lane_name"], first["store_name"]) == ("01机", "五一店")
    assert (first["role"], first["is_single"], first["rounding"]) == ("cashier", False, "off")
    assert "close_shift" in first["rights"]
    assert "refund" not in first["rights"]
    assert (first["idle_lock_minutes"], first["payment_confirm_fen"]) == (10, 0)
    assert [(method["id"], method["key"], method["asks_reference"]) for method in first["methods"]] == [
        ("wechat", "2", False),
        ("meituan", "4", True),
    ]
