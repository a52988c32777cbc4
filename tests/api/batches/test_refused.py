"""What is refused of a batch: each with its own code, and nothing moved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from edge_agent.domain.moments import DAY, Millis
from sync.hq import orders

if TYPE_CHECKING:
    from tests.api.batches.conftest import Batch


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "batch.counts-invalid"),
        ([{"sku": "P1", "counted": 1_000}, {"sku": "P1", "counted": 1_000}], "batch.counts-invalid"),
        ([{"sku": "9000001", "counted": 1_000}], "batch.sku-unknown"),
        ([{"sku": "P1", "counted": 1_500}], "batch.quantity-invalid"),
        ([{"sku": "P1", "counted": -1_000}], "batch.quantity-invalid"),
        ([{"sku": "W1", "counted": 10**10}], "batch.quantity-invalid"),
    ],
)
async def test_a_count_that_makes_no_sense(batch: Batch, lines: list[Any], code: str) -> None:
    """Nothing of it comes in, not even what is right beside it."""
    before = batch.shop.tables("request_answer")
    good = [{"sku": "P2", "counted": 1_000}] if lines else []
    assert (await batch.refused("receive", {"lines": [*good, *lines]}))["code"] == code
    assert batch.shop.tables("request_answer") == before


async def test_a_batch_that_nobody_counted_is_neither_split_nor_closed(batch: Batch) -> None:
    """First things first, told by what is missing."""
    assert (await batch.refused("split"))["title"] == "这一批还没点货,不能这样做"
    assert (await batch.refused("close", {"others": "kept"}))["code"] == "batch.state"
    response = {"pickup": batch.pickup(0), "place": "B2"}
    assert (await batch.refused("ready", response))["code"] == "batch.not-split"


async def test_a_batch_whose_orders_were_all_revoked_is_not_split(batch: Batch) -> None:
    """There is nobody to give it to."""
    for held in batch.placed:
        batch.hq.call(partial(orders.revoke, number=held.order.number))
    await batch.bring()
    await batch.receive()
    assert (await batch.refused("split"))["code"] == "batch.no-orders"


async def test_an_order_that_was_revoked_after_the_split_goes_to_nobody(shared: Batch) -> None:
    """What was put by for it is settled at the closing."""
    batch = shared
    batch.hq.call(partial(orders.revoke, number=batch.placed[1].order.number))
    await batch.bring()
    pickups = [batch.pickup(1)]
    assert (await batch.refused("hand-over", {"leader": "L07", "pickups": pickups}))[
        "code"
    ] == "pickup.revoked"
    assert batch.reasons() == ["revoked"]
    assert len((await batch.post("hand-over", {"leader": "L07"}))["handovers"]) == 1
    done = await batch.post("close", {"others": "returned"})
    assert done["count"] == 3


async def test_an_order_that_has_expired_goes_to_nobody(shared: Batch) -> None:
    """The leader comes too late; the goods wait for the closing."""
    shared.shop.clock.at = Millis(shared.shop.clock.at + 6 * DAY)
    pickups = [shared.pickup(1)]
    problem = await shared.refused("hand-over", {"leader": "L07", "pickups": pickups})
    assert problem["code"] == "pickup.expired"
    assert shared.reasons() == ["expired"]
    assert (await shared.refused("hand-over", {"leader": "L07"}))["code"] == "batch.nothing-left"


@pytest.mark.parametrize(
    ("place", "weights", "code"),
    [
        (0, [{"line": 1, "quantity": 500}], "batch.not-weighed"),
        (0, [{"line": 9, "quantity": 500}], "batch.not-weighed"),
        (0, [{"line": 2, "quantity": 0}], "batch.weight-invalid"),
        (0, [{"line": 2, "quantity": 1_001}], "batch.weight-invalid"),
        (0, [{"line": 2, "quantity": 480}, {"line": 2, "quantity": 490}], "batch.weight-invalid"),
    ],
)
async def test_a_weight_that_nobody_can_have_meant(
    shared: Batch, place: int, weights: list[Any], code: str
) -> None:
    """The order is not ready either."""
    body = {"pickup": shared.pickup(place), "place": "B2", "weights": weights}
    assert (await shared.refused("ready", body))["code"] == code
    assert (await shared.order(place))["state"] == "waiting"


async def test_a_place_that_is_none_leaves_the_weights_as_they_were(shared: Batch) -> None:
    """Half of a bag is not on record."""
    body = {"pickup": shared.pickup(0), "place": "", "weights": [{"line": 2, "quantity": 480}]}
    assert (await shared.refused("ready", body))["code"] == "pickup.place-invalid"
    assert shared.shop.events("batch.weighed") == []


async def test_only_orders_of_the_batch_that_are_here_are_made_ready(shared: Batch) -> None:
    """Neither another's, nor one that is gone, nor one that was settled."""
    assert (await shared.refused("ready", {"pickup": "none", "place": "B2"}))["code"] == "batch.order-unknown"
    await shared.post("hand-over", {"leader": "L07"})
    gone = {"pickup": shared.pickup(0), "place": "B2"}
    assert (await shared.refused("ready", gone))["code"] == "batch.order-collected"
    await shared.post("close", {"others": "returned"})
    settled = {"pickup": shared.pickup(2), "place": "B2"}
    assert (await shared.refused("ready", settled))["code"] == "batch.settled"


async def test_a_closing_names_each_order_once_and_no_stranger(shared: Batch) -> None:
    """Nothing is settled by half."""
    twice = [{"pickup": shared.pickup(0), "outcome": outcome} for outcome in ("kept", "returned")]
    for said in (twice, [{"pickup": "none", "outcome": "kept"}]):
        problem = await shared.refused("close", {"orders": said, "others": "kept"})
        assert problem["code"] == "batch.order-unknown"
    assert shared.shop.events("batch.closed") == []


async def test_there_is_nothing_to_print_before_the_split(counted: Batch) -> None:
    """And nothing that nobody knows how to print."""
    assert (await counted.refused("print", {"what": "labels"}))["code"] == "batch.nothing-printed"
    assert (await counted.refused("print", {"what": "poems"}))["code"] == "request.malformed"
