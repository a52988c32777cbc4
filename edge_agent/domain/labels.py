"""Weighed labels (店内码): a layout of digits as data, read and made by the same table."""

from collections.abc import Iterator

import msgspec

from edge_agent.domain.gtin import check_digit, has_check_digit, is_digits
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli

PLU_LENGTH = 5
PATTERN_LENGTH_MAX = 32
_LETTERS = "FPAMWC"


class LabelTemplate(msgspec.Struct, frozen=True):
    """The layout of a weighed label as data, such as `FFPPPPPAAAAAC` (see `config/defaults.toml`).

    GS1 leaves the prefixes 20–29 to the shop (GS1 General Specifications, section 2.1.11), and no Chinese
    standard says what stands behind them: every scale is set up differently.
    """

    pattern: str
    """Digits stand for themselves; F prefix, P PLU, A or M amount, W weight, C check digit."""
    prefixes: tuple[str, ...] = ()
    """The values that F may have; with digits in the pattern none are needed."""
    amount_unit_fen: int = 1
    """What one step of A or M is worth in fen."""
    weight_unit_grams: int = 1
    check: str = "ean"
    """`ean` (GS1 modulo 10, weights 3 and 1 from the right) or `none`."""


class LabelFields(msgspec.Struct, frozen=True):
    """What a label says: the article's PLU in five digits, with money, weight, or both."""

    plu: str
    amount_fen: Fen | None
    weight: Milli | None


def fits(digits: str, template: LabelTemplate) -> bool:
    """`digits` have the template's length, fixed digits and one of its prefixes; nothing is checked yet."""
    if not is_digits(digits) or len(digits) != len(template.pattern):
        return False
    fixed = all(place in _LETTERS or place == digit for place, digit in _places(digits, template))
    return fixed and (not template.prefixes or _field(digits, template, "F") in template.prefixes)


def read_label(digits: str, template: LabelTemplate) -> LabelFields | None:
    """What the label says; None when it does not fit, or its check digit is wrong."""
    if not fits(digits, template) or (template.check == "ean" and not has_check_digit(digits)):
        return None
    amount = _field(digits, template, "AM")
    weight = _field(digits, template, "W")
    return LabelFields(
        plu=_field(digits, template, "P").zfill(PLU_LENGTH),
        amount_fen=Fen(int(amount) * template.amount_unit_fen) if amount else None,
        weight=Milli(int(weight) * template.weight_unit_grams) if weight else None,
    )


def make_label(template: LabelTemplate, plu: str, amount_fen: Fen | None, weight: Milli | None) -> str:
    """The label that a scale set up like `template` prints: the inverse of `read_label`.

    Raises ValueError when the template has no place for what it should say, or too few digits.
    """
    money = "A" if "A" in template.pattern else "M"
    values = {
        "F": template.prefixes[0] if template.prefixes else None,
        "P": plu,
        money: _in_steps(amount_fen, template.amount_unit_fen),
        "W": _in_steps(weight, template.weight_unit_grams),
    }
    digits = {place: iter(_filled(value, template, place)) for place, value in values.items()}
    written = ""
    for place in template.pattern:
        written += check_digit(written) if place == "C" else next(digits.get(place, iter(place)))
    return written


def starts(template: LabelTemplate) -> tuple[str, ...]:
    """The digits with which its labels begin, one for each prefix."""
    rest = template.pattern.lstrip("F")
    fixed = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    return tuple(f"{prefix}{fixed}" for prefix in template.prefixes or ("",))


def is_sound(template: LabelTemplate) -> bool:
    """The layout can be read: a PLU of up to five digits, money or weight, each field in one piece."""
    pattern = template.pattern
    fields = {place for place in pattern if place in _LETTERS}
    return (
        all(place in _LETTERS or is_digits(place) for place in pattern)
        and all(place * pattern.count(place) in pattern for place in fields)
        and len(pattern) <= PATTERN_LENGTH_MAX
        and 1 <= pattern.count("P") <= PLU_LENGTH
        and len(fields & {"A", "M"}) <= 1
        and bool(fields & {"A", "M", "W"})
        and ("C" not in fields or pattern.index("C") == len(pattern) - 1)
        and (template.check == "none" or "C" in fields)
    )


def has_prefixes(template: LabelTemplate) -> bool:
    """Every prefix is as long as the layout's F field, and there is one when there is such a field."""
    length = template.pattern.count("F")
    fitting = all(is_digits(prefix) and len(prefix) == length for prefix in template.prefixes)
    return fitting and bool(template.prefixes) == bool(length)


def _places(digits: str, template: LabelTemplate) -> Iterator[tuple[str, str]]:
    return zip(template.pattern, digits, strict=True)


def _field(digits: str, template: LabelTemplate, letters: str) -> str:
    return "".join(digit for place, digit in _places(digits, template) if place in letters)


def _in_steps(value: int | None, step: int) -> str | None:
    if value is None:
        return None
    if value < 0 or value % step:
        raise ValueError(f"{value} cannot be written in steps of {step}")
    return str(value // step)


def _filled(value: str | None, template: LabelTemplate, place: str) -> str:
    length = template.pattern.count(place)
    if (value is None) != (length == 0):
        raise ValueError(f"{template.pattern} and {value} do not agree on {place}")
    digits = (value or "").lstrip("0").zfill(length)
    if len(digits) > length or (digits and not is_digits(digits)):
        raise ValueError(f"{value} does not fit into {length} digits")
    return digits
