"""Who collects of a batch: members by code, leaders for their members; what is left at the closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent.db.queries import batches as queries
from edge_agent.domain.moments import DAY, Millis
from edge_agent.services import clock
from edge_agent.wire.batches import LEADER_ORDERS_MAX

if TYPE_CHECKING:
    from edge_agent.db.journal import JournalTx
    from tests.api.batches.conftest import Batch


async def test_a_member_collects_what_the_order_was_given(shared: Batch) -> None:
    """Not what was ordered; the stock loses just that."""
    await shared.till.do("POST", "/pickups/redeem", {"code": shared.screen(3)})
    (event,) = shared.shop.events("pickup.redeemed")
    assert event["data"]["lines"] == [{"sku": "P2", "quantity": 1_000, "line": 2}]
    assert (event["data"]["batch"], event["data"]["leader"]) == (shared.id, "L08")
    assert (shared.on_hand("P1"), shared.on_hand("P2")) == (6_000, 0)


async def test_nobody_collects_before_the_split(counted: Batch) -> None:
    """Nobody knows yet what belongs to whom: a look says so, on record; the code is good for later."""
    for action in ("scan", "redeem"):
        response = await counted.till.call("POST", f"/pickups/{action}", {"code": counted.screen(0)})
        assert response.json()["code"] == "batch.not-split"
    assert counted.reasons() == ["not-split", "not-split"]
    assert counted.shop.tables()["handover"] == []
    await counted.post("split")
    counted.shop.clock.at = Millis(counted.shop.clock.at + 30_000)
    await counted.till.do("POST", "/pickups/redeem", {"code": counted.screen(0)})


async def test_whoever_got_nothing_collects_nothing(batch: Batch) -> None:
    """The last to pay, of a batch in which only water came, and not enough."""
    await batch.receive(water=6, pork=0, milk=0)
    await batch.post("split")
    response = await batch.till.call("POST", "/pickups/redeem", {"code": batch.screen(3)})
    assert response.json()["code"] == "batch.nothing-given"
    assert batch.reasons() == ["nothing-given"]
    assert (await batch.order(3))["state"] == "none"


async def test_a_leader_collects_for_all_members_at_once(shared: Batch) -> None:
    """A hand-over on record for each order, one slip to sign, everything gone from the stock."""
    done = await shared.post("hand-over", {"leader": "L07"})
    events = shared.shop.events("pickup.redeemed")
    assert [event["data"]["handover"] for event in events] == done["handovers"]
    assert [event["data"]["proof"] for event in events] == ["leader", "leader"]
    assert (shared.on_hand("P1"), shared.on_hand("W1")) == (1_000, 0)
    jobs = [row for row in shared.shop.tables()["print_job"] if "batch_signature" in row]
    assert len(jobs) == 1


async def test_a_leader_collects_what_is_ticked(shared: Batch) -> None:
    """The others' goods stay."""
    await shared.post("hand-over", {"leader": "L07", "pickups": [shared.pickup(1)]})
    assert [(await shared.order(place))["state"] for place in (0, 1)] == ["waiting", "collected"]


async def test_a_list_of_which_one_order_is_gone_is_refused_whole(shared: Batch) -> None:
    """The member came meanwhile: the leader takes nothing that was not looked at."""
    await shared.till.do("POST", "/pickups/redeem", {"code": shared.screen(0)})
    pickups = [shared.pickup(1), shared.pickup(0)]
    problem = await shared.refused("hand-over", {"leader": "L07", "pickups": pickups})
    assert (problem["code"], problem["params"]) == ("batch.order-collected", {"number": "T1122-0001"})
    assert shared.reasons() == ["already-collected"]
    assert len(shared.shop.events("pickup.redeemed")) == 1
    await shared.post("hand-over", {"leader": "L07"})
    assert len(shared.shop.events("pickup.redeemed")) == 2
    assert (await shared.refused("hand-over", {"leader": "L07"}))["code"] == "batch.nothing-left"


@pytest.mark.parametrize("pickups", [["0000000000000000"], []])
async def test_a_leader_collects_for_nobody_else(shared: Batch, pickups: list[str]) -> None:
    """Neither another leader's order nor one that is not there."""
    for named in (pickups, [*pickups, shared.pickup(2)]):
        problem = await shared.refused("hand-over", {"leader": "L07", "pickups": named})
        assert problem["code"] == "batch.order-unknown"
    assert (await shared.refused("hand-over", {"leader": ""}))["code"] == "batch.leader-unknown"


async def test_closing_settles_every_no_show(shared: Batch) -> None:
    """Kept, returned to the shelf, written off: only the last moves the stock."""
    await shared.post("hand-over", {"leader": "L07"})
    assert (await shared.refused("close"))["code"] == "batch.no-shows"
    said = [{"pickup": shared.pickup(3), "outcome": "written_off"}]
    assert (await shared.refused("close", {"orders": said, "others": "kept"}))["code"] == "reason.needed"
    await shared.post("close", {"orders": said, "others": "kept", "reason": "过期"})
    assert (shared.on_hand("P1"), shared.on_hand("P2")) == (1_000, 0)
    assert (await shared.view())["state"] == "closed"
    assert [(await shared.order(place)).get("outcome", "") for place in (2, 3)] == ["kept", "written_off"]


