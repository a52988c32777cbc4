"""Headquarters' time, which comes with each acknowledgement: the store goes by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.domain.moments import DAY, HOUR, MINUTE, Millis, rfc3339
from edge_agent.services import clock as services
from sync.wire.journal import Acknowledged

if TYPE_CHECKING:
    from tests.sync.conftest import Shop

NOON = Millis(1_795_320_000_000)


async def acknowledged(shop: Shop, time: str) -> bool:
    """Everything so far is acknowledged, at this time of headquarters'."""
    outgoing = await shop.outbox.next(500, 1_000_000)
    assert outgoing is not None
    last = outgoing.rows[-1]
    answer = Acknowledged("history", last.epoch, last.seq, last.hash.hex(), time)
    return await shop.outbox.acknowledge(outgoing, answer)


async def told(shop: Shop) -> list[str]:
    """Who said what time it is, as the journal has it."""
    return [row.body for row in await shop.journal() if '"clock.confirmed"' in row.body]


@pytest.mark.parametrize("off_ms", [-DAY, -3 * MINUTE, 3 * MINUTE, HOUR])
async def test_a_wrong_clock_goes_by_headquarters(shop: Shop, off_ms: int) -> None:
    """At once, both ways, and once on record; the next acknowledgement finds nothing to put right."""
    assert await acknowledged(shop, rfc3339(Millis(NOON + off_ms)))
    assert shop.database.clock.now() == NOON + off_ms
    assert await acknowledged(shop, rfc3339(Millis(NOON + off_ms)))
    assert len(await told(shop)) == 1


async def test_an_answer_of_little_difference_changes_nothing(shop: Shop) -> None:
    """A slow answer is no wrong clock."""
    assert await acknowledged(shop, rfc3339(Millis(NOON - MINUTE)))
    assert (shop.database.clock.now(), await told(shop)) == (NOON, [])


@pytest.mark.parametrize(("told_ms", "put_right_ms"), [(-6 * MINUTE, 0), (-HOUR, -HOUR), (HOUR, HOUR)])
async def test_an_answer_was_true_at_some_moment_since_it_was_asked_for(
    shop: Shop, told_ms: int, put_right_ms: int
) -> None:
    """The line was slow, or the machine slept: only a time outside of those ten minutes is another one."""
    outgoing = await shop.outbox.next(500, 1_000_000)
    assert outgoing is not None
    asked = msgspec.structs.replace(outgoing, asked_at=Millis(NOON - 10 * MINUTE))
    last = asked.rows[-1]
    time = rfc3339(Millis(NOON + told_ms))
    answer = Acknowledged("history", last.epoch, last.seq, last.hash.hex(), time)
    assert await shop.outbox.acknowledge(asked, answer)
    assert shop.database.clock.now() == NOON + put_right_ms


@pytest.mark.parametrize("time", ["", "soon", "2026-11-22T12:00:00", "25", "1970-01-01T00:00:09Z"])
async def test_a_time_that_cannot_be_is_passed_over(shop: Shop, time: str) -> None:
    """The events are acknowledged all the same, and nothing is put right."""
    assert await acknowledged(shop, time)
    assert (await shop.outbox.waiting()).unsent == 0
    assert shop.database.clock.now() == NOON


async def test_an_answer_about_other_events_says_nothing_of_the_time(shop: Shop) -> None:
    """Whoever does not know our events is not believed."""
    outgoing = await shop.outbox.next(500, 1_000_000)
    assert outgoing is not None
    answer = Acknowledged("history", "f" * 32, 1, "0" * 64, rfc3339(Millis(NOON + DAY)))
    assert not await shop.outbox.acknowledge(outgoing, answer)
    assert shop.database.clock.now() == NOON
    assert await shop.database.writer.run(services.doubt) is None
