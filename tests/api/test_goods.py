"""`/v1/articles` and `/v1/imports`: search, prices, 沽清, 待建档, and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop, Shop, Till

WATER = "6921168509256"
OPTIONS = "sku,group_id,group_name,least,most,choice_id,choice_name,fen,default\n"
CUP = OPTIONS + "P2,cup,杯型,1,1,m,中杯,,1\nP2,cup,,,,s,小杯,-200,\n"
MANAGER, CASHIER = "9001", "1001"


async def _file(till: Till, kind: str, text: str) -> Any:
    """Take in a file as the command line does: without a session."""
    response = await till.http.post(f"/v1/imports/{kind}", content=text.encode())
    assert response.status_code == 200, response.text
    return response.json()


async def test_initials_find_an_article_and_what_is_on_hand(shop: Shop) -> None:
    """`nfsq` finds 农夫山泉, and after two were sold there are two less than none."""
    await shop.till.open()
    await shop.till.sell(WATER, WATER)
    [found] = await shop.till.do("GET", "/articles?q=nfsq")
    assert (found["sku"], found["on_hand"], "sold_out" in found) == ("P1", -2_000, False)


@pytest.mark.parametrize("label", ["2100202015852", "2200202005324"])
async def test_a_weighed_label_finds_its_article(shop: Shop, label: str) -> None:
    """Its amount, or its weight, is of one bag: what is counted or handed over is found by its PLU."""
    await shop.till.open()
    [found] = await shop.till.do("GET", f"/articles?q={label}")
    assert found["sku"] == "W1"


async def test_the_shop_s_own_price_is_on_record_and_sold_at(shop: Shop) -> None:
    """An event, the list of the day, and the next scan; a replay makes the same tables."""
    await shop.till.open()
    await shop.other.sign_in(MANAGER)
    changed = await shop.other.do("PUT", "/articles/P1/price", {"price_fen": 250, "member_price_fen": 230})
    assert (changed["price_fen"], changed["member_price_fen"]) == (250, 230)
    [event] = shop.events("price.changed")
    assert event["data"] == {
        "sku": "P1",
        "price_fen": 250,
        "member_price_fen": 230,
        "old_price_fen": 200,
        "old_member_price_fen": None,
    }
    [listed] = await shop.other.do("GET", "/articles/price-changes")
    assert (listed["old_price_fen"], listed["price_fen"], listed["staff"]) == (200, 250, MANAGER)
    assert await shop.other.do("GET", "/articles/price-changes?date=2026-11-21") == []
    assert (await shop.till.sell(WATER))["total_fen"] == 250
    shop.prove()


async def test_a_day_is_read_page_by_page(shop: Shop) -> None:
    """`after` names the last change of the page before."""
    await shop.till.sign_in(MANAGER)
    for price in (250, 260, 270):
        await shop.till.do("PUT", "/articles/P1/price", {"price_fen": price})
    path = "/articles/price-changes?limit=2"
    first = await shop.till.do("GET", path)
    rest = await shop.till.do("GET", f"{path}&after={first[-1]['id']}")
    assert [one["price_fen"] for one in (*first, *rest)] == [250, 260, 270]


@pytest.mark.parametrize(
    "query",
    [
        "date=9999-12-31",
        "date=0001-01-01",
        "date=2026-02-30",
        "date=x",
        "after=",
        "after=x",
        "after=-1.hand.P1",
    ],
)
async def test_what_is_no_day_and_no_change(shop: Shop, query: str) -> None:
    """Neither the ends of the calendar nor a name that no change has."""
    await shop.till.sign_in(MANAGER)
    refused = await shop.till.call("GET", f"/articles/price-changes?{query}")
    assert (refused.status_code, refused.json()["code"]) == (400, "request.malformed")


async def test_the_same_request_changes_a_price_once(shop: Shop) -> None:
    """An answer that was lost is asked for again."""
    await shop.till.sign_in(MANAGER)
    for _ in range(2):
        await shop.till.do("PUT", "/articles/P1/price", {"price_fen": 250}, request_id="price-once-1")
    assert len(shop.events("price.changed")) == 1


async def test_a_cashier_needs_an_approval_for_a_price(shop: Shop) -> None:
    """Of this article, and it is used up with it."""
    await shop.till.sign_in(CASHIER)
    refused = await shop.till.call("PUT", "/articles/P1/price", {"price_fen": 250})
    assert (refused.status_code, refused.json()["code"]) == (403, "right.needed")
    params = refused.json()["params"]
    asked = {"staff": MANAGER, "pin": "1234", "action": params["right"], "subject": params["subject"]}
    approval = await shop.till.do("POST", "/approvals", asked)
    shop.till.http.headers["Approval"] = approval["id"]
    await shop.till.do("PUT", "/articles/P1/price", {"price_fen": 250})
    assert shop.events("price.changed")[0]["data"]["approved_by"] == MANAGER
    again = await shop.till.call("PUT", "/articles/P1/price", {"price_fen": 260})
    assert again.json()["code"] == "right.needed"


async def test_what_is_sold_out_is_listed_and_searched_so(shop: Shop) -> None:
    """An article and one choice of another, until they are to be had again; a cashier may say so."""
    await _file(shop.other, "options", CUP)
    await shop.till.sign_in(CASHIER)
    choice = {"group": "cup", "choice": "s"}
    await shop.till.do("POST", "/articles/P1/sold-out", {"sold_out": True})
    await shop.till.do("POST", "/articles/P2/sold-out", {"sold_out": True, "choice": choice})
    listed = await shop.till.do("GET", "/articles/sold-out")
    assert [(one["sku"], one.get("choice_name", "")) for one in listed] == [("P1", ""), ("P2", "小杯")]
    [water] = await shop.till.do("GET", "/articles?q=nfsq")
    assert water["sold_out"] is True
    detail = await shop.till.do("GET", "/articles/P2")
    assert detail["article"]["has_options"] is True
    assert [one.get("sold_out", False) for one in detail["options"][0]["choices"]] == [False, True]
    await shop.till.do("POST", "/articles/P1/sold-out", {"sold_out": False})
    assert len(await shop.till.do("GET", "/articles/sold-out")) == 1
    assert len(shop.events("article.sold_out")) == 3
    shop.prove()


async def test_a_price_below_what_the_options_take_off(shop: Shop) -> None:
    """Is refused in words, and changes nothing."""
    await _file(shop.other, "options", CUP)
    await shop.till.sign_in(MANAGER)
    before = shop.tables("request_answer")
    refused = await shop.till.call("PUT", "/articles/P2/price", {"price_fen": 199})
    assert (refused.status_code, refused.json()["code"]) == (422, "article.price-below-options")
    assert shop.tables("request_answer") == before


async def test_an_unknown_code_that_was_sold_waits_to_be_filed(shop: Shop) -> None:
    """With its price, until a catalogue brings it."""
    head = "sku,name,unit,price_fen,is_open_price,gtin\n"
    await _file(shop.other, "catalogue", head + "OPEN-1,无码商品,each,0,1,\n")
    await shop.till.open()
    code = "6901234567892"
    cart = await shop.till.do("POST", "/carts")
    cart = await shop.till.scan(cart, code, price_fen=350)
    await shop.till.pay(cart, 350)
    [unfiled] = await shop.till.do("GET", "/articles/unfiled")
    assert (unfiled["code"], unfiled["prices"], unfiled["times"], unfiled["sku"]) == (
        code,
        [350],
        1,
        "OPEN-1",
    )
    await _file(shop.other, "catalogue", head + f"N1,新品,each,350,,{code}\n")
    assert await shop.till.do("GET", "/articles/unfiled") == []
    shop.prove()


async def test_prices_and_what_is_out_outlive_a_restart(open_shop: OpenShop) -> None:
    """They are in the journal and in the tables."""
    async with open_shop() as shop:
        await shop.till.sign_in(MANAGER)
        await shop.till.do("PUT", "/articles/P1/price", {"price_fen": 250})
        await shop.till.do("POST", "/articles/P1/sold-out", {"sold_out": True})
    async with open_shop() as shop:
        await shop.till.sign_in(MANAGER)
        [water] = await shop.till.do("GET", "/articles?q=nfsq")
        assert (water["price_fen"], water["sold_out"]) == (250, True)
        shop.prove()


@pytest.mark.parametrize("kind", ["catalogue", "options", "promotions", "members", "stock"])
async def test_a_file_takes_the_right_at_a_till(shop: Shop, kind: str) -> None:
    """A cashier has it not, whatever the file; it is not even read."""
    await shop.till.sign_in(CASHIER)
    refused = await shop.till.http.post(f"/v1/imports/{kind}", content=b"")
    assert (refused.status_code, refused.json()["code"]) == (403, "right.needed")


async def test_a_kind_of_file_that_is_none(shop: Shop) -> None:
    """Has no address."""
    response = await shop.till.http.post("/v1/imports/prices", content=b"")
    assert (response.status_code, response.json()["code"]) == (404, "request.not-found")
