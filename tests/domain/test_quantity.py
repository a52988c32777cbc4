"""Quantity as a line shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.domain.quantity import Milli, Unit, pieces, quantity_text


@pytest.mark.parametrize(
    ("quantity", "unit", "text"),
    [
        (2000, Unit.EACH, "2"),
        (1500, Unit.EACH, "1.5"),
        (-1500, Unit.EACH, "-1.5"),
        (-2000, Unit.EACH, "-2"),
        (0, Unit.EACH, "0"),
        (532, Unit.KG, "0.532kg"),
        (1000, Unit.KG, "1.000kg"),
        (-532, Unit.KG, "-0.532kg"),
    ],
)
def test_quantities_as_people_read_them(quantity: int, unit: Unit, text: str) -> None:
    """Pieces without useless zeros, kilograms to the gram, a sign before both."""
    assert quantity_text(Milli(quantity), unit) == text


@given(st.integers(-(10**7), 10**7), st.sampled_from(Unit))
def test_what_is_shown_is_the_quantity(quantity: int, unit: Unit) -> None:
    """No thousandth is lost or rounded on the way to the screen."""
    whole, _, fraction = (
        quantity_text(Milli(quantity), unit).removesuffix("kg").removeprefix("-").partition(".")
    )
    assert int(whole) * 1000 + int(fraction.ljust(3, "0")) == abs(quantity)


def test_pieces_are_thousands() -> None:
    """Three pieces are 3000 thousandths."""
    assert pieces(3) == 3000
