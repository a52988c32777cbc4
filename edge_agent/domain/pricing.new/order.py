"""What goes by the whole order: 满减, 整单折扣, coupons and points, in this order."""

from collections.abc import Sequence

from edge_agent.domain.cart import Cart, CartCoupon, OrderDiscount
from edge_agent.domain.ids import RuleId
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.pricing.goods import share
from edge_agent.domain.pricing.priced import StepKind
from edge_agent.domain.pricing.sheet import Sheet
from edge_agent.domain.promotions import WHOLE_PERMILLE, Coupon, SpendSave


def take_order_steps(sheet: Sheet, cart: Cart, only: frozenset[RuleId] | None) -> None:
    """Do the steps that go by the whole order; `only` names the rules that may take part, None all of them."""
    everything = range(len(sheet.goods))
    _spend_and_save(sheet, only)
    total = Fen(sheet.total)
    off = total - discounted(total, cart.order_discount)
    sheet.take_off(off, everything, sheet.amounts, StepKind.ORDER)
    if cart.coupons:
        sheet.coupons_fen = _redeem(sheet, cart.coupons, only)
    off = min(cart.points_fen, sheet.total)
    sheet.take_off(off, everything, sheet.amounts, StepKind.POINTS)


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
    return Fen(amount - share(amount, WHOLE_PERMILLE if rule.pay_permille is None else rule.pay_permille))


def _spend_and_save(sheet: Sheet, only: frozenset[RuleId] | None) -> None:
    """A line counts for one 满减: the rule that takes most off is done first, then what the others still reach."""
    places_of = _places_of_spends(sheet, only)
    while places_of:
        offs = {rule_id: spend_save_off(rule, sheet.of(places)) for rule_id, (rule, places) in places_of.items()}
        best = min(offs, key=lambda rule_id: (-offs[rule_id], rule_id))
        if not offs[best]:
            return
        rule, places = places_of.pop(best)
        weights = [sheet.amounts[place] for place in places]
        sheet.take_off(offs[best], places, weights, StepKind.SPEND_SAVE, rule)
        sheet.off_order += offs[best]
        done = set(places)
        places_of = {
            rule_id: (other, left)
            for rule_id, (other, before) in places_of.items()
            if (left := [place for place in before if place not in done])
        }


def _places_of_spends(
    sheet: Sheet, only: frozenset[RuleId] | None
) -> dict[RuleId, tuple[SpendSave, list[int]]]:
    found: dict[RuleId, tuple[SpendSave, list[int]]] = {}
    for place, good in enumerate(sheet.goods):
        for rule in good.spends:
            if only is None or rule.id in only:
                known = found.get(rule.id)
                if known is None:
                    found[rule.id] = (rule, [place])
                else:
                    known[1].append(place)
    return found


def _redeem(
    sheet: Sheet, coupons: Sequence[CartCoupon], only: frozenset[RuleId] | None
) -> tuple[Fen, ...]:
    """What each coupon takes off, in the order of `coupons`.

    A share of the whole comes before an amount, which saves more; a minimum goes by what was due before any coupon.
    """
    places_of: dict[RuleId, tuple[Coupon, list[int]]] = {}
    for place, good in enumerate(sheet.goods):
        for rule in good.coupons:
            places_of.setdefault(rule.id, (rule, []))[1].append(place)
    spent = {rule_id: sheet.of(places) for rule_id, (_, places) in places_of.items()}
    offs = [ZERO] * len(coupons)
    for no in sorted(range(len(coupons)), key=lambda no: _turn(coupons[no], places_of)):
        found = places_of.get(coupons[no].rule)
        if found is None or (only is not None and coupons[no].rule not in only):
            continue
        rule, places = found
        offs[no] = coupon_off(rule, spent[rule.id], sheet.of(places))
        weights = [sheet.amounts[place] for place in places]
        sheet.take_off(offs[no], places, weights, StepKind.COUPON, rule)
        sheet.off_order += offs[no]
    return tuple(offs)


def _turn(
    coupon: CartCoupon, places_of: dict[RuleId, tuple[Coupon, list[int]]]
) -> tuple[bool, RuleId, str]:
    found = places_of.get(coupon.rule)
    return (found is not None and found[0].off_fen is not None, coupon.rule, coupon.code)
