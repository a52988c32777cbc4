"""Exchanges over the API: what comes back pays first, only the difference moves, and both are on record."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

import pytest

from drivers.simulated.payment import SimulatedPayments
from edge_agent.db.tx import DRAWER_TOPIC

if TYPE_CHECKING:
    from collections.abc import Awaitable

    import httpx

    from tests.api.conftest import OpenShop, Shop, Till

WATER, MILK, LABEL = "6921168509256", "6907992500010", "2100202015852"
"""￥2.00, ￥3.50, ￥15.85."""
MANAGER, SUPERVISOR = "9001", "8001"
CODE = "134567890123456700"
PAYMENTS = '\n[payments]\nprovider = "simulated"\nurl = "{url}"\nask_every_ms = 10\n'
FLOAT_FEN = 20_000


async def _open(till: Till) -> None:
    """A manager's till: nobody need be asked."""
    await till.sign_in(MANAGER)
    await till.do("POST", "/shifts", {"float_fen": FLOAT_FEN})


async def _sell(till: Till, *codes: str, legs: tuple[Any, ...] = ()) -> Any:
    """A sale paid by `legs`, then by cash."""
    cart = await till.scan(await till.do("POST", "/carts"), *codes)
    answer: Any = {"sale": None}
    for leg in legs:
        answer = await till.change(cart, "tenders", leg)
        cart = answer["cart"]
    return answer["sale"] or (await till.pay(cart, cart["rest_fen"]))["sale"]


def _external(amount_fen: int, method: str = "wechat", **more: str) -> dict[str, Any]:
    return {"kind": "external", "method": method, "amount_fen": amount_fen, **more}


def _wish(sale: Any, *lines: int, quantity: int = 1_000, **more: Any) -> dict[str, Any]:
    back = [{"line": line, "quantity": quantity} for line in lines or (1,)]
    return {"sale": sale["id"], "lines": back, **more}


async def _exchange(till: Till, sale: Any, *codes: str, lines: tuple[int, ...] = (1,), **more: Any) -> Any:
    """The cart with what comes back and the other goods."""
    cart = await till.do("POST", "/exchanges", _wish(sale, *lines, **more))
    return await till.scan(cart, *codes)


async def _settle(till: Till, cart: Any, **given: Any) -> Any:
    return (await till.change(cart, "tenders", {"kind": "exchange", **given}))["sale"]


async def _refused(attempt: Awaitable[httpx.Response], code: str, status: int = 409) -> Any:
    response = await attempt
    assert (response.json()["code"], response.status_code) == (code, status), response.text
    return response.json()


def _records(shop: Shop) -> tuple[Any, Any]:
    """The newest refund and the newest sale, which were made in one."""
    refund, sale = shop.events("sale.refunded")[-1], shop.events("sale.completed")[-1]
    assert sale["data"]["exchange_of"] == refund["data"]["refund"]
    assert refund["data"]["number"] + 1 == sale["data"]["number"]
    return refund["data"], sale["data"]


def _legs(legs: Any) -> list[tuple[str, int]]:
    return [(leg["kind"], leg["amount_fen"]) for leg in legs]


async def _cash(till: Till) -> int:
    """What is in the drawer above the float."""
    report = await till.do("GET", "/shifts/current/report")
    return int(report["expected_fen"]) - FLOAT_FEN


