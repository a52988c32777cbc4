"""A batch from the feed to its closing, as a shop lives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.api.batches.conftest import Batch


async def test_a_short_batch_is_lived_through(batch: Batch) -> None:
    """Counted, split, labelled, collected by code, by short code and by a leader; the rest goes back."""
    till = batch.till
    await batch.receive(water=6, pork=490)
    assert (await batch.post("split"))["short"] == 2

    await batch.post("print", {"what": "labels"})
    for place in range(4):
        await batch.post("ready", {"pickup": batch.pickup(place), "place": f"B{place}"})
    (listed,) = await till.do("GET", "/batches")
    assert (listed["state"], listed["left"], listed["short"]) == ("split", 4, 2)

    handover = await till.do("POST", "/pickups/scan", {"code": batch.screen(1)})
    assert handover["order"]["bag"] == "T001"
    await till.do("POST", "/pickups/redeem", {"handover": handover["handover"]})

    held = batch.placed[2]
    found = {one["number"]: one["state"] for one in await till.do("GET", f"/pickups?q={held.order.tail}")}
    assert found[held.order.number] == "ready"
    await till.do("POST", "/pickups/redeem-short", {"code": held.short_code, "tail": held.order.tail})

    await batch.post("hand-over", {"leader": "L07"})
    assert [(await batch.order(place))["state"] for place in range(4)] == [
        "collected",
        "collected",
        "collected",
        "ready",
    ]
    proofs = [event["data"]["proof"] for event in batch.shop.events("pickup.redeemed")]
    assert proofs == ["code", "short", "leader"]

    assert (await batch.post("close", {"others": "returned"}))["count"] == 1
    assert (batch.on_hand("P1"), batch.on_hand("W1"), batch.on_hand("P2")) == (0, 0, 1_000)
    response = await till.call("POST", "/pickups/redeem", {"code": batch.screen(3)})
    assert response.json()["code"] == "batch.settled"


async def test_an_order_that_comes_after_the_split_gets_nothing(shared: Batch) -> None:
    """It is not the shop that decides about it: headquarters sees no share of it and refunds."""
    batch = shared
    late = batch.late()
    await batch.bring()
    response = await batch.till.call("POST", "/pickups/redeem", {"code": batch.screen_of(late)})
    assert response.json()["code"] == "batch.nothing-given"


async def test_keys_in_doubt_ask_a_supervisor_once_for_a_leaders_list(shared: Batch) -> None:
    """The keys are out of date: one approval, by whom stands in each hand-over."""
    await shared.outdate_keys()
    await shared.till.sign_in("1001")
    problem = await shared.refused("hand-over", {"leader": "L08"})
    assert (problem["code"], problem["params"]["right"]) == ("right.needed", "pickup_override")
    assert shared.shop.events("pickup.redeemed") == []
    asked = {"staff": "8001", "pin": "1234", "action": "pickup_override", "subject": f"{shared.id} L08"}
    approval = await shared.till.do("POST", "/approvals", asked)
    await shared.post("hand-over", {"leader": "L08"}, approval=approval["id"])
    events = shared.shop.events("pickup.redeemed")
    assert {(event["data"]["approved_by"], *event["data"]["overrides"]) for event in events} == {
        ("8001", "keys")
    }
    assert len(events) == 2
