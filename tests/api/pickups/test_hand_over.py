"""Pickup at the counter: looked at, handed over once, on record, out of the stock."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.domain.pickup import Seconds
from edge_agent.domain.pickup.issue import issue, present

if TYPE_CHECKING:
    from tests.api.pickups.conftest import Counter

PICKUP, NUMBER = "ca978112ca1bbdca", "W1122-0042"
NOW = 1_795_320_000


async def test_an_order_is_looked_at_and_handed_over(counter: Counter) -> None:
    """The screen shows its parcels; Enter hands them over; journal, evidence and stock have it."""
    await counter.till.do("POST", f"/pickups/{PICKUP}/ready", {"place": "A-12", "units": [0]})
    text = counter.screen()
    seen = await counter.look(text)
    assert (seen["pickup"], seen["proof"], seen["units"], seen["of_units"]) == (PICKUP, "code", [0, 1], 2)
    assert (seen["order"]["number"], seen["order"]["state"]) == (NUMBER, "waiting")
    assert seen["order"]["parcels"][0]["place"] == "A-12"
    assert "overrides" not in seen
    assert counter.shop.events("pickup.redeemed") == []

    done = await counter.redeem({"handover": seen["handover"]})
    assert (done["handover"], done["units"], done["left"], done["number"]) == (
        seen["handover"],
        [0, 1],
        [],
        NUMBER,
    )
    (event,) = counter.shop.events("pickup.redeemed")
    assert (event["edgeactor"], event["edgetill"], event["edgedate"]) == ("1001", "1", "2026-11-22")
    assert event["data"]["evidence"] == text
    assert event["data"]["lines"] == [
        {"sku": "P1", "quantity": 2_000, "line": 1},
        {"sku": "P2", "quantity": 1_000, "line": 2},
        {"sku": "P1", "quantity": 1_000, "line": 3},
    ]
    assert (counter.level("P1"), counter.level("P2")) == (-3_000, -1_000)
    assert counter.shop.tables()["handover"] == []


async def test_looking_burns_nothing(counter: Counter) -> None:
    """However often, and at either till: nothing but the note of what was looked at."""
    text = counter.screen()
    first, again = await counter.look(text), await counter.look(text)
    await counter.other.do("POST", "/pickups/scan", {"code": text})
    assert first["handover"] != again["handover"]
    assert counter.shop.tables()["redemption"] == []
    assert await counter.redeem({"handover": first["handover"]})
    assert counter.reasons() == []


async def test_parcels_go_one_by_one_each_with_a_newer_screen(counter: Counter) -> None:
    """One row per parcel; the same screen again is refused, a fresh one hands over what is left."""
    text = counter.screen()
    done = await counter.redeem({"code": text, "units": [1]})
    assert (done["units"], done["left"]) == ([1], [0])
    assert (await counter.refused("redeem", {"code": text, "units": [0]}))["code"] == "pickup.replayed-screen"
    counter.later(1)
    seen = await counter.look()
    assert (seen["units"], seen["order"]["state"]) == ([0], "partly")
    assert seen["order"]["parcels"][1]["till"] == "1"
    assert (await counter.redeem({"handover": seen["handover"]}))["left"] == []
    counter.later(1)
    told = await counter.refused("scan", {"code": counter.screen()})
    assert (told["code"], told["params"]) == (
        "pickup.already-collected",
        {"at": "11-22 12:00", "till": "1", "count": 2, "pickup": seen["pickup"]},
    )
    assert counter.reasons() == ["replayed-screen", "already-collected"]
    assert [(row[1], row[4]) for row in counter.shop.tables()["redemption"]] == [(0, "1"), (1, "1")]


async def test_what_was_looked_at_counts_at_its_till_for_some_minutes(counter: Counter) -> None:
    """Not at another till, not after a quarter of an hour, not twice."""
    seen = await counter.look()
    body = {"handover": seen["handover"]}
    response = await counter.other.call("POST", "/pickups/redeem", body)
    assert response.json()["code"] == "pickup.look-again"
    counter.later(15 * 60)
    assert (await counter.refused("redeem", body))["code"] == "pickup.look-again"
    seen = await counter.look()
    counter.later(14 * 60)
    await counter.redeem({"handover": seen["handover"]})
    assert (await counter.refused("redeem", {"handover": seen["handover"]}))["code"] == "pickup.look-again"
    assert (await counter.refused("redeem", {"handover": "none"}))["code"] == "pickup.look-again"
    assert (await counter.refused("redeem", {}))["code"] == "request.malformed"
    both = {"handover": seen["handover"], "code": counter.screen()}
    assert (await counter.refused("redeem", both))["code"] == "request.malformed"


async def test_a_repeated_request_hands_over_once(counter: Counter) -> None:
    """The same Request-Id answers what it answered."""
    body = {"code": counter.screen()}
    first = await counter.redeem(body, request_id="redeem-once")
    assert first == await counter.redeem(body, request_id="redeem-once")
    assert len(counter.shop.events("pickup.redeemed")) == 1


async def test_of_two_tills_at_the_same_instant_one_hands_over(counter: Counter) -> None:
    """The same code, or the same order looked at by both: one wins, the other is told why not."""
    text = counter.screen()
    answers = await asyncio.gather(
        *(till.call("POST", "/pickups/redeem", {"code": text}) for till in (counter.till, counter.other))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert counter.reasons() == ["replayed-screen"]
    assert len(counter.shop.events("pickup.redeemed")) == 1


async def test_a_look_that_was_overtaken_hands_nothing_over(counter: Counter) -> None:
    """What stands on a screen is checked again when Enter is pressed."""
    seen = await counter.look()
    counter.later(1)
    await counter.other.do("POST", "/pickups/redeem", {"code": counter.screen(), "units": [0, 1]})
    told = await counter.refused("redeem", {"handover": seen["handover"]})
    assert (told["code"], told["params"]) == ("pickup.replayed-screen", {"pickup": seen["pickup"]})


@pytest.mark.parametrize("units", [[], [2], [-1], [0, 2]])
async def test_parcels_that_are_none(counter: Counter, units: list[int]) -> None:
    """Refused with their own reason, on record, and nothing is handed over."""
    told = await counter.refused("redeem", {"code": counter.screen(), "units": units})
    assert (told["code"], counter.reasons()) == ("pickup.units", ["units"])
    assert counter.shop.tables()["redemption"] == []


async def test_codes_that_hand_nothing_over(counter: Counter) -> None:
    """Each with its exact reason, in the journal too; what is no pickup code is not kept."""
    good = counter.screen()
    codes = {
        "format": "6921168509256",
        "b45": "PK1:a",
        "cose": "PK1:00",
        "stale-screen": counter.screen(NOW - 600),
        "wrong-store": counter.screen(audience="S0999"),
        "expired": counter.screen(expires=NOW - 121),
        "not-yet": counter.screen(not_before=NOW + 3_600),
        "pop": counter.slip(),
    }
    for reason, text in codes.items():
        assert await counter.scan_refused(text) == f"pickup.{reason}"
    assert counter.reasons() == list(codes)
    events = counter.shop.events("pickup.refused")
    assert [event["data"].get("evidence", "") for event in events] == ["", *list(codes.values())[1:]]
    assert events[4]["data"]["pickup"] == PICKUP
    assert await counter.look(good)


async def test_a_code_of_another_store_names_it(counter: Counter) -> None:
    """So that the customer knows where to go."""
    told = await counter.refused("scan", {"code": counter.screen(audience="S0999")})
    assert told["params"] == {"store": "S0999"}
    assert "S0999" in told["title"]


async def test_what_a_phone_says_of_its_store_moves_no_cursor(counter: Counter) -> None:
    """It signs that name itself: anybody's text, of any length."""
    ticket = issue(msgspec.structs.replace(counter.ticket, audience="*"), counter.hq)
    code = present(ticket, counter.phone, Seconds(NOW), "\x1b[2J五一店,可以交货")
    told = await counter.refused("scan", {"code": code})
    assert (told["code"], told["params"]) == ("pickup.wrong-store", {"store": "[2J五一店,可"})