async def test_only_the_difference_is_paid(shop: Shop) -> None:
    """Water back for milk, paid by WeChat before: 1.50 is due, and WeChat gives nothing back."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER, WATER, legs=(_external(400),))
    cart = await _exchange(till, sale, MILK, reason="拿错")
    assert (cart["total_fen"], cart["received_fen"], cart["rest_fen"], cart["cash_rest_fen"]) == (
        350,
        0,
        150,
        150,
    )
    assert cart["exchange"] == {
        "sale": sale["id"],
        "receipt_no": sale["receipt_no"],
        "lines": [
            {
                "line": 1,
                "name": "农夫山泉饮用天然水550ml",
                "unit": "each",
                "quantity": 1_000,
                "amount_fen": 200,
                "goods": "back",
            }
        ],
        "credit_fen": 200,
        "back_fen": 0,
        "reason": "拿错",
    }
    sold = (await till.pay(cart, 200))["sale"]
    refund, record = _records(shop)

    assert (sold["total_fen"], sold["change_fen"], sold.get("back", [])) == (350, 50, [])
    assert _legs(sold["tenders"]) == [("exchange", 200), ("cash", 150)]
    assert _legs(refund["legs"]) == [("exchange", 200)]
    assert (refund["reason"], refund["total_fen"], record["total_fen"]) == ("拿错", 200, 350)
    assert sold["exchange_of"] == refund["refund"]
    assert await _cash(till) == 150
    seen = await till.do("GET", f"/sales/{sale['id']}")
    assert (seen["refunded_fen"], seen["tenders"][0]["left_fen"]) == (200, 200)
    shop.prove()


async def test_goods_of_one_price_move_no_money(shop: Shop) -> None:
    """Nothing is paid, the drawer stays shut, and cash cannot be taken by mistake."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER)
    cart = await _exchange(till, sale, WATER)
    topics = await _topics_from_now_on(shop)
    await _refused(till.try_change(cart, "tenders", {"kind": "cash", "amount_fen": 0}), "tender.above-rest")
    sold = await _settle(till, cart)
    await _until_told(shop)

    assert _legs(sold["tenders"]) == [("exchange", 200)]
    assert "sales" in topics
    assert not {topic for topic in topics if topic.startswith(DRAWER_TOPIC)}
    assert await _cash(till) == 200
    shop.prove()


async def test_what_is_left_goes_back_in_cash(shop: Shop) -> None:
    """Milk back for water: 1.50 out of the drawer, on the sale's answer for the cashier to see."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, MILK)
    cart = await _exchange(till, sale, WATER)
    topics = await _topics_from_now_on(shop)
    assert (cart["rest_fen"], cart["exchange"]["back_fen"]) == (0, 150)
    sold = await _settle(till, cart)
    await _until_told(shop)
    refund, _ = _records(shop)

    assert _legs(sold["back"]) == [("cash", 150)]
    assert _legs(refund["legs"]) == [("cash", 150), ("exchange", 200)]
    assert await _cash(till) == 200
    assert {topic for topic in topics if topic.startswith(DRAWER_TOPIC)} == {f"{DRAWER_TOPIC}1"}
    assert await till.do("GET", f"/sales/{sold['id']}") == sold
    shop.prove()


async def test_what_another_device_gives_back_is_confirmed_first(shop: Shop) -> None:
    """Asked with the amount before anything is on record; a voucher's number is kept."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, MILK, legs=(_external(350, "meituan", reference="8812"),))
    cart = await _exchange(till, sale, WATER)
    way = "tenders"
    asked = await _refused(till.try_change(cart, way, {"kind": "exchange"}), "refund.confirm-external")
    for given in ({"external_done": True, "external_fen": 149}, {"external_fen": 150}):
        await _refused(till.try_change(cart, way, {"kind": "exchange", **given}), "refund.confirm-external")
    done = {"external_done": True, "external_fen": 150}
    await _refused(till.try_change(cart, way, {"kind": "exchange", **done}), "tender.reference-needed")
    assert shop.events("sale.refunded") == []
    sold = await _settle(till, cart, **done, reference=" 9917 ")

    assert asked["params"] == {"legs": "美团券 1.50", "external_fen": 150}
    assert [(leg["kind"], leg["amount_fen"], leg["reference"]) for leg in sold["back"]] == [
        ("external", 150, "9917")
    ]
    assert await _cash(till) == 0
    shop.prove()


async def test_a_provider_takes_the_difference(open_shop: OpenShop) -> None:
    """The customer's code pays what is due; the sale and its refund are made when it has."""
    async with SimulatedPayments() as twin, open_shop(more=PAYMENTS.format(url=twin.url)) as shop:
        till = shop.till
        await _open(till)
        sale = await _sell(till, WATER)
        cart = await _exchange(till, sale, MILK)
        begun = (await till.change(cart, "scan", {"code": CODE}))["payment"]
        await _settled(shop, begun["id"])
        refund, record = _records(shop)

        assert begun["amount_fen"] == 150
        assert _legs(record["tenders"]) == [("exchange", 200), ("payment", 150)]
        assert _legs(refund["legs"]) == [("exchange", 200)]
        shop.prove()


