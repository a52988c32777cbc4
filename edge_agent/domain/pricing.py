"""What a cart costs, and why: every line explains its price in steps."""

import msgspec

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.money import Fen


class Step(msgspec.Struct, frozen=True):
    """One rule's part in a line's price; `fen` is what it changed, below zero for a discount."""

    rule: str
    rule_version: int
    fen: Fen


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


class Rules(msgspec.Struct, frozen=True):
    """The rule set that a cart is priced by."""

    version: int = 0


NO_RULES = Rules()


def price(cart: Cart, rules: Rules = NO_RULES) -> PricedCart:
    """Price the whole cart; pure and total: the same cart and rules always cost the same fen."""
    del rules  # the kinds of rules come with the shop's promotions
    lines = tuple([_plain(line, line.gross_fen) for line in cart.live_lines])
    gross = Fen(sum([line.gross_fen for line in lines]))
    total = Fen(sum([line.amount_fen for line in lines]))
    return PricedCart(lines, gross, Fen(total - gross), total)


def _plain(line: Line, gross: Fen) -> PricedLine:
    return PricedLine(line, gross, (), gross)
