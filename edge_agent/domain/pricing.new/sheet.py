"""A price being worked out: what each line comes to so far, and the steps that led there."""

from collections.abc import Sequence

from edge_agent.domain.money import Fen, split
from edge_agent.domain.pricing.goods import Good
from edge_agent.domain.pricing.priced import Step, StepKind
from edge_agent.domain.promotions import Rule


class Sheet:
    """The goods in their canonical order, with amounts and steps beside them."""

    __slots__ = ("amounts", "coupons_fen", "goods", "off_order", "steps", "units")

    def __init__(self, goods: Sequence[Good]) -> None:
        self.goods = goods
        self.amounts: list[Fen] = [good.gross_fen for good in goods]
        self.units: list[Fen] = [good.line.price_fen for good in goods]
        self.steps: list[tuple[Step, ...]] = [()] * len(goods)
        self.coupons_fen: tuple[Fen, ...] = ()
        self.off_order = 0
        """What 满减 and coupons took off: they have thresholds, which other rules can cost the customer."""

    @property
    def total(self) -> int:
        """What is to be paid, so far."""
        return sum(self.amounts)

    def of(self, places: Sequence[int]) -> Fen:
        """What some lines come to."""
        return Fen(sum([self.amounts[place] for place in places]))

    def set(self, place: int, amount: Fen, kind: StepKind, rule: Rule | None = None) -> None:
        """Take one line to another amount."""
        off = self.amounts[place] - amount
        if off:
            self.amounts[place] = amount
            self.steps[place] += (_step(kind, Fen(-off), rule),)

    def take_off(
        self, off: int, places: Sequence[int], weights: Sequence[int], kind: StepKind, rule: Rule | None = None
    ) -> None:
        """Share a discount, which is never above the weights' sum, over lines."""
        if off > 0:
            for place, part in zip(places, split(Fen(off), weights), strict=True):
                if part:
                    self.set(place, Fen(self.amounts[place] - part), kind, rule)


def _step(kind: StepKind, fen: Fen, rule: Rule | None) -> Step:
    return Step(kind, fen) if rule is None else Step(kind, fen, rule.id, rule.version, rule.name)
