"""Payment codes over the socket: scanned, watched, given up, settled by hand, and never charged twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from drivers.simulated.payment import SimulatedPayments

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from tests.api.conftest import OpenShop, Shop

WATER = "6921168509256"
MANAGER = "9001"
PAYMENTS = """
[payments]
provider = "simulated"
url = "{url}"
request_timeout_ms = 400
ask_every_ms = 10
"""


def code(behaviour: str = "00") -> str:
    """A customer's code whose owner behaves so."""
    return f"1345678901234567{behaviour}"


@pytest.fixture
async def twin() -> AsyncIterator[SimulatedPayments]:
    async with SimulatedPayments(late_s=5.0) as provider:
        yield provider


@pytest.fixture
async def paying(open_shop: OpenShop, twin: SimulatedPayments) -> AsyncIterator[Shop]:
    """A shop with a provider."""
    async with open_shop(more=PAYMENTS.format(url=twin.url)) as shop:
        yield shop


async def until(shop: Shop, payment: str, *states: str) -> dict[str, Any]:
    """Return once the payment is in one of these states, as a till sees it."""
    changed = asyncio.Event()
    loop = asyncio.get_running_loop()
    shop.agent.writer.listen(lambda _topics: _tell(loop, changed))
    while True:
        changed.clear()
        view: dict[str, Any] = await shop.till.do("GET", f"/payments/{payment}")
        if view["state"] in states:
            return view
        await changed.wait()


def _tell(loop: asyncio.AbstractEventLoop, changed: asyncio.Event) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(changed.set)


async def begin(shop: Shop, behaviour: str = "00") -> dict[str, Any]:
    """Two bottles, and the customer's code; the answer to its scan."""
    cart = await shop.till.scan(await shop.till.do("POST", "/carts"), WATER, WATER)
    answer: dict[str, Any] = await shop.till.change(cart, "scan", {"code": code(behaviour)})
    return answer


async def test_a_payment_code_pays(paying: Shop) -> None:
    """Scanned like an article, with no key: the cart waits, the payment is begun, then it is sold."""
    await paying.till.open()
    answer = await begin(paying)
    assert answer["kind"] == "payment"
    assert answer["payment"]["amount_fen"] == 400
    assert (answer["cart"]["state"], answer["cart"]["pending"]) == ("tendering", answer["payment"]["id"])
    view = await until(paying, answer["payment"]["id"], "paid")
    sale = await paying.till.do("GET", f"/sales/{view['sale']}")
    assert [(leg["kind"], leg["method"], leg["amount_fen"]) for leg in sale["tenders"]] == [
        ("payment", "wechat", 400)
    ]
    assert (await paying.till.do("GET", f"/carts/{answer['cart']['id']}"))["state"] == "sold"
    paying.prove()


async def test_a_repeated_scan_charges_nothing_again(paying: Shop, twin: SimulatedPayments) -> None:
    """The same Request-Id tells the same payment; the code goes to the provider once."""
    await paying.till.open()
    cart = await paying.till.scan(await paying.till.do("POST", "/carts"), WATER)
    path, body = f"/carts/{cart['id']}/scan", {"code": code()}
    answers = [
        await paying.till.do("POST", path, body, version=cart["version"], request_id="payment-once")
        for _ in range(3)
    ]
    assert len({answer["payment"]["id"] for answer in answers}) == 1
    await until(paying, answers[0]["payment"]["id"], "paid")
    again = await paying.till.do("POST", path, body, version=cart["version"], request_id="payment-once")
    assert again["payment"]["state"] == "paid"
    assert again["cart"]["state"] == "sold"
    assert (list(twin.pays.values()), twin.kept_fen) == ([1], 200)


async def test_a_declined_code_leaves_the_cart_to_be_paid(paying: Shop) -> None:
    """The reason is told, the cart is open, and another code pays."""
    await paying.till.open()
    answer = await begin(paying, "02")
    view = await until(paying, answer["payment"]["id"], "declined")
    assert view["reason"] == "余额不足"
    cart = await paying.till.do("GET", f"/carts/{answer['cart']['id']}")
    assert (cart["state"], cart.get("pending")) == ("open", None)
    again = await paying.till.change(cart, "scan", {"code": code()})
    await until(paying, again["payment"]["id"], "paid")