async def test_a_provider_gives_the_rest_back(open_shop: OpenShop) -> None:
    """By a refund of its own, which the refund's leg names; nothing can be charged for such a cart."""
    async with SimulatedPayments() as twin, open_shop(more=PAYMENTS.format(url=twin.url)) as shop:
        till = shop.till
        await _open(till)
        cart = await till.scan(await till.do("POST", "/carts"), MILK)
        begun = (await till.change(cart, "scan", {"code": CODE}))["payment"]
        sale = {"id": (await _settled(shop, begun["id"]))["sale"]}
        cart = await _exchange(till, sale, WATER)
        await _refused(till.try_change(cart, "scan", {"code": CODE}), "payment.nothing-due")
        sold = await _settle(till, cart)
        returned = await _settled(shop, sold["back"][0]["payment"])

        assert _legs(sold["back"]) == [("payment", 150)]
        assert (returned["purpose"], returned["amount_fen"]) == ("refund", 150)
        shop.prove()


async def _settled(shop: Shop, payment: str) -> Any:
    """The payment, as soon as it is paid."""
    changed, loop = asyncio.Event(), asyncio.get_running_loop()
    shop.agent.writer.listen(lambda _topics: _tell(loop, changed))
    while True:
        changed.clear()
        view = await shop.till.do("GET", f"/payments/{payment}")
        if view["state"] == "paid":
            return view
        await changed.wait()


def _tell(loop: asyncio.AbstractEventLoop, changed: asyncio.Event) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(changed.set)


async def test_nothing_has_happened_until_it_is_paid(shop: Shop) -> None:
    """Taken off, or the cart given up: the customer keeps the goods, and all of the sale is left."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER)
    cart = await _exchange(till, sale, MILK)
    cart = await till.change(cart, "exchange", method="DELETE")
    assert (cart["exchange"], cart["rest_fen"]) == (None, 350)
    await till.do("POST", "/exchanges", _wish(sale))
    cart = await till.do("GET", f"/carts/{cart['id']}")
    await till.change(cart, "cancel")

    assert shop.events("sale.refunded") == []
    assert (await till.do("GET", f"/sales/{sale['id']}")).get("refunded_fen", 0) == 0
    assert await _cash(till) == 200
    shop.prove()


async def test_it_waits_on_hold_and_comes_back_at_another_till(shop: Shop) -> None:
    """A held cart keeps what comes back; a till whose own cart holds some takes no other."""
    till, other = shop.till, shop.other
    await _open(till)
    await _open(other)
    sale = await _sell(till, WATER)
    second = await _sell(till, WATER)
    cart = await till.change(await _exchange(till, sale, MILK), "hold")
    own = await other.do("POST", "/exchanges", _wish(second))
    await _refused(other.try_change(cart, "recall"), "cart.till-busy")
    await other.change(own, "exchange", method="DELETE")
    cart = await other.change(cart, "recall")
    sold = (await other.pay(cart, 150))["sale"]

    assert _legs(sold["tenders"]) == [("exchange", 200), ("cash", 150)]
    assert (await _cash(till), await _cash(other)) == (400, 150)
    shop.prove()


async def test_what_went_back_elsewhere_is_not_taken_again(shop: Shop) -> None:
    """Another till refunds it meanwhile: refused by its own code, before money moves and after."""
    till, other = shop.till, shop.other
    await _open(till)
    await _open(other)
    sale = await _sell(till, WATER)
    cart = await _exchange(till, sale, MILK)
    cart = (await till.pay(cart, 100))["cart"]
    await other.do("POST", f"/sales/{sale['id']}/refunds", {"all": True})
    told = await _refused(
        till.try_change(cart, "tenders", {"kind": "cash", "amount_fen": 50}), "exchange.changed"
    )
    cart = await till.change(cart, "tenders", method="DELETE")
    even = await till.scan(await till.change(cart, "lines/1", method="DELETE"), WATER)
    await _refused(till.try_change(even, "tenders", {"kind": "exchange"}), "exchange.changed")
    cart = await till.change(even, "exchange", method="DELETE")
    sold = (await till.pay(cart, 200))["sale"]

    assert told["params"] == {"receipt": sale["receipt_no"]}
    assert len(shop.events("sale.refunded")) == 1
    assert _legs(sold["tenders"]) == [("cash", 200)]
    shop.prove()


async def test_a_cart_takes_back_goods_of_one_receipt(shop: Shop) -> None:
    """Of the same one, chosen anew, they take the place of what was there."""
    till = shop.till
    await _open(till)
    sale, other = await _sell(till, WATER, MILK), await _sell(till, WATER)
    await till.do("POST", "/exchanges", _wish(sale))
    told = await _refused(till.call("POST", "/exchanges", _wish(other)), "exchange.other-sale")
    cart = await till.do("POST", "/exchanges", _wish(sale, 1, 2))

    assert told["params"] == {"receipt": sale["receipt_no"]}
    assert cart["exchange"]["credit_fen"] == 550


async def test_a_rest_is_not_settled_by_goods_alone(shop: Shop) -> None:
    """What is still due is named, and a sale without goods is none."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER)
    empty = await till.do("POST", "/exchanges", _wish(sale))
    await _refused(till.try_change(empty, "tenders", {"kind": "exchange"}), "cart.empty")
    cart = await till.scan(empty, MILK)
    told = await _refused(till.try_change(cart, "tenders", {"kind": "exchange"}), "exchange.not-covered")
    cart = (await till.pay(cart, 100))["cart"]
    await _refused(till.call("POST", "/exchanges", _wish(sale)), "cart.state")

    assert told["params"] == {"rest": "1.50"}
    assert (cart["received_fen"], cart["rest_fen"]) == (100, 50)


