"""Quantity as an integer of thousandths: 1 piece is 1000, 1 kilogram is 1000 grams."""

import enum
from typing import NewType

Milli = NewType("Milli", int)
"""Thousandths of a unit: a gram when the unit is a kilogram."""

THOUSANDTHS = 1000
ONE = Milli(THOUSANDTHS)


class Unit(enum.StrEnum):
    """What one of an article is."""

    EACH = "each"
    KG = "kg"


def pieces(count: int) -> Milli:
    """`count` whole pieces."""
    return Milli(count * THOUSANDTHS)


def quantity_text(quantity: Milli, unit: Unit) -> str:
    """`quantity` as a line shows it: `2` pieces, `0.532kg`."""
    sign = "-" if quantity < 0 else ""
    whole, rest = divmod(abs(quantity), THOUSANDTHS)
    if unit is Unit.KG:
        return f"{sign}{whole}.{rest:03d}kg"
    return f"{sign}{whole}" if rest == 0 else f"{sign}{whole}.{rest:03d}".rstrip("0")
