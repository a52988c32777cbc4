"""Lines keep one time: what shares a line, and that sharing one costs nobody anything."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain import cart_lines
from edge_agent.domain.cart import Cart, CartMember
from edge_agent.domain.cart_lines import Added, Addition
from edge_agent.domain.catalogue import Article
from edge_agent.domain.ids import CartId, MemberId, RuleId, Sku, StaffId, TillId
from edge_agent.domain.moments import DAY, HOUR, MINUTE, Millis
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import price
from edge_agent.domain.promotions import (
    LaterPrice,
    NthPiece,
    Rule,
    Rules,
    Scope,
    SpendSave,
    Tier,
    TimedPrice,
    make_rules,
)
from edge_agent.domain.quantity import ONE, Unit

if TYPE_CHECKING:
    from tests.domain.pricing.conftest import AnyShop

NOON = Millis(1_795_320_000_000)
"""Sunday, 22 November 2026, 12:00 in Shanghai."""
BREAD = Article(Sku("BREAD"), "吐司", Unit.EACH, Fen(1_000), category="面包")
OF_BREAD = Scope(categories=("面包",))
OF_MILK = Scope(skus=(Sku("MILK"),))
EMPTY = Cart(CartId("cart"), TillId("1"), StaffId("1001"), NOON, utc_offset_minutes=480)
EVENING = TimedPrice(
    id=RuleId("EVENING"),
    name="日清",
    scope=OF_BREAD,
    pay_permille=800,
    from_minute=19 * 60,
    until_minute=22 * 60,
    later=(LaterPrice(from_minute=20 * 60, pay_permille=600),),
)
WINDOW = {"from_minute": 19 * 60, "until_minute": 22 * 60}


def scanned(rules: Rules, *times: Millis, article: Article = BREAD) -> Cart:
    """A piece at each of these times."""
    cart = EMPTY
    for at in times:
        added = cart_lines.add(cart, Addition(article, ONE, "typed"), at, rules)
        assert isinstance(added, Added)
        cart = added.cart
    return cart


def at(hour: int, minute: int = 0) -> Millis:
    return Millis(NOON + (hour - 12) * HOUR + minute * MINUTE)


def pieces_in_lines(rule: Rule, *times: Millis) -> list[int]:
    return [line.quantity // ONE for line in scanned(make_rules([rule]), *times).lines]


def test_a_piece_of_another_hour_is_another_line() -> None:
    """At 18:59 it costs 10.00, from 19:00 on 8.00, from 20:00 on 6.00; later ones join their own hour's."""
    rules = make_rules([EVENING])
    cart = scanned(rules, at(18, 58), at(18, 59), at(19), at(19, 59), at(20), at(21, 59), at(22))
    assert [line.quantity // ONE for line in cart.lines] == [3, 2, 2]
    assert price(cart, rules).total_fen == 3 * 1_000 + 2 * 800 + 2 * 600


@pytest.mark.parametrize(
    "rule",
    [
        msgspec.structs.replace(EVENING, scope=OF_MILK),
        msgspec.structs.replace(EVENING, from_minute=None, until_minute=None, later=()),
        msgspec.structs.replace(EVENING, weekdays=(1, 2)),
    ],
)
def test_a_rule_that_makes_no_difference_parts_no_line(rule: TimedPrice) -> None:
    """One of other goods, one that knows no hours, and one of other days."""
    assert pieces_in_lines(rule, at(18, 59), at(19), at(20)) == [3]


def test_a_day_begins_a_line_too() -> None:
    """A rule of Sundays holds until midnight."""
    rule = TimedPrice(id=RuleId("R"), name="周日", scope=OF_BREAD, price_fen=Fen(500), weekdays=(7,))
    assert pieces_in_lines(rule, at(23, 59), at(24), Millis(at(12) + DAY)) == [1, 2]


def test_deals_and_sums_have_hours_too() -> None:
    """第二件半价 and 满减 go by a line's time like any price."""
    half = NthPiece(id=RuleId("R"), name="半价", scope=OF_BREAD, n=2, pay_permille=500)
    save = SpendSave(id=RuleId("R"), name="满减", scope=OF_BREAD, tiers=(Tier(Fen(2_000), Fen(300)),))
    for rule in (half, save):
        assert pieces_in_lines(msgspec.structs.replace(rule, **WINDOW), at(18, 59), at(19)) == [1, 1]


def test_a_member_may_come_later() -> None:
    """Members' hours part the lines of a cart that is nobody's yet."""
    rules = make_rules([msgspec.structs.replace(EVENING, members_only=True)])
    cart = scanned(rules, at(18, 59), at(19))
    assert price(cart, rules).total_fen == 2_000
    of_member = msgspec.structs.replace(cart, member=CartMember(MemberId("m"), "5678", 0))
    assert price(of_member, rules).total_fen == 1_800


@given(chance=st.randoms(use_true_random=False))
def test_joining_costs_nobody_anything(any_shop: AnyShop, chance: Random) -> None:
    """Whatever the rules and the times: the cart costs what it costs with a line for each scan."""
    rules = any_shop.rules(chance)
    joined, lines = EMPTY, []
    for no in range(1, chance.randint(2, 8)):
        article = msgspec.structs.replace(BREAD, sku=Sku(chance.choice("AB")), category="饮料")
        then = Millis(NOON + chance.choice((-15, -5, 0, 5, 15)) * MINUTE)
        addition = Addition(article, ONE, "typed")
        alone = cart_lines.add(EMPTY, addition, then)
        added = cart_lines.add(joined, addition, then, rules)
        assert isinstance(alone, Added)
        assert isinstance(added, Added)
        joined = added.cart
        lines.append(msgspec.structs.replace(alone.cart.lines[0], no=no))
    apart = msgspec.structs.replace(joined, lines=tuple(lines))
    assert price(joined, rules).total_fen == price(apart, rules).total_fen
