"""Places, lists, and hand-overs that are undone on their own day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.errors import Code

if TYPE_CHECKING:
    from tests.api.pickups.conftest import Counter

PICKUP, NUMBER = "ca978112ca1bbdca", "W1122-0042"
DAY_S = 24 * 60 * 60


async def states(counter: Counter, query: str = "") -> list[tuple[str, str]]:
    """Number and state of each listed order."""
    return [(order["number"], order["state"]) for order in await counter.till.do("GET", f"/pickups{query}")]


async def test_parcels_lie_at_their_places(counter: Counter) -> None:
    """An order is ready with its last parcel; moved elsewhere, it lies there."""
    view = await counter.till.do("POST", f"/pickups/{PICKUP}/ready", {"place": "A-12", "units": [1]})
    assert (view["state"], [parcel.get("place") for parcel in view["parcels"]]) == ("waiting", [None, "A-12"])
    view = await counter.till.do("POST", f"/pickups/{PICKUP}/ready", {"place": " B-1 "})
    assert (view["state"], [parcel["place"] for parcel in view["parcels"]]) == ("ready", ["B-1", "B-1"])
    assert view == await counter.till.do("GET", f"/pickups/{PICKUP}")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"place": " "}, Code.PICKUP_PLACE),
        ({"place": "货" * 17}, Code.PICKUP_PLACE),
        ({"place": "A\n1"}, Code.PICKUP_PLACE),
        ({"place": "A1", "units": []}, Code.PICKUP_UNITS),
        ({"place": "A1", "units": [2]}, Code.PICKUP_UNITS),
    ],
)
async def test_places_that_are_none(counter: Counter, body: Any, code: Code) -> None:
    """Nothing is put down."""
    assert (await counter.refused(f"{PICKUP}/ready", body))["code"] == code
    assert counter.shop.events("pickup.ready") == []


async def test_what_cannot_be_made_ready(counter: Counter) -> None:
    """An order that nobody knows, a parcel that is gone, an order that is off."""
    body = {"place": "A1"}
    assert (await counter.refused("00000000000000ff/ready", body))["code"] == Code.PICKUP_UNKNOWN
    await counter.redeem({"code": counter.screen(), "units": [0]})
    assert (await counter.refused(f"{PICKUP}/ready", {**body, "units": [0]}))["code"] == Code.PICKUP_UNITS
    await counter.bring(is_cancelled=True)
    assert (await counter.refused(f"{PICKUP}/ready", body))["code"] == Code.PICKUP_REVOKED


async def test_an_undone_hand_over_frees_its_parcels_and_keeps_its_evidence(counter: Counter) -> None:
    """By a supervisor, with a reason; a newer screen collects them again."""
    done = await counter.redeem({"code": counter.screen(), "units": [0]})
    body = {"handover": done["handover"], "reason": "拿错货"}
    told = await counter.refused(f"{PICKUP}/undo", body)
    assert (told["code"], told["params"]["subject"]) == (Code.RIGHT_NEEDED, NUMBER)
    approval = await counter.approval(NUMBER, "undo_pickup")
    view = await counter.till.do("POST", f"/pickups/{PICKUP}/undo", body, approval=approval)
    assert view == {"pickup": PICKUP, "units": [0]}
    assert counter.level("P1") == 0
    (event,) = counter.shop.events("pickup.undone")
    assert (event["data"]["approved_by"], event["data"]["reason"]) == ("8001", "拿错货")
    (row,) = counter.shop.tables()["pickup_handover"]
    assert (row[0], row[-1]) == (done["handover"], 1)
    assert await counter.scan_refused(counter.screen()) == "pickup.replayed-screen"
    counter.later(1)
    assert (await counter.redeem({"code": counter.screen()}))["units"] == [0, 1]


async def test_what_cannot_be_undone(counter: Counter) -> None:
    """Another order's hand-over, one without a reason, one of yesterday, one that was undone."""
    await counter.till.sign_in("8001")
    done = await counter.redeem({"code": counter.screen()})
    body = {"handover": done["handover"], "reason": "拿错货"}
    path = f"{PICKUP}/undo"
    assert (await counter.refused("00000000000000ff/undo", body))["code"] == Code.PICKUP_DONE_UNKNOWN
    assert (await counter.refused(path, {**body, "handover": "x"}))["code"] == Code.PICKUP_DONE_UNKNOWN
    assert (await counter.refused(path, {**body, "reason": " "}))["code"] == Code.REASON_NEEDED
    counter.later(DAY_S)
    told = await counter.refused(path, body)
    assert (told["code"], told["params"]) == (Code.PICKUP_UNDO_DAY, {"date": "2026-11-22"})
    counter.later(-DAY_S)
    await counter.till.do("POST", f"/pickups/{path}", body)
    assert (await counter.refused(path, body))["code"] == Code.PICKUP_UNDONE


async def test_lists_by_state_and_by_what_is_said(counter: Counter) -> None:
    """By default all that is still to be collected, what expires first at the top; found by its end."""
    hour = 3_600_000
    late = counter.shop.clock.at + hour
    await counter.bring(id="0000000000000001", number="W1122-0001", expires_at=late, tail="9999", units=1)
    await counter.bring(id="0000000000000002", number="W1122-0002", is_cancelled=True)
    await counter.bring(id="0000000000000003", number="W1120-0003", expires_at=late - 2 * hour)
    assert await states(counter) == [("W1122-0001", "waiting"), (NUMBER, "waiting")]
    await counter.redeem({"code": counter.screen(), "units": [0]})
    await counter.till.do("POST", "/pickups/0000000000000001/ready", {"place": "A1"})
    assert await states(counter) == [("W1122-0001", "ready"), (NUMBER, "partly")]
    assert await states(counter, "?state=ready") == [("W1122-0001", "ready")]
    assert await states(counter, "?state=partly") == [(NUMBER, "partly")]
    assert await states(counter, "?state=waiting") == []
    assert await states(counter, "?state=cancelled") == [("W1122-0002", "cancelled")]
    assert await states(counter, "?state=expired") == [("W1120-0003", "expired")]
    counter.later(1)
    await counter.redeem({"code": counter.screen()})
    assert await states(counter) == [("W1122-0001", "ready")]
    assert await states(counter, "?state=collected") == [(NUMBER, "collected")]
    assert await states(counter, "?q=0042") == [(NUMBER, "collected")]
    assert await states(counter, "?q=w1122-0042") == [(NUMBER, "collected")]
    assert await states(counter, "?q=9999") == [("W1122-0001", "ready")]
    assert await states(counter, "?q=%25") == []
    assert await states(counter, "?limit=1") == [("W1122-0001", "ready")]


async def test_an_order_that_is_off_after_it_was_collected(counter: Counter) -> None:
    """Is still listed with those that were: somebody has its goods."""
    await counter.redeem({"code": counter.screen()})
    await counter.bring(is_cancelled=True)
    assert await states(counter, "?state=collected") == [(NUMBER, "collected")]
    assert await states(counter, "?state=cancelled") == []


async def test_an_order_that_nobody_knows(counter: Counter) -> None:
    """Is told as that; a strange state is no list."""
    response = await counter.till.call("GET", "/pickups/00000000000000ff")
    assert (response.status_code, response.json()["code"]) == (404, Code.PICKUP_UNKNOWN)
    response = await counter.till.call("GET", "/pickups?state=lost")
    assert response.json()["code"] == Code.REQUEST_MALFORMED
