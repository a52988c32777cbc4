"""Finding a sale: by its number or the last digits of it, by time, amount, article, and all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.moments import DAY, HOUR, Millis

if TYPE_CHECKING:
    from tests.api.conftest import Shop

WATER, MILK, GOLD = "6921168509256", "6907992500010", "9000002"
NOON = 1_795_320_000_000


async def test_the_latest_sales_are_the_latest_by_any_clock(shop: Shop, clock: Any) -> None:
    """A clock that was an hour ahead is set right: what was sold meanwhile is still on the list."""
    await shop.till.open()
    clock.at = Millis(clock.at + HOUR)
    sale = await shop.till.sell(WATER)
    clock.at = Millis(clock.at - HOUR)
    assert await _found(shop, "") == [sale["receipt_no"][-4:]]


@pytest.fixture
async def sold(shop: Shop, clock: Any) -> list[Any]:
    """Four sales, an hour apart: ￥2.00, ￥5.50, ￥4.00 and ￥3.50."""
    await shop.till.open()
    sales = []
    for codes in ((WATER,), (MILK, WATER), (WATER, WATER), (MILK,)):
        sales.append(await shop.till.sell(*codes))
        clock.at = Millis(clock.at + HOUR)
    return sales


async def _found(shop: Shop, query: str) -> list[str]:
    return [one["receipt_no"][-4:] for one in await shop.till.do("GET", f"/sales?{query}")]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["0004", "0003", "0002", "0001"]),
        ("limit=2", ["0004", "0003"]),
        ("receipt=0002", ["0002"]),
        ("receipt=2", ["0002"]),
        ("receipt=9", []),
        ("receipt=S0731-1-20261122-0003", ["0003"]),
        ("receipt=S0731-1-20261122-0003&amount_fen=1", []),
        ("receipt=S0731-1-20261122-9999", []),
        ("amount_fen=350", ["0004"]),
        ("amount_fen=351", []),
        ("sku=P1", ["0003", "0002", "0001"]),
        ("sku=P2", ["0004", "0002"]),
        ("sku=none", []),
        ("date=2026-11-22", ["0004", "0003", "0002", "0001"]),
        ("date=2026-11-22&sku=P2", ["0004", "0002"]),
        ("date=2026-11-21", []),
        ("date=2026-11-23", []),
        (f"from={NOON + HOUR}", ["0004", "0003", "0002"]),
        (f"to={NOON + HOUR}", ["0001"]),
        (f"from={NOON + HOUR}&to={NOON + 3 * HOUR}", ["0003", "0002"]),
        (f"from={NOON + HOUR}&sku=P1&amount_fen=400", ["0003"]),
    ],
)
async def test_what_is_known_is_enough(shop: Shop, sold: list[Any], query: str, numbers: list[str]) -> None:
    """Whatever is said must hold; newest first."""
    assert len(sold) == 4
    assert await _found(shop, query) == numbers


async def test_a_list_goes_on_where_it_ended(shop: Shop, sold: list[Any]) -> None:
    """Page after page, nothing twice, nothing left out, with a filter or without."""
    for query, count in (("", 4), ("&sku=P1", 3)):
        seen: list[str] = []
        while page := await shop.till.do("GET", f"/sales?limit=1{query}&before={seen[-1] if seen else '~'}"):
            seen += [one["id"] for one in page]
        assert len(seen) == len(set(seen)) == count
    assert seen[-1] == sold[0]["id"]


async def test_a_list_tells_what_a_sale_was(shop: Shop, sold: list[Any]) -> None:
    """Its first article, how many lines, and what has gone back of it."""
    body = {"lines": [{"line": 1, "quantity": 1_000}]}
    await shop.till.sign_in("8001")
    await shop.till.do("POST", f"/sales/{sold[1]['id']}/refunds", body)
    (seen,) = await shop.till.do("GET", "/sales?receipt=2")

    assert (seen["first"], seen["count"]) == ("伊利纯牛奶250ml", 2)
    assert (seen["total_fen"], seen["refunded_fen"]) == (550, 350)


async def test_an_old_sale_is_found_when_its_time_is_told(shop: Shop, sold: list[Any], clock: Any) -> None:
    """Otherwise a search reads the last month alone; its number in full always finds it."""
    clock.at = Millis(clock.at + 60 * DAY)
    assert await _found(shop, "sku=P2") == []
    assert await _found(shop, f"sku=P2&from={NOON}") == ["0004", "0002"]
    assert await _found(shop, f"receipt={sold[0]['receipt_no']}") == ["0001"]


async def test_a_sale_after_midnight_is_of_its_shifts_date(shop: Shop, clock: Any) -> None:
    """Whatever day the calendar says."""
    await shop.till.open()
    clock.at = Millis(clock.at + DAY)
    after = await shop.till.sell("6921168509256")
    assert await _found(shop, "date=2026-11-22") == [after["receipt_no"][-4:]]
    assert await _found(shop, "date=2026-11-23") == []


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("receipt=", "receipt"),
        ("receipt=12a", "receipt"),
        ("receipt=%D9%A1", "receipt"),
        ("receipt=1234567", "receipt"),
        ("date=2026-11-31", "date"),
        ("date=today", "date"),
        ("amount_fen=-1", "amount_fen"),
        (f"amount_fen={10**30}", "amount_fen"),
        (f"receipt=S0731-1-20261122-0001&amount_fen={10**30}", "amount_fen"),
        ("from=-1", "from to"),
        (f"from={NOON + DAY}&to={NOON}", "from"),
        (f"from={NOON - 100 * DAY}&to={NOON}", "to"),
        (f"to={10**30}", "to"),
    ],
)
async def test_what_cannot_be_searched_for_says_why(shop: Shop, query: str, detail: str) -> None:
    """With the names of what is wrong."""
    await shop.till.open()
    response = await shop.till.call("GET", f"/sales?{query}")

    assert (response.status_code, response.json()["code"]) == (422, "find.invalid")
    assert response.json()["params"]["detail"] == detail
