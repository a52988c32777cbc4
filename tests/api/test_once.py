"""Nothing happens twice, and nothing that was begun is lost: Request-Ids over a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop

WATER, MILK = "6921168509256", "6907992500010"
Call: TypeAlias = Callable[[str], Awaitable[httpx.Response]]
"""A change under the Request-Id that it is given."""
Case: TypeAlias = Callable[["Shop"], Awaitable[Call]]


def _change(action: str, body: Any = None, method: str = "POST", before: tuple[str, ...] = ()) -> Case:
    """A change of a cart with two bottles of water, after the changes `before`."""

    async def case(shop: Shop) -> Call:
        cart = await shop.till.scan(await shop.till.open(), WATER, WATER)
        for earlier in before:
            leg = {"kind": "cash", "amount_fen": 100} if earlier == "tenders" else None
            changed = await shop.till.change(cart, earlier, leg)
            cart = changed.get("cart", changed)
        path, version = f"/carts/{cart['id']}/{action}", cart["version"]
        return lambda key: shop.till.call(method, path, body, version=version, request_id=key)

    return case


async def _open_shift(shop: Shop) -> Call:
    await shop.till.sign_in()
    return lambda key: shop.till.call("POST", "/shifts", {"float_fen": 100}, request_id=key)


async def _open_cart(shop: Shop) -> Call:
    await shop.till.change(await shop.till.open(), "cancel")
    return lambda key: shop.till.call("POST", "/carts", request_id=key)


CASES: dict[str, Case] = {
    "open shift": _open_shift,
    "open cart": _open_cart,
    "scan": _change("scan", {"code": MILK}),
    "quantity": _change("lines/1", {"quantity": 5_000}, "PATCH"),
    "void": _change("lines/1", method="DELETE"),
    "hold": _change("hold"),
    "recall": _change("recall", before=("hold",)),
    "cancel": _change("cancel"),
    "part of the payment": _change("tenders", {"kind": "cash", "amount_fen": 100}),
    "the whole payment": _change("tenders", {"kind": "cash", "amount_fen": 1_000}),
    "the rest by a wall code": _change(
        "tenders", {"kind": "external", "method": "wechat", "amount_fen": 300}, before=("tenders",)
    ),
    "give the payment back": _change("tenders", method="DELETE", before=("tenders",)),
    "a refusal": _change("scan", {"code": "6907992500195"}),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_a_repeated_change_answers_the_same_and_does_nothing(shop: Shop, case: Case) -> None:
    """However often it is sent, at once or later, it happens once and is answered alike."""
    call = await case(shop)

    answers = [await call("once-only"), *await asyncio.gather(*(call("once-only") for _ in range(3)))]
    after = shop.tables()
    answers.append(await call("once-only"))

    assert {(answers[0].status_code, answers[0].content)} == {
        (one.status_code, one.content) for one in answers
    }
    assert after == shop.tables()
    shop.prove()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_a_change_sent_twice_at_the_same_time_happens_once(shop: Shop, case: Case) -> None:
    """Two copies on the way together are one change."""
    call = await case(shop)
    carts = len(shop.tables()["cart"])

    first, second = await asyncio.gather(call("both-at-once"), call("both-at-once"))

    assert (first.status_code, first.content) == (second.status_code, second.content)
    tables = shop.tables()
    assert len([row for row in tables["request_answer"] if "both-at-once" in row]) == 1
    assert len(tables["cart"]) - carts in (0, 1)
    assert len(tables["sale"]) <= 1


async def test_a_repeated_cart_call_shows_the_cart_as_it_is_now(shop: Shop) -> None:
    """A till that missed an answer goes on from what is true, not from what was."""
    cart = await shop.till.open()
    path = f"/carts/{cart['id']}/scan"
    first = await shop.till.do("POST", path, {"code": WATER}, version=1, request_id="missed-answer")
    now = await shop.till.scan(first["cart"], MILK)

    again = await shop.till.do("POST", path, {"code": WATER}, version=1, request_id="missed-answer")

    assert (now, first["line_no"], first["joined"]) == (again["cart"], again["line_no"], again["joined"])


async def test_a_refusal_is_repeated_though_the_shop_has_moved_on(shop: Shop) -> None:
    """Under its Request-Id a call that was refused stays refused: what happens is what was answered."""
    await shop.till.sign_in()
    refused = await shop.till.call("POST", "/carts", request_id="too-early-1")
    await shop.till.do("POST", "/shifts", {"float_fen": 0})

    again = await shop.till.call("POST", "/carts", request_id="too-early-1")

    assert (404, refused.content) == (again.status_code, again.content)
    await shop.till.do("POST", "/carts", request_id="in-time-1")


@pytest.mark.parametrize("who", ["another cashier", "another till"])
async def test_a_request_id_belongs_to_one_person_at_one_till(shop: Shop, who: str) -> None:
    """Nobody is told what another person's request was answered."""
    await shop.till.open()
    await shop.till.do("POST", "/carts", request_id="mine-alone")
    caller = shop.till if who == "another cashier" else shop.other
    await caller.sign_in("1002")
    before = shop.tables()

    refused = await caller.call("POST", "/carts", request_id="mine-alone")

    assert (refused.status_code, refused.json()["code"]) == (409, "request.id-reused")
    assert before == shop.tables()


