"""The whole cart over the socket: discount, member and points, coupons, 要开票."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop

WATER, MILK, GOLD = "6921168509256", "6907992500010", "9000002"
PHONE = "13800005678"


async def _cart(shop: Shop, *codes: str, staff: str = "8001") -> Any:
    """A cart at a till where somebody works who may give discounts, unless it is said otherwise."""
    await shop.till.open()
    await shop.till.sign_in(staff)
    return await shop.till.scan(await shop.till.do("POST", "/carts"), *codes)


async def _refused(shop: Shop, cart: Any, action: str, body: Any, method: str = "POST") -> Any:
    problem = (await shop.till.try_change(cart, action, body, method)).json()
    return problem["code"], problem.get("params", {})


async def _member_with(shop: Shop, points: int) -> None:
    """A member, enrolled with a code, who has earned so many points: by gold, at a point a yuan."""
    body = {"phone": PHONE, "code": "VIP0001", "consent": True}
    await shop.till.do("POST", "/members", body)
    cart = await shop.till.scan(await shop.till.do("POST", "/carts"), GOLD, confirm=True)
    cart = await shop.till.change(cart, "member", {"text": "VIP0001"})
    sale = (await shop.till.pay(cart, cart["total_fen"]))["sale"]
    assert sale["points_earned"] == points


# --- discount ---------------------------------------------------------------------------------------------


async def test_a_share_of_the_whole(shop: Shop) -> None:
    """9 折 of whatever is in the cart, now and later; nothing asked takes it back."""
    cart = await shop.till.change(await _cart(shop, WATER, WATER), "discount", {"pay_permille": 900})
    more = await shop.till.scan(cart, WATER)
    back = await shop.till.change(more, "discount", {})

    assert (cart["total_fen"], cart["order_discount"]) == (360, {"pay_permille": 900})
    assert (more["total_fen"], back["total_fen"], back["order_discount"]) == (540, 600, None)
    assert [used["data"]["right"] for used in shop.events("right.used")] == ["cart_discount"]


async def test_an_agreed_total(shop: Shop) -> None:
    """Shared over the lines; the next article is on top of it, because the total was agreed without it."""
    cart = await _cart(shop, WATER, MILK)
    agreed = await shop.till.change(cart, "discount", {"total_fen": 500})
    more = await shop.till.scan(agreed, WATER)

    assert (agreed["total_fen"], sum(line["amount_fen"] for line in agreed["lines"])) == (500, 500)
    assert (more["total_fen"], more["order_discount"]) == (750, None)


async def test_what_no_discount_is(shop: Shop) -> None:
    """Both kinds at once, a total above the sum or below nothing, a share above all: no right is used."""
    cart = await _cart(shop, WATER)

    for body, code in (
        ({"pay_permille": 900, "total_fen": 100}, "discount.both"),
        ({"total_fen": 201}, "discount.above-sum"),
        ({"total_fen": -1}, "discount.above-sum"),
        ({"pay_permille": 1_001}, "discount.invalid"),
        ({"pay_permille": 0}, "discount.invalid"),
    ):
        assert (await _refused(shop, cart, "discount", body))[0] == code
    assert shop.events("right.used") == []


async def test_a_cashier_needs_an_approval_for_it(shop: Shop) -> None:
    """Named by the cart."""
    cart = await _cart(shop, WATER, staff="1001")

    assert await _refused(shop, cart, "discount", {"pay_permille": 900}) == (
        "right.needed",
        {"right": "cart_discount", "subject": cart["id"]},
    )


# --- member, points ---------------------------------------------------------------------------------------


async def test_a_member_comes_and_goes(shop: Shop) -> None:
    """Enrolled on the spot, found by the tail, taken off; a sale without membership is always possible."""
    cart = await shop.till.change(await _cart(shop, WATER), "member", {"text": PHONE, "enrol": True})
    off = await shop.till.change(cart, "member", {})
    by_tail = await shop.till.change(off, "member", {"text": "5678"})

    assert (cart["member"]["tail"], cart["member"]["may_spend"]) == ("5678", True)
    assert off["member"] is None
    assert by_tail["member"].get("may_spend", False) is False
    assert PHONE not in str(shop.tables())


async def test_points_pay(shop: Shop) -> None:
    """As many as are said, at what the shop says they are worth; 0 spends none."""
    await _cart(shop)
    await _member_with(shop, 6_000)
    cart = await shop.till.scan(await shop.till.do("POST", "/carts"), WATER, MILK)
    cart = await shop.till.change(cart, "member", {"text": PHONE})
    spent = await shop.till.change(cart, "member", {"points": 150})
    none = await shop.till.change(spent, "member", {"points": 0})
    all_of_it = await shop.till.change(none, "member", {"points": 550})

    assert (spent["total_fen"], spent["member"]["points_spent"]) == (400, 150)
    assert (none["total_fen"], all_of_it["total_fen"]) == (550, 0)
    assert await _refused(shop, all_of_it, "member", {"points": 551}) == ("points.above-due", {"max": 550})
    assert (await _refused(shop, all_of_it, "member", {"points": 9_999}))[0] == "points.short"
    assert (await _refused(shop, all_of_it, "member", {"points": -1}))[0] == "points.short"


async def test_points_that_are_not_needed_any_more_stay_with_the_member(shop: Shop) -> None:
    """A line that is struck out leaves no points paid for it."""
    await _cart(shop)
    await _member_with(shop, 6_000)
    cart = await shop.till.scan(await shop.till.do("POST", "/carts"), WATER, MILK)
    cart = await shop.till.change(cart, "member", {"text": PHONE})
    cart = await shop.till.change(cart, "member", {"points": 500})
    cart = await shop.till.change(cart, "lines/2", method="DELETE")

    assert (cart["total_fen"], cart["member"]["points_spent"]) == (0, 200)


async def test_who_spends_no_points(shop: Shop) -> None:
    """Nobody's cart, and a member who was found by the tail alone."""
    cart = await _cart(shop, WATER)
    nobody = await _refused(shop, cart, "member", {"points": 1})
    cart = await shop.till.change(cart, "member", {"text": PHONE, "enrol": True})
    by_tail = await shop.till.change(cart, "member", {"text": "5678"})

    assert nobody[0] == "cart.member-none"
    assert (await _refused(shop, by_tail, "member", {"points": 1}))[0] == "points.code-needed"
    assert (await _refused(shop, by_tail, "member", {"text": PHONE, "points": 1}))[0] == "request.malformed"


