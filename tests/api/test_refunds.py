"""After the sale, over the API: money goes back once, the way it came, and never more than is left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from drivers.simulated.payment import SimulatedPayments

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from tests.api.conftest import OpenShop, Shop, Till

WATER, MILK, BAG = "6921168509256", "6907992500010", "9000001"
LABEL = "2100202015852"
"""Pork for ￥15.85."""
SUPERVISOR = "8001"
PAYMENTS = '\n[payments]\nprovider = "simulated"\nurl = "{url}"\nask_every_ms = 10\n'
SHORT = {"reason": "少找了"}


async def _open(till: Till) -> None:
    """A supervisor's till: nobody need be asked."""
    await till.sign_in(SUPERVISOR)
    await till.do("POST", "/shifts", {"float_fen": 20_000})


async def _sell(till: Till, *codes: str, legs: tuple[Any, ...] = ()) -> Any:
    """A sale paid by `legs`, then by cash."""
    cart = await till.scan(await till.do("POST", "/carts"), *codes)
    answer: Any = {"sale": None}
    for leg in legs:
        answer = await till.change(cart, "tenders", leg)
        cart = answer["cart"]
    if answer["sale"] is None:
        answer = await till.pay(cart, cart["rest_fen"])
    return answer["sale"]


def _external(amount_fen: int, method: str = "wechat", **more: str) -> dict[str, Any]:
    return {"kind": "external", "method": method, "amount_fen": amount_fen, **more}


async def _refused(attempt: Awaitable[httpx.Response], code: str, status: int = 409) -> Any:
    response = await attempt
    assert (response.json()["code"], response.status_code) == (code, status), response.text
    return response.json()


async def _try(till: Till, sale: Any, **body: Any) -> httpx.Response:
    return await till.call("POST", f"/sales/{sale['id']}/refunds", body)


async def _refund(till: Till, sale: Any, **body: Any) -> Any:
    return (await till.do("POST", f"/sales/{sale['id']}/refunds", body))["refund"]


async def test_a_sale_goes_back_in_parts_and_then_no_more(shop: Shop) -> None:
    """Two of three bottles, then the third; the sale shows what is left each time."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER, WATER, WATER, MILK)
    first = await _refund(till, sale, lines=[{"line": 1, "quantity": 2_000}], reason="变质")
    seen = await till.do("GET", f"/sales/{sale['receipt_no']}")
    second = await _refund(till, sale, all=True)

    assert (first["total_fen"], first["legs"]) == (400, [{"kind": "cash", "amount_fen": 400, "of_tender": 1}])
    assert (first["reason"], first["sale_receipt_no"]) == ("变质", sale["receipt_no"])
    assert [(one["left"], one["left_fen"]) for one in seen["lines"]] == [(1_000, 200), (1_000, 350)]
    assert (seen["refunded_fen"], seen["tenders"][0]["left_fen"]) == (400, 550)
    assert second["total_fen"] == 550
    await _refused(_try(till, sale, all=True), "refund.nothing-left")
    shop.prove()


async def test_a_sale_tells_its_refunds(shop: Shop) -> None:
    """Each by its own number: when, where, by whom, and how much went back."""
    await _open(shop.till)
    sale = await _sell(shop.till, WATER, WATER, MILK)
    assert "refunds" not in await shop.till.do("GET", f"/sales/{sale['id']}")
    first = await _refund(shop.till, sale, lines=[{"line": 1, "quantity": 1_000}])
    second = await _refund(shop.till, sale, all=True)
    told = (await shop.till.do("GET", f"/sales/{sale['id']}"))["refunds"]
    assert told == [
        {**{key: one[key] for key in ("id", "receipt_no", "at", "till", "cashier")}, "back_fen": back}
        for one, back in ((first, 200), (second, 550))
    ]


async def test_slips_of_sales_and_refunds_share_one_counter(shop: Shop) -> None:
    """No number is used twice, whatever is refunded in between."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER)
    back = await _refund(till, sale, all=True)
    last = await _sell(till, WATER)

    assert [one["receipt_no"][-4:] for one in (sale, back, last)] == ["0001", "0002", "0003"]
    assert await till.do("GET", f"/refunds/{back['receipt_no']}") == back
    assert await till.do("GET", f"/refunds/{back['id']}") == back


