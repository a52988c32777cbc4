"""What a rule can save at most, so that only those plans are worked out that can be the best.

No step makes a difference larger: of whatever a rule takes off the lines, discounts by hand and points leave
no more in the total.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from edge_agent.domain.cart import Cart
from edge_agent.domain.ids import RuleId
from edge_agent.domain.money import Fen, amount_of
from edge_agent.domain.pricing.goods import Good, by_hand
from edge_agent.domain.pricing.order import coupon_off, discounted, spend_save_off
from edge_agent.domain.promotions import BuyGet, Coupon, Deal, NthPiece, SpendSave


class Plan(msgspec.Struct, frozen=True, eq=False):
    """Which rules take part."""

    only: frozenset[RuleId] | None = None
    """None stands for all of them."""
    has_own_prices: bool = True
    """Articles' own member prices too."""

    def takes(self, rule: RuleId) -> bool:
        """Whether a rule takes part."""
        return self.only is None or rule in self.only


class Bounds:
    """The most that each rule can save of a cart, and what the cart costs by none of them."""

    def __init__(self, cart: Cart, goods: Sequence[Good]) -> None:
        self.has_own_prices = any(offer.rule is None for good in goods for offer in good.offers)
        """Whether an article's own member price has a part in it."""
        self.offers = _offers(goods)
        self.deals = _deals(goods)
        plain = [by_hand(good.line, good.gross_fen) for good in goods]
        self.spends, self.coupons = _orders(cart, goods, plain)
        self._plain_fen = _total(cart, plain)
        self._own_fen = self._plain_fen
        if self.has_own_prices:
            self._own_fen = _total(cart, [by_hand(good.line, _own_amount(good)) for good in goods])
        self._kinds = (self.offers, self.deals, self.spends, self.coupons)

    @property
    def may_differ(self) -> bool:
        """Whether there are two things at all that can be in each other's way."""
        return sum([len(rules) for rules in self._kinds]) + self.has_own_prices > 1

    def all_but(self, left_out: Iterable[RuleId]) -> frozenset[RuleId]:
        """The rules that have a part in the cart, but for some."""
        return frozenset([rule for rules in self._kinds for rule in rules]) - frozenset(left_out)

    def single_plans(self, below: int) -> Iterator[Plan]:
        """The plans of one rule alone that could cost less than `below`."""
        for most in self._kinds:
            for rule, off in most.items():
                if self._own_fen - off < below:
                    yield Plan(frozenset((rule,)))
                if self.has_own_prices and self._plain_fen - off < below:
                    yield Plan(frozenset((rule,)), has_own_prices=False)


def _total(cart: Cart, amounts: Sequence[Fen]) -> int:
    """What a cart costs by no rule at all."""
    total = discounted(Fen(sum(amounts)), cart.order_discount)
    return total - max(0, min(cart.points_fen, total))


def _own_amount(good: Good) -> Fen:
    for offer in good.offers:
        if offer.rule is None:
            return amount_of(offer.unit_fen, good.line.quantity)
    return good.gross_fen


def _offers(goods: Sequence[Good]) -> dict[RuleId, int]:
    most: dict[RuleId, int] = {}
    for good in goods:
        for offer in good.offers:
            if offer.rule is not None:
                off = good.gross_fen - amount_of(offer.unit_fen, good.line.quantity)
                most[offer.rule.id] = most.get(offer.rule.id, 0) + off
    return most


def _deals(goods: Sequence[Good]) -> dict[RuleId, int]:
    """What a deal's reduced pieces can cost: in each group they are the cheaper ones."""
    wanted: dict[RuleId, tuple[Deal, int]] = {}
    for good in goods:
        for slot in good.slots:
            _, worth = wanted.get(slot.deal.id, (slot.deal, 0))
            wanted[slot.deal.id] = (slot.deal, worth + good.gross_fen)
    return {rule_id: _most_off(rule, worth) for rule_id, (rule, worth) in wanted.items()}


def _most_off(rule: Deal, worth: int) -> int:
    if isinstance(rule, NthPiece):
        return worth // rule.n
    if isinstance(rule, BuyGet):
        return worth * rule.free // (rule.buy + rule.free)
    return max(0, worth - rule.price_fen)


def _orders(
    cart: Cart, goods: Sequence[Good], amounts: Sequence[Fen]
) -> tuple[dict[RuleId, int], dict[RuleId, int]]:
    """Of 满减 and of coupons."""
    spent: dict[RuleId, int] = {}
    rules: dict[RuleId, SpendSave | Coupon] = {}
    for good, amount in zip(goods, amounts, strict=True):
        for rule in good.orders:
            spent[rule.id] = spent.get(rule.id, 0) + amount
            rules[rule.id] = rule
    spends: dict[RuleId, int] = {}
    coupons: dict[RuleId, int] = {}
    for rule_id, rule in rules.items():
        amount = Fen(spent[rule_id])
        if isinstance(rule, SpendSave):
            spends[rule_id] = spend_save_off(rule, amount)
        else:
            shown = [coupon.rule for coupon in cart.coupons].count(rule_id)
            coupons[rule_id] = coupon_off(rule, amount, amount) * shown
    return spends, coupons
