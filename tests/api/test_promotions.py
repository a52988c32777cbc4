"""Promotions over the API: started, changed, stopped, imported; coupons shown, used and given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.moments import MINUTE, Millis

if TYPE_CHECKING:
    from tests.api.conftest import Json, Shop

WATER, MILK, MANAGER = "6921168509256", "6907992500010", "9001"
HALF = {
    "kind": "nth_piece",
    "id": "H1",
    "name": "第二件半价",
    "scope": {"skus": ["P1"]},
    "n": 2,
    "pay_permille": 500,
}
COUPONS = """id,kind,name,skus,off_fen,min_fen,from,until,uses_max,codes
K1,coupon,两元券,*,200,500,,,1,AAAA BBBB
K2,coupon,旧券,*,200,,2020-01-01,2020-12-31,1,CCCC
K3,coupon,新券,*,200,,,,1,DDDD
"""


@pytest.fixture
async def open_shop_of_manager(shop: Shop) -> Shop:
    """At till 1 the manager has opened; at till 2 nobody."""
    await shop.till.sign_in(MANAGER)
    await shop.till.do("POST", "/shifts", {"float_fen": 20_000})
    return shop


@pytest.fixture
async def with_coupons(open_shop_of_manager: Shop) -> Shop:
    """The same, with the coupons of a file."""
    answer = await import_file(open_shop_of_manager, COUPONS)
    assert answer == {"taken": 3, "refused": [], "notes": []}
    return open_shop_of_manager


async def import_file(shop: Shop, text: str) -> Json:
    response = await shop.till.http.post("/v1/imports/promotions", content=text.encode())
    assert response.is_success, response.text
    return response.json()


async def put(shop: Shop, rule: Json, **more: Any) -> Json:
    return await shop.till.do("PUT", f"/promotions/{rule['id']}", {"rule": rule}, **more)


async def fresh_cart(shop: Shop, *codes: str) -> Json:
    return await shop.till.scan(await shop.till.do("POST", "/carts"), *codes)


async def finished(shop: Shop, cart: Json) -> Json:
    answer = await shop.till.pay(cart, cart["total_fen"])
    assert answer["sale"], answer
    return answer["sale"]


# --- promotions -------------------------------------------------------------------------------------------


async def test_a_promotion_holds_for_carts_opened_after_it(open_shop_of_manager: Shop) -> None:
    """Two bottles cost ￥4.00 in the cart that was open, ￥3.00 in the next one, and the line says why."""
    shop = open_shop_of_manager
    before = await fresh_cart(shop, WATER, WATER)
    answer = await put(shop, HALF)
    assert (answer["id"], answer["version"]) == ("H1", 1)
    before = await shop.till.do("GET", f"/carts/{before['id']}")
    assert before["total_fen"] == 400
    await finished(shop, before)
    after = await fresh_cart(shop, WATER, WATER)
    assert after["total_fen"] == 300
    assert after["lines"][0]["steps"] == [{"kind": "multi", "fen": -100, "name": "第二件半价"}]
    sale = await finished(shop, after)
    assert sale["total_fen"] == 300
    event = shop.events("sale.completed")[-1]["data"]
    assert event["rules"] == answer["rules"]
    assert event["lines"][0]["steps"][0]["rule"] == "H1"
    shop.prove()


async def test_a_piece_of_another_hour_is_another_line(open_shop_of_manager: Shop) -> None:
    """限时价 from 12:01 on: what was scanned before it keeps its price, what comes after it has the other."""
    shop = open_shop_of_manager
    noon = {"from_minute": 721, "until_minute": 1_320, "price_fen": 150}
    await put(shop, {"kind": "timed_price", "id": "T1", "name": "午市", "scope": HALF["scope"], **noon})
    cart = await fresh_cart(shop, WATER, WATER)
    shop.clock.at = Millis(shop.clock.at + MINUTE)
    cart = await shop.till.scan(cart, WATER, WATER)
    assert [(line["quantity"], line["amount_fen"]) for line in cart["lines"]] == [(2_000, 400), (2_000, 300)]
    assert (await finished(shop, cart))["total_fen"] == 700
    shop.prove()


async def test_promotions_are_listed_and_stopped(open_shop_of_manager: Shop) -> None:
    """The list has what was put, with its version; a stopped one is gone and unknown from then on."""
    shop = open_shop_of_manager
    await put(shop, HALF)
    changed = await put(shop, {**HALF, "pay_permille": 400})
    listed = await shop.till.do("GET", "/promotions")
    assert listed["rules"] == changed["rules"]
    [found] = listed["promotions"]
    assert (found["owner"], found["rule"]["version"], found["rule"]["pay_permille"]) == ("store", 2, 400)
    stopped = await shop.till.do("DELETE", "/promotions/H1")
    assert stopped == {"id": "H1", "version": 3, "rules": ""}
    assert await shop.till.do("GET", "/promotions") == {"rules": "", "promotions": []}
    again = await shop.till.call("DELETE", "/promotions/H1")
    assert (again.status_code, again.json()["code"]) == (404, "promotion.unknown")
    kinds = [event["data"].get("rule", {}).get("pay_permille") for event in shop.events("promotion.changed")]
    assert kinds == [500, 400, None]
    shop.prove()


async def test_a_promotion_that_is_put_twice_is_put_once(open_shop_of_manager: Shop) -> None:
    """The same Request-Id repeats its answer."""
    shop = open_shop_of_manager
    first = await put(shop, HALF, request_id="put-it-once")
    again = await put(shop, HALF, request_id="put-it-once")
    assert first == again
    assert len(shop.events("promotion.changed")) == 1


async def test_a_cashier_needs_an_approval(shop: Shop) -> None:
    """Whoever may not change promotions asks a manager, who approves this one."""
    await shop.till.open()
    refused = await shop.till.call("PUT", "/promotions/H1", {"rule": HALF})
    assert refused.json()["code"] == "right.needed"
    assert refused.json()["params"] == {"right": "change_promotion", "subject": "H1"}
    approval = await shop.till.do(
        "POST",
        "/approvals",
        {"staff": MANAGER, "pin": "1234", "action": "change_promotion", "subject": "H1"},
    )
    await put(shop, HALF, approval=approval["id"])
    assert shop.events("right.used")[-1]["data"]["approved_by"] == MANAGER


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "gift"},
        {"n": "2"},
        {"n": 2.5},
        {"more": 1},
        {"scope": {"sku": ["P1"]}},
        {"pay_permille": None},
        {"kind": "bundle"},
    ],
)
async def test_what_is_no_rule_is_malformed(open_shop_of_manager: Shop, change: dict[str, Any]) -> None:
    """A kind that is not there, a wrong type, an unknown field, a field that is missing."""
    shop = open_shop_of_manager
    response = await shop.till.call("PUT", "/promotions/H1", {"rule": {**HALF, **change}})
    assert (response.status_code, response.json()["code"]) == (400, "request.malformed")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pay_permille": 1001}, "折扣应为 0 到 1000 千分之几"),
        ({"n": 1}, "件数不对"),
        ({"scope": {}}, "没有说明哪些商品"),
        ({"id": "H2"}, "编号应为 1 到 32 位字母、数字或 . _ -"),
    ],
)
async def test_a_senseless_rule_is_refused_in_words(
    open_shop_of_manager: Shop, change: dict[str, Any], words: str
) -> None:
    """With its own reason, and nothing is changed."""
    shop = open_shop_of_manager
    response = await shop.till.call("PUT", "/promotions/H1", {"rule": {**HALF, **change}})
    assert (response.status_code, response.json()["code"]) == (422, "promotion.invalid")
    assert response.json()["title"] == f"这个促销不能用:{words}"
    assert (await shop.till.do("GET", "/promotions"))["promotions"] == []


async def test_a_file_names_its_bad_rows(open_shop_of_manager: Shop) -> None:
    """And takes the rest, in the language that was asked for."""
    answer = await import_file(
        open_shop_of_manager, COUPONS + "K4,coupon,券,*,0,,,,1,\nK1,coupon,券,*,1,,,,1,\n"
    )
    assert answer["taken"] == 3
    assert answer["refused"] == [
        "第 5 行:减得不对:应大于零、小于门槛",
        "第 6 行:编号 K1 与第 2 行重复",
    ]
    response = await open_shop_of_manager.till.http.post("/v1/imports/promotions", content=b"a,b\n1,2\n")
    assert (response.status_code, response.json()["code"]) == (422, "file.header")


# --- coupons ----------------------------------------------------------------------------------------------


async def test_a_coupon_is_shown_and_used(with_coupons: Shop) -> None:
    """Below its minimum it takes nothing off; above it is used up by the sale."""
    shop = with_coupons
    cart = await fresh_cart(shop, WATER, "C:AAAA")
    assert (cart["total_fen"], cart["coupons"]) == (200, ["AAAA"])
    cart = await shop.till.scan(cart, MILK)
    assert cart["total_fen"] == 350
    sale = await finished(shop, cart)
    assert sale["total_fen"] == 350
    again = await shop.till.try_change(await fresh_cart(shop, WATER), "scan", {"code": "C:AAAA"})
    assert again.json()["code"] == "coupon.used"
    shop.prove()


async def test_a_coupon_that_took_nothing_off_stays_the_customer_s(with_coupons: Shop) -> None:
    """The sale does not use it."""
    shop = with_coupons
    await finished(shop, await fresh_cart(shop, WATER, "C:AAAA"))
    cart = await fresh_cart(shop, WATER, MILK, "C:AAAA")
    assert cart["total_fen"] == 350


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        (("C:ZZZZ",), "coupon.unknown"),
        (("C:CCCC",), "coupon.not-valid"),
        (("C:AAAA", "C:AAAA"), "coupon.twice"),
    ],
)
async def test_a_coupon_that_cannot_join(with_coupons: Shop, codes: tuple[str, ...], code: str) -> None:
    """Each for its own reason, and the cart stays as it was."""
    *good, bad = codes
    cart = await fresh_cart(with_coupons, WATER, *good)
    refused = await with_coupons.till.try_change(cart, "scan", {"code": bad})
    assert refused.json()["code"] == code
    assert (await with_coupons.till.do("GET", f"/carts/{cart['id']}"))["version"] == cart["version"]


async def test_a_coupon_of_a_stopped_promotion(with_coupons: Shop) -> None:
    """Carts opened from then on do not know it."""
    await with_coupons.till.do("DELETE", "/promotions/K3")
    cart = await fresh_cart(with_coupons, WATER)
    refused = await with_coupons.till.try_change(cart, "scan", {"code": "C:DDDD"})
    assert refused.json()["code"] == "coupon.no-rule"


async def test_of_two_carts_the_first_to_pay_has_the_coupon(with_coupons: Shop) -> None:
    """The other one is refused at its tender, and can be paid once the coupon is off."""
    shop = with_coupons
    held = await shop.till.change(await fresh_cart(shop, WATER, MILK, "C:AAAA"), "hold")
    await finished(shop, await fresh_cart(shop, WATER, MILK, "C:AAAA"))
    cart = await shop.till.change(held, "recall")
    refused = await shop.till.try_change(cart, "tenders", {"kind": "cash", "amount_fen": 350})
    assert refused.json()["code"] == "coupon.used"
    cart = await shop.till.change(cart, "coupons/AAAA", method="DELETE")
    assert (await finished(shop, cart))["total_fen"] == 550


async def test_a_full_refund_gives_the_coupon_back(with_coupons: Shop) -> None:
    """It can be used again."""
    shop = with_coupons
    sale = await finished(shop, await fresh_cart(shop, WATER, MILK, "C:AAAA"))
    await shop.till.do("POST", f"/sales/{sale['id']}/refunds", {"all": True, "reason": "退货"})
    cart = await fresh_cart(shop, WATER, MILK, "C:AAAA")
    assert cart["total_fen"] == 350
    shop.prove()
