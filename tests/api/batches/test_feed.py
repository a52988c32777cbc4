"""What headquarters says of a batch after the shop has begun with it: nobody loses what is on record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from edge_agent.domain.errors import Refused
from edge_agent.domain.ids import BatchId
from edge_agent.services.feed import take_page
from sync.hq import orders
from sync.wire.feed import BatchItem, BatchOrder, FeedItem, FeedPage, GroupBatch, OrderItem

if TYPE_CHECKING:
    from tests.api.batches.conftest import Batch

LATER = 1 << 50
"""A version after all that were told before."""


async def _told(batch: Batch, *items: FeedItem) -> None:
    """A page of a headquarters whose file began anew."""
    agent = batch.shop.agent
    page = FeedPage(agent.settings.store.code, "ab" * 16, 0, len(items), more=False, items=items)
    answer = await take_page(agent.writer, agent.settings, msgspec.json.encode(page), "zh-CN")
    assert not isinstance(answer, Refused), answer
    assert not answer.refused, answer


def _expecting(batch: Batch, name: str, *expected: BatchOrder) -> BatchItem:
    at = batch.shop.clock.at
    return BatchItem(LATER, GroupBatch(name, "改过的一批", at, at + 1, expected))


async def test_an_order_that_moves_to_another_batch_keeps_its_share(shared: Batch) -> None:
    """It is neither split again, nor is it in the way of those that are."""
    moved, other = shared.placed[2].order, "G20261122-0002"
    more = msgspec.structs.replace(shared.placed[3].order, id="ee" * 8, number="T1122-0099", batch=other)
    await _told(
        shared,
        _expecting(shared, other, BatchOrder("P1", "农夫山泉", 2_000)),
        OrderItem(LATER, msgspec.structs.replace(moved, batch=BatchId(other))),
        OrderItem(LATER, more),
    )
    first, shared.id = shared.id, BatchId(other)
    await shared.post("receive", {"lines": [{"sku": "P1", "counted": 2_000}]})
    await shared.post("split", {"confirm": True})
    split = shared.shop.events("batch.split")[-1]["data"]["orders"]
    assert [(one["number"], one["bag"]) for one in split] == [("T1122-0099", "T005")]
    assert (await shared.post("hand-over", {"leader": "L08", "pickups": [moved.id]}))["handovers"]
    assert shared.on_hand("P1") == 6_000 + 2_000 - 1_000
    shared.id = first
    assert (await shared.post("close", {"others": "returned"}))["count"] == 3


async def test_a_count_is_put_right_though_the_article_is_expected_no_more(counted: Batch) -> None:
    """It lies here; who said so may have been wrong."""
    await _told(counted, _expecting(counted, counted.id, BatchOrder("W1", "五花肉", 500)))
    goods = {one["sku"]: (one["expected"], one["counted"]) for one in (await counted.view())["goods"]}
    assert goods["P1"] == (0, 6_000)
    lines = [{"sku": "P1", "counted": 5_000}]
    assert (await counted.refused("receive", {"lines": lines}))["code"] == "batch.above.confirm"
    await counted.post("receive", {"lines": lines, "confirm": True})
    assert counted.on_hand("P1") == 5_000


async def test_what_was_ordered_is_counted_though_nobody_expects_it(batch: Batch) -> None:
    """Else whoever ordered it would go without, with the goods in the shop."""
    await _told(batch, _expecting(batch, batch.id, BatchOrder("W1", "五花肉", 500)))
    await batch.receive(confirm=True)
    await batch.post("split", {"confirm": True})
    assert (await batch.order(1))["lines"][0]["given"] == 3_000


async def test_a_split_before_all_orders_came_is_asked_about(batch: Batch) -> None:
    """Who paid first may be among those that are still on their way, and would get nothing."""
    await _told(batch, _expecting(batch, batch.id, BatchOrder("P1", "农夫山泉", 9_000)))
    await batch.receive(confirm=True)
    problem = await batch.refused("split")
    assert (problem["code"], problem["params"]) == ("batch.orders.confirm", {"goods": "农夫山泉"})
    assert batch.shop.events("batch.split") == []
    await batch.post("split", {"confirm": True})


async def test_a_revoked_order_is_not_missed(batch: Batch) -> None:
    """It was expected, and it came: nothing is asked."""
    batch.hq.call(partial(orders.revoke, number=batch.placed[0].order.number))
    await batch.bring()
    await batch.receive()
    assert (await batch.post("split"))["count"] == 3
