"""What a cart costs: several plans of which rules take part, and the one that costs the customer least.

One rule can cost the customer another: a timed price may leave the cart a fen short of a 满减. So besides the plan of
all rules those without timed and member prices, without deals, and of each rule alone are looked at, as far as they
can be better at all. No cart costs more than by any of its rules alone.
"""

from collections.abc import Iterator, Sequence

import msgspec

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.ids import RuleId
from edge_agent.domain.money import Fen, amount_of
from edge_agent.domain.pricing.deals import take_deals
from edge_agent.domain.pricing.goods import Good, lay_out, share
from edge_agent.domain.pricing.index import index_of
from edge_agent.domain.pricing.order import coupon_off, discounted, spend_save_off, take_order_steps
from edge_agent.domain.pricing.priced import PricedCart, PricedLine, StepKind
from edge_agent.domain.pricing.sheet import Sheet
from edge_agent.domain.promotions import NO_RULES, Rules


class Plan(msgspec.Struct, frozen=True, eq=False):
    """Which rules take part."""

    only: frozenset[RuleId] | None = None
    """None stands for all of them."""
    has_own_prices: bool = True
    """Articles' own member prices too."""


def price(cart: Cart, rules: Rules = NO_RULES) -> PricedCart:
    """Price the whole cart; pure and total: the same cart and rules always cost the same fen."""
    lines = cart.live_lines
    if not rules.rules and not _is_priced_by_hand(cart, lines):
        return _plain(lines)
    goods = lay_out(cart, lines, index_of(rules))
    return _shown(lines, _best(cart, goods))
