"""Without a code that can be scanned: short codes with their limits, and phone numbers by a supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.errors import Code
from edge_agent.domain.moments import Millis
from edge_agent.domain.orders import keyed_hash

if TYPE_CHECKING:
    from tests.api.conftest import OpenShop
    from tests.api.pickups.conftest import Counter

PICKUP, NUMBER = "ca978112ca1bbdca", "W1122-0042"
NOW = 1_795_320_000
RIGHT = {"code": "12345678", "tail": "5678"}
WRONG = {"code": "87654321", "tail": "5678"}


async def short(counter: Counter, body: dict[str, str], **more: Any) -> str:
    """What a look by short code is told: its code, or `ok`."""
    response = await counter.till.call("POST", "/pickups/look-short", body, **more)
    return "ok" if response.is_success else str(response.json()["code"])


async def test_a_short_code_and_the_phones_last_digits(counter: Counter) -> None:
    """As they are read out, with gaps; what was handed over has no code to keep."""
    seen = await counter.till.do("POST", "/pickups/look-short", {"code": "1234 5678", "tail": " 5678"})
    assert (seen["pickup"], seen["proof"], seen["order"]["number"]) == (PICKUP, "short", NUMBER)
    done = await counter.redeem({"handover": seen["handover"]})
    assert done["units"] == [0, 1]
    (event,) = counter.shop.events("pickup.redeemed")
    assert (event["data"]["proof"], "evidence" in event["data"]) == ("short", False)


async def test_look_and_hand_over_at_once(counter: Counter) -> None:
    """Parcel by parcel; afterwards the same code is told when they went."""
    done = await counter.till.do("POST", "/pickups/redeem-short", {**RIGHT, "units": [1]})
    assert (done["units"], done["left"]) == ([1], [0])
    assert (await counter.till.do("POST", "/pickups/redeem-short", RIGHT))["left"] == []
    told = await counter.refused("redeem-short", RIGHT)
    assert (told["code"], told["params"]["count"]) == (Code.PICKUP_ALREADY_COLLECTED, 2)


@pytest.mark.parametrize(
    "body",
    [{"code": "1234567", "tail": "5678"}, {"code": "12345678", "tail": "567"}, {"code": "", "tail": ""}],
)
async def test_what_is_no_short_code(counter: Counter, body: dict[str, str]) -> None:
    """It is not tried at all, and counts for nothing."""
    assert await short(counter, body) == Code.PICKUP_SHORT_INVALID
    assert counter.shop.tables()["pickup_try"] == []


async def test_a_wrong_code_and_wrong_digits_are_told_alike(counter: Counter) -> None:
    """Nobody learns which half was right."""
    first = await counter.refused("look-short", WRONG)
    second = await counter.refused("look-short", {**RIGHT, "tail": "0000"})
    assert first == second
    assert first["code"] == Code.PICKUP_SHORT_WRONG
    assert counter.reasons() == ["short-code", "short-code"]
    assert "87654321" not in str(counter.shop.events("pickup.refused"))


async def test_five_wrong_ones_pause_this_till(counter: Counter) -> None:
    """For a minute even the right one is not tried; another till goes on, and then there are five more."""
    for _ in range(5):
        assert await short(counter, WRONG) == Code.PICKUP_SHORT_WRONG
    told = await counter.refused("look-short", RIGHT)
    assert (told["code"], told["params"]) == (Code.PICKUP_SHORT_LOCKED, {"seconds": 60})
    assert (await counter.other.call("POST", "/pickups/look-short", RIGHT)).is_success
    counter.later(60)
    for _ in range(5):
        assert await short(counter, WRONG) == Code.PICKUP_SHORT_WRONG
    assert await short(counter, RIGHT) == Code.PICKUP_SHORT_LOCKED
    counter.later(60)
    assert await short(counter, RIGHT) == "ok"


async def test_a_pause_outlasts_the_business_day(counter: Counter) -> None:
    """The day's last second has no five tries more."""
    counter.later(16 * 3_600 - 1)
    for _ in range(5):
        await short(counter, WRONG)
    counter.later(1)
    assert await short(counter, RIGHT) == Code.PICKUP_SHORT_LOCKED
    assert {row[1] for row in counter.shop.tables()["pickup_try"]} == {"2026-11-22"}


async def test_tries_in_a_pause_are_on_record(counter: Counter) -> None:
    """Somebody goes on guessing; they count as no tries, so that whoever waits gets his turn."""
    for _ in range(6):
        await short(counter, WRONG)
    assert counter.reasons() == [*5 * ["short-code"], "locked"]
    counter.later(60)
    assert await short(counter, RIGHT) == "ok"


async def test_a_right_one_begins_the_count_anew(counter: Counter) -> None:
    """Four wrong ones, a hand-over, four wrong ones: no pause."""
    for _ in range(4):
        await short(counter, WRONG)
    await counter.till.do("POST", "/pickups/redeem-short", {**RIGHT, "units": [0]})
    for _ in range(4):
        await short(counter, WRONG)
    assert await short(counter, RIGHT) == "ok"


