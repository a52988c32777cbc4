"""A price being worked out: what each line comes to so far, and the steps that led there."""

from collections.abc import Sequence

from edge_agent.domain.money import Fen, split
from edge_agent.domain.pricing.goods import Good
from edge_agent.domain.pricing.priced import Step, StepKind
from edge_agent.domain.promotions import Rule


class Sheet:
    """The goods in their canonical order, with amounts and steps beside them."""

    __slots__ = ("amounts", "coupons_fen", "goods", "off_deals", "off_offers", "off_spends", "steps", "units")

    def __init__(self, goods: Sequence[Good]) -> None:
        self.goods = goods
        self.amounts: list[Fen] = [good.gross_fen for good in goods]
        self.units: list[Fen] = [good.line.price_fen for good in goods]
        self.steps: list[tuple[Step, ...]] = [()] * len(goods)
        self.coupons_fen: tuple[Fen, ...] = ()
        self.off_offers = 0
        """What timed and member prices took off."""
        self.off_deals = 0
        self.off_spends = 0
        """What 满减 took off."""

    @property
    def total(self) -> Fen:
        """What is to be paid, so far."""
        return Fen(sum(self.amounts))

    def of(self, places: Sequence[int]) -> Fen:
        """What some lines come to."""
        return Fen(sum([self.amounts[place] for place in places]))

    def set(self, place: int, amount: Fen, kind: StepKind, rule: Rule | None = None) -> None:
        """Take one line to another amount."""
        off = self.amounts[place] - amount
        if off:
            self.amounts[place] = amount
            self.steps[place] += (_step(kind, off, rule),)

    def take_off(
        self,
        off: int,
        kind: StepKind,
        rule: Rule | None = None,
        places: Sequence[int] | None = None,
        weights: Sequence[int] | None = None,
    ) -> None:
        """Share a discount over lines, all of them when none are named, by weights or by what they cost.

        It is never above the sum of the weights, nor is a weight above its line: none falls below zero.
        """
        if off <= 0:
            return
        places = range(len(self.goods)) if places is None else places
        weights = [self.amounts[place] for place in places] if weights is None else weights
        amounts, steps = self.amounts, self.steps
        for place, part in zip(places, split(Fen(off), weights), strict=True):
            if part:
                amounts[place] = Fen(amounts[place] - part)
                steps[place] += (_step(kind, part, rule),)


def _step(kind: StepKind, off: int, rule: Rule | None) -> Step:
    if rule is None:
        return Step(kind, Fen(-off))
    return Step(kind, Fen(-off), rule.id, rule.version, rule.name)