async def test_what_was_kept_is_still_collected_and_what_was_not_is_not(shared: Batch) -> None:
    """The goods of the second are gone from the shelf, whatever its code says."""
    said = [{"pickup": shared.pickup(2), "outcome": "kept"}]
    await shared.post("close", {"orders": said, "others": "returned"})
    await shared.till.do("POST", "/pickups/redeem", {"code": shared.screen(2)})
    response = await shared.till.call("POST", "/pickups/redeem", {"code": shared.screen(3)})
    assert response.json()["code"] == "batch.settled"
    assert shared.reasons() == ["settled"]
    assert shared.on_hand("P1") == 5_000


async def test_what_was_kept_is_still_collected_after_the_batch_was_to_close(shared: Batch) -> None:
    """A member who comes a day too late: else nothing that was kept could ever be handed over."""
    shared.shop.clock.at = Millis(shared.shop.clock.at + 2 * DAY)
    await shared.post("close", {"others": "kept"})
    shared.shop.clock.at = Millis(shared.shop.clock.at + DAY)
    await shared.till.do("POST", "/pickups/redeem", {"code": shared.screen(2)})
    assert shared.reasons() == []


async def test_what_was_kept_may_be_settled_again(shared: Batch) -> None:
    """A batch is closed for good when nothing is kept any more."""
    await shared.post("close", {"others": "kept"})
    await shared.post("close", {"others": "returned"})
    assert (await shared.refused("close", {"others": "returned"}))["code"] == "batch.state"


async def test_bags_that_lie_here_keep_their_numbers_to_themselves(shared: Batch) -> None:
    """The next batch goes on after the last bag."""
    assert [row[1] for row in shared.shop.tables()["batch_bag"]] == [4]


async def test_a_scan_shows_what_the_order_was_given(shared: Batch) -> None:
    """And in which bag it lies, and what is missing."""
    shown = await shared.till.do("POST", "/pickups/scan", {"code": shared.screen(3)})
    order = shown["order"]
    assert order["bag"] == "T004"
    assert [(line["quantity"], line.get("short", 0)) for line in order["lines"]] == [(0, 2_000), (1_000, 0)]
    assert await shared.till.do("GET", f"/pickups/{shared.pickup(3)}") == order


async def test_by_a_clock_in_doubt_no_members_order_is_too_late(shared: Batch) -> None:
    """Nobody knows what time it is: a supervisor is asked, once for the whole list."""
    await shared.shop.agent.writer.run(clock.notice)
    shared.shop.clock.at = Millis(shared.shop.clock.at + 30 * DAY)
    assert (await shared.refused("hand-over", {"leader": "L07"}))["code"] == "batch.nothing-left"
    await shared.shop.agent.writer.run(clock.notice)
    shared.shop.clock.at = Millis(shared.shop.clock.at - DAY)
    await shared.post("hand-over", {"leader": "L07"})
    events = shared.shop.events("pickup.redeemed")
    assert [event["data"]["overrides"] for event in events] == 2 * [["clock", "keys"]]


async def test_a_bag_that_was_kept_and_collected_gives_its_number_back(shared: Batch) -> None:
    """Else the numbers would grow longer with the years."""

    def held(tx: JournalTx) -> list[str]:
        return [row.bag for row in tx.all(queries.OPEN_BAGS)]

    await shared.post("close", {"others": "kept"})
    assert sorted(await shared.shop.agent.writer.run(held)) == ["T001", "T002", "T003", "T004"]
    await shared.post("hand-over", {"leader": "L08"})
    assert sorted(await shared.shop.agent.writer.run(held)) == ["T001", "T003"]


async def test_a_leaders_list_has_an_end(shared: Batch) -> None:
    """It is one unit, for which every sale waits."""
    none = [f"{no:016x}" for no in range(LEADER_ORDERS_MAX + 1)]
    assert (await shared.refused("hand-over", {"leader": "L07", "pickups": none}))[
        "code"
    ] == "request.malformed"
    assert (await shared.refused("hand-over", {"leader": "L07", "pickups": none[1:]}))[
        "code"
    ] == "batch.order-unknown"


async def test_an_order_is_collected_when_nothing_more_of_it_will_come(batch: Batch) -> None:
    """One of its parcels is gone, the other got nothing: there is nothing to settle."""
    held = batch.late("P1:1:200", "", "P2:1:350")
    await batch.bring()
    await batch.receive(water=9, confirm=True)
    await batch.post("split")
    await batch.till.do("POST", "/pickups/redeem", {"code": batch.screen_of(held), "units": [0]})
    states = {one["number"]: one["state"] for one in (await batch.view())["orders"]}
    assert states[held.order.number] == "collected"
