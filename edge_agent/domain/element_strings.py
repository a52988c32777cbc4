"""GS1 element strings: article, weight, batch and expiry out of a GS1-128, DataBar, DataMatrix or QR."""

import calendar
from datetime import date

import msgspec

from edge_agent.domain.gtin import is_digits, normalised
from edge_agent.domain.quantity import THOUSANDTHS, Milli
from edge_agent.domain.reasons import Reason

IDENTIFIERS = frozenset({"]C1", "]d2", "]Q3", "]e0"})
"""The AIM identifiers by which a scanner vouches for GS1 data (GS1 General Specifications, section 5.1.3);
without one of them digits are never read as element strings."""

SEPARATOR = "\x1d"

_GTIN, _BATCH = "01", "10"
_EXPIRIES = ("17", "15")
"""Use by, else best before."""


class Elements(msgspec.Struct, frozen=True):
    """What an element string says of an article."""

    gtin: str
    """14 digits."""
    weight: Milli | None
    batch: str | None
    expiry: str | None
    """`2026-11-30`."""


def read_elements(text: str) -> Elements | Reason:
    """The article that an element string names, or why it names none."""
    values = _values(text)
    if values is None:
        return Reason.ELEMENT_STRING
    if _GTIN not in values:
        return Reason.ELEMENT_STRING_GTIN
    gtin = normalised(values[_GTIN])
    if gtin is None:
        return Reason.GTIN_CHECK_DIGIT
    dates = (_date(values[ai]) for ai in _EXPIRIES if ai in values)
    return Elements(gtin, _weight(values), values.get(_BATCH), next(dates, None))


def _values(text: str) -> dict[str, str] | None:
    """Application identifier → value; None when the text is no element string."""
    # Imported at the first GS1 scan: biip loads its tables of prefixes in some 60 ms, and no till needs them.
    from biip import ParseConfig, ParseError  # noqa: PLC0415
    from biip.gs1_messages import GS1Message  # noqa: PLC0415

    # The region stays unset: regional rules give wrong weights for Chinese labels.
    # Dates are read below, because biip takes the century from the clock.
    config = ParseConfig(rcn_region=None, gs1_element_strings_verify_date=False)
    if not text.isascii():
        return None
    try:
        message = GS1Message.parse(text.lstrip(SEPARATOR), config=config)
    except ParseError:
        return None
    return {element.ai.ai: element.value for element in message.element_strings}


def _weight(values: dict[str, str]) -> Milli | None:
    """AI 310n, in grams: kilograms with n decimals (GS1 General Specifications, section 3.6.2)."""
    for ai, value in values.items():
        if ai.startswith("310") and is_digits(value):
            steps = 10 ** int(ai[3])
            return Milli((int(value) * THOUSANDTHS * 2 + steps) // (steps * 2))
    return None


def _date(value: str) -> str | None:
    """YYMMDD; day 00 is the month's last (GS1 General Specifications, section 3.4.2). None when it is no day.

    An expiry lies in this century: no goods of the last one are on sale.
    """
    if not is_digits(value):
        return None
    year, month, day = 2000 + int(value[:2]), int(value[2:4]), int(value[4:6])
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1]).isoformat()
    except ValueError:  # IllegalMonthError is one too
        return None
