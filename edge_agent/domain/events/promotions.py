"""Promotions as the shop itself changed them: enough to rebuild its rule set after each change."""

from typing import ClassVar

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import RuleId, RulesHash
from edge_agent.domain.promotions import Rule


class PromotionChanged(Data, frozen=True):
    """A promotion was started, changed or stopped."""

    TYPE: ClassVar[str] = "promotion.changed"
    promotion: RuleId
    version: int
    rules: RulesHash
    """Of the whole set after the change."""
    rule: Rule | None = None
    """As it holds from now on; None when it was stopped."""


class PromotionsImported(Data, frozen=True):
    """A file of promotions and coupon codes was taken in."""

    TYPE: ClassVar[str] = "promotions.imported"
    file_sha256: str
    rows_taken: int
    rows_refused: int
    rules: RulesHash
    """Of the whole set after the import."""
    taken: tuple[Rule, ...] = ()
    """Each in the place of what had its id before; the others stay."""
    codes_taken: int = 0