async def test_an_order_that_was_passed_on_or_taken_back(counter: Counter) -> None:
    """The newest generation seen here, the order's own, and headquarters' list void what is older."""
    await counter.redeem({"code": counter.screen(generation=1), "units": [0]})
    counter.later(1)
    assert await counter.scan_refused(counter.screen(generation=0)) == "pickup.superseded"
    await counter.bring(generation=3)
    assert await counter.scan_refused(counter.screen(generation=2)) == "pickup.superseded"
    await counter.revoke(4)
    assert await counter.scan_refused(counter.screen(generation=3)) == "pickup.revoked"
    await counter.bring(generation=3, is_cancelled=True)
    assert await counter.scan_refused(counter.screen(generation=9)) == "pickup.revoked"


async def test_a_newer_code_is_known_from_a_refusal_too(counter: Counter) -> None:
    """Whatever was wrong with it, headquarters had signed it."""
    assert await counter.scan_refused(counter.screen(NOW - 600, generation=1)) == "pickup.stale-screen"
    assert await counter.scan_refused(counter.screen()) == "pickup.superseded"


async def test_a_newer_code_is_known_from_whatever_was_asked_of_it(counter: Counter) -> None:
    """Handed over at once, it wanted goods or a supervisor first: the old phone is refused meanwhile."""
    await counter.bring_keys(2, expires=NOW - 121)
    told = await counter.refused("redeem", {"code": counter.screen(generation=1)})
    assert told["code"] == "right.needed"
    assert await counter.scan_refused(counter.screen()) == "pickup.superseded"
    late = "00000000000000ff"
    told = await counter.refused("redeem", {"code": counter.screen(pickup_id=late, generation=2)})
    assert told["code"] == "pickup.goods-needed"
    assert await counter.scan_refused(counter.screen(pickup_id=late, generation=1)) == "pickup.superseded"
    assert [event["data"]["generation"] for event in counter.shop.events("pickup.shown")] == [1, 2]


