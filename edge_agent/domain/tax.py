"""Tax classes: prices hold their tax, and reports tell it apart."""

import msgspec

from edge_agent.domain.money import Fen

PERMILLE = 1000


class TaxClass(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rate of VAT, or 免税."""

    id: str
    name: str
    rate_permille: int = 0
    is_exempt: bool = False


def tax_within(amount: Fen, tax: TaxClass) -> Fen:
    """The tax within `amount`: amount × rate ÷ (1 + rate), halves rounded away from zero."""
    if tax.is_exempt or tax.rate_permille == 0:
        return Fen(0)
    whole = PERMILLE + tax.rate_permille
    size = (abs(amount) * tax.rate_permille * 2 + whole) // (whole * 2)
    return Fen(size if amount >= 0 else -size)