async def test_two_refunds_at_once_never_give_back_more_than_there_is(shop: Shop) -> None:
    """Of several that ask for the same bottle at once, one gets it."""
    await _open(shop.till)
    await _open(shop.other)
    sale = await _sell(shop.till, WATER, WATER)
    wish = {"lines": [{"line": 1, "quantity": 2_000}]}
    answers = await asyncio.gather(*(_try(till, sale, **wish) for till in 4 * (shop.till, shop.other)))

    assert sorted(answer.status_code for answer in answers) == [201] + 7 * [409]
    assert {answer.json()["code"] for answer in answers if answer.is_error} == {"refund.nothing-left"}
    assert len(shop.events("sale.refunded")) == 1


async def test_a_refund_asked_for_twice_under_one_id_is_one_refund(shop: Shop) -> None:
    """The same answer, the money once."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER, WATER)
    body = {"lines": [{"line": 1, "quantity": 1_000}]}
    path = f"/sales/{sale['id']}/refunds"
    first = await till.do("POST", path, body, request_id="refund-once-1")

    assert await till.do("POST", path, body, request_id="refund-once-1") == first
    assert len(shop.events("sale.refunded")) == 1


async def test_money_from_another_device_goes_back_there_first(shop: Shop) -> None:
    """Asked with the amount, refused until 已退 is said with it, asked again when it is another by now."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER, WATER, MILK, legs=(_external(500),))  # 5.00 by code, 2.50 in cash
    plan = await till.do("POST", f"/sales/{sale['id']}/refunds/plan", {"all": True})
    asked = await _refused(_try(till, sale, all=True), "refund.confirm-external")
    other = await _refused(
        _try(till, sale, all=True, external_done=True, external_fen=499), "refund.confirm-external"
    )
    back = await _refund(till, sale, all=True, external_done=True, external_fen=500)

    assert (plan["external_fen"], plan["back_fen"]) == (500, 750)
    assert [(leg["kind"], leg["amount_fen"]) for leg in plan["legs"]] == [("cash", 250), ("external", 500)]
    assert asked["params"] == other["params"] == {"legs": "微信 5.00", "external_fen": 500}
    assert [(leg["kind"], leg["amount_fen"]) for leg in back["legs"]] == [("cash", 250), ("external", 500)]


async def test_a_voucher_s_refund_needs_its_number(shop: Shop) -> None:
    """Where the method asks for a reference, its refund does too, and keeps it."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER, legs=(_external(200, "meituan", reference="8812"),))
    plan = await till.do("POST", f"/sales/{sale['id']}/refunds/plan", {"all": True})
    await _refused(_try(till, sale, all=True, external_done=True), "tender.reference-needed")
    back = await _refund(till, sale, all=True, external_done=True, reference=" 9917 ")

    assert plan["legs"][0]["asks_reference"]
    assert back["legs"][0]["reference"] == "9917"


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        ({}, "refund.lines-invalid", 422),
        ({"all": True, "lines": [{"line": 1, "quantity": 1_000}]}, "refund.lines-invalid", 422),
        ({"lines": 2 * [{"line": 1, "quantity": 1_000}]}, "refund.lines-invalid", 422),
        ({"lines": [{"line": 3, "quantity": 1_000}]}, "refund.line-unknown", 404),
        ({"lines": [{"line": 1, "quantity": 3_000}]}, "refund.above-left", 409),
        ({"lines": [{"line": 1, "quantity": 500}]}, "quantity.invalid", 422),
        ({"lines": [{"line": 1, "quantity": 0}]}, "quantity.invalid", 422),
        ({"lines": [{"line": 1, "quantity": 1_000, "goods": "lost"}]}, "request.malformed", 400),
        ({"all": True, "reason": "x" * 61}, "reason.invalid", 422),
        ({"all": True, "reason": "a\nb"}, "reason.invalid", 422),
    ],
)
async def test_a_refund_that_will_not_do_says_why(
    shop: Shop, body: dict[str, Any], code: str, status: int
) -> None:
    """Each with its own code, a plan alike, and nothing is on record."""
    await _open(shop.till)
    sale = await _sell(shop.till, WATER, WATER, LABEL)
    await _refused(_try(shop.till, sale, **body), code, status)
    if "reason" not in body:
        await _refused(shop.till.call("POST", f"/sales/{sale['id']}/refunds/plan", body), code, status)
    assert shop.events("sale.refunded") == []


async def test_what_was_never_sold_is_not_given_back(shop: Shop) -> None:
    """A receipt that is not ours."""
    await _open(shop.till)
    await _refused(_try(shop.till, {"id": "none"}, all=True), "sale.unknown", 404)
    for path in ("/sales/none/refunds/plan", "/sales/none/reopen"):
        body = SHORT if "reopen" in path else {"all": True}
        await _refused(shop.till.call("POST", path, body), "sale.unknown", 404)
    await _refused(shop.till.call("POST", "/exchanges", {"sale": "x", "lines": []}), "sale.unknown", 404)


async def test_a_plan_changes_nothing(shop: Shop) -> None:
    """However often somebody looks."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER, LABEL)
    before = shop.tables("request_answer")
    for body in ({"all": True}, {"lines": [{"line": 2, "quantity": 100}]}):
        await till.do("POST", f"/sales/{sale['id']}/refunds/plan", body)

    assert shop.tables("request_answer") == before


