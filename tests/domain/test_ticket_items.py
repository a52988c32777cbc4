"""What a ticket is made of: a piece an item, and no more items than labels can name."""

from collections import Counter

import hypothesis
import hypothesis.strategies as st
import msgspec

from edge_agent.domain.ids import Sku
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.ticket_items import Unbegun, Wanted, items_of, left_to_make, not_to_make
from edge_agent.domain.ticket_labels import ITEMS_MAX

TEA, FULL = (Sku("T1"), ("少糖",)), (Sku("T1"), ("全糖",))


def _wanted(line: int, quantity: int, unit: Unit = Unit.EACH, name: str = "奶茶") -> Wanted:
    return Wanted(line, Sku("T1"), name, unit, Milli(quantity), "bar", 60, 2, ("少糖",))


def test_a_piece_is_an_item_and_what_is_weighed_is_one() -> None:
    """Three cups are three labels; a fish of 1.2 kg is one."""
    items = items_of([_wanted(1, 3_000), _wanted(2, 1_200, Unit.KG, "烤鱼")])
    assert [(item.no, item.name, item.line) for item in items] == [
        (1, "奶茶", 1),
        (2, "奶茶", 1),
        (3, "奶茶", 1),
        (4, "烤鱼", 2),
    ]
    assert {(item.prep_seconds, item.servers, item.options) for item in items} == {(60, 2, ("少糖",))}


def test_a_very_large_order_is_an_item_a_line() -> None:
    """A hundred and twenty cups are one label that says so, with all their work in it."""
    (item,) = items_of([_wanted(1, 120_000)])
    assert (item.no, item.name, item.pieces, item.prep_seconds) == (1, "奶茶 ×120", 120, 120 * 60)


@hypothesis.given(st.lists(st.integers(1, 60), min_size=1, max_size=150))
def test_nothing_of_an_order_is_lost(pieces: list[int]) -> None:
    """Whatever its size: no more items than two digits name, and the work of all of them together."""
    items = items_of([_wanted(no, count * 1000) for no, count in enumerate(pieces, 1)])
    assert [item.no for item in items] == list(range(1, len(items) + 1))
    assert len(items) <= ITEMS_MAX
    assert sum(item.prep_seconds for item in items) == sum(pieces) * 60


def test_what_was_begun_before_is_not_made_again() -> None:
    """Piece by piece, and only of the same article and choices; a large order's one label is all its cups."""
    full = msgspec.structs.replace(_wanted(3, 1_000), options=FULL[1])
    lines = [_wanted(1, 2_000), _wanted(2, 1_000), full, _wanted(4, 800, Unit.KG, "烤鱼")]

    def left(begun: int) -> list[tuple[int, int]]:
        return [(line.line, line.pieces) for line in left_to_make(lines, Counter({TEA: begun}))]

    assert left(0) == [(1, 2), (2, 1), (3, 1), (4, 1)]
    assert left(1) == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert left(4) == [(3, 1)]


@hypothesis.given(asked=st.lists(st.integers(1, 5), min_size=1, max_size=5), begun=st.integers(0, 30))
def test_what_is_begun_and_what_is_left_are_what_was_asked_for(asked: list[int], begun: int) -> None:
    """No piece is made twice, and none is forgotten."""
    lines = [_wanted(no, count * 1000) for no, count in enumerate(asked, 1)]
    left = left_to_make(lines, Counter({TEA: begun}))
    assert sum(line.pieces for line in left) == max(0, sum(asked) - begun)


@hypothesis.given(labels=st.lists(st.integers(1, 3), max_size=8), too_many=st.integers(-2, 12))
def test_never_more_than_the_pieces_that_are_too_many_are_not_made(labels: list[int], too_many: int) -> None:
    """Of single cups exactly as many, the last ones; of another drink none; no label in part."""
    items = [Unbegun(no, TEA, pieces) for no, pieces in enumerate(labels, 1)]
    not_made = not_to_make([*items, Unbegun(99, FULL, 1)], Counter({TEA: too_many}))
    assert sum(item.pieces for item in items if item.no in not_made) <= max(0, too_many)
    assert 99 not in not_made
    if set(labels) <= {1}:
        count = min(len(labels), max(0, too_many))
        assert not_made == tuple(range(len(labels) - count + 1, len(labels) + 1))


def test_a_label_of_several_lines_is_of_none_of_them() -> None:
    """Nobody would know what of it is not to be made, when one of its lines goes back."""
    lines = [_wanted(no, 1_000, name=f"茶{no}") for no in range(1, ITEMS_MAX + 3)]
    *own, rest = items_of(lines)
    assert [(item.line, item.pieces) for item in own] == [(no, 1) for no in range(1, ITEMS_MAX)]
    assert (rest.line, rest.pieces) == (None, 3)
    assert not_to_make([Unbegun(rest.no, (rest.sku, rest.options), 3)], Counter({TEA: 100})) == ()
