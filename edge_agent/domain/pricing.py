"""What a cart costs, and why: every line explains its price in steps."""

import enum

import msgspec

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.ids import RuleId
from edge_agent.domain.money import Fen
from edge_agent.domain.promotions import NO_RULES, Rules


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


def price(cart: Cart, rules: Rules = NO_RULES) -> PricedCart:
    """Price the whole cart; pure and total: the same cart and rules always cost the same fen."""
    del rules  # the kinds of rules come with the shop's promotions
    lines = tuple([_plain(line, line.gross_fen) for line in cart.live_lines])
    gross = Fen(sum([line.gross_fen for line in lines]))
    total = Fen(sum([line.amount_fen for line in lines]))
    return PricedCart(lines, gross, Fen(total - gross), total)


def _plain(line: Line, gross: Fen) -> PricedLine:
    return PricedLine(line, gross, (), gross)
