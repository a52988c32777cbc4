"""What a cart costs, and why: every line explains its price in steps.

Timed or member price, the lower of the two; then deals on pieces; then discounts of lines by hand; then, on
the whole order, 满减, 整单折扣 by hand, coupons and points.
"""

from edge_agent.domain.pricing.alike import hold_alike
from edge_agent.domain.pricing.plans import price
from edge_agent.domain.pricing.priced import PricedCart, PricedLine, Step, StepKind

__all__ = ["PricedCart", "PricedLine", "Step", "StepKind", "hold_alike", "price"]
