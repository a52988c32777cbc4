"""What a figure says, apart from how it was measured."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.cli.bench import table
from edge_agent.cli.bench.figures import Figure, alternated, at_least, at_most, percentile, within

durations = st.floats(min_value=1e-6, max_value=1e6)


@pytest.mark.parametrize(("value", "ok"), [(549.0, False), (550.0, True), (2_000.0, True)])
def test_a_rate_must_reach_its_part_of_the_floor(value: float, ok: bool) -> None:
    """0.55 of a floor of 1,000: 550 is enough."""
    figure = at_least("sale.alone", value, "sales/s", 1_000.0, 0.55)
    assert (figure.ok, figure.target, figure.ratio) == (ok, "≥ 0.55 × floor", value / 1_000)


@pytest.mark.parametrize(("value", "ok"), [(0.5, True), (2.0, True), (2.01, False)])
def test_a_duration_may_take_so_many_times_its_floor(value: float, ok: bool) -> None:
    """Twice a floor of 1 ms: 2 ms is allowed."""
    figure = at_most("scan.socket", value, "ms", 1.0, 2.0)
    assert (figure.ok, figure.target, figure.ratio) == (ok, "≤ 2.0 × floor", value)


@pytest.mark.parametrize(("value", "ok"), [(8.0, True), (8.01, False)])
def test_an_absolute_bound(value: float, ok: bool) -> None:
    """Its limit is its floor, and belongs to what is allowed."""
    figure = within("till.scan.p50", value, "ms", 8.0)
    assert (figure.ok, figure.target, figure.floor) == (ok, "≤ 8 ms", 8.0)


@given(st.lists(durations, min_size=1), st.floats(min_value=0, max_value=1))
def test_a_percentile_is_a_measured_value(times: list[float], share: float) -> None:
    """It is one of the times, at least so many of them lie at or below it, and at most so many below."""
    found = percentile(times, share)
    assert found in times
    assert sum(time <= found for time in times) >= share * len(times) - 1e-9
    assert sum(time < found for time in times) <= share * len(times) + 1e-9


def test_contenders_take_turns() -> None:
    """In each round each of them once, in the same order; the median of its rounds is its figure."""
    turns: list[str] = []
    left, right = iter([3.0, 1.0, 100.0]), iter([5.0, 7.0, 6.0])

    def contender(name: str, times: object) -> float:
        turns.append(name)
        return next(times)  # type: ignore[call-overload, no-any-return]

    medians = alternated(3, lambda: contender("left", left), lambda: contender("right", right))
    assert turns == ["left", "right"] * 3
    assert medians == [3.0, 6.0]


FIGURES = [
    at_least("sale.alone", 1_757.4, "sales/s", 2_789.0, 0.55),
    within("till.scan.p99", 31.25, "ms", 25.0),
]


def test_the_table_names_what_was_missed() -> None:
    """A line a figure, columns under each other, and no blank at a line's end."""
    assert table(FIGURES) == [
        "figure         value         floor  ratio  target",
        "sale.alone     1757 sales/s  2789   0.63   ≥ 0.55 × floor  ok",
        "till.scan.p99  31.25 ms      25     1.25   ≤ 25 ms         MISSED",
    ]


def test_rows_of_json_are_a_contract() -> None:
    """Others read these keys, and no others."""
    rows = msgspec.json.decode(msgspec.json.encode(FIGURES))
    assert [list(row) for row in rows] == [["name", "value", "unit", "floor", "ratio", "target", "ok"]] * 2
    assert msgspec.convert(rows, list[Figure]) == FIGURES
