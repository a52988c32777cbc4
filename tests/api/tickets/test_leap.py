"""Calls and no-shows while the clock leaps: nobody is late because somebody put a clock right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edge_agent.db.queries import clock as queries
from edge_agent.domain.moments import DAY, MINUTE, SECOND, Millis
from edge_agent.services import clock

if TYPE_CHECKING:
    from edge_agent.db.journal import JournalTx
    from tests.api.tickets.conftest import Cafe

IN_TIME_MS = 9 * MINUTE
"""Before the ten minutes after which a ticket is a no-show."""


@pytest.fixture
async def called(cafe: Cafe) -> Cafe:
    """A001 is called."""
    await cafe.take()
    await cafe.call_next("2")
    return cafe


async def put_right(cafe: Cafe, by_ms: int) -> None:
    """Headquarters says that it is earlier, or later."""
    put_right_ms = await cafe.shop.agent.writer.run(lambda tx: clock.heard(tx, Millis(tx.now + by_ms)))
    assert put_right_ms == by_ms


async def state_after(cafe: Cafe, ms: int) -> str:
    """What the ticket is when the clock has gone on."""
    await cafe.tend(ms)
    return str((await cafe.ticket("A001"))["state"])


@pytest.mark.parametrize("by_ms", [DAY, -DAY])
async def test_a_clock_that_is_put_right_makes_nobody_late(called: Cafe, by_ms: int) -> None:
    """The ten minutes are counted anew, in either direction; then they are over all the same."""
    await put_right(called, by_ms)
    assert await state_after(called, IN_TIME_MS) == "called"
    assert await state_after(called, MINUTE) == "no_show"


async def test_a_clock_in_doubt_makes_nobody_late(called: Cafe) -> None:
    """It has jumped by a day; when a person has said what time it is, the minutes begin."""

    def doubt(tx: JournalTx) -> None:
        tx.run(queries.KEEP, tx.now, None, "", 0, "jumped", tx.now, 0, None)

    await called.shop.agent.writer.run(doubt)
    assert await state_after(called, DAY) == "called"
    await called.till.do("POST", "/clock", {"confirm": True})
    assert await state_after(called, IN_TIME_MS) == "called"
    assert await state_after(called, MINUTE) == "no_show"


async def test_a_call_is_repeated_after_the_clock_was_set_back(called: Cafe) -> None:
    """It bears the time of tomorrow: nobody is asked to wait a day for the next one."""
    await put_right(called, -DAY)
    again = await called.till.call("POST", "/tickets/A001/recall", {"counter": "2"})
    assert again.json()["calls"] == 2
    at_once = await called.till.call("POST", "/tickets/A001/recall", {"counter": "2"})
    assert (at_once.json()["code"], at_once.json()["params"]["seconds"]) == ("ticket.called-just-now", 20)
    called.shop.clock.at = Millis(called.shop.clock.at + 20 * SECOND)
    assert (await called.act("A001", "recall", counter="2"))["calls"] == 3
