"""A batch from its arrival to its bags: counted, split in the order of payment, weighed and put by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.api.batches.conftest import Batch


async def test_a_batch_is_listed_and_shown_as_headquarters_placed_it(batch: Batch) -> None:
    """With its goods, its orders and nothing counted yet."""
    (row,) = await batch.till.do("GET", "/batches")
    assert (row["name"], row["state"], row["orders"], row["left"]) == ("周末鲜果", "expected", 4, 0)
    view = await batch.view()
    assert [(one["sku"], one["expected"], one.get("counted")) for one in view["goods"]] == [
        ("P1", 8_000, None),
        ("W1", 500, None),
        ("P2", 1_000, None),
    ]
    assert [one["number"] for one in view["orders"]] == [
        "T1122-0002",
        "T1122-0003",
        "T1122-0001",
        "T1122-0004",
    ]


async def test_what_is_counted_comes_into_the_stock(batch: Batch) -> None:
    """And a later count of an article replaces the one before, down as well as up."""
    assert (await batch.receive(water=6))["state"] == "received"
    assert (batch.on_hand("P1"), batch.on_hand("W1")) == (6_000, 500)
    await batch.post("receive", {"lines": [{"sku": "P1", "counted": 5_000}]})
    assert batch.on_hand("P1") == 5_000
    first, second = batch.shop.events("batch.received")
    assert second["data"]["lines"] == [{"sku": "P1", "counted": 5_000, "moved": -1_000}]
    assert first["data"]["document"] != second["data"]["document"]


async def test_more_than_was_expected_is_asked_about(batch: Batch) -> None:
    """Once, and nothing came in meanwhile."""
    lines = [{"sku": "P1", "counted": 9_000}]
    problem = await batch.refused("receive", {"lines": lines})
    assert problem["code"] == "batch.above.confirm"
    assert batch.on_hand("P1") == 0
    await batch.post("receive", {"lines": lines, "confirm": True})
    assert batch.on_hand("P1") == 9_000


async def test_a_counted_batch_shows_who_would_get_what(counted: Batch) -> None:
    """Before anybody decides: whoever paid first is served first."""
    lines = {one["number"]: one["lines"][0] for one in (await counted.view())["orders"]}
    assert {number: (line["given"], line.get("short", 0)) for number, line in lines.items()} == {
        "T1122-0002": (3_000, 0),
        "T1122-0003": (1_000, 0),
        "T1122-0001": (2_000, 0),
        "T1122-0004": (0, 2_000),
    }
    assert counted.shop.events("batch.split") == []


async def test_a_split_numbers_the_bags_in_the_order_of_payment(counted: Batch) -> None:
    """And is on record with what each order got and lacks, which headquarters refunds."""
    done = await counted.post("split")
    assert done == {"id": counted.id, "state": "split", "count": 4, "short": 1}
    (event,) = counted.shop.events("batch.split")
    assert [(one["number"], one["bag"]) for one in event["data"]["orders"]] == [
        ("T1122-0002", "T001"),
        ("T1122-0003", "T002"),
        ("T1122-0001", "T003"),
        ("T1122-0004", "T004"),
    ]
    assert event["data"]["orders"][3]["lines"] == [
        {"line": 1, "sku": "P1", "given": 0, "short": 2_000},
        {"line": 2, "sku": "P2", "given": 1_000},
    ]


async def test_a_short_split_needs_somebody_who_may(counted: Batch) -> None:
    """A cashier asks; a whole batch anybody splits."""
    await counted.till.sign_in("1001")
    assert (await counted.refused("split"))["code"] == "right.needed"
    assert counted.shop.events("batch.split") == []


async def test_a_whole_batch_is_split_by_anybody(batch: Batch) -> None:
    """Nobody is short, so nobody has to answer for it."""
    await batch.receive()
    await batch.till.sign_in("1001")
    assert (await batch.post("split")).get("short", 0) == 0


async def test_a_batch_is_split_once_and_counted_no_more(shared: Batch) -> None:
    """What everybody got is settled."""
    assert (await shared.refused("split"))["code"] == "batch.state"
    lines = [{"sku": "P1", "counted": 8_000}]
    assert (await shared.refused("receive", {"lines": lines}))["code"] == "batch.state"


async def test_a_packed_order_lies_at_its_place_in_its_actual_grams(shared: Batch) -> None:
    """The stock moves by what was weighed, when it is handed over."""
    weights = [{"line": 2, "quantity": 520}]
    ready = await shared.post("ready", {"pickup": shared.pickup(0), "place": "B2", "weights": weights})
    assert (ready["state"], ready["parcels"][0]["place"]) == ("ready", "B2")
    assert (await shared.order(0))["lines"][1]["given"] == 520
    await shared.till.do("POST", "/pickups/redeem", {"code": shared.screen(0)})
    assert shared.on_hand("W1") == 500 - 520


async def test_labels_and_pick_lists_tell_what_lies_in_each_bag(shared: Batch) -> None:
    """A label for each bag with something in it; a list for each leader and community."""
    assert (await shared.post("print", {"what": "labels"}))["count"] == 4
    assert (await shared.post("print", {"what": "picks"}))["count"] == 2
    assert (await shared.post("print", {"what": "picks", "leader": "L07"}))["count"] == 1
    assert (await shared.post("print", {"what": "labels", "pickup": shared.pickup(2)}))["count"] == 1
