"""A cart with its price: every line explains what it costs in steps."""

import enum

import msgspec

from edge_agent.domain.cart import Line
from edge_agent.domain.ids import RuleId
from edge_agent.domain.money import Fen


class StepKind(enum.StrEnum):
    """What changed a line's price, in the order in which it is done."""

    MEMBER = "member"
    TIMED = "timed"
    MULTI = "multi"
    """第二件半价, 买n送m, n for a price, 套餐."""
    MANUAL = "manual"
    """A line discount by hand."""
    SPEND_SAVE = "spend_save"
    ORDER = "order"
    """整单折扣 by hand."""
    COUPON = "coupon"
    POINTS = "points"


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rule's part in a line's price; `fen` is what it changed, below zero for a discount."""

    kind: StepKind
    fen: Fen
    rule: RuleId = RuleId("")
    """Empty for what no rule of the shop did: an article's own member price, a discount by hand, points."""
    rule_version: int = 0
    name: str = ""
    """As screen and paper show it; empty where `kind` says it all."""


class PricedLine(msgspec.Struct, frozen=True):
    """A live line with its price before any rule, the rules' steps, and what is to be paid."""

    line: Line
    gross_fen: Fen
    steps: tuple[Step, ...]
    amount_fen: Fen


class PricedCart(msgspec.Struct, frozen=True):
    """A cart with its price; the total is the sum of its lines, always."""

    lines: tuple[PricedLine, ...]
    gross_fen: Fen
    discount_fen: Fen
    """What the rules took off: zero or below."""
    total_fen: Fen
    coupons_fen: tuple[Fen, ...] = ()
    """What each of the cart's coupons took off, in their order; zero while its minimum is not reached."""
