"""Promotions and rule sets as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class HashRow(msgspec.Struct, frozen=True):
    """A rule set's name."""

    hash: str


class BodyRow(msgspec.Struct, frozen=True):
    """A rule set as JSON."""

    body: str


class PromotionRow(msgspec.Struct, frozen=True):
    """A promotion's columns; `body` is None when it was stopped."""

    id: str
    version: int
    body: str | None
    owner: str


IN_FORCE = Query("rules.in_force", HashRow)
BY_HASH = Query("rules.by_hash", BodyRow)
ADD = Command("rules.add")
FORGET_OLDEST = Command("rules.forget_oldest")
PROMOTION = Query("rules.promotion", PromotionRow)
PROMOTIONS = Query("rules.promotions", PromotionRow)
SAVE_PROMOTION = Command("rules.save_promotion")
