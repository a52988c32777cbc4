"""The cart over the socket: kept with every change, found again, passed between tills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import HOUR, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit
from edge_agent.services.articles import save_articles

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop

WATER, MILK, PORK_LABEL = "6921168509256", "6907992500010", "2100202015852"


def _lines(cart: Any) -> list[tuple[str, int, int]]:
    return [(line["sku"], line["quantity"], line["amount_fen"]) for line in cart["lines"]]


async def test_a_cart_is_found_again_after_a_restart(open_shop: OpenShop) -> None:
    """A power cut loses no scanned line: opening again finds the cart as it was answered."""
    async with open_shop() as shop:
        cart = await shop.till.scan(await shop.till.open(), WATER, WATER, PORK_LABEL)
    async with open_shop() as shop:
        await shop.till.sign_in()

        assert await shop.till.do("POST", "/carts") == cart
        assert await shop.till.do("GET", f"/carts/{cart['id']}") == cart


async def test_opening_twice_finds_the_same_cart(shop: Shop) -> None:
    """A till has one live cart."""
    first = await shop.till.open()

    assert await shop.till.do("POST", "/carts") == first


async def test_the_same_article_joins_its_line(shop: Shop) -> None:
    """Two scans of one bottle are one line of two, and the answer says which line took it."""
    cart = await shop.till.scan(await shop.till.open(), WATER, MILK)
    answer = await shop.till.change(cart, "scan", {"code": WATER})

    assert (answer["line_no"], answer["joined"]) == (1, True)
    assert _lines(answer["cart"]) == [("P1", 2_000, 400), ("P2", 1_000, 350)]


async def test_a_cart_keeps_the_price_of_its_scan(shop: Shop) -> None:
    """A new price is for carts opened, or articles scanned, after it; the line on screen stays."""
    cart = await shop.till.scan(await shop.till.open(), WATER)
    dearer = Article(Sku("P1"), "农夫山泉", Unit.EACH, Fen(250), gtins=(WATER.zfill(14),))
    await shop.agent.writer.run(lambda tx: save_articles(tx, [dearer]))

    cart = await shop.till.scan(cart, WATER)

    assert _lines(cart) == [("P1", 1_000, 200), ("P1", 1_000, 250)]


async def test_a_voided_line_stays_on_record_and_costs_nothing(shop: Shop) -> None:
    """What was struck out is in the sale, marked, and neither paid nor taken from stock."""
    cart = await shop.till.scan(await shop.till.open(), WATER, MILK)
    cart = await shop.till.change(cart, "lines/1", method="DELETE")
    sale = (await shop.till.pay(cart, 350))["sale"]

    assert (cart["count"], cart["total_fen"]) == (1, 350)
    assert [line.get("voided", False) for line in sale["lines"]] == [True, False]
    assert shop.tables()["stock_level"] == [("P2", -1_000)]


async def test_what_was_asked_about_is_taken_when_confirmed(shop: Shop) -> None:
    """An unusual quantity, a large amount and a repeated label are questions, not refusals."""
    cart = await shop.till.scan(await shop.till.open(), PORK_LABEL)

    cart = await shop.till.scan(cart, WATER, quantity=150_000, confirm=True)
    cart = await shop.till.scan(cart, "9000002", confirm=True)
    cart = await shop.till.scan(cart, PORK_LABEL, confirm=True)
    cart = await shop.till.change(cart, "lines/2", {"quantity": 200_000, "confirm": True}, "PATCH")

    assert [amount for _, _, amount in _lines(cart)] == [1_585, 40_000, 600_000, 1_585]


async def test_a_held_cart_is_recalled_at_another_till(shop: Shop) -> None:
    """Whoever is free serves the customer who comes back; the first till has nothing of it any more."""
    held = await shop.till.change(await shop.till.scan(await shop.till.open(), WATER), "hold")
    empty = await shop.other.open()
    listed = await shop.other.do("GET", "/carts?state=held")
    cart = await shop.other.change(held, "recall")

    assert [(one["id"], one["version"], one["count"], one["total_fen"]) for one in listed] == [
        (held["id"], held["version"], 1, 200)
    ]
    assert (cart["till"], cart["state"], cart["version"]) == ("2", "open", held["version"] + 1)
    assert (await shop.till.try_change(cart, "hold")).json()["code"] == "cart.other-till"
    assert (await shop.other.call("GET", f"/carts/{empty['id']}")).status_code == 404
    assert await shop.other.do("POST", "/carts") == cart
    assert await shop.other.do("GET", "/carts?state=held") == []
    assert (await shop.till.do("POST", "/carts"))["id"] not in (held["id"], empty["id"])


async def test_a_cart_held_long_ago_is_first_in_the_list(shop: Shop) -> None:
    """Oldest first, and the first article's name tells them apart."""
    await shop.till.change(await shop.till.scan(await shop.till.open(), MILK), "hold")
    await shop.till.change(await shop.till.scan(await shop.till.do("POST", "/carts"), WATER), "hold")

    assert [one["first"] for one in await shop.till.do("GET", "/carts?state=held")] == [
        "伊利纯牛奶250ml",
        "农夫山泉饮用天然水550ml",
    ]
    assert (await shop.till.do("GET", "/health"))["held_carts"] == 2


