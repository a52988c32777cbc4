"""Scans over the socket: choices, typed weights and prices, what is sold out, and what is no goods at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.catalogue import Article, Choice, OptionGroup
from edge_agent.domain.ids import Sku
from edge_agent.domain.labels import make_label
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.services.articles import save_articles

if TYPE_CHECKING:
    from tests.api.conftest import Shop

WATER, PORK, UNKNOWN = "6921168509256", "00202", "6907992500195"
LATTE, OPEN, DELI = "101", "X1", "X2"
"""A drink with options by its menu number, and the shop's open-price articles (无码商品)."""
CUP = OptionGroup("cup", "杯型", (Choice("m", "中杯"), Choice("l", "大杯", Fen(300))), defaults=("m",))
EXTRAS = OptionGroup("extra", "加料", (Choice("oat", "燕麦", Fen(100)),), least=0, most=1)
MORE = [
    Article(Sku("D1"), "拿铁", Unit.EACH, Fen(1_600), menu_no=LATTE, options=(CUP, EXTRAS)),
    Article(Sku(OPEN), "无码商品", Unit.EACH, Fen(0), is_open_price=True),
    Article(Sku(DELI), "无码熟食", Unit.KG, Fen(0), is_open_price=True),
]


async def _opened(shop: Shop) -> Any:
    await shop.agent.writer.run(lambda tx: save_articles(tx, MORE))
    return await shop.till.open()


async def _scan(shop: Shop, cart: Any, code: str, **more: Any) -> Any:
    return await shop.till.change(cart, "scan", {"code": code, **more})


async def _refused(shop: Shop, cart: Any, code: str, **more: Any) -> tuple[str, Any]:
    problem = (await shop.till.try_change(cart, "scan", {"code": code, **more})).json()
    return problem["code"], problem.get("params", {})


# --- choices ----------------------------------------------------------------------------------------------


async def test_a_menu_number_adds_the_drink_with_its_defaults(shop: Shop) -> None:
    """The answer opens the options in place, with what is chosen; a plain article has none to open."""
    answer = await _scan(shop, await _opened(shop), LATTE)
    (line,) = answer["cart"]["lines"]

    assert (line["price_fen"], line["options"]) == (1_600, ["中杯"])
    assert [(group["id"], group["least"], group["most"]) for group in answer["options"]] == [
        ("cup", 1, 1),
        ("extra", 0, 1),
    ]
    assert answer["options"][0]["choices"] == [
        {"id": "m", "name": "中杯", "fen": 0, "chosen": True},
        {"id": "l", "name": "大杯", "fen": 300},
    ]
    assert (await _scan(shop, answer["cart"], WATER))["options"] == []


async def test_choices_change_the_price_and_the_line(shop: Shop) -> None:
    """A large one costs more, and the next one scanned is a line of its own; both are sold as chosen."""
    cart = (await _scan(shop, await _opened(shop), LATTE))["cart"]
    picks = [{"group": "cup", "choice": "l"}, {"group": "extra", "choice": "oat"}]
    cart = await shop.till.change(cart, "lines/1", {"options": picks}, "PATCH")
    answer = await _scan(shop, cart, LATTE)
    again = await _scan(shop, answer["cart"], LATTE)
    sale = (await shop.till.pay(again["cart"], 10_000))["sale"]

    assert (answer["line_no"], again["line_no"], again["joined"]) == (2, 2, True)
    assert [(line["price_fen"], line["options"]) for line in again["cart"]["lines"]] == [
        (2_000, ["大杯", "燕麦"]),
        (1_600, ["中杯"]),
    ]
    assert sale["total_fen"] == 5_200
    (event,) = shop.events("sale.completed")
    assert event["data"]["lines"][0]["options"] == [
        {"group": "cup", "choice": "l", "name": "大杯", "fen": 300},
        {"group": "extra", "choice": "oat", "name": "燕麦", "fen": 100},
    ]


async def test_options_are_opened_again(shop: Shop) -> None:
    """With what the line has now; of a line that is not there they are not."""
    cart = (await _scan(shop, await _opened(shop), LATTE))["cart"]
    picks = [{"group": "cup", "choice": "l"}]
    cart = await shop.till.change(cart, "lines/1", {"options": picks}, "PATCH")
    groups = await shop.till.do("GET", f"/carts/{cart['id']}/lines/1/options")
    missing = await shop.till.call("GET", f"/carts/{cart['id']}/lines/2/options")

    assert [choice.get("chosen", False) for choice in groups[0]["choices"]] == [False, True]
    assert (missing.status_code, missing.json()["code"]) == (404, "cart.line-unknown")


