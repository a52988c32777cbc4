"""What holds for every cart and every rule set, whatever the shop thinks of."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.cart import Cart
from edge_agent.domain.events import SaleCompleted
from edge_agent.domain.ids import DrawerId, ReceiptNo, SaleId, ShiftId, StaffId
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import PricedCart, StepKind, price
from edge_agent.domain.pricing.recompute import recompute
from edge_agent.domain.promotions import NO_RULES, Rules, make_rules
from edge_agent.domain.sale import Numbered, complete
from edge_agent.domain.shifts import Shift
from edge_agent.domain.tender import CashTender

if TYPE_CHECKING:
    from tests.domain.pricing.conftest import AnyShop

shops = st.randoms(use_true_random=False)


def sale_of(cart: Cart, priced: PricedCart) -> SaleCompleted:
    """The event of the cart, paid in cash."""
    shift = Shift(
        ShiftId("s"), DrawerId("1"), BusinessDate("2026-11-22"), cart.created_at, StaffId("1001"), Fen(0)
    )
    paid = msgspec.structs.replace(cart, tenders=(CashTender(Fen(priced.total_fen)),))
    return complete(paid, priced, shift, Numbered(SaleId("sale"), ReceiptNo("r"), 1))


# --- what holds -------------------------------------------------------------------------------------------


def adds_up(priced: PricedCart) -> None:
    """Totals are the sum of lines, lines of their steps, and none is below zero or above its gross."""
    assert priced.gross_fen == sum(line.gross_fen for line in priced.lines)
    assert priced.total_fen == sum(line.amount_fen for line in priced.lines)
    assert priced.discount_fen == priced.total_fen - priced.gross_fen
    for line in priced.lines:
        assert line.amount_fen == line.gross_fen + sum(step.fen for step in line.steps)
        assert 0 <= line.amount_fen <= line.gross_fen
        assert all(step.fen < 0 for step in line.steps)
        order = [list(StepKind).index(step.kind) for step in line.steps]
        assert order[1:] == sorted(order[1:])
        assert len({"member", "timed"} & {step.kind for step in line.steps}) <= 1


def is_best(cart: Cart, rules: Rules, priced: PricedCart) -> None:
    """No rule alone costs the customer less, nor no rule at all."""
    for rule in rules.rules:
        assert priced.total_fen <= price(cart, make_rules([rule])).total_fen, rule
    assert priced.total_fen <= price(cart, NO_RULES).total_fen


def explained(priced: PricedCart) -> Counter[tuple[object, ...]]:
    """Each line without its number."""
    return Counter(
        (msgspec.structs.replace(line.line, no=0), line.amount_fen, line.steps) for line in priced.lines
    )


@given(chance=shops)
def test_totals_are_the_sum_of_lines(any_shop: AnyShop, chance: Random) -> None:
    """And each line is explained to the fen by its steps, in the order in which they are done."""
    rules = any_shop.rules(chance)
    adds_up(price(any_shop.cart(chance, rules), rules))


@given(chance=shops)
def test_no_rule_alone_is_better(any_shop: AnyShop, chance: Random) -> None:
    """Whatever rules meet: a timed price costs nobody a 满减, a bundle nobody a 第二件半价."""
    rules = any_shop.rules(chance)
    cart = any_shop.cart(chance, rules)
    is_best(cart, rules, price(cart, rules))


@given(chance=shops)
def test_the_order_of_scanning_changes_nothing(any_shop: AnyShop, chance: Random) -> None:
    """The same lines in another order cost the same, line by line and step by step."""
    rules = any_shop.rules(chance)
    cart = any_shop.cart(chance, rules)
    lines = chance.sample(cart.lines, len(cart.lines))
    other = msgspec.structs.replace(
        cart,
        lines=tuple(msgspec.structs.replace(line, no=no) for no, line in enumerate(lines, 1)),
        coupons=tuple(reversed(cart.coupons)),
    )
    one, two = price(cart, rules), price(other, rules)
    assert one.total_fen == two.total_fen
    assert explained(one) == explained(two)


@given(chance=shops)
def test_the_order_of_rules_changes_nothing(any_shop: AnyShop, chance: Random) -> None:
    """A rule set is the same whatever order its rules came in, its hash too."""
    rules = any_shop.rules(chance)
    cart = any_shop.cart(chance, rules)
    shuffled = make_rules(chance.sample(rules.rules, len(rules.rules)))
    assert rules == shuffled
    assert price(cart, rules) == price(cart, shuffled)


@given(chance=shops)
def test_without_rules_and_hands_it_is_the_plain_sum(any_shop: AnyShop, chance: Random) -> None:
    """Price times quantity, a label's money as it is."""
    cart = msgspec.structs.replace(
        any_shop.cart(chance, NO_RULES), member=None, order_discount=None, points_fen=Fen(0)
    )
    lines = tuple(msgspec.structs.replace(line, pay_permille=None) for line in cart.lines)
    priced = price(msgspec.structs.replace(cart, lines=lines), NO_RULES)
    assert priced.total_fen == sum(line.gross_fen for line in lines if line.is_live)
    assert not any(line.steps for line in priced.lines)


