"""Money as an integer of fen, and the only two roundings that the product knows."""

from collections.abc import Sequence
from typing import NewType

from edge_agent.domain.quantity import THOUSANDTHS, Milli

Fen = NewType("Fen", int)
"""1/100 yuan. Never a float, never negative zero, signed where a difference is meant."""

ZERO = Fen(0)

_YUAN_DIGITS_MAX = 12
_FEN_DIGITS = 2


def amount_of(price: Fen, quantity: Milli) -> Fen:
    """What `quantity` (pieces or kilograms, in thousandths) costs at `price` a unit, halves rounded up."""
    return Fen((price * quantity * 2 + THOUSANDTHS) // (THOUSANDTHS * 2))


def by_jin(price: Fen) -> Fen:
    """A kilogram's price told for the 斤 (500 g), half a fen rounded up; nothing is charged by it."""
    return Fen((price + 1) // 2)


def weight_for(amount: Fen, price: Fen) -> Milli:
    """The weight that `amount` pays for at `price` a kilogram, halves rounded up; zero at a price of zero."""
    return Milli((amount * THOUSANDTHS * 2 + price) // (price * 2)) if price > 0 else Milli(0)


def split(total: Fen, weights: Sequence[int]) -> tuple[Fen, ...]:
    """Share `total` in proportion to `weights` by the largest remainder, so that the parts add up exactly.

    Equal remainders go to the earlier part. With no weight at all, the first part takes everything.
    Raises ValueError when there is nothing to share over, or a weight is negative.
    """
    if not weights or min(weights) < 0:
        raise ValueError("split needs at least one weight, none of them negative")
    whole = sum(weights)
    if whole == 0:
        return (total, *(ZERO for _ in weights[1:]))
    shares = [divmod(total * weight, whole) for weight in weights]
    left = total - sum(share for share, _ in shares)
    by_remainder = sorted(range(len(shares)), key=lambda index: -shares[index][1])
    lucky = set(by_remainder[:left])
    return tuple(Fen(share + (index in lucky)) for index, (share, _) in enumerate(shares))


def yuan(amount: Fen) -> str:
    """`amount` as people read it: `27.85`, `-2.00`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def parse_yuan(text: str) -> Fen | None:
    """The fen in what a person typed (`50`, `27.85`, `.5`); None when it is not an amount."""
    whole, _, fraction = text.partition(".")
    digits = whole + fraction
    fits = len(whole) <= _YUAN_DIGITS_MAX and len(fraction) <= _FEN_DIGITS
    if not (digits.isascii() and digits.isdecimal() and fits):
        return None
    return Fen(int(whole or "0") * 100 + int(fraction.ljust(_FEN_DIGITS, "0")))
