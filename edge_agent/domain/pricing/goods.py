"""The lines of a cart laid out for pricing: in canonical order, each with the rules that hold for it."""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.ids import RuleId
from edge_agent.domain.money import ZERO, Fen, amount_of
from edge_agent.domain.pricing.hours import Hours
from edge_agent.domain.pricing.index import Index, Reach, Slot
from edge_agent.domain.pricing.priced import StepKind
from edge_agent.domain.promotions import (
    WHOLE_PERMILLE,
    Coupon,
    LaterPrice,
    MemberPrice,
    PriceRule,
    SpendSave,
    TimedPrice,
)
from edge_agent.domain.quantity import THOUSANDTHS, Unit


class Offer(msgspec.Struct, frozen=True, eq=False):
    """A unit price below the list price."""

    unit_fen: Fen
    kind: StepKind
    rule: PriceRule | None
    """None for the article's own member price."""


class Good(msgspec.Struct, frozen=True, eq=False):
    """A line, what can become of its unit price, and the rules that it counts for."""

    line: Line
    gross_fen: Fen
    pieces: int = 0
    """What deals may split it into; none of it when it was weighed or a label fixed its money."""
    offers: tuple[Offer, ...] = ()
    """The cheapest first."""
    slots: tuple[Slot, ...] = ()
    orders: tuple[SpendSave | Coupon, ...] = ()


def lay_out(cart: Cart, lines: Iterable[Line], index: Index) -> list[Good]:
    """The lines in an order that scanning has no part in; lines that are equal in it cost the same."""
    shown = tuple(dict.fromkeys([coupon.rule for coupon in cart.coupons]))
    facts = _Facts(Hours(cart), shown, cart.member is not None)
    return [
        _good(line, index.reach(line.sku, line.category), facts) for line in sorted(lines, key=_canonical)
    ]


def share(amount: Fen, permille: int) -> Fen:
    """So much of an amount, halves rounded up."""
    return Fen((amount * permille * 2 + WHOLE_PERMILLE) // (WHOLE_PERMILLE * 2))


def by_hand(line: Line, amount: Fen) -> Fen:
    """What a line discount by hand leaves of an amount; it never makes anything dearer."""
    return amount if line.pay_permille is None else min(amount, share(amount, max(0, line.pay_permille)))


_Key: TypeAlias = tuple[object, ...]


def _canonical(line: Line) -> _Key:
    """All that a price can come from. What may be missing is a tuple, which compares with any other."""
    return (
        line.sku,
        line.price_fen,
        line.quantity,
        line.added_at,
        line.category,
        () if line.label is None else (line.gross_fen,),
        () if line.member_price_fen is None else (line.member_price_fen,),
        () if line.list_price_fen is None else (line.list_price_fen,),
        () if line.pay_permille is None else (line.pay_permille,),
        sum([option.fen for option in line.options]),
    )


class _Facts(msgspec.Struct, frozen=True, eq=False):
    """What of the cart decides which rules hold for a line."""

    hours: Hours
    shown: tuple[RuleId, ...]
    """The rules of the coupons that the customer showed, each once."""
    has_member: bool


def _good(line: Line, reach: Reach, facts: _Facts) -> Good:
    orders = _orders(line, reach, facts)
    if line.label is not None and line.label.amount_fen is not None:
        return Good(line, line.label.amount_fen, orders=orders)
    hours, slots = facts.hours, reach.slots
    whole = line.unit is Unit.EACH and not line.quantity % THOUSANDTHS
    return Good(
        line,
        amount_of(line.price_fen, line.quantity),
        line.quantity // THOUSANDTHS if whole else 0,
        _offers(line, reach.prices, facts),
        tuple([slot for slot in slots if hours.holds(slot.deal, line.added_at)]) if whole and slots else (),
        orders,
    )


def _orders(line: Line, reach: Reach, facts: _Facts) -> tuple[SpendSave | Coupon, ...]:
    """满减 by the line's own time, coupons by the cart's."""
    hours = facts.hours
    found: list[SpendSave | Coupon] = [rule for rule in reach.spends if hours.holds(rule, line.added_at)]
    for rule_id in facts.shown:
        coupon = reach.coupons.get(rule_id)
        if coupon is not None and hours.holds(coupon, hours.opened_at):
            found.append(coupon)
    return tuple(found)


def _offers(line: Line, rules: tuple[PriceRule, ...], facts: _Facts) -> tuple[Offer, ...]:
    """Timed and member prices below the list price, the cheapest first, else in the order of the rules."""
    is_own = facts.has_member and line.member_price_fen is not None
    if line.list_price_fen is not None or not (rules or is_own):
        return ()
    offers: list[Offer] = []
    if is_own:
        offers.append(Offer(line.member_price_fen or ZERO, StepKind.MEMBER, None))
    for rule in rules:
        if facts.hours.holds(rule, line.added_at):
            kind = StepKind.MEMBER if isinstance(rule, MemberPrice) else StepKind.TIMED
            step = facts.hours.step(rule, line.added_at) if isinstance(rule, TimedPrice) else rule
            offers.append(Offer(_unit_price(line, step), kind, rule))
    below = [offer for offer in offers if offer.unit_fen < line.price_fen]
    return tuple(sorted(below, key=lambda offer: offer.unit_fen) if len(below) > 1 else below)


def _unit_price(line: Line, step: PriceRule | LaterPrice) -> Fen:
    """A fixed price is the article's: what the chosen options add comes on top."""
    if step.price_fen is None:
        return share(line.price_fen, WHOLE_PERMILLE if step.pay_permille is None else step.pay_permille)
    return Fen(max(0, step.price_fen + sum([option.fen for option in line.options])))