async def test_a_repeated_scan_is_answered_with_its_options(shop: Shop) -> None:
    """A till that missed the answer gets the same one under the same id."""
    cart = await _opened(shop)
    call = {"version": cart["version"], "request_id": "scan-once-1"}
    first = await shop.till.do("POST", f"/carts/{cart['id']}/scan", {"code": LATTE}, **call)
    again = await shop.till.do("POST", f"/carts/{cart['id']}/scan", {"code": LATTE}, **call)

    assert first["options"]
    assert first == again


# --- typed weights ----------------------------------------------------------------------------------------


async def test_a_weight_is_asked_for_and_typed(shop: Shop) -> None:
    """The question names the article; the answer makes a line marked 手输, whose weight may be corrected."""
    cart = await _opened(shop)
    asked = await _refused(shop, cart, PORK)
    cart = (await _scan(shop, cart, PORK, weight_grams=532))["cart"]
    (line,) = cart["lines"]
    cart = await shop.till.change(cart, "lines/1", {"quantity": 1_000}, "PATCH")

    assert asked == ("scan.weight-needed", {"sku": "W1", "name": "五花肉"})
    assert (line["quantity"], line["amount_fen"], line["typed_weight"]) == (532, 1_585, True)
    assert cart["total_fen"] == 2_980


# --- what the catalogue lacks -----------------------------------------------------------------------------


async def test_a_piece_that_tells_its_weight_is_a_piece(shop: Shop) -> None:
    """A GS1 label with a net weight on what is sold by the piece: one is sold, not 0.532 of one."""
    answer = await _scan(shop, await _opened(shop), f"]C1010{WATER}3103000532")
    [line] = answer["cart"]["lines"]
    assert (line["quantity"], line["amount_fen"]) == (1_000, 200)


async def test_what_the_catalogue_lacks_is_sold_at_a_typed_price(shop: Shop) -> None:
    """Under the shop's first open-price article, with the code that was scanned; who did it is on record."""
    cart = await _opened(shop)
    asked = await _refused(shop, cart, UNKNOWN)
    cart = (await _scan(shop, cart, UNKNOWN, price_fen=990))["cart"]
    (line,) = cart["lines"]

    assert asked[0] == "scan.unknown"
    assert (line["sku"], line["code"], line["price_fen"], line["is_open_price"]) == (OPEN, UNKNOWN, 990, True)
    (used,) = shop.events("right.used")
    assert (used["data"]["right"], used["data"]["subject"]) == ("open_price", OPEN)


async def test_an_open_price_article_asks_for_its_price(shop: Shop) -> None:
    """A weighed one for its weight, too."""
    cart = await _opened(shop)
    asked = await _refused(shop, cart, DELI)
    asked_next = await _refused(shop, cart, DELI, price_fen=5_000)
    cart = (await _scan(shop, cart, DELI, price_fen=5_000, weight_grams=200))["cart"]

    assert asked == ("scan.price-needed", {"sku": DELI, "name": "无码熟食"})
    assert asked_next[0] == "scan.weight-needed"
    assert cart["total_fen"] == 1_000


async def test_an_unknown_code_is_sold_under_the_article_that_is_named(shop: Shop) -> None:
    """If it is one whose price may be typed."""
    cart = await _opened(shop)
    refused = await _refused(shop, cart, UNKNOWN, price_fen=100, open_sku="P1")
    cart = (await _scan(shop, cart, UNKNOWN, price_fen=5_000, open_sku=DELI, weight_grams=100))["cart"]

    assert refused == ("open-price.unknown", {"sku": "P1"})
    assert cart["lines"][0]["sku"] == DELI


async def test_a_high_typed_price_takes_a_higher_right(shop: Shop) -> None:
    """Up to the shop's limit a cashier may; above it somebody must approve, once and for this article."""
    cart = await _opened(shop)
    limit = shop.settings.selling.open_price_max_fen
    cart = (await _scan(shop, cart, UNKNOWN, price_fen=limit))["cart"]
    refused = await _refused(shop, cart, UNKNOWN, price_fen=limit + 1)
    ask = {"staff": "8001", "pin": "1234", "action": "open_price_above", "subject": OPEN}
    approval = await shop.till.do("POST", "/approvals", ask)
    answer = await shop.till.do(
        "POST",
        f"/carts/{cart['id']}/scan",
        {"code": UNKNOWN, "price_fen": limit + 1},
        version=cart["version"],
        approval=approval["id"],
    )

    assert refused == ("right.needed", {"right": "open_price_above", "subject": OPEN})
    assert len(answer["cart"]["lines"]) == 2


