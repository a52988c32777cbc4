"""`price.100`: that what is measured is what it is called; never how long it takes."""

from collections import Counter

import pytest

from edge_agent.cli.bench import price as bench
from edge_agent.domain.pricing import StepKind, price
from edge_agent.domain.promotions_check import check_rule


def test_the_shop_is_as_it_is_told() -> None:
    """Two hundred rules that make sense, of every kind, and a hundred lines of different articles."""
    rules, cart = bench.shop_rules(), bench.evening_cart()
    assert len(rules.rules) == 200
    assert len({type(rule) for rule in rules.rules}) == 8
    assert not [rule for rule in rules.rules if check_rule(rule)]
    assert len({line.sku for line in cart.lines}) == len(cart.lines) == 100


def test_the_rules_have_much_to_do() -> None:
    """Prices, members' prices, deals, 满减 and a coupon all take part in what is measured."""
    priced = price(bench.evening_cart(), bench.shop_rules())
    steps = Counter(step.kind for line in priced.lines for step in line.steps)
    assert steps[StepKind.TIMED] >= 20
    assert steps[StepKind.MEMBER] >= 5
    assert steps[StepKind.MULTI] >= 5
    assert steps[StepKind.SPEND_SAVE] >= 50
    assert steps[StepKind.COUPON] >= 50
    assert not any(
        line.steps for line in price(bench.evening_cart()).lines if line.line.member_price_fen is None
    )


def test_the_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in milliseconds, beside adding up the same lines."""
    monkeypatch.setattr(bench, "ROUNDS", 2)
    monkeypatch.setattr(bench, "PRICES_PER_ROUND", 1)
    [figure] = bench.measure()
    assert (figure.name, figure.unit) == ("price.100", "ms")
    assert figure.value > figure.floor > 0