async def test_after_thirty_a_day_a_supervisor_is_asked(counter: Counter) -> None:
    """For each one, whatever it turns out to be; the hand-over says so."""
    for no in range(30):
        assert await short(counter, WRONG) == Code.PICKUP_SHORT_WRONG, no
        counter.later(60)
    assert await short(counter, RIGHT) == Code.RIGHT_NEEDED
    approval = await counter.approval("5678")
    seen = await counter.till.do("POST", "/pickups/look-short", RIGHT, approval=approval)
    assert seen["overrides"] == ["tries"]
    await counter.redeem({"handover": seen["handover"]})
    (event,) = counter.shop.events("pickup.redeemed")
    assert (event["data"]["approved_by"], event["data"]["overrides"]) == ("8001", ["tries"])
    counter.later(24 * 3_600)
    assert await short(counter, WRONG) == Code.PICKUP_SHORT_WRONG


async def test_an_order_that_went_to_another_phone(counter: Counter) -> None:
    """Its new code was seen before the feed told of it: the short code known here is the old phone's.

    The feed brings the new one.
    """
    await counter.scan_refused(counter.screen(0, generation=1))
    assert await short(counter, RIGHT) == Code.PICKUP_SUPERSEDED
    await counter.revoke(2)
    assert await short(counter, RIGHT) == Code.PICKUP_REVOKED
    assert counter.reasons() == ["stale-screen", "superseded", "revoked"]
    await counter.bring(generation=2, short_hash=keyed_hash(b"k" * 32, "short", "87654321"))
    assert await short(counter, RIGHT) == Code.PICKUP_SHORT_WRONG
    assert await short(counter, WRONG) == "ok"


async def test_a_phone_number_outlives_every_code(counter: Counter) -> None:
    """A supervisor hands over by it whatever was reissued, but nothing of an order taken back."""
    await counter.till.sign_in("8001")
    body = {"phone": "17000005678", "sku": "P2"}
    await counter.revoke(3)
    assert (await counter.till.do("POST", "/pickups/look-phone", body))["proof"] == "phone"
    await counter.revoke(256)
    assert (await counter.refused("look-phone", body))["code"] == Code.PICKUP_REVOKED


async def test_an_order_out_of_time(counter: Counter) -> None:
    """Is told as that."""
    counter.later(3 * 24 * 3_600 + 121)
    assert await short(counter, RIGHT) == Code.PICKUP_EXPIRED
    assert counter.reasons() == ["expired"]


async def test_a_phone_number_and_an_article_by_a_supervisor(counter: Counter) -> None:
    """One approval covers look and hand-over; number and article are in no event."""
    body = {"phone": "170 0000 5678", "sku": "P2"}
    told = await counter.refused("look-phone", body)
    assert (told["code"], told["params"]["subject"]) == (Code.RIGHT_NEEDED, "5678")
    approval = await counter.approval("5678")
    seen = await counter.till.do("POST", "/pickups/look-phone", body, approval=approval)
    assert (seen["proof"], seen["overrides"], seen["approved_by"]) == ("phone", ["phone"], "8001")
    await counter.redeem({"handover": seen["handover"]})
    (event,) = counter.shop.events("pickup.redeemed")
    assert (event["data"]["approved_by"], event["data"]["overrides"]) == ("8001", ["phone"])
    assert "17000005678" not in str(counter.shop.tables()["journal"])


async def test_a_customer_of_many_orders(counter: Counter) -> None:
    """The latest are looked at, however many of the month were collected before."""
    await counter.bring(is_cancelled=True)
    for no in range(31):
        expires = Millis((NOW + (no - 29) * 3_600) * 1_000)
        await counter.bring(id=f"{no:016x}", number=f"W1120-{no:04d}", expires_at=expires)
    await counter.till.sign_in("8001")
    seen = await counter.till.do("POST", "/pickups/look-phone", {"phone": "17000005678", "sku": "P2"})
    assert seen["order"]["number"] == "W1120-0029"


@pytest.mark.parametrize(
    "body", [{"phone": "17000005678", "sku": "P9"}, {"phone": "17100000001", "sku": "P2"}]
)
async def test_a_phone_or_an_article_that_does_not_fit(counter: Counter, body: dict[str, str]) -> None:
    """Told alike, by whoever may look."""
    await counter.till.sign_in("8001")
    assert (await counter.refused("look-phone", body))["code"] == Code.PICKUP_PHONE_WRONG
    assert counter.reasons() == ["phone"]


async def test_what_is_no_phone_number(counter: Counter) -> None:
    """It is not looked up."""
    told = await counter.refused("look-phone", {"phone": "123", "sku": "P2"})
    assert (told["code"], counter.reasons()) == (Code.PICKUP_PHONE_INVALID, [])


async def test_a_store_that_has_heard_of_no_orders(open_shop: OpenShop) -> None:
    """Without headquarters' key nothing can be looked up; no try is counted."""
    async with open_shop() as shop:
        await shop.till.sign_in("8001")
        response = await shop.till.call("POST", "/pickups/look-short", RIGHT)
        assert response.json()["code"] == Code.PICKUP_NOT_LISTED
        response = await shop.till.call("POST", "/pickups/look-phone", {"phone": "17000005678", "sku": "P2"})
        assert response.json()["code"] == Code.PICKUP_NOT_LISTED
        assert shop.tables()["pickup_try"] == []
        assert [event["data"]["reason"] for event in shop.events("pickup.refused")] == 2 * ["not-listed"]
