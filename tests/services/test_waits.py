"""Waits as a shop learns them: a short story at one bar whose numbers anybody can work out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.db.reads import Reads
from edge_agent.domain.events import (
    Data,
    Estimate,
    TicketCalled,
    TicketCancelled,
    TicketCollected,
    TicketExpired,
    TicketIssued,
    TicketItem,
    TicketReady,
    TicketRemade,
)
from edge_agent.domain.ids import Sku, TicketId, TicketNo
from edge_agent.domain.moments import HOUR, MINUTE, SECOND, BusinessDate, Millis
from edge_agent.domain.orders import Channel
from edge_agent.domain.waits import Pace, Spread, daypart_at, finished, met
from edge_agent.services.waits import estimate, read_waits
from edge_agent.wire.tickets import StationWait

if TYPE_CHECKING:
    from edge_agent.db.journal import JournalTx
    from tests.services.conftest import Store

DATE = BusinessDate("2026-11-22")
BEGINS = Pace()


def _items(cups: int, station: str = "bar") -> tuple[TicketItem, ...]:
    return tuple(TicketItem(no, Sku("T1"), "珍珠奶茶", station, 60, servers=2) for no in range(1, cups + 1))


def _happen(store: Store, event: Data, after_ms: int = 0) -> None:
    """It happens, so long after whatever happened before."""
    store.clock.at = Millis(store.clock.at + after_ms)
    store.do(lambda tx: tx.record(event, business_date=DATE))


def _order(store: Store, no: int, cups: int = 1, after_ms: int = 0) -> Estimate | None:
    """A ticket of so many cups; what its customer is told."""
    store.clock.at = Millis(store.clock.at + after_ms)

    def issue(tx: JournalTx) -> Estimate | None:
        told = estimate(tx, store.settings, _items(cups))
        name = TicketNo(f"A{no:03d}")
        tx.record(
            TicketIssued(_id(no), name, Channel.COUNTER, no, _items(cups), estimate=told), business_date=DATE
        )
        return told

    return store.do(issue)


def _id(no: int) -> TicketId:
    return TicketId(f"ticket-{no}")


def _undone(store: Store) -> list[tuple[object, object]]:
    return [(row[0], row[1]) for row in store.rows("wait_item") if row[5]]


def _station(store: Store, name: str = "bar") -> tuple[object, ...]:
    (row,) = (row for row in store.rows("wait_station") if row[0] == name)
    return row


def _shown(store: Store) -> Sequence[StationWait]:
    async def read() -> Sequence[StationWait]:
        reads = await Reads.open(store.settings.database)
        try:
            return await read_waits(reads, store.settings)
        finally:
            await reads.close()

    return asyncio.run(read())


def test_who_comes_first_is_told_his_own_cup_and_who_comes_next_waits_for_it(store: Store) -> None:
    """A minute a cup, one server, the cup in hand counts half: 1, 1 ½ and 2 ½ minutes."""
    told = [_order(store, no) for no in (1, 2, 3)]

    assert [one.expected_ms for one in told if one] == [MINUTE, 90 * SECOND, 150 * SECOND]
    assert [(one.low_ms, one.high_ms) for one in told if one] == [(0, 5 * MINUTE)] * 3


def test_a_finished_cup_teaches_the_pace(store: Store) -> None:
    """Two are at work on two cups: 45 seconds to the first teach 90, then one alone teaches his 30."""
    _order(store, 1, cups=2)
    _happen(store, TicketReady(_id(1), (2,)), after_ms=45 * SECOND)
    after_one = finished(BEGINS, MINUTE, 45 * SECOND, 2)
    assert _station(store)[2:5] == (after_one.spent_ms, after_one.work_ms, store.clock.at)
    assert _undone(store) == [("ticket-1", 1)]

    _happen(store, TicketReady(_id(1), (1,)), after_ms=30 * SECOND)
    after_two = finished(after_one, MINUTE, 30 * SECOND, 1)
    assert _station(store)[2:4] == (after_two.spent_ms, after_two.work_ms)
    assert (after_two.spent_ms, after_two.work_ms) == (632_640, 634_740)


def test_idle_time_teaches_nothing(store: Store) -> None:
    """An hour without an order lies between two cups; the second took its minute, and no more."""
    for no, after_ms in ((1, 0), (2, HOUR // 2)):
        _order(store, no, after_ms=after_ms)
        _happen(store, TicketReady(_id(no), (1,)), after_ms=MINUTE)

    learnt = finished(finished(BEGINS, MINUTE, MINUTE, 1), MINUTE, MINUTE, 1)
    assert _station(store)[2:4] == (learnt.spent_ms, learnt.work_ms)


def test_the_first_call_is_held_against_what_was_expected(store: Store) -> None:
    """Called after six minutes where one was expected: the spread moves once, whoever calls again."""
    _order(store, 1)
    _happen(store, TicketReady(_id(1), (1,)), after_ms=5 * MINUTE)
    _happen(store, TicketCalled(_id(1), "1", 1), after_ms=MINUTE)
    _happen(store, TicketCalled(_id(1), "1", 2), after_ms=MINUTE)

    wide = met(Spread(), MINUTE, 6 * MINUTE)
    assert store.rows("wait_spread") == [(1, wide.low, wide.high)]
    assert (_station(store)[5], store.rows("wait_ticket")) == (5 * MINUTE, [])


def test_a_clock_that_is_set_back_before_the_call_makes_no_wait_negative(store: Store) -> None:
    """And the next customer is told a range that begins at nought."""
    _order(store, 1)
    _order(store, 2)
    _happen(store, TicketReady(_id(1), (1,)), after_ms=-HOUR)
    _happen(store, TicketCalled(_id(1), "1", 1), after_ms=MINUTE)
    told = _order(store, 3)

    assert _station(store)[5] == 0
    assert told is not None
    assert 0 <= told.low_ms < told.high_ms


def test_what_nobody_makes_is_not_waited_for(store: Store) -> None:
    """Cancelled in part, or left behind at the end of the day."""
    _order(store, 1, cups=2)
    _order(store, 2)
    _happen(store, TicketCancelled(_id(1), (2,)))
    assert _undone(store) == [("ticket-1", 1), ("ticket-2", 1)]
    _happen(store, TicketExpired(_id(2)))
    _happen(store, TicketCancelled(_id(1), (1,)))

    assert (_undone(store), store.rows("wait_ticket")) == ([], [])


@pytest.mark.parametrize("is_collected", [False, True])
def test_a_remade_cup_is_waited_for_again(store: Store, *, is_collected: bool) -> None:
    """Whether it had been handed over or not; from then on it is made."""
    _order(store, 1)
    _happen(store, TicketReady(_id(1), (1,)), after_ms=MINUTE)
    if is_collected:
        _happen(store, TicketCollected(_id(1)))
    _happen(store, TicketRemade(_id(1), 1, "洒了", 1), after_ms=HOUR // 2)

    assert (_undone(store), _station(store)[4]) == ([("ticket-1", 1)], store.clock.at)


def test_each_station_knows_its_own_last_wait(store: Store) -> None:
    """Tea was there after a minute, soup after twenty: whoever orders tea now waits for no soup."""
    items = (*_items(1), msgspec.structs.replace(_items(1, "kitchen")[0], no=2))
    told = Estimate(0, 5 * MINUTE, MINUTE)
    issued = TicketIssued(_id(1), TicketNo("A001"), Channel.COUNTER, 1, items, estimate=told)
    _happen(store, issued)
    _happen(store, TicketReady(_id(1), (1,)), after_ms=MINUTE)
    _happen(store, TicketReady(_id(1), (2,)), after_ms=19 * MINUTE)
    _happen(store, TicketCalled(_id(1), "1", 1))

    assert (_station(store)[5], _station(store, "kitchen")[5]) == (MINUTE, 20 * MINUTE)


def test_what_is_shown_goes_down_with_a_cup_that_is_made(store: Store) -> None:
    """A cup, and a large order under one label: with the cup made, nobody waits for longer than before."""
    cup = _items(1)[0]
    crowd = msgspec.structs.replace(cup, no=2, prep_seconds=30 * 60, pieces=30)
    _happen(store, TicketIssued(_id(1), TicketNo("A001"), Channel.COUNTER, 1, (cup, crowd)))
    (before,) = _shown(store)
    _happen(store, TicketReady(_id(1), (1,)), after_ms=MINUTE)
    (after,) = _shown(store)

    assert (before.ahead, after.ahead) == (2, 1)
    assert after.high_minutes <= before.high_minutes
    assert _station(store)[6] == MINUTE


def test_what_was_collected_is_known_until_its_day_is_over(store: Store) -> None:
    """As long it may be made again; the first number of the next day forgets it, but not what still lives."""
    for no in (1, 2, 3):
        _order(store, no)
        _happen(store, TicketReady(_id(no), (1,)), after_ms=MINUTE)
    for no in (1, 2):
        _happen(store, TicketCollected(_id(no)))
    _happen(store, TicketRemade(_id(2), 1, "洒了", 1))
    _order(store, 4)
    same_day = [row[0] for row in store.rows("wait_item")]
    tomorrow = TicketIssued(_id(5), TicketNo("A005"), Channel.COUNTER, 5, _items(1))
    store.do(lambda tx: tx.record(tomorrow, business_date=BusinessDate("2026-11-23")))

    assert same_day == [f"ticket-{no}" for no in (1, 2, 3, 4)]
    assert [row[0] for row in store.rows("wait_item")] == [f"ticket-{no}" for no in (2, 3, 4, 5)]


def test_a_part_of_the_day_remembers_its_pace(store: Store) -> None:
    """What noon taught is kept when the afternoon begins, and met again at noon of the next day."""
    _order(store, 1)
    _happen(store, TicketReady(_id(1), (1,)), after_ms=4 * MINUTE)
    noon = finished(BEGINS, MINUTE, 4 * MINUTE, 1)
    _order(store, 2, after_ms=3 * HOUR)

    daypart = daypart_at(store.clock.at)
    assert store.rows("wait_daypart") == [("bar", daypart - 1, noon.spent_ms, noon.work_ms)]
    assert _station(store)[1:4] == (daypart, noon.spent_ms, noon.work_ms)
