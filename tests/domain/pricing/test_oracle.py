"""Each rule alone beside a second, naive telling of it: piece by piece, by the clock on the wall."""

from __future__ import annotations

import functools
import itertools
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import price
from edge_agent.domain.promotions import (
    Bundle,
    BuyGet,
    Coupon,
    MemberPrice,
    NForPrice,
    NthPiece,
    Rule,
    Scope,
    SpendSave,
    TimedPrice,
    make_rules,
)
from edge_agent.domain.quantity import Unit

if TYPE_CHECKING:
    from tests.domain.pricing.conftest import AnyShop


def rounded(amount: Fraction) -> int:
    """Halves up."""
    return int((2 * amount + 1) // 2)


def part_of(amount: int, permille: int) -> int:
    return rounded(Fraction(amount * permille, 1000))


def wall(cart: Cart, at: Millis) -> datetime:
    """The clock in the shop."""
    return datetime.fromtimestamp(at // 1000, UTC) + timedelta(minutes=cart.utc_offset_minutes)


def holds(rule: Rule, cart: Cart, at: Millis) -> bool:
    opened = cart.opened_at or cart.created_at
    if (rule.members_only or isinstance(rule, MemberPrice)) and cart.member is None:
        return False
    if not (rule.valid_from or 0) <= opened < (rule.valid_until or 2**62):
        return False
    time = wall(cart, at)
    minute, day = time.hour * 60 + time.minute, time.isoweekday()
    if rule.from_minute is not None and rule.until_minute is not None:
        if rule.from_minute < rule.until_minute:
            inside = rule.from_minute <= minute < rule.until_minute
        else:
            inside = minute >= rule.from_minute or minute < rule.until_minute
            if minute < rule.until_minute:
                day = (time - timedelta(days=1)).isoweekday()
        if not inside:
            return False
    return not rule.weekdays or day in rule.weekdays


def fits(scope: Scope, line: Line) -> bool:
    named = scope.everything or line.sku in scope.skus or line.category in scope.categories
    return named and line.sku not in scope.but_skus


def is_fixed(line: Line) -> bool:
    return line.label is not None and line.label.amount_fen is not None


def unit_price(rule: MemberPrice | TimedPrice, cart: Cart, line: Line) -> int:
    fen, permille = rule.price_fen, rule.pay_permille
    if isinstance(rule, TimedPrice):
        time = wall(cart, line.added_at)
        for later in rule.later:
            if time.hour * 60 + time.minute >= later.from_minute:
                fen, permille = later.price_fen, later.pay_permille
    if fen is not None:
        return fen + sum(option.fen for option in line.options)
    return part_of(line.price_fen, permille or 0)


def naive_total(rule: Rule, cart: Cart) -> int:
    """What the cart costs by one rule, nothing by hand and no member price of an article's own."""
    lines = [line for line in cart.lines if line.voided_at is None]
    gross = sum(line.gross_fen for line in lines)
    match rule:
        case MemberPrice() | TimedPrice():
            return sum(naive_line(rule, cart, line) for line in lines)
        case SpendSave():
            spent = sum(
                line.gross_fen
                for line in lines
                if fits(rule.scope, line) and holds(rule, cart, line.added_at)
            )
            reached = [tier for tier in rule.tiers if spent >= tier.at_fen]
            if not reached:
                return gross
            times = spent // reached[0].at_fen if rule.every else 1
            return gross - reached[-1].off_fen * times
        case Coupon():
            return gross - naive_coupons(rule, cart, lines)
        case _:
            return gross - naive_deals(rule, cart, lines)


def naive_line(rule: MemberPrice | TimedPrice, cart: Cart, line: Line) -> int:
    closed = is_fixed(line) or line.list_price_fen is not None
    if closed or not fits(rule.scope, line) or not holds(rule, cart, line.added_at):
        return line.gross_fen
    now = unit_price(rule, cart, line)
    return min(line.gross_fen, rounded(Fraction(now * line.quantity, 1000)))


def naive_coupons(rule: Coupon, cart: Cart, lines: list[Line]) -> int:
    left: int
    left = spent = sum(line.gross_fen for line in lines if fits(rule.scope, line))
    for _ in cart.coupons:
        if holds(rule, cart, cart.opened_at or cart.created_at) and spent >= rule.min_fen:
            off = rule.off_fen
            left = max(0, left - off) if off else part_of(left, rule.pay_permille or 0)
    return spent - left


def naive_deals(rule: NthPiece | BuyGet | NForPrice | Bundle, cart: Cart, lines: list[Line]) -> int:
    """What a deal saves."""
    loose = [line for line in lines if line.unit is Unit.EACH and not is_fixed(line)]
    loose = [line for line in loose if holds(rule, cart, line.added_at)]
    scopes = [part.scope for part in rule.parts] if isinstance(rule, Bundle) else [rule.scope]
    bag = sorted(
        (
            (line.price_fen, tuple(fits(scope, line) for scope in scopes))
            for line in loose
            for _ in range(line.quantity // 1000)
        ),
        reverse=True,
    )
    prices = [fen for fen, where in bag if where[0]]
    match rule:
        case NthPiece():
            nth = prices[rule.n - 1 :: rule.n]
            return sum(fen - part_of(fen, rule.pay_permille) for fen in nth)
        case BuyGet():
            group = rule.buy + rule.free
            return sum(fen for no, fen in enumerate(prices) if no % group >= rule.buy)
        case NForPrice():
            groups = [prices[no : no + rule.count] for no in range(0, len(prices), rule.count)]
            whole = [group for group in groups if len(group) == rule.count]
            return sum(max(0, sum(group) - rule.price_fen) for group in whole)
        case Bundle():
            return naive_bundles(rule, tuple(piece for piece in bag if any(piece[1])))


def naive_bundles(rule: Bundle, bag: tuple[tuple[Fen, tuple[bool, ...]], ...]) -> int:
    """Every way to take bundles out of a bag of pieces."""

    @functools.cache
    def best(left: tuple[tuple[Fen, tuple[bool, ...]], ...]) -> int:
        most = 0
        size = sum(part.count for part in rule.parts)
        for chosen in set(itertools.combinations(range(len(left)), size)):
            if can_fill(tuple(left[no][1] for no in chosen)):
                rest = tuple(piece for no, piece in enumerate(left) if no not in chosen)
                most = max(most, sum(left[no][0] for no in chosen) - rule.price_fen + best(rest))
        return most

    def can_fill(where: tuple[tuple[bool, ...], ...]) -> bool:
        seats = [no for no, part in enumerate(rule.parts) for _ in range(part.count)]
        return any(
            all(piece[seat] for piece, seat in zip(where, order, strict=True))
            for order in itertools.permutations(seats)
        )

    return best(bag)


def plain(cart: Cart) -> Cart:
    """The cart without what is done by hand, short enough to try everything."""
    lines = [
        msgspec.structs.replace(
            line, pay_permille=None, member_price_fen=None, quantity=min(line.quantity, 2_000)
        )
        for line in cart.lines[:3]
    ]
    return msgspec.structs.replace(cart, lines=tuple(lines), order_discount=None, points_fen=Fen(0))


@given(chance=st.randoms(use_true_random=False))
def test_a_rule_alone_does_what_it_says(any_shop: AnyShop, chance: Random) -> None:
    """Every kind, with validity, weekdays, hours and members, beside the naive telling."""
    rule = any_shop.rule(chance, 1)
    cart = plain(any_shop.cart(chance, make_rules([rule])))
    if isinstance(rule, Bundle) and sum(part.count for part in rule.parts) > 4:
        return
    assert price(cart, make_rules([rule])).total_fen == naive_total(rule, cart)