async def test_a_cashier_asks_a_supervisor_who_is_on_record(shop: Shop) -> None:
    """Without the right it is told before any money leaves a device; the refund uses the approval up."""
    till = shop.till
    await till.open()
    sale = await _sell(till, WATER, legs=(_external(200),))
    path, body = f"/sales/{sale['id']}/refunds", {"all": True}
    needed = await _refused(till.call("POST", path, body), "right.needed", 403)
    approval = await till.do(
        "POST",
        "/approvals",
        {"staff": SUPERVISOR, "pin": "1234", "action": "refund", "subject": needed["params"]["subject"]},
    )
    yes: dict[str, Any] = {"approval": approval["id"]}
    await _refused(till.call("POST", path, body, **yes), "refund.confirm-external")
    done = await till.do("POST", path, {**body, "external_done": True}, **yes)

    assert needed["params"]["subject"] == sale["receipt_no"]
    assert (done["refund"]["cashier"], done["refund"]["approved_by"]) == ("1001", SUPERVISOR)


async def test_goods_go_where_they_are_said_to_go(shop: Shop) -> None:
    """Back to the shelf, written off, or kept: the event says so for each line."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER, MILK, LABEL)
    wishes = [
        {"line": 1, "quantity": 1_000},
        {"line": 2, "quantity": 1_000, "goods": "written_off"},
        {"line": 3, "quantity": 532, "goods": "kept"},
    ]
    await _refund(till, sale, lines=wishes)
    (event,) = shop.events("sale.refunded")

    assert [line["goods"] for line in event["data"]["lines"]] == ["back", "written_off", "kept"]
    assert [line["amount_fen"] for line in event["data"]["lines"]] == [200, 350, 1_585]


async def test_a_return_without_a_receipt(shop: Shop) -> None:
    """At today's price or below, up to the shop's limit, with a reason, out of the drawer."""
    till = shop.till
    await _open(till)
    line = {"sku": "P1", "quantity": 2_000, "amount_fen": 300}
    body = {"lines": [line, {"sku": "W1", "quantity": 500}], "reason": "过期", "tender": {"kind": "cash"}}
    back = (await till.do("POST", "/returns", body))["refund"]

    assert [one["amount_fen"] for one in back["lines"]] == [300, 1_490]
    assert (back["total_fen"], back["legs"]) == (1_790, [{"kind": "cash", "amount_fen": 1_790}])
    assert "sale" not in back
    by_code = {**body, "tender": {"kind": "external", "method": "wechat"}}
    assert (await till.do("POST", "/returns", by_code))["refund"]["legs"][0]["method"] == "wechat"


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        ({"lines": []}, "refund.lines-invalid", 422),
        ({"lines": [{"sku": "none", "quantity": 1_000}]}, "scan.unknown", 422),
        ({"lines": [{"sku": "P1", "quantity": 1_500}]}, "quantity.invalid", 422),
        ({"lines": [{"sku": "P1", "quantity": -1_000}]}, "quantity.invalid", 422),
        ({"lines": [{"sku": "P1", "quantity": 1_000, "amount_fen": 201}]}, "return.above-price", 409),
        ({"lines": [{"sku": "P1", "quantity": 1_000, "amount_fen": -1}]}, "return.above-price", 409),
        ({"lines": [{"sku": "9000002", "quantity": 1_000}]}, "return.above-limit", 409),
        ({"tender": {"kind": "external", "method": "none"}}, "tender.method-unknown", 409),
        ({"tender": {"kind": "external", "method": "meituan"}}, "tender.reference-needed", 409),
        ({"reason": " "}, "reason.needed", 422),
    ],
)
async def test_a_return_that_will_not_do_says_why(
    shop: Shop, body: dict[str, Any], code: str, status: int
) -> None:
    """Each with its own code, and nothing is on record."""
    await _open(shop.till)
    good: dict[str, Any] = {
        "lines": [{"sku": "P1", "quantity": 1_000}],
        "reason": "过期",
        "tender": {"kind": "cash"},
    }
    await _refused(shop.till.call("POST", "/returns", {**good, **body}), code, status)
    assert shop.events("sale.refunded") == []


async def test_reopening_waits_for_the_till_s_own_cart(shop: Shop) -> None:
    """With a line in it, or goods to come back, nothing is refunded."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER)
    cart = await till.scan(await till.do("POST", "/carts"), MILK)
    await _refused(till.call("POST", f"/sales/{sale['id']}/reopen", SHORT), "cart.till-busy")
    await till.change(cart, "cancel")
    await till.do("POST", "/exchanges", {"sale": sale["id"], "lines": [{"line": 1, "quantity": 1_000}]})
    await _refused(till.call("POST", f"/sales/{sale['id']}/reopen", SHORT), "cart.till-busy")

    assert shop.events("sale.refunded") == []


