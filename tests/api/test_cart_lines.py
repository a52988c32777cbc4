"""Lines changed over the socket: who may change a price or give a discount, and what is put on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import Shop

WATER, PORK_LABEL = "6921168509256", "2100202015852"


async def _cart(shop: Shop, *codes: str, staff: str = "8001") -> Any:
    """A cart at a till where somebody works who may change prices, unless it is said otherwise."""
    await shop.till.open()
    await shop.till.sign_in(staff)
    return await shop.till.scan(await shop.till.do("POST", "/carts"), *codes)


async def _patch(shop: Shop, cart: Any, **change: Any) -> Any:
    return await shop.till.change(cart, "lines/1", change, "PATCH")


async def _refused(shop: Shop, cart: Any, **change: Any) -> str:
    problem = (await shop.till.try_change(cart, "lines/1", change, "PATCH")).json()
    code: str = problem["code"]
    return code


async def test_a_changed_price_is_sold_and_on_record(shop: Shop) -> None:
    """The sale has the price before, and the journal has who answers for it."""
    cart = await _patch(shop, await _cart(shop, WATER), price_fen=150)
    (line,) = cart["lines"]
    sale = (await shop.till.pay(cart, 150))["sale"]

    assert (line["price_fen"], line["list_price_fen"], sale["total_fen"]) == (150, 200, 150)
    (used,) = shop.events("right.used")
    assert (used["data"]["right"], used["data"]["subject"], used["edgeactor"]) == ("reprice", "P1", "8001")
    (event,) = shop.events("sale.completed")
    assert event["data"]["lines"][0]["list_price_fen"] == 200


async def test_a_discount_is_a_step_of_the_line(shop: Shop) -> None:
    """88 is 8.8 折; 100 takes it back, and whoever takes it back needs no right for that."""
    cart = await _patch(shop, await _cart(shop, WATER), pay_permille=880)
    discounted = cart["lines"][0]
    cart = await _patch(shop, cart, pay_permille=1_000)

    assert (discounted["amount_fen"], discounted["pay_permille"]) == (176, 880)
    assert [(step["kind"], step["fen"]) for step in discounted["steps"]] == [("manual", -24)]
    assert (cart["total_fen"], cart["lines"][0].get("pay_permille")) == (200, None)
    assert [used["data"]["right"] for used in shop.events("right.used")] == ["line_discount"]


async def test_a_label_is_discounted_but_not_repriced(shop: Shop) -> None:
    """Its money is the scale's."""
    cart = await _cart(shop, PORK_LABEL)

    assert await _refused(shop, cart, price_fen=100) == "price.labelled"
    assert (await _patch(shop, cart, pay_permille=900))["lines"][0]["pay_permille"] == 900


@pytest.mark.parametrize(
    ("change", "right"), [({"price_fen": 150}, "reprice"), ({"pay_permille": 880}, "line_discount")]
)
async def test_a_cashier_needs_an_approval(shop: Shop, change: Any, right: str) -> None:
    """For this action on this article, once: the next one asks again."""
    cart = await _cart(shop, WATER, staff="1001")
    refused = (await shop.till.try_change(cart, "lines/1", change, "PATCH")).json()
    approval = await shop.till.do(
        "POST", "/approvals", {"staff": "8001", "pin": "1234", "action": right, "subject": "P1"}
    )
    path = f"/carts/{cart['id']}/lines/1"
    changed = await shop.till.do("PATCH", path, change, version=cart["version"], approval=approval["id"])
    again = await shop.till.call("PATCH", path, change, version=changed["version"], approval=approval["id"])

    assert (refused["code"], refused["params"]) == ("right.needed", {"right": right, "subject": "P1"})
    assert changed["total_fen"] < 200
    assert again.json()["code"] == "right.needed"
    (used,) = shop.events("right.used")
    assert (used["edgeactor"], used["data"]["approved_by"]) == ("1001", "8001")


async def test_a_change_that_is_refused_uses_no_right(shop: Shop) -> None:
    """An approval is not spent on what could not be done anyway."""
    cart = await _cart(shop, WATER)

    assert await _refused(shop, cart, price_fen=0) == "price.confirm"
    assert await _refused(shop, cart, price_fen=-1) == "price.invalid"
    assert await _refused(shop, cart, pay_permille=0) == "discount.invalid"
    assert shop.events("right.used") == []
    assert (await _patch(shop, cart, price_fen=0, confirm=True))["total_fen"] == 0


async def test_a_change_says_what_it_changes(shop: Shop) -> None:
    """Nothing at all is no change, and a price with a discount would take two rights at once."""
    cart = await _cart(shop, WATER)

    assert await _refused(shop, cart) == "request.malformed"
    assert await _refused(shop, cart, price_fen=100, pay_permille=900) == "request.malformed"


async def test_a_plain_article_has_no_choices(shop: Shop) -> None:
    """Nor may any be made up."""
    picks = [{"group": "cup", "choice": "l"}]

    assert await _refused(shop, await _cart(shop, WATER), options=picks) == "option.unknown"


async def test_giving_a_cart_up_is_a_right(shop: Shop) -> None:
    """A cashier has it by default, and it is on record; an empty cart is nobody's loss."""
    await shop.till.change(await shop.till.open(), "cancel")
    empty = shop.events("right.used")
    cart = await shop.till.scan(await shop.till.do("POST", "/carts"), WATER)
    await shop.till.change(cart, "cancel")

    assert empty == []
    (used,) = shop.events("right.used")
    assert (used["data"]["right"], used["data"]["subject"]) == ("cancel_cart", cart["id"])
