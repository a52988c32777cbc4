"""A deal at work: it takes its pieces in groups, the dearest first, which is what saves the customer most."""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.pricing.goods import share
from edge_agent.domain.promotions import Bundle, BuyGet, Deal, NForPrice, NthPiece


class Run:
    """Pieces of one line, all at one price; several deals may want them."""

    __slots__ = ("good", "left", "pieces", "unit_fen", "wanted")

    def __init__(self, good: int, unit_fen: Fen, pieces: int) -> None:
        self.good = good
        """The place of the line in the canonical order."""
        self.unit_fen = unit_fen
        self.pieces = pieces
        self.left = pieces
        """That no deal has taken yet."""
        self.wanted = 0
        """By so many places of deals."""


class Group(msgspec.Struct, frozen=True, eq=False):
    """The pieces of one application of a deal, and what it takes off them."""

    members: tuple[tuple[Run, int], ...]
    size: int
    off_fen: Fen

    @property
    def is_there(self) -> bool:
        """No other deal has taken any of its pieces."""
        return all(run.left >= count for run, count in self.members)

    @property
    def times(self) -> int:
        """As often as the same group can be taken again."""
        return min([run.left // count for run, count in self.members])

    def saves_more_than(self, other: "Group") -> bool:
        """For each of its pieces."""
        return self.off_fen * other.size > other.off_fen * self.size


class Taking:
    """What one deal takes."""

    __slots__ = ("_group", "_is_done", "off_fen", "rule", "slots", "used")

    def __init__(self, rule: Deal, slots: Sequence[list[Run]]) -> None:
        """`slots` has the pieces that can fill each place of the deal, the dearest first."""
        self.rule = rule
        self.slots = slots
        self.off_fen = ZERO
        self.used: dict[int, int] = {}
        """Pieces by the place of their line."""
        self._group: Group | None = None
        self._is_done = False

    def best_group(self) -> Group | None:
        """The next pieces that it would take; None when nothing is left to save."""
        if self._is_done:
            return None
        if self._group is None or not self._group.is_there:
            self._group = next_group(self.rule, self.slots)
            self._is_done = self._group is None
        return self._group

    def take(self, group: Group) -> None:
        """Take a group, as often as it is there."""
        times = group.times
        self.off_fen = Fen(self.off_fen + group.off_fen * times)
        for run, count in group.members:
            run.left -= count * times
            self.used[run.good] = self.used.get(run.good, 0) + count * times

    def take_all(self) -> None:
        """Take whatever saves something, with no other deal in the way."""
        while (group := self.best_group()) is not None:
            self.take(group)


def next_group(rule: Deal, slots: Sequence[list[Run]]) -> Group | None:
    """The group that saves most with the pieces that are left, or None."""
    if isinstance(rule, NthPiece | BuyGet):
        return _reduced_group(rule, slots[0])
    return _priced_group(rule, slots)


def needs(rule: Deal) -> tuple[int, ...]:
    """The pieces that a group has in each place; the last ones of a 买n送m may be missing."""
    match rule:
        case NthPiece():
            return (rule.n,)
        case BuyGet():
            return (rule.buy + rule.free,)
        case NForPrice():
            return (rule.count,)
        case Bundle():
            return tuple([part.count for part in rule.parts])
        case _:
            assert_never(rule)


def paid_whole(rule: NthPiece | BuyGet) -> int:
    """The pieces of a group before the first reduced one."""
    return rule.n - 1 if isinstance(rule, NthPiece) else rule.buy


def reduction(rule: NthPiece | BuyGet, unit: Fen) -> Fen:
    """What is taken off a reduced piece."""
    return Fen(unit - share(unit, rule.pay_permille)) if isinstance(rule, NthPiece) else unit


def _reduced_group(rule: NthPiece | BuyGet, runs: list[Run]) -> Group | None:
    whole, size = paid_whole(rule), needs(rule)[0]
    members, found, off = [], 0, 0
    for run in runs:
        if run.left:
            count = min(run.left, size - found)
            reduced = found + count - max(found, whole)
            if reduced > 0:
                off += reduced * reduction(rule, run.unit_fen)
            members.append((run, count))
            found += count
            if found == size:
                break
    return Group(tuple(members), found, Fen(off)) if off > 0 else None


def _priced_group(rule: NForPrice | Bundle, slots: Sequence[list[Run]]) -> Group | None:
    """The place with the least choice is filled first: what it needs may fit others as well."""
    counts = needs(rule)
    taken: dict[Run, int] = {}
    for part in sorted(range(len(slots)), key=lambda part: len(slots[part])) if len(slots) > 1 else (0,):
        missing = counts[part]
        for run in slots[part]:
            free = run.left - taken.get(run, 0)
            if free > 0:
                count = min(free, missing)
                taken[run] = taken.get(run, 0) + count
                missing -= count
                if not missing:
                    break
        if missing:
            return None
    off = sum([run.unit_fen * count for run, count in taken.items()]) - rule.price_fen
    return Group(tuple(taken.items()), sum(counts), Fen(off)) if off > 0 else None
