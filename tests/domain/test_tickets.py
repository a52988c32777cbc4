"""A ticket's states, cell by cell; numbers, ranks, and what follows from the items."""

import itertools

import hypothesis
import hypothesis.strategies as st
import pytest

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import TicketNo
from edge_agent.domain.tickets import (
    TRANSITIONS,
    Act,
    ItemState,
    TicketState,
    check,
    numbers_after,
    rank_behind,
    slowest,
    ticket_no,
)

NO = TicketNo("A017")
TABLE = """
            start      ready  call    collect    miss     reinstate  remake     cancel     expire
ordered     preparing  ready  called  collected  -        -          -          cancelled  expired
preparing   preparing  ready  -       -          -        -          preparing  cancelled  expired
ready       -          -      called  collected  -        -          ordered    cancelled  expired
called      -          -      called  collected  no_show  -          ordered    cancelled  expired
no_show     -          -      -       collected  -        ready      -          cancelled  expired
collected   -          -      -       -          -        -          ordered    -          -
cancelled   -          -      -       -          -        -          -          -          -
expired     -          -      -       -          -        -          -          -          -
"""
_HEAD, *_ROWS = (line.split() for line in TABLE.strip().splitlines())
CELLS = [(row[0], act, cell) for row in _ROWS for act, cell in zip(_HEAD, row[1:], strict=True)]


@pytest.mark.parametrize(("state", "act", "then"), CELLS)
def test_every_cell_of_the_table(state: str, act: str, then: str) -> None:
    """What leads where, and that everything else is refused and says in which state the ticket is."""
    found = TRANSITIONS.get((TicketState(state), Act(act)))
    assert (None if then == "-" else TicketState(then)) == found
    refused = check(NO, TicketState(state), Act(act))
    assert (Refused(Code.TICKET_STATE, {"no": NO, "state": state}) if then == "-" else None) == refused


def test_the_table_has_every_cell() -> None:
    """No state and no act is left out above."""
    cells = {(state, act) for state, act, _ in CELLS}
    assert set(itertools.product(map(str, TicketState), map(str, Act))) == cells


@hypothesis.given(st.lists(st.sampled_from(ItemState), max_size=5))
def test_a_ticket_is_as_ready_as_its_slowest_item(items: list[ItemState]) -> None:
    """Ready only when all that is left of it is; begun as soon as anything is; nothing left is cancelled."""
    left = [item for item in items if item is not ItemState.CANCELLED]
    state = slowest(items)
    assert (state is TicketState.READY) == (bool(left) and all(item is ItemState.READY for item in left))
    assert (state is TicketState.CANCELLED) == (bool(items) and not left)
    assert (state is TicketState.ORDERED) == (
        not items or (bool(left) and all(item is ItemState.ORDERED for item in left))
    )


def test_a_number_has_three_digits_and_four_after_999() -> None:
    """As it is called and printed."""
    assert [ticket_no("A", 17), ticket_no("W", 999), ticket_no("A", 1000)] == ["A017", "W999", "A1000"]


@hypothesis.given(first=st.integers(1, 50), size=st.integers(1, 20), data=st.data())
def test_numbers_go_around_and_never_run_out(first: int, size: int, data: st.DataObject) -> None:
    """Each number of the range comes once, in order from the last one given on; then those above it."""
    last = first + size - 1
    given = data.draw(st.integers(first - 1, last + 5))
    numbers = list(itertools.islice(numbers_after(given, first, last), size + 2))
    around = numbers[:size]
    assert sorted(around) == list(range(first, last + 1))
    assert numbers[size:] == [last + 1, last + 2]
    if first - 1 <= given < last:
        assert around[0] == given + 1


_ranks = st.lists(st.integers(10**6, 10**9).map(lambda number: number * 4), unique=True, max_size=8).map(
    sorted
)


@hypothesis.given(waiting=_ranks, places=st.integers(0, 6))
def test_who_is_put_back_stands_behind_exactly_so_many(waiting: list[int], places: int) -> None:
    """Or behind all, when fewer wait."""
    rank = rank_behind(waiting, places, 2)
    if waiting:
        assert sum(one < rank for one in waiting) == min(places, len(waiting))
        assert rank not in waiting
    else:
        assert rank == 2 * 1024
