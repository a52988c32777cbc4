"""A proof: what must hold, and what was found; mostly that several sides say the same."""

from collections.abc import Collection, Mapping

import msgspec

SHOWN_MAX = 5


class Proof(msgspec.Struct, frozen=True):
    """One thing that must hold, and what was found."""

    name: str
    holds: bool
    found: str


def agree(name: str, sides: Mapping[str, Mapping[str, int]]) -> Proof:
    """Every side says the same of every key; what is nothing need not be said. Else what differs is told."""
    keys = sorted({key for side in sides.values() for key in side})
    said = {key: {side: numbers.get(key, 0) for side, numbers in sides.items()} for key in keys}
    differing = {key: numbers for key, numbers in said.items() if len(set(numbers.values())) > 1}
    if differing:
        parts = [f"{key}: {_listed(numbers)}" for key, numbers in differing.items()]
        return Proof(name, holds=False, found=_first("; ", parts))
    one = next(iter(sides.values()))
    return Proof(name, holds=True, found=_listed({key: one[key] for key in keys if one.get(key)}) or "none")


def none_of(name: str, wrong: Collection[str], right: str) -> Proof:
    """Nothing was found to be wrong; else the first of it is told."""
    return Proof(name, holds=not wrong, found=_first(", ", list(wrong)) if wrong else right)


def _first(between: str, parts: list[str]) -> str:
    more = f"{between}and {len(parts) - SHOWN_MAX} more" if len(parts) > SHOWN_MAX else ""
    return between.join(parts[:SHOWN_MAX]) + more


def _listed(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{key} {number}" for key, number in numbers.items())