async def test_a_waiting_payment_is_given_up(paying: Shop, twin: SimulatedPayments) -> None:
    """Cancelled by the cashier it is reversed; the cart is open and was not paid."""
    await paying.till.open()
    answer = await begin(paying, "07")
    payment = answer["payment"]["id"]
    await until(paying, payment, "awaiting_customer")
    refused = await paying.till.try_change(answer["cart"], "tenders", {"kind": "cash", "amount_fen": 400})
    assert refused.json()["code"] == "payment.pending"
    view = await paying.till.do("POST", f"/payments/{payment}/cancel")
    assert view["state"] == "reversing"
    assert (await until(paying, payment, "reversed"))["reason"] == "cancelled"
    assert twin.kept_fen == 0
    cart = await paying.till.do("GET", f"/carts/{answer['cart']['id']}")
    assert (await paying.till.pay(cart, 400))["sale"]["total_fen"] == 400


async def test_a_person_settles_what_nobody_answers(paying: Shop, twin: SimulatedPayments) -> None:
    """On the work list while it is unknown; said to be paid, the sale is made and the list is empty."""
    await paying.till.open()
    twin.mute()
    answer = await begin(paying)
    payment = answer["payment"]["id"]
    await until(paying, payment, "unknown")
    for state in ("unknown", "open"):
        listed = await paying.till.do("GET", f"/payments?state={state}")
        assert [one["id"] for one in listed] == [payment]
    body = {"as": "paid", "reason": "顾客手机上已付"}
    refused = await paying.till.call("POST", f"/payments/{payment}/settle", body)
    assert refused.json()["code"] == "right.needed"
    await paying.other.sign_in(MANAGER)
    view = await paying.other.do("POST", f"/payments/{payment}/settle", body)
    assert view["state"] == "paid"
    sale = await paying.till.do("GET", f"/sales/{view['sale']}")
    assert (sale["till"], sale["cashier"], sale["total_fen"]) == ("1", "1001", 400)
    assert await paying.till.do("GET", "/payments?state=open") == []
    paying.prove()


async def test_a_payment_that_its_provider_must_answer_is_accepted(
    paying: Shop, twin: SimulatedPayments
) -> None:
    """202 as long as nobody knows its outcome; the same call is 200 once it is decided."""
    await paying.till.open()
    cart = await paying.till.scan(await paying.till.do("POST", "/carts"), WATER)
    twin.mute()

    async def scan() -> httpx.Response:
        path, body = f"/carts/{cart['id']}/scan", {"code": code()}
        return await paying.till.call("POST", path, body, version=cart["version"], request_id="payment-202")

    begun = await scan()
    payment = begun.json()["payment"]["id"]
    await until(paying, payment, "unknown")
    assert (begun.status_code, (await scan()).status_code) == (202, 202)
    await paying.other.sign_in(MANAGER)
    said = {"as": "declined", "reason": "顾客手机上没有"}
    await paying.other.do("POST", f"/payments/{payment}/settle", said)
    assert (await scan()).status_code == 200


async def test_money_that_comes_when_the_shop_has_closed_is_sold_after_opening(
    paying: Shop, twin: SimulatedPayments
) -> None:
    """Handed over at the close, told on the status line, and sold by a person in the next shift."""
    await paying.till.open()
    answer = await begin(paying, "07")
    payment = answer["payment"]["id"]
    await until(paying, payment, "awaiting_customer")
    count = {"counted_fen": 20_000, "float_left_fen": 20_000}
    refused = await paying.till.call("POST", "/shifts/current/close", count)
    assert refused.json()["code"] == "shift.payments.confirm"
    z = await paying.till.do("POST", "/shifts/current/close", {**count, "confirm": True})
    assert [one["payment"] for one in z["payments"]] == [payment]
    account = twin.accounts[answer["payment"]["order_no"]]
    account.behaviour = type(account.behaviour)("asks")
    view = await until(paying, payment, "paid")
    assert "sale" not in view
    assert (await paying.till.do("GET", "/health"))["open_payments"] == 1
    assert [one["id"] for one in await paying.till.do("GET", "/payments?state=open")] == [payment]

    await paying.till.sign_in(MANAGER)
    path, said = f"/payments/{payment}/settle", {"as": "paid", "reason": "商户后台已到账"}
    early = await paying.till.call("POST", path, said)
    assert early.json()["code"] == "shift.none"
    await paying.till.do("POST", "/shifts", {"float_fen": 20_000})
    assert (await paying.till.do("POST", "/carts"))["pending"] == payment
    settled = await paying.till.do("POST", path, said)
    sale = await paying.till.do("GET", f"/sales/{settled['sale']}")
    assert (sale["total_fen"], sale["tenders"][0]["payment"]) == (400, payment)
    assert await paying.till.do("GET", "/payments?state=open") == []
    assert (await paying.till.do("POST", "/carts"))["lines"] == []
    paying.prove()


