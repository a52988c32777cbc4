"""What a ticket is made of: a piece an item, and no more items than labels can name."""

import hypothesis
import hypothesis.strategies as st

from edge_agent.domain.ids import Sku
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.ticket_items import Wanted, items_of
from edge_agent.domain.ticket_labels import ITEMS_MAX


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
    assert (item.no, item.name, item.prep_seconds) == (1, "奶茶 ×120", 120 * 60)


@hypothesis.given(st.lists(st.integers(1, 60), min_size=1, max_size=150))
def test_nothing_of_an_order_is_lost(pieces: list[int]) -> None:
    """Whatever its size: no more items than two digits name, and the work of all of them together."""
    items = items_of([_wanted(no, count * 1000) for no, count in enumerate(pieces, 1)])
    assert [item.no for item in items] == list(range(1, len(items) + 1))
    assert len(items) <= ITEMS_MAX
    assert sum(item.prep_seconds for item in items) == sum(pieces) * 60