async def test_a_cart_of_yesterday_is_priced_anew(shop: Shop) -> None:
    """Recalled on another business day it costs what things cost now, and says which lines moved."""
    cart = await shop.till.scan(await shop.till.open(), WATER, MILK, PORK_LABEL)
    held = await shop.till.change(cart, "hold")
    changed = [
        Article(Sku("P1"), "农夫山泉", Unit.EACH, Fen(250), gtins=(WATER.zfill(14),)),
        Article(Sku("W1"), "五花肉", Unit.KG, Fen(9_900), plu="00202"),
    ]
    await shop.agent.writer.run(lambda tx: save_articles(tx, changed))
    shop.clock.at = Millis(shop.clock.at + 24 * HOUR)
    await shop.other.open()
    recalled = await shop.other.change(held, "recall")
    path = f"/carts/{held['id']}"

    assert _lines(recalled) == [("P1", 1_000, 250), ("P2", 1_000, 350), ("W1", 532, 1_585)]
    assert (recalled["moved_lines"], recalled["version"]) == ([1], held["version"] + 1)
    assert await shop.other.do("GET", path) == {**recalled, "moved_lines": []}


async def test_a_cart_of_today_keeps_its_prices(shop: Shop) -> None:
    """A price that changed meanwhile is for carts opened after it."""
    held = await shop.till.change(await shop.till.scan(await shop.till.open(), WATER), "hold")
    dearer = Article(Sku("P1"), "农夫山泉", Unit.EACH, Fen(250), gtins=(WATER.zfill(14),))
    await shop.agent.writer.run(lambda tx: save_articles(tx, [dearer]))
    recalled = await shop.till.change(held, "recall")

    assert (recalled["moved_lines"], _lines(recalled)) == ([], [("P1", 1_000, 200)])


async def test_an_empty_cart_has_no_past(shop: Shop) -> None:
    """It waits for its customer: the first line begins it, and is priced by the rules of that moment."""
    cart, other = await shop.till.open(), await shop.other.open()
    other = await shop.other.scan(other, WATER)
    half = b"id,kind,name,skus,pay_permille\nP1,timed_price,half,*,500\n"
    imported = await shop.till.http.post(
        "/v1/imports/promotions", content=half, headers={"Authorization": ""}
    )
    cart, other = await shop.till.scan(cart, WATER), await shop.other.scan(other, WATER)

    assert imported.json()["taken"] == 1, imported.text
    assert (cart["total_fen"], other["total_fen"]) == (100, 400)


async def test_a_cancelled_cart_is_on_record_and_an_empty_one_is_not(shop: Shop) -> None:
    """Giving a cart up leaves a trace as soon as it ever held a line."""
    await shop.till.change(await shop.till.open(), "cancel")
    cart = await shop.till.scan(await shop.till.do("POST", "/carts"), WATER)
    gone = await shop.till.change(cart, "cancel")

    (event,) = shop.events("sale.cancelled")
    assert (event["data"]["cart"], event["data"]["total_fen"], event["edgeactor"]) == (
        cart["id"],
        200,
        "1001",
    )
    assert gone["state"] == "cancelled"
    assert (await shop.till.do("POST", "/carts"))["id"] != cart["id"]


async def test_a_stale_version_is_told_the_one_that_is(shop: Shop) -> None:
    """Two screens on one cart: the second learns how far the first has come, and changes nothing."""
    cart = await shop.till.open()
    await shop.till.scan(cart, WATER, MILK)
    stale = await shop.till.try_change(cart, "scan", {"code": WATER})

    assert (stale.status_code, stale.json()["params"]) == (412, {"version": 3})


@pytest.mark.parametrize("sku", ["M1", "M2", "M3", "M4"])
async def test_a_name_of_any_kind_is_sold_and_shown_as_it_is(shop: Shop, sku: str) -> None:
    """Markup, quotes, emoji and control bytes are text: in the cart, the sale, the journal and the search."""
    name = next(row[1] for row in shop.tables()["article"] if row[0] == sku)
    cart = await shop.till.scan(await shop.till.open(), sku)
    sale = (await shop.till.pay(cart, 100))["sale"]
    found = await shop.till.http.get("/v1/articles", params={"q": str(name)})

    assert name == cart["lines"][0]["name"] == sale["lines"][0]["name"]
    assert name == shop.events("sale.completed")[0]["data"]["lines"][0]["name"]
    assert found.json()[0]["name"] == name
    shop.prove()


@pytest.mark.parametrize(
    ("text", "skus"), [("%", []), ("_", []), ("纯牛", ["P2"]), ("P1", ["P1"]), ("\\", []), ("纯%牛", ["P2"])]
)
async def test_signs_mean_nothing_in_a_search(shop: Shop, text: str, skus: list[str]) -> None:
    """No sign is a pattern: alone it finds nothing, and between letters it is passed over."""
    await shop.till.sign_in()
    found = await shop.till.http.get("/v1/articles", params={"q": text})

    assert [article["sku"] for article in found.json()] == skus


async def test_sales_are_listed_from_the_newest_page_by_page(shop: Shop) -> None:
    """A page goes on where the last one ended."""
    await shop.till.open()
    sales = [await shop.till.sell(WATER) for _ in range(5)]
    first = await shop.till.do("GET", "/sales?limit=3")
    rest = await shop.till.do("GET", f"/sales?limit=3&before={first[-1]['id']}")

    newest_first = [sale["receipt_no"] for sale in reversed(sales)]
    assert newest_first == [sale["receipt_no"] for sale in (*first, *rest)]
    assert sales[0] == await shop.till.do("GET", f"/sales/{sales[0]['receipt_no']}")
    assert sales[0] == await shop.till.do("GET", f"/sales/{sales[0]['id']}")