async def test_the_lists_are_of_known_states(paying: Shop) -> None:
    """Each state is a list, and `open` the work of people; anything else is malformed."""
    await paying.till.open()
    answer = await begin(paying)
    await until(paying, answer["payment"]["id"], "paid")
    assert len(await paying.till.do("GET", "/payments?state=paid")) == 1
    assert await paying.till.do("GET", "/payments?state=declined") == []
    for query in ("?state=rich", ""):
        refused = await paying.till.call("GET", f"/payments{query}")
        assert refused.json()["code"] == "request.malformed"


async def test_an_agent_that_starts_again_asks_for_what_was_under_way(
    open_shop: OpenShop, twin: SimulatedPayments
) -> None:
    """The customer confirmed while the agent was down: the sale is there soon after the start."""
    more = PAYMENTS.format(url=twin.url)
    async with open_shop(more=more) as shop:
        await shop.till.open()
        answer = await begin(shop, "07")
        payment = answer["payment"]["id"]
        await until(shop, payment, "awaiting_customer")
    twin.accounts[answer["payment"]["order_no"]].behaviour = type(
        twin.accounts[answer["payment"]["order_no"]].behaviour
    )("asks")
    async with open_shop(more=more) as shop:
        await shop.till.sign_in()
        view = await until(shop, payment, "paid")
        assert view["sale"]
        assert list(twin.pays.values()) == [1]
        shop.prove()


async def test_without_a_provider_what_was_under_way_is_for_people(
    open_shop: OpenShop, twin: SimulatedPayments
) -> None:
    """A shop that takes its provider out of the configuration finds the payment on the work list."""
    async with open_shop(more=PAYMENTS.format(url=twin.url)) as shop:
        await shop.till.open()
        payment = (await begin(shop, "07"))["payment"]["id"]
        await until(shop, payment, "awaiting_customer")
    async with open_shop() as shop:
        await shop.till.sign_in()
        (view,) = await shop.till.do("GET", "/payments?state=open")
        assert (view["id"], view["state"], view["reason"]) == (payment, "unknown", "no-provider")


async def test_the_code_stays_out_of_the_file(paying: Shop) -> None:
    """Nothing under the state directory has it: no table, no log, no answer kept for a repeated request."""
    await paying.till.open()
    await until(paying, (await begin(paying))["payment"]["id"], "paid")
    files = [path for path in paying.settings.state_dir.rglob("*") if path.is_file()]
    assert any(b"payment.started" in path.read_bytes() for path in files)
    assert not any(code().encode() in path.read_bytes() for path in files)


async def test_a_refund_goes_back_to_the_code_it_came_by(paying: Shop, twin: SimulatedPayments) -> None:
    """In two parts, each under its own number, begun with the refund and seen through by itself."""
    await paying.till.open()
    view = await until(paying, (await begin(paying))["payment"]["id"], "paid")
    await paying.till.sign_in(MANAGER)
    for left in (200, 0):
        body = {"lines": [{"line": 1, "quantity": 1_000}], "reason": "破损"}
        done = await paying.till.do("POST", f"/sales/{view['sale']}/refunds", body)
        (leg,) = done["refund"]["legs"]
        back = await until(paying, leg["payment"], "paid")
        assert (back["purpose"], back["amount_fen"], back["sale"]) == ("refund", 200, view["sale"])
        assert twin.kept_fen == left
    paying.prove()