async def test_a_newer_code_is_known_from_a_look_too(counter: Counter) -> None:
    """While its goods are fetched the old phone comes to the other till: there is nothing for it."""
    seen = await counter.look(counter.screen(generation=1))
    response = await counter.other.call("POST", "/pickups/redeem", {"code": counter.screen()})
    assert response.json()["code"] == "pickup.superseded"
    await counter.look(counter.screen(generation=1))
    (event,) = counter.shop.events("pickup.shown")
    assert event["data"] == {"pickup": PICKUP, "generation": 1}
    assert (await counter.redeem({"handover": seen["handover"]}))["left"] == []


async def test_a_slip_is_checked_again_when_enter_is_pressed(counter: Counter) -> None:
    """Headquarters took the permission back while its goods were fetched."""
    await counter.bring(allows_slip=True)
    seen = await counter.look(counter.slip())
    await counter.bring(allows_slip=False)
    told = await counter.refused("redeem", {"handover": seen["handover"]})
    assert (told["code"], counter.reasons()) == ("pickup.pop", ["pop"])


async def test_a_clock_set_back_makes_no_look_last_longer(counter: Counter) -> None:
    """Some minutes, whichever way the clock goes; what corrects it by a little spoils nothing."""
    seen, again = await counter.look(), await counter.look()
    counter.later(-16 * 60)
    assert (await counter.refused("redeem", {"handover": seen["handover"]}))["code"] == "pickup.look-again"
    counter.later(15 * 60)
    assert await counter.redeem({"handover": again["handover"]})


async def test_a_slip_is_good_where_its_order_allows_it(counter: Counter) -> None:
    """Paper has no phone: only an order that is here and says so is handed over for it."""
    assert await counter.scan_refused(counter.slip()) == "pickup.pop"
    await counter.bring(allows_slip=True)
    assert (await counter.look(counter.slip()))["proof"] == "slip"
    await counter.redeem({"code": counter.slip()})
    assert await counter.scan_refused(counter.slip()) == "pickup.already-collected"


async def test_an_undated_key_set_takes_over_at_once(counter: Counter) -> None:
    """A code is judged by the set in force when it is redeemed, not by the one that was held before."""
    counter.hq, before = type(counter.hq)(b"N" * 32), counter.hq
    new = counter.screen()
    assert await counter.scan_refused(new) == "pickup.unknown-key"
    await counter.bring_keys(2)
    assert await counter.look(new)
    counter.hq = before
    assert await counter.scan_refused(counter.screen()) == "pickup.unknown-key"