@pytest.mark.parametrize("price", [0, -1, 100_000_001])
async def test_what_is_no_typed_price(shop: Shop, price: int) -> None:
    """Nothing, less and above a million yuan are refused, and take no right."""
    cart = await _opened(shop)

    assert (await _refused(shop, cart, OPEN, price_fen=price))[0] == "price.invalid"
    assert shop.events("right.used") == []


async def test_a_price_typed_for_what_has_one_is_not_lost(shop: Shop) -> None:
    """The cashier learns that the catalogue has its price; nothing is sold at another one by the way."""
    cart = await _opened(shop)

    assert (await _refused(shop, cart, WATER, price_fen=1))[0] == "price.not-open"


# --- sold out ---------------------------------------------------------------------------------------------


async def test_what_is_sold_out_is_sold_when_it_is_on_the_counter(shop: Shop) -> None:
    """A question, not a refusal: a person who holds it says so."""
    cart = await _opened(shop)
    await shop.till.do("POST", "/articles/P1/sold-out", {"sold_out": True})
    asked = await _refused(shop, cart, WATER)
    cart = (await _scan(shop, cart, WATER, confirm=True))["cart"]

    assert asked == ("scan.sold-out", {"sku": "P1", "name": "农夫山泉饮用天然水550ml"})
    assert cart["total_fen"] == 200


async def test_a_sold_out_default_gives_way(shop: Shop) -> None:
    """The drink comes with the first choice that is to be had, and the options show which is not."""
    cart = await _opened(shop)
    medium = {"group": "cup", "choice": "m"}
    await shop.till.do("POST", "/articles/D1/sold-out", {"sold_out": True, "choice": medium})
    answer = await _scan(shop, cart, LATTE)

    assert answer["cart"]["lines"][0]["options"] == ["大杯"]
    assert answer["options"][0]["choices"] == [
        {"id": "m", "name": "中杯", "fen": 0, "sold_out": True},
        {"id": "l", "name": "大杯", "fen": 300, "chosen": True},
    ]


# --- what is no goods -------------------------------------------------------------------------------------


async def test_a_receipt_number_is_told_and_changes_nothing(shop: Shop) -> None:
    """The till opens a return by it; the cart stays as it is, in any state."""
    cart = await shop.till.scan(await _opened(shop), WATER)
    cart = (await shop.till.change(cart, "tenders", {"kind": "cash", "amount_fen": 1}))["cart"]
    answer = await _scan(shop, cart, "s0731-1-20261122-0042")

    assert (answer["kind"], answer["receipt_no"]) == ("receipt", "S0731-1-20261122-0042")
    assert (answer["line_no"], answer["cart"]) == (0, cart)


async def test_a_member_code_makes_the_cart_the_member_s(shop: Shop) -> None:
    """By the code the points may be spent; an unknown code is said to be."""
    cart = await _opened(shop)
    body = {"phone": "13800005678", "code": "VIP0001", "consent": True}
    member = await shop.till.do("POST", "/members", body)
    answer = await _scan(shop, cart, "M:VIP0001")
    unknown = await _refused(shop, answer["cart"], "M:VIP0002")

    assert (answer["kind"], answer["line_no"]) == ("member", 0)
    assert answer["cart"]["member"] == {
        "id": member["id"],
        "tail": "5678",
        "points": 0,
        "may_spend": True,
    }
    assert unknown[0] == "member.unknown"


async def test_a_code_that_is_label_and_payment_pays_while_tendering(shop: Shop) -> None:
    """While selling, an 18-digit label of a known article is goods; while the customer pays, a payment."""
    (long_label,) = [one for one in shop.settings.scan.templates if len(one.pattern) == 18]
    code = make_label(long_label, PORK, Fen(1_585), Milli(532))
    cart = (await _scan(shop, await _opened(shop), code))["cart"]
    tendered = (await shop.till.change(cart, "tenders", {"kind": "cash", "amount_fen": 1}))["cart"]

    assert cart["total_fen"] == 1_585
    assert (await _refused(shop, tendered, code))[0] == "payment.no-provider"
    assert (await _refused(shop, tendered, WATER))[0] == "cart.state"
