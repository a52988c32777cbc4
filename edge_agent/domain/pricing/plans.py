"""What a cart costs: several plans of which rules take part, and the one that costs the customer least.

One rule can cost the customer another: a timed price may leave the cart a fen short of a 满减. So besides the
plan of all rules those without timed and member prices, without deals, and of each rule alone are looked at,
as far as they can be better at all. No cart costs more than by any of its rules alone.

When a timed price or a deal costs a coupon its minimum, the coupon is looked at alone, not with 满减 or deals
beside it. That makes three of a thousand carts dearer that chance made of coupons and clashing rules; and
headquarters, which does not know of a coupon that took nothing off, could not look at the same plans.
"""

from collections.abc import Iterator, Sequence

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.money import ZERO, Fen, amount_of
from edge_agent.domain.pricing.bounds import Bounds, Plan
from edge_agent.domain.pricing.deals import take_deals
from edge_agent.domain.pricing.goods import Good, by_hand, lay_out
from edge_agent.domain.pricing.index import index_of
from edge_agent.domain.pricing.order import take_order_steps
from edge_agent.domain.pricing.priced import PricedCart, PricedLine, StepKind
from edge_agent.domain.pricing.sheet import Sheet
from edge_agent.domain.promotions import NO_RULES, Rules


def price(cart: Cart, rules: Rules = NO_RULES) -> PricedCart:
    """Price the whole cart; pure and total: the same cart and rules always cost the same fen."""
    lines = cart.live_lines
    if not rules.rules and not _is_priced_by_hand(cart, lines):
        return _plain(lines)
    goods = lay_out(cart, lines, index_of(rules))
    return _shown(lines, _best(cart, goods))


def _is_priced_by_hand(cart: Cart, lines: Sequence[Line]) -> bool:
    """Something but a rule can change what a line costs."""
    if cart.member is not None or cart.order_discount is not None or cart.points_fen or cart.coupons:
        return True
    return any(line.pay_permille is not None for line in lines)


def _plain(lines: Sequence[Line]) -> PricedCart:
    priced = tuple([PricedLine(line, gross := line.gross_fen, (), gross) for line in lines])
    total = Fen(sum([line.gross_fen for line in priced]))
    return PricedCart(priced, total, ZERO, total)


def _shown(lines: Sequence[Line], sheet: Sheet) -> PricedCart:
    """The lines in the order of the cart."""
    priced = {
        good.line.no: PricedLine(good.line, good.gross_fen, steps, amount)
        for good, steps, amount in zip(sheet.goods, sheet.steps, sheet.amounts, strict=True)
    }
    gross = Fen(sum([good.gross_fen for good in sheet.goods]))
    total = sheet.total
    in_order = tuple([priced[line.no] for line in lines])
    return PricedCart(in_order, gross, Fen(total - gross), total, sheet.coupons_fen)


def _best(cart: Cart, goods: Sequence[Good]) -> Sheet:
    """The sheet of the plan that costs least, the first one of those that cost the same."""
    best = _worked_out(cart, goods, Plan())
    bounds = Bounds(cart, goods)
    if not bounds.may_differ:
        return best
    for plan in _other_plans(bounds, best):
        sheet = _worked_out(cart, goods, plan)
        if sheet.total < best.total:
            best = sheet
    return best


def _other_plans(bounds: Bounds, all_rules: Sheet) -> Iterator[Plan]:
    """Leaving rules out can pay when they cost a 满减 more than they took off; then each rule alone.

    What is looked at must not hang on a coupon that takes nothing off: the sale does not name it, and
    headquarters looks at the same plans without it.
    """
    lost = sum(bounds.spends.values()) - all_rules.off_spends
    if 0 < all_rules.off_offers < lost:
        yield Plan(bounds.all_but(bounds.offers), has_own_prices=False)
    if 0 < all_rules.off_deals < lost:
        yield Plan(bounds.all_but(bounds.deals))
    if 0 < all_rules.off_offers + all_rules.off_deals < lost:
        yield Plan(bounds.all_but((*bounds.offers, *bounds.deals)), has_own_prices=False)
    yield from bounds.single_plans(all_rules.total)


def _worked_out(cart: Cart, goods: Sequence[Good], plan: Plan) -> Sheet:
    sheet = Sheet(goods)
    _take_offers(sheet, plan)
    _take_deals(sheet, plan)
    for place, good in enumerate(goods):
        if good.line.pay_permille is not None:
            sheet.set(place, by_hand(good.line, sheet.amounts[place]), StepKind.MANUAL)
    take_order_steps(sheet, cart, plan.only)
    return sheet


def _take_offers(sheet: Sheet, plan: Plan) -> None:
    """The lower one of timed and member price."""
    before = sheet.total
    for place, good in enumerate(sheet.goods):
        for offer in good.offers:
            if plan.has_own_prices if offer.rule is None else plan.takes(offer.rule.id):
                sheet.units[place] = offer.unit_fen
                amount = amount_of(offer.unit_fen, good.line.quantity)
                sheet.set(place, amount, offer.kind, offer.rule)
                break
    sheet.off_offers = before - sheet.total


def _take_deals(sheet: Sheet, plan: Plan) -> None:
    """What a deal saves is shared over all the pieces that it took: each of them is part of it."""
    for taking in take_deals(sheet.goods, sheet.units, plan.only):
        places = list(taking.used)
        weights = [sheet.units[place] * taking.used[place] for place in places]
        sheet.take_off(taking.off_fen, StepKind.MULTI, taking.rule, places, weights)
        sheet.off_deals += taking.off_fen
