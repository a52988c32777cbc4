"""The figures' formulas: shares, averages, and the time that an article was out of stock."""

import hypothesis
import pytest
from hypothesis import strategies as st

from edge_agent.domain.figures import StockMoved, at_cost, average, permille, stock_out_minutes
from edge_agent.domain.ids import Sku
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli

SINCE, UNTIL = Millis(0), Millis(10 * MINUTE)
TEA = Sku("T1")


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(0, 7, 0), (1, 3, 333), (2, 3, 667), (1, 2000, 1), (-1, 2, -500), (1, 0, None)],
)
def test_a_share_is_told_in_permille(part: int, whole: int, share: int | None) -> None:
    """Halves are rounded up, and nothing has no shares."""
    assert permille(part, whole) == share


@pytest.mark.parametrize(
    ("total", "count", "mean"), [(100, 3, 33), (101, 2, 51), (-101, 2, -50), (5, 0, None)]
)
def test_an_average_is_rounded_half_up(total: int, count: int, mean: int | None) -> None:
    """客单价 of no orders is unknown, not zero."""
    assert average(Fen(total), count) == mean


def test_a_cost_is_rounded_once() -> None:
    """Fen × thousandths become fen at the end, halves up."""
    assert at_cost(1500 * 333) == 500
    assert at_cost(500) == 1


def test_an_article_that_ran_out_and_came_back() -> None:
    """Sold out at minute 2, delivered at minute 7: five minutes."""
    moves = [
        StockMoved(TEA, Millis(7 * MINUTE), Milli(5000)),
        StockMoved(TEA, Millis(2 * MINUTE), Milli(-1000)),
    ]
    assert stock_out_minutes({TEA: Milli(5000)}, moves, SINCE, UNTIL) == {TEA: 5}


def test_an_article_that_was_never_there() -> None:
    """Without a move it is out from the beginning to the end; one that is there is not in the answer."""
    assert stock_out_minutes({TEA: Milli(0), Sku("T2"): Milli(1)}, [], SINCE, UNTIL) == {TEA: 10}


def test_before_its_opening_stock_an_article_was_not_out() -> None:
    """A shop that opens at minute 6 lacked nothing before, whatever was sold too early."""
    moves = [
        StockMoved(TEA, Millis(8 * MINUTE), Milli(-5000)),
        StockMoved(TEA, Millis(6 * MINUTE), Milli(6000), is_opening=True),
        StockMoved(TEA, Millis(3 * MINUTE), Milli(-1000)),
    ]
    assert stock_out_minutes({TEA: Milli(0)}, moves, SINCE, UNTIL) == {TEA: 2}


@hypothesis.given(
    st.integers(-3, 3),
    st.lists(st.tuples(st.integers(0, 9), st.integers(-3, 3)), max_size=12).map(sorted),
)
def test_the_minutes_are_those_of_a_clock_that_looks_every_minute(
    before: int, moved: list[tuple[int, int]]
) -> None:
    """Whatever moved at whichever minute, a watchman who looks at each minute counts the same."""
    moves = [StockMoved(TEA, Millis(minute * MINUTE), Milli(quantity)) for minute, quantity in moved]
    now = before + sum(quantity for _, quantity in moved)
    watched = sum(
        before + sum(quantity for at, quantity in moved if at <= minute) <= 0 for minute in range(10)
    )
    found = stock_out_minutes({TEA: Milli(now)}, reversed(moves), SINCE, UNTIL)
    assert found.get(TEA, 0) == watched