async def test_the_right_is_asked_once_when_the_goods_are_laid_down(shop: Shop) -> None:
    """A cashier needs an approval for it, which the refund names; payment asks nobody again."""
    till = shop.till
    await till.open()
    sale = await _sell(till, WATER)
    needed = await _refused(till.call("POST", "/exchanges", _wish(sale)), "right.needed", 403)
    approval = await till.do(
        "POST",
        "/approvals",
        {
            "staff": SUPERVISOR,
            "pin": "1234",
            "action": needed["params"]["right"],
            "subject": sale["receipt_no"],
        },
    )
    cart = await till.do("POST", "/exchanges", _wish(sale), approval=approval["id"])
    await till.pay(await till.scan(cart, MILK), 150)
    refund, _ = _records(shop)

    assert refund["approved_by"] == SUPERVISOR
    used = [one["data"]["subject"] for one in shop.events("right.used") if one["data"]["right"] == "refund"]
    assert used == [sale["receipt_no"]]


async def test_no_tender_becomes_goods_nor_goods_a_tender(shop: Shop) -> None:
    """What goods paid is not corrected, is no money on the X report, and goes back in cash."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER)
    sold = (await till.pay(await _exchange(till, sale, MILK), 150))["sale"]
    wrong = {"tender": 1, "to": {"kind": "external", "method": "wechat"}}
    await _refused(till.call("POST", f"/sales/{sold['id']}/tender-correction", wrong), "correction.exchange")
    report = await till.do("GET", "/shifts/current/report")
    back = (await till.do("POST", f"/sales/{sold['id']}/refunds", {"all": True}))["refund"]

    assert [tender["kind"] for tender in report["tenders"]] == ["cash"]
    assert _legs(back["legs"]) == [("cash", 150), ("cash", 200)]
    assert await _cash(till) == 0
    shop.prove()


async def test_points_follow_the_goods(shop: Shop) -> None:
    """The member comes with the receipt; the old goods' points go back, the new ones earn theirs."""
    till = shop.till
    await _open(till)
    await till.do("POST", "/members", {"phone": "17000005678", "consent": True})
    cart = await till.scan(await till.do("POST", "/carts"), LABEL)
    cart = await till.change(cart, "member", {"text": "17000005678"})
    sale = (await till.pay(cart, cart["total_fen"]))["sale"]
    cart = await till.do("POST", "/exchanges", _wish(sale, quantity=sale["lines"][0]["quantity"]))
    assert cart["member"]["tail"] == "5678"
    await _settle(till, await till.scan(cart, MILK))

    assert (sale["points_earned"], (await till.do("GET", "/members?q=5678"))["points"]) == (15, 3)
    shop.prove()