async def test_a_reopened_sale_stands_in_a_cart_as_it_was_sold(shop: Shop) -> None:
    """All of it goes back, its lines can be paid anew, and the refund names the cart."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER, WATER, LABEL, MILK)
    done = await till.do("POST", f"/sales/{sale['id']}/reopen", SHORT)
    cart = await till.do("GET", f"/carts/{done['cart']}")
    again = await till.do("POST", "/carts")

    assert cart == again
    assert done["refund"]["reopened_as"] == cart["id"]
    shown = ("sku", "name", "quantity", "price_fen", "amount_fen")
    assert [[line[key] for key in shown] for line in cart["lines"]] == [
        [line[key] for key in shown] for line in sale["lines"]
    ]
    assert cart["total_fen"] == sale["total_fen"]
    paid = await till.pay(cart, cart["total_fen"])
    assert paid["sale"]["total_fen"] == sale["total_fen"]
    shop.prove()


async def test_what_cannot_be_reopened_is_refunded_instead(shop: Shop) -> None:
    """Another drawer's sale, one that is refunded in part, and one without a reason."""
    till = shop.till
    await _open(till)
    await _open(shop.other)
    sale = await _sell(till, WATER, MILK)
    path = f"/sales/{sale['id']}/reopen"
    await _refused(shop.other.call("POST", path, SHORT), "reopen.other-shift")
    await _refused(till.call("POST", path, {"reason": ""}), "reason.needed", 422)
    await _refund(till, sale, lines=[{"line": 1, "quantity": 1_000}])
    await _refused(till.call("POST", path, SHORT), "reopen.refunded")


async def test_no_money_goes_back_without_a_shift(shop: Shop) -> None:
    """Cash comes out of the drawer of a shift."""
    await _open(shop.till)
    sale = await _sell(shop.till, WATER)
    await shop.other.sign_in(SUPERVISOR)
    returned = {
        "lines": [{"sku": "P1", "quantity": 1_000}],
        "reason": "过期",
        "tender": {"kind": "cash"},
    }
    exchanged = {"sale": sale["id"], "lines": [{"line": 1, "quantity": 1_000}]}
    for path, body in (
        (f"/sales/{sale['id']}/refunds", {"all": True}),
        (f"/sales/{sale['id']}/reopen", SHORT),
        ("/returns", returned),
        ("/exchanges", exchanged),
    ):
        await _refused(shop.other.call("POST", path, body), "shift.none", 404)
    assert shop.events("sale.refunded") == []