async def test_the_same_body_on_another_path_is_another_request(shop: Shop) -> None:
    """Method and path are part of what a Request-Id stands for."""
    cart = await shop.till.scan(await shop.till.open(), WATER)
    await shop.till.do("POST", f"/carts/{cart['id']}/hold", version=cart["version"], request_id="one-for-two")

    refused = await shop.till.call(
        "POST", f"/carts/{cart['id']}/recall", version=cart["version"] + 1, request_id="one-for-two"
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "request.id-reused")


async def test_an_answer_is_repeated_after_a_restart(open_shop: OpenShop) -> None:
    """A till that waited through the agent's restart learns that its sale was made."""
    async with open_shop() as shop:
        session = await shop.till.sign_in()
        await shop.till.do("POST", "/shifts", {"float_fen": 0})
        cart = await shop.till.scan(await shop.till.do("POST", "/carts"), WATER)
        pay = {"kind": "cash", "amount_fen": 200}
        path, version = f"/carts/{cart['id']}/tenders", cart["version"]
        first = await shop.till.do("POST", path, pay, version=version, request_id="before-the-cut")
    async with open_shop() as shop:
        shop.till.http.headers["Authorization"] = f"Bearer {session['token']}"

        again = await shop.till.do("POST", path, pay, version=version, request_id="before-the-cut")

        assert first == again
        assert len(shop.events("sale.completed")) == 1


async def test_a_request_whose_caller_has_gone_is_done_all_the_same(shop: Shop) -> None:
    """A till that dies after sending finds its scan in the cart, once."""
    cart = await shop.till.open()
    done = _next_commit(shop)
    body = json.dumps({"code": WATER}, separators=(",", ":")).encode()
    _, writer = await asyncio.open_unix_connection(shop.settings.socket)
    writer.write(
        f"POST /v1/carts/{cart['id']}/scan HTTP/1.1\r\nHost: agent\r\nContent-Length: {len(body)}\r\n"
        f'If-Match: "1"\r\nRequest-Id: last-words\r\n'
        f"Authorization: {shop.till.http.headers['Authorization']}\r\n\r\n".encode()
        + body
    )
    await writer.drain()
    writer.transport.abort()
    await done

    now = await shop.till.do("GET", f"/carts/{cart['id']}")
    again = await shop.till.do(
        "POST", f"/carts/{cart['id']}/scan", {"code": WATER}, version=1, request_id="last-words"
    )

    assert (2, now) == (now["version"], again["cart"])


async def test_many_changes_at_once_are_all_answered_and_all_done(shop: Shop) -> None:
    """Two tills scanning as fast as they can lose nothing and double nothing."""
    carts = [await shop.till.open(), await shop.other.open()]

    async def scan_thirty(index: int) -> None:
        till = (shop.till, shop.other)[index]
        for _ in range(30):
            carts[index] = await till.scan(carts[index], WATER)

    await asyncio.gather(scan_thirty(0), scan_thirty(1))

    assert [(cart["version"], cart["total_fen"]) for cart in carts] == [(31, 6_000), (31, 6_000)]


def _next_commit(shop: Shop) -> asyncio.Future[None]:
    """Done as soon as the writer has committed something of a cart."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def tell() -> None:
        if not done.done():
            done.set_result(None)

    def heard(topics: frozenset[str]) -> None:
        if "carts" in topics:
            loop.call_soon_threadsafe(tell)

    shop.agent.writer.listen(heard)
    return done