@pytest.mark.parametrize("seed", range(3))
async def test_money_moves_by_the_difference_exactly(shop: Shop, seed: int) -> None:
    """Random exchanges one after the other, each of the sale before: cash and devices add up to the fen."""
    till, chance = shop.till, random.Random(seed)  # noqa: S311 a test's own
    await _open(till)
    sale = await _sell(till, MILK, WATER, legs=(_external(300),))
    moved = 550
    for _ in range(6):
        lines = tuple(line["no"] for line in sale["lines"] if not line.get("voided") and line["left"])
        back = tuple(sorted(chance.sample(lines, chance.randint(1, len(lines)))))
        quantities = {line["no"]: line["left"] for line in sale["lines"]}
        wish = [{"line": line, "quantity": quantities[line]} for line in back]
        cart = await till.do("POST", "/exchanges", {"sale": sale["id"], "lines": wish})
        cart = await till.scan(cart, *chance.choices((WATER, MILK), k=chance.randint(1, 4)))
        credit, total = cart["exchange"]["credit_fen"], cart["total_fen"]
        if cart["rest_fen"] > 0:
            leg = chance.choice(
                ({"kind": "cash", "amount_fen": cart["rest_fen"]}, _external(cart["rest_fen"]))
            )
            sale = (await till.change(cart, "tenders", leg))["sale"]
        else:
            asked = await till.try_change(cart, "tenders", {"kind": "exchange"})
            sale = asked.json()["sale"] if asked.is_success else await _settle(till, cart, external_done=True)
        moved += total - credit
    report = await till.do("GET", "/shifts/current/report")

    assert sum(tender["total_fen"] for tender in report["tenders"]) == moved == report["net_fen"]
    assert {tender["kind"] for tender in report["tenders"]} <= {"cash", "external"}
    shop.prove()


async def test_rounding_takes_off_the_cash_part_alone(open_shop: OpenShop) -> None:
    """抹零 by the yuan: of 3.50 goods pay 2.00, and 1.50 in cash is 1.00; it goes back as it came."""
    async with open_shop(more='\n[selling]\nrounding = "yuan"\n') as shop:
        till = shop.till
        await _open(till)
        sale = await _sell(till, WATER)
        cart = await _exchange(till, sale, MILK)
        sold = (await till.pay(cart, 100))["sale"]
        back = (await till.do("POST", f"/sales/{sold['id']}/refunds", {"all": True}))["refund"]

        assert (cart["rest_fen"], cart["cash_rest_fen"]) == (150, 100)
        assert (sold["rounding_fen"], _legs(sold["tenders"])) == (-50, [("exchange", 200), ("cash", 100)])
        assert sum(leg["amount_fen"] for leg in back["legs"]) == 300
        assert await _cash(till) == 0
        shop.prove()


async def test_an_exchange_asked_for_twice_under_one_id_is_one(shop: Shop) -> None:
    """The same cart as it is now; settled twice under one id, it is one sale and one refund."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER)
    cart = await till.do("POST", "/exchanges", _wish(sale), request_id="exchange-once")
    assert await till.do("POST", "/exchanges", _wish(sale), request_id="exchange-once") == cart
    cart = await till.scan(cart, WATER)
    path, body = f"/carts/{cart['id']}/tenders", {"kind": "exchange"}
    once = {"version": cart["version"], "request_id": "settle-once-1"}
    first = await till.do("POST", path, body, **once)

    assert await till.do("POST", path, body, **once) == first
    assert len(shop.events("sale.refunded")) == 1
    assert len(shop.events("sale.completed")) == 2


async def test_an_exchange_of_nothing_is_refused(shop: Shop) -> None:
    """What never was sold, or is all back, leaves the cart as it was."""
    till = shop.till
    await _open(till)
    sale = await _sell(till, WATER)
    cart = await till.do("POST", "/carts")
    await _refused(till.call("POST", "/exchanges", {"sale": "none", "lines": []}), "sale.unknown", 404)
    await _refused(till.call("POST", "/exchanges", _wish(sale, quantity=2_000)), "refund.above-left")
    await till.do("POST", f"/sales/{sale['id']}/refunds", {"all": True})
    await _refused(till.call("POST", "/exchanges", _wish(sale)), "refund.nothing-left")

    assert await till.do("GET", f"/carts/{cart['id']}") == cart


async def _topics_from_now_on(shop: Shop) -> set[str]:
    """What commits touch."""
    topics: set[str] = set()
    await _until_told(shop)
    shop.agent.writer.listen(topics.update)
    return topics


async def _until_told(shop: Shop) -> None:
    """What a commit touched is told behind its answer, and before the next unit."""
    await shop.agent.writer.run(lambda _tx: None)