@given(chance=shops)
def test_headquarters_prices_the_sale_to_the_same_fen(any_shop: AnyShop, chance: Random) -> None:
    """From the event alone, which lacks the coupons that took nothing off."""
    rules = any_shop.rules(chance)
    cart = any_shop.cart(chance, rules)
    priced = price(cart, rules)
    sale = sale_of(cart, priced)
    again = recompute(sale, rules)
    assert again.total_fen == sale.total_fen
    assert [(line.amount_fen, line.steps) for line in again.lines] == [
        (line.amount_fen, line.steps) for line in sale.lines if line.voided_at is None
    ]


@given(chance=shops)
def test_a_label_with_money_keeps_it_until_the_order(any_shop: AnyShop, chance: Random) -> None:
    """No timed or member price, no deal: what a label says changes by hand or with the whole order only."""
    rules = any_shop.rules(chance)
    priced = price(any_shop.cart(chance, rules), rules)
    for line in priced.lines:
        if line.line.label is not None and line.line.label.amount_fen is not None:
            assert not {step.kind for step in line.steps} & {StepKind.MEMBER, StepKind.TIMED, StepKind.MULTI}


@given(chance=shops)
def test_a_changed_price_takes_no_other(any_shop: AnyShop, chance: Random) -> None:
    """改价: neither a timed nor a member price comes on top."""
    rules = any_shop.rules(chance)
    priced = price(any_shop.cart(chance, rules), rules)
    for line in priced.lines:
        if line.line.list_price_fen is not None:
            assert not {step.kind for step in line.steps} & {StepKind.MEMBER, StepKind.TIMED}


@given(chance=shops)
def test_each_coupon_is_told_what_it_took(any_shop: AnyShop, chance: Random) -> None:
    """The coupons' amounts are what their steps add up to."""
    rules = any_shop.rules(chance)
    cart = any_shop.cart(chance, rules)
    priced = price(cart, rules)
    steps = [step.fen for line in priced.lines for step in line.steps if step.kind is StepKind.COUPON]
    assert sum(priced.coupons_fen) == -sum(steps)
    assert len(priced.coupons_fen) == len(cart.coupons) or not rules.rules


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(20))
def test_a_hundred_thousand_carts(any_shop: AnyShop, part: int) -> None:
    """All of it on carts up to twenty lines and up to twelve rules, 5,000 in each of twenty parts."""
    chance = Random(part)  # noqa: S311 the same carts in every run
    for _ in range(5_000):
        rules = any_shop.rules(chance, 12)
        cart = any_shop.cart(chance, rules, 20)
        priced = price(cart, rules)
        adds_up(priced)
        is_best(cart, rules, priced)
        assert recompute(sale_of(cart, priced), rules).total_fen == priced.total_fen
        lines = chance.sample(cart.lines, len(cart.lines))
        renumbered = tuple(msgspec.structs.replace(line, no=no) for no, line in enumerate(lines, 1))
        assert explained(priced) == explained(price(msgspec.structs.replace(cart, lines=renumbered), rules))