async def test_what_a_payment_refuses(paying: Shop, twin: SimulatedPayments) -> None:
    """Nothing due, a second code, a large sum, a wrong state, no reason: each has its code and its words."""
    till = paying.till
    await till.open()

    async def refused(cart: dict[str, Any], text: str) -> tuple[int, str]:
        answer = await till.try_change(cart, "scan", {"code": text})
        assert answer.json()["title"]
        return answer.status_code, answer.json()["code"]

    bag = await till.scan(await till.do("POST", "/carts"), "9000001")
    assert await refused(bag, code()) == (409, "payment.nothing-due")
    gold = (await till.change(bag, "scan", {"code": "9000002", "confirm": True}))["cart"]
    assert await refused(gold, code()) == (409, "payment.confirm")
    twin.mute()
    waiting = await till.change(gold, "scan", {"code": code(), "confirm": True})
    assert await refused(waiting["cart"], code()) == (409, "payment.pending")
    payment = waiting["payment"]["id"]
    await until(paying, payment, "unknown")
    await till.sign_in(MANAGER)
    for path, body, expected in (
        ("cancel", None, (409, "payment.state")),
        ("settle", {"as": "paid", "reason": " "}, (422, "payment.reason-needed")),
        ("settle", {"as": "rich", "reason": "查过"}, (400, "request.malformed")),
    ):
        answer = await till.call("POST", f"/payments/{payment}/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == expected


# --- corrections -------------------------------------------------------------------------------------------


async def test_money_by_code_is_not_booked_anew(paying: Shop) -> None:
    """The provider has it: it can be refunded, not called cash."""
    await paying.till.open()
    view = await until(paying, (await begin(paying))["payment"]["id"], "paid")
    body = {"tender": 1, "to": {"kind": "cash"}}
    answer = await paying.till.call("POST", f"/sales/{view['sale']}/tender-correction", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "correction.payment")


async def test_a_leg_of_which_money_went_back_stays(shop: Shop) -> None:
    """A refund was given by the tender as it was booked."""
    await shop.till.open()
    sale = await shop.till.sell(WATER, WATER)
    await shop.till.sign_in(MANAGER)
    lines = [{"line": 1, "quantity": 1_000}]
    await shop.till.do("POST", f"/sales/{sale['id']}/refunds", {"lines": lines, "reason": "破损"})
    body = {"tender": 1, "to": {"kind": "external", "method": "wechat"}}
    answer = await shop.till.call("POST", f"/sales/{sale['id']}/tender-correction", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "correction.refunded")


async def test_a_tender_is_corrected(shop: Shop) -> None:
    """Cash that was a wall code: the sale is told as it is now, under its old number."""
    await shop.till.open()
    sale = await shop.till.sell(WATER)
    path = f"/sales/{sale['id']}/tender-correction"
    body = {"tender": 1, "to": {"kind": "external", "method": "wechat"}}
    refused = await shop.till.call("POST", path, body)
    assert refused.json()["code"] == "right.needed"
    await shop.till.sign_in(MANAGER)
    corrected = await shop.till.do("POST", path, body)
    assert corrected["receipt_no"] == sale["receipt_no"]
    assert [(leg["kind"], leg["method"], leg["amount_fen"]) for leg in corrected["tenders"]] == [
        ("external", "wechat", 200)
    ]
    shop.prove()


async def test_a_rounded_sale_over_the_socket(open_shop: OpenShop) -> None:
    """The cart tells what is due in cash, which settles it; the sale tells what was left off."""
    async with open_shop(more='[selling]\nrounding = "yuan"\n') as shop:
        cart = await shop.till.scan(await shop.till.open(), "6907992500010")
        assert (cart["rest_fen"], cart["cash_rest_fen"]) == (350, 300)
        answer = await shop.till.pay(cart, 300)
        assert (answer["cart"]["state"], answer["cart"]["rest_fen"]) == ("sold", 0)
        sale = answer["sale"]
        assert (sale["total_fen"], sale["rounding_fen"], sale["change_fen"]) == (350, -50, 0)
        shop.prove()
