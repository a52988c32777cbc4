"""Money: two roundings, shares that add up, and amounts as people type and read them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.money import Fen, amount_of, by_jin, parse_yuan, split, weight_for, yuan
from edge_agent.domain.quantity import Milli

fens = st.integers(-(10**9), 10**9).map(Fen)
prices = st.integers(0, 10**8).map(Fen)
quantities = st.integers(0, 10**7).map(Milli)


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [(2980, 532, 1585), (200, 3000, 600), (1, 500, 1), (1, 499, 0), (333, 1500, 500), (0, 1000, 0)],
)
def test_amounts_round_halves_up(price: int, quantity: int, amount: int) -> None:
    """Price × quantity, halves up."""
    assert amount_of(Fen(price), Milli(quantity)) == amount


@given(prices, quantities)
def test_an_amount_is_never_half_a_fen_off(price: Fen, quantity: Milli) -> None:
    """The rounded amount is within half a fen of the exact one, for any price and quantity."""
    exact = Fraction(price * quantity, 1000)
    assert exact - Fraction(1, 2) < amount_of(price, quantity) <= exact + Fraction(1, 2)


@given(prices, st.integers(0, 9999))
def test_whole_pieces_need_no_rounding(price: Fen, count: int) -> None:
    """So many pieces cost so many times the price."""
    assert amount_of(price, Milli(count * 1000)) == price * count


@given(st.integers(1, 10**6).map(Fen), st.integers(1, 10**6).map(Fen))
def test_a_weight_for_an_amount_costs_it_again(amount: Fen, price: Fen) -> None:
    """The weight worked out of an amount costs that amount, up to what half a gram costs."""
    assert abs(amount_of(price, weight_for(amount, price)) - amount) <= price // 2000 + 1


def test_nothing_weighs_what_is_free() -> None:
    """A price of zero pays for no weight."""
    assert weight_for(Fen(100), Fen(0)) == 0


@given(fens, st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_shares_add_up(total: Fen, weights: list[int]) -> None:
    """Whatever is shared, and over whatever, the parts are the whole."""
    parts = split(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)


@given(fens, st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_a_share_is_never_a_fen_off(total: Fen, weights: list[int]) -> None:
    """Each part is its exact share, rounded one way or the other."""
    for part, weight in zip(split(total, weights), weights, strict=True):
        exact = Fraction(total * weight, sum(weights))
        assert exact - 1 < part < exact + 1


def test_the_largest_remainder_takes_the_odd_fen() -> None:
    """The odd fen goes to the largest remainder, the earlier part where they are equal."""
    assert split(Fen(100), [1, 1, 1]) == (34, 33, 33)
    assert split(Fen(10), [3, 3, 1]) == (4, 4, 2)
    assert split(Fen(-100), [1, 1, 1]) == (-33, -33, -34)
    assert split(Fen(7), [0, 0]) == (7, 0)


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_a_share_of_nothing_is_a_mistake(weights: list[int]) -> None:
    """No part to share over, or a negative one, is the caller's mistake."""
    with pytest.raises(ValueError, match="at least one weight"):
        split(Fen(1), weights)


@pytest.mark.parametrize(("amount", "text"), [(2785, "27.85"), (0, "0.00"), (-200, "-2.00"), (-5, "-0.05")])
def test_amounts_as_people_read_them(amount: int, text: str) -> None:
    """Yuan with two decimals and a sign."""
    assert yuan(Fen(amount)) == text


@pytest.mark.parametrize(
    ("typed", "fen"), [("50", 5000), ("27.85", 2785), (".5", 50), ("5.", 500), ("0", 0), ("007", 700)]
)
def test_amounts_as_people_type_them(typed: str, fen: int) -> None:
    """Yuan with up to two decimals; a leading zero need not be typed."""
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize(
    "typed", ["", ".", "1.234", "1,5", "-1", "+1", "1 ", "1e3", "１", "٣", "1.2.3", "￥1", "1_0", "9" * 13]
)
def test_what_is_no_amount(typed: str) -> None:
    """Anything else is None, never a guess."""
    assert parse_yuan(typed) is None


@given(st.integers(0, 10**11).map(Fen))
def test_what_is_shown_can_be_typed(amount: Fen) -> None:
    """Reading is the inverse of showing."""
    assert parse_yuan(yuan(amount)) == amount


@given(st.text() | st.text("0123456789."))
def test_typing_never_raises(typed: str) -> None:
    """Any text is an amount of fen, never below zero, or None."""
    fen = parse_yuan(typed)
    assert fen is None or fen >= 0


@pytest.mark.parametrize(("price", "told"), [(2_980, 1_490), (299, 150), (0, 0)])
def test_a_price_by_the_jin_is_half_that_of_a_kilogram(price: int, told: int) -> None:
    """Half a fen is rounded up."""
    assert by_jin(Fen(price)) == told
