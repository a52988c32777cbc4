"""What a figure is: a median of alternated runs beside its own floor of the same run."""

import statistics
from collections.abc import Callable, Sequence

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One row of `edge-agent bench --json`."""

    name: str
    value: float
    unit: str
    floor: float
    ratio: float
    target: str
    ok: bool


def at_least(name: str, value: float, unit: str, floor: float, target: float) -> Figure:
    """A rate that must reach `target` times its floor."""
    ratio = value / floor
    return Figure(name, value, unit, floor, ratio, f"≥ {target} × floor", ratio >= target)


def at_most(name: str, value: float, unit: str, floor: float, target: float) -> Figure:
    """A duration that may take up to `target` times its floor."""
    ratio = value / floor
    return Figure(name, value, unit, floor, ratio, f"≤ {target} × floor", ratio <= target)


def within(name: str, value: float, unit: str, limit: float) -> Figure:
    """An absolute bound."""
    return Figure(name, value, unit, limit, value / limit, f"≤ {limit:g} {unit}", value <= limit)


def alternated(runs: int, *contenders: Callable[[], float]) -> list[float]:
    """Each contender's median over `runs` rounds in which all of them take turns."""
    taken: list[list[float]] = [[] for _ in contenders]
    for _ in range(runs):
        for contender, times in zip(contenders, taken, strict=True):
            times.append(contender())
    return [statistics.median(times) for times in taken]


def percentile(times: Sequence[float], share: float) -> float:
    """The value below which `share` of `times` lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
