"""Stock over the API: documents that move it, counts and their review, lists, and who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from tests.api.conftest import Json, Shop

WATER, PORK_LABEL = "6921168509256", "2200202005324"
"""P1 by its barcode; 0.532 kg of W1 on a weight label."""


async def _received(shop: Shop, sku: str, quantity: int, **more: Any) -> Json:
    body = {"lines": [{"sku": sku, "quantity": quantity, **more}]}
    return await shop.till.do("POST", "/stock/receipts", body)


async def _on_hand(shop: Shop, sku: str) -> int:
    found: int = (await shop.till.do("GET", f"/stock/{sku}"))["level"]["on_hand"]
    return found


async def test_a_delivery_is_taken_in_and_sold(shop: Shop) -> None:
    """The answer tells what is on hand, the article its moves, latest first; a weighed one by the gram."""
    await shop.till.open()
    posted = await _received(shop, "P1", 24_000, cost_fen=120)
    await _received(shop, "W1", 10_000)
    await shop.till.sell(WATER, WATER, PORK_LABEL)
    water, pork = [await shop.till.do("GET", f"/stock/{sku}") for sku in ("P1", "W1")]

    assert [(level["sku"], level["on_hand"]) for level in posted["levels"]] == [("P1", 24_000)]
    assert water["level"]["name"] == "农夫山泉饮用天然水550ml"
    assert [(move["kind"], move["quantity"]) for move in water["moves"]] == [
        ("sale", -2_000),
        ("receipt", 24_000),
    ]
    assert (pork["level"]["on_hand"], pork["level"]["unit"]) == (9_468, "kg")
    (event,) = [event for event in shop.events("stock.received") if event["data"]["lines"][0]["sku"] == "P1"]
    assert event["data"]["lines"] == [{"sku": "P1", "quantity": 24_000, "cost_fen": 120}]
    assert event["edgeactor"] == "1001"
    shop.prove()


async def test_a_delivery_that_is_sent_twice_is_taken_in_once(shop: Shop) -> None:
    """The same Request-Id repeats its answer."""
    await shop.till.open()
    body = {"lines": [{"sku": "P1", "quantity": 6_000}], "document": "N1"}
    first = await shop.till.do("POST", "/stock/receipts", body, request_id="receipt-1")
    again = await shop.till.do("POST", "/stock/receipts", body, request_id="receipt-1")

    assert first == again
    assert await _on_hand(shop, "P1") == 6_000


async def test_counting_while_selling(shop: Shop) -> None:
    """What is sold between the count and its review stays sold."""
    await shop.till.open()
    await _received(shop, "P1", 24_000)
    sheet = shop.clock.at
    await shop.till.sell(WATER)
    lines = [{"sku": "P1", "counted": 20_000, "counted_at": sheet}]
    count = await shop.till.do("POST", "/stock/counts", {"lines": lines})
    await shop.till.sell(WATER)
    waiting = await shop.till.do("GET", "/stock/counts?state=waiting")
    await shop.other.sign_in("9001")
    done = await shop.other.do("POST", f"/stock/counts/{count['document']}/review", {"accept": True})

    (line,) = count["lines"]
    assert (line["book"], line["difference"], line["posted"]) == (24_000, -4_000, None)
    assert waiting == [count]
    assert (done["state"], done["reviewed_by"], done["lines"][0]["posted"]) == ("reviewed", "9001", -4_000)
    assert await _on_hand(shop, "P1") == 18_000
    assert await shop.till.do("GET", "/stock/counts") == []
    assert await shop.till.do("GET", "/stock/counts?state=reviewed") == [done]
    shop.prove()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/stock/write-offs", {"lines": [{"sku": "P1", "quantity": 1_000}], "reason": "破损"}),
        ("/stock/transfers", {"lines": [{"sku": "P1", "quantity": 1_000}], "to_store": "S0002"}),
    ],
)
async def test_a_cashier_needs_an_approval(shop: Shop, path: str, body: Json) -> None:
    """Refused until somebody who may says yes to this very action; then both are on record."""
    await shop.till.open()
    refused = await shop.till.call("POST", path, body)
    problem = refused.json()
    asked = {"staff": "9001", "pin": "1234", "action": problem["params"]["right"]}
    subject = problem["params"]["subject"]
    approval = await shop.till.do("POST", "/approvals", {**asked, "subject": subject, "reason": ""})
    shop.till.http.headers["Approval"] = approval["id"]
    await shop.till.do("POST", path, body)

    assert (refused.status_code, problem["code"], subject) == (403, "right.needed", "P1")
    assert await _on_hand(shop, "P1") == -1_000
    kind = "stock.written_off" if "write" in path else "stock.transferred"
    (event,) = shop.events(kind)
    assert (event["edgeactor"], event["data"]["approved_by"]) == ("1001", "9001")


async def test_a_count_is_reviewed_by_somebody_else(shop: Shop) -> None:
    """盘点审核 takes its own right."""
    await shop.till.open()
    count = await shop.till.do("POST", "/stock/counts", {"lines": [{"sku": "P1", "counted": 0}]})

    refused = await shop.till.call("POST", f"/stock/counts/{count['document']}/review", {"accept": True})

    assert refused.json()["code"] == "right.needed"


async def test_goods_come_from_another_store(shop: Shop) -> None:
    """A transfer note is posted once for each direction and store."""
    await shop.till.sign_in("9001")
    body = {"lines": [{"sku": "P1", "quantity": 5_000}], "from_store": "S0002", "document": "T1"}
    await shop.till.do("POST", "/stock/transfers", body)

    twice = await shop.till.call("POST", "/stock/transfers", body)

    assert (twice.status_code, twice.json()["code"]) == (409, "stock.note-twice")
    assert await _on_hand(shop, "P1") == 5_000
    await shop.till.do("POST", "/stock/transfers", {**body, "from_store": "S0003"})


async def test_the_lists_name_what_needs_a_hand(shop: Shop) -> None:
    """Low, sold out and below zero, each the most pressing first; what is plenty is on none."""
    await shop.till.open()
    for sku, quantity in (("P1", 50_000), ("P2", 3_000), ("M1", 1_000), ("M2", 4_000)):
        await _received(shop, sku, quantity)
    await shop.till.sell("M1")
    await shop.till.sell("M3")

    async def listed(name: str, more: str = "") -> list[tuple[str, int]]:
        levels = await shop.till.do("GET", f"/stock?list={name}{more}")
        return [(level["sku"], level["on_hand"]) for level in levels]

    assert await listed("low") == [("P2", 3_000)]
    assert await listed("sold-out") == [("M1", 0)]
    assert await listed("negative") == [("M3", -1_000)]
    assert await listed("negative", "&limit=1") == [("M3", -1_000)]


async def test_what_expires_soon_is_listed_as_long_as_it_is_there(shop: Shop) -> None:
    """The oldest are sold first: what is left of a date is what later deliveries do not explain."""
    await shop.till.open()
    for expiry, quantity in (("2026-11-25", 3_000), ("2026-11-28", 2_000), ("2027-05-01", 4_000)):
        await _received(shop, "P1", quantity, expiry=expiry)

    async def near() -> list[tuple[str, int]]:
        levels = await shop.till.do("GET", "/stock?list=near-expiry")
        return [(level["expiry"], level["expiring"]) for level in levels]

    assert await near() == [("2026-11-25", 3_000), ("2026-11-28", 2_000)]
    await shop.till.sell(WATER, WATER)
    assert await near() == [("2026-11-25", 1_000), ("2026-11-28", 2_000)]
    await shop.till.sell(WATER, WATER)
    assert await near() == [("2026-11-28", 1_000)]
    await shop.till.sell(WATER)
    assert await near() == []


async def test_goods_out_of_date_stay_on_the_list(shop: Shop) -> None:
    """Until somebody writes them off."""
    await shop.till.open()
    await _received(shop, "P1", 3_000, expiry="2026-11-23")
    shop.clock.at = Millis(shop.clock.at + 5 * DAY)

    (level,) = await shop.till.do("GET", "/stock?list=near-expiry")

    assert (level["expiry"], level["expiring"]) == ("2026-11-23", 3_000)


async def test_goods_that_came_out_of_date_are_asked_about(shop: Shop) -> None:
    """Once for the whole delivery, by name and date; goods of their last day are not asked about."""
    await shop.till.open()
    dates = {"P1": "2026-11-21", "P2": "2026-11-22", "9000001": "2026-11-20"}
    body = {"lines": [{"sku": sku, "quantity": 1_000, "expiry": day} for sku, day in dates.items()]}
    asked = (await shop.till.call("POST", "/stock/receipts", body)).json()
    assert asked["code"] == "stock.expired.confirm"
    assert asked["title"] == "农夫山泉饮用天然水550ml 2026-11-21, 购物袋 2026-11-20 已过期,还要收吗"
    assert shop.events("stock.received") == []

    await shop.till.do("POST", "/stock/receipts", {**body, "confirm": True})
    (event,) = shop.events("stock.received")
    assert [line["expiry"] for line in event["data"]["lines"]] == list(dates.values())


async def test_opening_stock_is_imported(shop: Shop) -> None:
    """Bad rows are named with their line, in the language that was asked for."""
    data = b"sku,quantity\nP1,12\nP9,1\n"
    headers = {"Accept-Language": "en"}
    answer = (await shop.till.http.post("/v1/imports/stock", content=data, headers=headers)).json()
    await shop.till.open()

    assert answer["taken"] == 1
    assert answer["refused"] == ["line 3: there is no article P9; import the catalogue first"]
    assert await _on_hand(shop, "P1") == 12_000


async def test_the_lists_ask_for_a_session(shop: Shop) -> None:
    """Nobody reads stock without having signed in."""
    for path in ("/stock/P1", "/stock?list=low", "/stock/counts"):
        refused = await shop.till.call("GET", path)
        assert refused.json()["code"] == "session.needed"


@pytest.mark.parametrize(
    "path", ["/stock", "/stock?list=all", "/stock?list=low&limit=0", "/stock/counts?state=x"]
)
async def test_a_list_that_is_none_is_malformed(shop: Shop, path: str) -> None:
    """What is asked for wrongly is said to be."""
    await shop.till.open()
    refused = await shop.till.call("GET", path)

    assert (refused.status_code, refused.json()["code"]) == (400, "request.malformed")