async def test_a_held_cart_keeps_what_was_said_of_it(shop: Shop) -> None:
    """Member, discount and mark come back with it, at another till."""
    cart = await shop.till.change(await _cart(shop, WATER), "member", {"text": PHONE, "enrol": True})
    cart = await shop.till.change(cart, "discount", {"pay_permille": 900})
    cart = await shop.till.change(cart, "invoice", {"wants_invoice": True})
    held = await shop.till.change(cart, "hold")
    await shop.other.open()
    back = await shop.other.change(held, "recall")

    kept = ("member", "order_discount", "wants_invoice", "total_fen")
    assert [back[key] for key in kept] == [cart[key] for key in kept]
    assert back["moved_lines"] == []


# --- coupons, invoice, rounding ---------------------------------------------------------------------------


async def test_a_coupon_takes_off_until_it_is_given_back(shop: Shop) -> None:
    """Scanned like anything else, kept with the held cart, redeemed with the sale."""
    coupons = b"id,kind,name,skus,off_fen,uses_max,codes\nC1,coupon,one off,*,100,1,SAVE5\n"
    imported = await shop.other.http.post("/v1/imports/promotions", content=coupons)
    assert imported.json()["taken"] == 1, imported.text
    cart = await _cart(shop)
    answer = await shop.till.change(cart, "scan", {"code": "C:SAVE5"})
    cart = await shop.till.scan(answer["cart"], WATER)
    held = await shop.till.change(cart, "hold")
    back = await shop.till.change(held, "recall")
    without = await shop.till.change(back, "coupons/SAVE5", method="DELETE")
    again = await shop.till.scan(without, "C:SAVE5")
    twice = await _refused(shop, again, "scan", {"code": "C:SAVE5"})
    await shop.till.pay(again, 100)
    next_cart = await shop.till.scan(await shop.till.do("POST", "/carts"), WATER)

    assert (answer["kind"], answer["line_no"], answer["cart"]["coupons"]) == ("coupon", 0, ["SAVE5"])
    assert [one["total_fen"] for one in (cart, back, without, again)] == [100, 100, 200, 100]
    assert twice[0] == "coupon.twice"
    assert (await _refused(shop, next_cart, "scan", {"code": "C:SAVE5"}))[0] == "coupon.used"


async def test_a_coupon_that_is_not_there_is_not_given_back(shop: Shop) -> None:
    """It is said not to be on the cart."""
    cart = await _cart(shop, WATER)

    assert await _refused(shop, cart, "coupons/NONE", None, "DELETE") == (
        "cart.coupon-unknown",
        {"code": "NONE"},
    )


async def test_an_invoice_may_be_asked_for_while_paying(shop: Shop) -> None:
    """It changes no money, and it is in the sale."""
    cart = await _cart(shop, WATER)
    cart = (await shop.till.change(cart, "tenders", {"kind": "cash", "amount_fen": 1}))["cart"]
    cart = await shop.till.change(cart, "invoice", {"wants_invoice": True})
    await shop.till.pay(cart, 199)

    assert (cart["state"], cart["wants_invoice"]) == ("tendering", True)
    (event,) = shop.events("sale.completed")
    assert event["data"]["wants_invoice"] is True


async def test_the_cart_says_what_is_due_in_cash(open_shop: OpenShop) -> None:
    """The rest less 抹零, as the shop rounds; by card all of it is due."""
    async with open_shop(more='\n[selling]\nrounding = "yuan"\n') as shop:
        cart = await _cart(shop, WATER, MILK)

        assert (cart["total_fen"], cart["rest_fen"], cart["cash_rest_fen"]) == (550, 550, 500)
        assert (await shop.till.pay(cart, 500))["sale"]["rounding_fen"] == -50