@pytest.mark.parametrize("rounding", ["jiao", "yuan"])
async def test_rounding_goes_back_with_the_goods(open_shop: OpenShop, rounding: str) -> None:
    """抹零 is mirrored: the parts add up to the cash that was taken, to the fen."""
    async with open_shop(more=f'\n[selling]\nrounding = "{rounding}"\n') as shop:
        till = shop.till
        await _open(till)
        cart = await till.scan(await till.do("POST", "/carts"), LABEL, MILK, WATER)
        sale = (await till.pay(cart, cart["cash_rest_fen"]))["sale"]
        parts = [
            await _refund(till, sale, lines=[{"line": no, "quantity": quantity}])
            for no, quantity in ((1, 100), (2, 1_000), (1, 432), (3, 1_000))
        ]
        assert sale["rounding_fen"] < 0
        assert sum(part.get("rounding_fen", 0) for part in parts) == sale["rounding_fen"]
        assert (
            sum(leg["amount_fen"] for part in parts for leg in part.get("legs", ())) == cart["cash_rest_fen"]
        )
        shop.prove()


async def test_a_payment_code_s_money_goes_back_by_itself(open_shop: OpenShop) -> None:
    """Nobody is asked: the provider is, with a number of its own, and the slip says that it is on its way."""
    async with SimulatedPayments() as twin, open_shop(more=PAYMENTS.format(url=twin.url)) as shop:
        till = shop.till
        await _open(till)
        cart = await till.scan(await till.do("POST", "/carts"), WATER, WATER)
        begun = (await till.change(cart, "scan", {"code": "134567890123456700"}))["payment"]
        sale = {"id": (await _settled(shop, begun["id"], "paid"))["sale"]}
        back = await _refund(till, sale, lines=[{"line": 1, "quantity": 1_000}])
        (leg,) = back["legs"]
        returned = await _settled(shop, leg["payment"], "reversed", "paid")

        assert (leg["kind"], leg["amount_fen"], returned["purpose"]) == ("payment", 200, "refund")
        assert twin.kept_fen == 200
        shop.prove()


async def test_a_provider_that_is_gone_gives_nothing_back(open_shop: OpenShop) -> None:
    """A sale of before is refused in words, and nothing is begun."""
    async with SimulatedPayments() as twin:
        async with open_shop(more=PAYMENTS.format(url=twin.url)) as shop:
            await _open(shop.till)
            cart = await shop.till.scan(await shop.till.do("POST", "/carts"), WATER)
            begun = (await shop.till.change(cart, "scan", {"code": "134567890123456700"}))["payment"]
            sale = {"id": (await _settled(shop, begun["id"], "paid"))["sale"]}
        async with open_shop() as shop:
            await shop.till.sign_in(SUPERVISOR)
            await _refused(_try(shop.till, sale, all=True), "payment.provider-off")
            assert shop.events("sale.refunded") == []


async def _settled(shop: Shop, payment: str, *states: str) -> Any:
    """The payment, as soon as it is in one of these states."""
    changed, loop = asyncio.Event(), asyncio.get_running_loop()
    shop.agent.writer.listen(lambda _topics: _tell(loop, changed))
    while True:
        changed.clear()
        view = await shop.till.do("GET", f"/payments/{payment}")
        if view["state"] in states:
            return view
        await changed.wait()


def _tell(loop: asyncio.AbstractEventLoop, changed: asyncio.Event) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(changed.set)


async def test_points_go_back_with_the_goods(shop: Shop) -> None:
    """What a sale earned is taken back in proportion, to the point at the end."""
    till = shop.till
    await _open(till)
    member = await till.do("POST", "/members", {"phone": "17000005678", "consent": True})
    cart = await till.scan(await till.do("POST", "/carts"), WATER, WATER, WATER, MILK)
    cart = await till.change(cart, "member", {"text": "17000005678"})
    sale = (await till.pay(cart, cart["total_fen"]))["sale"]
    parts = [await _refund(till, sale, lines=[{"line": line, "quantity": 1_000}]) for line in (1, 2, 1, 1)]

    assert (sale["total_fen"], sale["points_earned"]) == (950, 9)
    assert [part.get("points_taken", 0) for part in parts] == [2, 3, 2, 2]
    assert (await till.do("GET", "/members?q=5678"))["points"] == 0
    assert {part["member"] for part in parts} == {member["id"]}
