"""Whether pieces added at different times can share a line, which keeps one time for all of them."""

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.moments import Millis
from edge_agent.domain.pricing.hours import Hours
from edge_agent.domain.pricing.index import index_of
from edge_agent.domain.promotions import Rules


def hold_alike(cart: Cart, rules: Rules, line: Line, at: Millis) -> bool:
    """Whether no rule makes a difference between the line's own time and `at`.

    Rules that hold only for members count as well: the member may come later.
    """
    hours, reach = Hours(cart), index_of(rules).reach(line.sku, line.category)
    timed = (*reach.prices, *[slot.deal for slot in reach.slots], *reach.spends)
    return all(hours.holds_alike(rule, line.added_at, at) for rule in timed)
