"""Headquarters restored from a copy: it has forgotten what stores were told, and repeats no number."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from edge_agent.domain.moments import DAY, HOUR, SECOND, Millis
from edge_agent.services.orders import find_order
from sync.hq import keys, orders
from sync.hq.batches import NewBatch, place_batch
from sync.hq.cli.lines import lines_of
from sync.hq.keys import public_of
from sync.hq.orders import NewOrder

if TYPE_CHECKING:
    from sync.hq.batches import PlacedBatch
    from tests.services.feed.conftest import Both

ROOT, PHONE, OTHER_PHONE = b"R" * 32, b"p" * 32, b"q" * 32


def _go(both: Both, ms: int) -> None:
    both.clock.at = Millis(both.clock.at + ms)


def _revocations(both: Both) -> dict[Any, Any]:
    return {row["pickup"]: row["least_generation"] for row in both.store.named("pickup_revocation")}


async def test_what_is_told_afterwards_is_heard(both: Both) -> None:
    """The store goes on from its own position, and no page passes over what it has not heard."""
    position = (await both.store.taken(await both.hq.page())).position
    with both.hq.forgetting():
        for _ in range(3):
            both.hq.place()
        position = (await both.store.taken(await both.hq.page(position))).position
    _go(both, SECOND)
    held = [both.hq.place() for _ in range(6)]
    await both.store.taken(await both.hq.page(position))
    for one in held:
        assert both.store.writer.call(partial(find_order, pickup=one.order.id)) == one.order


async def test_a_revocation_afterwards_counts(both: Both) -> None:
    """Though as many had been told before; what was revoked and forgotten stays so."""
    first, second = both.hq.place(), both.hq.place()
    with both.hq.forgetting():
        both.hq.do(partial(orders.revoke, number=first.order.number))
        position = (await both.store.taken(await both.hq.page())).position
    _go(both, SECOND)
    both.hq.do(partial(orders.revoke, number=second.order.number))
    answer = await both.store.taken(await both.hq.page(position))
    assert (answer.revocations, answer.refused) == (1, ())
    assert _revocations(both) == {first.order.id: 256, second.order.id: 256}


async def test_a_key_set_afterwards_counts(both: Both) -> None:
    """Its version is higher than that of any that was forgotten."""
    with both.hq.forgetting():
        for _ in range(3):
            both.hq.do(partial(keys.renew, root=ROOT))
        position = (await both.store.taken(await both.hq.page())).position
    _go(both, HOUR)
    both.hq.do(partial(keys.renew, root=ROOT))
    answer = await both.store.taken(await both.hq.page(position))
    assert (answer.keys, answer.refused) == (1, ())


async def test_a_ticket_afterwards_is_of_a_generation_of_its_own(both: Both) -> None:
    """The phone that was given the order before, and forgotten, can no longer collect it."""
    number = both.hq.place().order.number
    with both.hq.forgetting():
        _go(both, HOUR)
        forgotten = both.hq.reissue(number, PHONE)
        await both.store.taken(await both.hq.page())
    _go(both, 2 * HOUR)
    again = both.hq.reissue(number, OTHER_PHONE)
    assert again.order.generation > forgotten.order.generation
    await both.store.taken(await both.hq.page())
    assert _revocations(both) == {again.order.id: again.order.generation}


def _batch(both: Both, name: str) -> PlacedBatch:
    now = both.clock.at
    order = NewOrder(store=both.store.settings.store.code, lines=lines_of(["P1:1"])[0])
    new = NewBatch(order.store, name, now, Millis(now + DAY), (order,))
    made: PlacedBatch = both.hq.do(partial(place_batch, new=new, phone_keys=[public_of(PHONE)]))
    return made


async def test_a_batch_afterwards_is_another_one(both: Both) -> None:
    """What was counted and handed over of the forgotten one is not mixed with it."""
    with both.hq.forgetting():
        forgotten = _batch(both, "周五")
        await both.store.taken(await both.hq.page())
    _go(both, HOUR)
    again = _batch(both, "周六")
    await both.store.taken(await both.hq.page())
    assert [row["id"] for row in both.store.named("group_batch")] == [forgotten.batch.id, again.batch.id]
