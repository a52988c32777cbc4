"""What goes by the whole order: 满减, 整单折扣, coupons and points, in this order."""

from collections.abc import Sequence
from typing import TypeAlias

from edge_agent.domain.cart import Cart, CartCoupon, OrderDiscount
from edge_agent.domain.ids import RuleId
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.pricing.goods import share
from edge_agent.domain.pricing.priced import StepKind
from edge_agent.domain.pricing.sheet import Sheet
from edge_agent.domain.promotions import WHOLE_PERMILLE, Coupon, SpendSave

_Spends: TypeAlias = dict[RuleId, tuple[SpendSave, list[int]]]
_Coupons: TypeAlias = dict[RuleId, tuple[Coupon, list[int]]]
"""Each rule with the places of the lines that count for it."""


def take_order_steps(sheet: Sheet, cart: Cart, only: frozenset[RuleId] | None) -> None:
    """Do the steps that go by the whole order; `only` names the rules that take part, None all of them."""
    spends, coupons = _counting(sheet, only)
    _spend_and_save(sheet, spends)
    total = sheet.total
    sheet.take_off(total - discounted(total, cart.order_discount), StepKind.ORDER)
    if cart.coupons:
        sheet.coupons_fen = _redeem(sheet, cart.coupons, coupons)
    sheet.take_off(min(cart.points_fen, sheet.total), StepKind.POINTS)


def discounted(total: Fen, discount: OrderDiscount | None) -> Fen:
    """What a 整单折扣 leaves of a total: a share of it, or what was agreed on; never more than it was."""
    if discount is None:
        return total
    if discount.pay_permille is not None:
        total = min(total, share(total, max(0, discount.pay_permille)))
    if discount.total_fen is not None:
        total = min(total, Fen(max(0, discount.total_fen)))
    return total


def spend_save_off(rule: SpendSave, amount: Fen) -> Fen:
    """What a 满减 takes off an amount."""
    reached = [tier for tier in rule.tiers if tier.at_fen <= amount]
    if not reached:
        return ZERO
    times = amount // reached[-1].at_fen if rule.every else 1
    return Fen(min(amount, reached[-1].off_fen * times))


def coupon_off(rule: Coupon, spent: Fen, amount: Fen) -> Fen:
    """What a coupon takes off `amount`, when `spent` reaches its minimum."""
    if spent < rule.min_fen:
        return ZERO
    if rule.off_fen is not None:
        return Fen(min(amount, rule.off_fen))
    pay = WHOLE_PERMILLE if rule.pay_permille is None else rule.pay_permille
    return Fen(max(0, amount - share(amount, pay)))


def _counting(sheet: Sheet, only: frozenset[RuleId] | None) -> tuple[_Spends, _Coupons]:
    found: dict[RuleId, tuple[SpendSave | Coupon, list[int]]] = {}
    for place, good in enumerate(sheet.goods):
        for rule in good.orders:
            known = found.get(rule.id)
            if known is None:
                known = found[rule.id] = (rule, [])
            known[1].append(place)
    taking_part = [counting for rule_id, counting in found.items() if only is None or rule_id in only]
    return (
        {rule.id: (rule, places) for rule, places in taking_part if isinstance(rule, SpendSave)},
        {rule.id: (rule, places) for rule, places in taking_part if isinstance(rule, Coupon)},
    )


def _spend_and_save(sheet: Sheet, spends: _Spends) -> None:
    """A line counts for one 满减: the rule that takes most off goes first, then what others still reach."""
    while spends:
        offs = {rule.id: spend_save_off(rule, sheet.of(places)) for rule, places in spends.values()}
        best = min(offs, key=lambda rule_id: (-offs[rule_id], rule_id))
        if not offs[best]:
            return
        rule, places = spends[best]
        sheet.take_off(offs[best], StepKind.SPEND_SAVE, rule, places)
        sheet.off_spends += offs[best]
        spends = _without(spends, frozenset(places))


def _without(spends: _Spends, done: frozenset[int]) -> _Spends:
    left = {
        rule.id: (rule, [place for place in places if place not in done]) for rule, places in spends.values()
    }
    return {rule_id: found for rule_id, found in left.items() if found[1]}


def _redeem(sheet: Sheet, shown: Sequence[CartCoupon], coupons: _Coupons) -> tuple[Fen, ...]:
    """What each coupon takes off, in the order in which they were shown.

    A share of the whole is done before an amount, which saves more; minimums go by what was due before both.
    """
    spent = {rule.id: sheet.of(places) for rule, places in coupons.values()}
    offs = [ZERO] * len(shown)
    counting = [no for no, coupon in enumerate(shown) if coupon.rule in coupons]
    for no in sorted(counting, key=lambda no: _turn(shown[no], coupons)):
        rule, places = coupons[shown[no].rule]
        offs[no] = coupon_off(rule, spent[rule.id], sheet.of(places))
        sheet.take_off(offs[no], StepKind.COUPON, rule, places)
    return tuple(offs)


def _turn(coupon: CartCoupon, coupons: _Coupons) -> tuple[bool, RuleId, str]:
    rule, _ = coupons[coupon.rule]
    return (rule.off_fen is not None, coupon.rule, coupon.code)
