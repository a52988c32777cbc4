"""The lines of a cart laid out for pricing: in canonical order, each with the rules that hold for it."""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.money import ZERO, Fen, amount_of
from edge_agent.domain.pricing.hours import Hours
from edge_agent.domain.pricing.index import Index, Slot
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
    spends: tuple[SpendSave, ...] = ()
    coupons: tuple[Coupon, ...] = ()


def lay_out(cart: Cart, lines: Iterable[Line], index: Index) -> list[Good]:
    """The lines in an order that scanning has no part in: lines that no rule can tell apart are alike in it."""
    hours = Hours(cart)
    has_member = cart.member is not None
    return [_good(line, index, hours, has_member=has_member) for line in sorted(lines, key=_canonical)]


def share(amount: Fen, permille: int) -> Fen:
    """So much of an amount, halves rounded up."""
    return Fen((amount * permille * 2 + WHOLE_PERMILLE) // (WHOLE_PERMILLE * 2))


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


def _good(line: Line, index: Index, hours: Hours, *, has_member: bool) -> Good:
    reach = index.reach(line.sku, line.category)
    at = line.added_at
    spends = tuple([rule for rule in reach.spends if hours.holds(rule, at)]) if reach.spends else ()
    coupons = (
        tuple([rule for rule in reach.coupons if hours.holds(rule, hours.opened_at)]) if reach.coupons else ()
    )
    if line.label is not None and line.label.amount_fen is not None:
        return Good(line, line.label.amount_fen, spends=spends, coupons=coupons)
    whole = line.unit is Unit.EACH and not line.quantity % THOUSANDTHS
    slots = tuple([slot for slot in reach.slots if hours.holds(slot.deal, at)]) if reach.slots else ()
    return Good(
        line,
        amount_of(line.price_fen, line.quantity),
        line.quantity // THOUSANDTHS if whole else 0,
        _offers(line, reach.prices, hours, has_member=has_member),
        slots if whole else (),
        spends,
        coupons,
    )


def _offers(
    line: Line, rules: tuple[PriceRule, ...], hours: Hours, *, has_member: bool
) -> tuple[Offer, ...]:
    """Timed and member prices below the list price, the cheapest first, else in the order of the rules."""
    is_own = has_member and line.member_price_fen is not None
    if line.list_price_fen is not None or not (rules or is_own):
        return ()
    offers: list[Offer] = []
    if is_own:
        offers.append(Offer(line.member_price_fen or ZERO, StepKind.MEMBER, None))
    for rule in rules:
        if hours.holds(rule, line.added_at):
            kind = StepKind.MEMBER if isinstance(rule, MemberPrice) else StepKind.TIMED
            step = hours.step(rule, line.added_at) if isinstance(rule, TimedPrice) else rule
            offers.append(Offer(_unit_price(line, step), kind, rule))
    below = [offer for offer in offers if offer.unit_fen < line.price_fen]
    return tuple(sorted(below, key=lambda offer: offer.unit_fen) if len(below) > 1 else below)


def _unit_price(line: Line, step: PriceRule | LaterPrice) -> Fen:
    """A fixed price is the article's: what the chosen options add comes on top."""
    if step.price_fen is None:
        return share(line.price_fen, WHOLE_PERMILLE if step.pay_permille is None else step.pay_permille)
    return Fen(max(0, step.price_fen + sum([option.fen for option in line.options])))
