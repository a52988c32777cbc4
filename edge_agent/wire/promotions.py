"""The bodies of `/v1/promotions`. A rule is told as the domain has it, by its `kind`."""

import msgspec

from edge_agent.domain.ids import RuleId, RulesHash
from edge_agent.domain.promotions import Rule
from edge_agent.wire.body import Body


class PutPromotion(Body, frozen=True):
    """`PUT /v1/promotions/{id}`; the rule's id is that of the path, its version the shop's to count."""

    rule: Rule


class PromotionAnswer(msgspec.Struct, frozen=True):
    """What became of a promotion that was put or stopped."""

    id: RuleId
    version: int
    rules: RulesHash
    """Of the rule set by which carts opened from now on go."""


class PromotionView(msgspec.Struct, frozen=True):
    """A promotion that was not stopped; when it holds is in the rule."""

    rule: Rule
    owner: str
    """`store` or `hq`."""


class PromotionsView(msgspec.Struct, frozen=True):
    """`GET /v1/promotions`."""

    rules: RulesHash
    promotions: tuple[PromotionView, ...]
