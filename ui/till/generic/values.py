"""What was typed into a field, read as the field's kind; unreadable text is a phrase that says why."""

import datetime as dt

import msgspec

from edge_agent.domain.money import parse_yuan
from edge_agent.domain.quantity import THOUSANDTHS, pieces
from ui.till.generic.kinds import Field, Kind, Value
from ui.till.words import Phrase, Word

NUMBER_DIGITS_MAX = 7
DISCOUNT_DIGITS_MAX = 2
GRAM_DIGITS = 3


class Read(msgspec.Struct, frozen=True):
    """A field that can be read."""

    value: Value


def read(field: Field, typed: str) -> Read | Phrase:
    """The value of `field` when `typed` stands in it; nothing typed is what the field proposes."""
    text = typed.strip() or field.proposed
    if not text:
        return Word.FIELD_NEEDED if field.is_needed else Read(None)
    value = _value(field, text)
    if value is None:
        return WRONG[field.kind]
    wrong = field.check(value) if field.check else None
    return wrong or Read(value)


WRONG: dict[Kind, Phrase] = {
    Kind.TEXT: Word.FIELD_NEEDED,
    Kind.SECRET: Word.FIELD_NEEDED,
    Kind.DIGITS: Word.NOT_DIGITS,
    Kind.NUMBER: Word.NOT_A_NUMBER,
    Kind.YUAN: Word.NOT_AN_AMOUNT,
    Kind.PIECES: Word.NOT_PIECES,
    Kind.KILOGRAMS: Word.NOT_KILOGRAMS,
    Kind.DISCOUNT: Word.NOT_A_DISCOUNT,
    Kind.DATE: Word.NOT_A_DATE,
    Kind.CHOICE: Word.NOT_A_CHOICE,
    Kind.YES_NO: Word.NOT_A_CHOICE,
}


def whole(text: str, digits_max: int = NUMBER_DIGITS_MAX) -> int | None:
    """The count that `text` is."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits_max else None


def grams(text: str) -> int | None:
    """The grams in `text`, kilograms with up to three decimals."""
    kilograms, _, fraction = text.partition(".")
    digits = kilograms + fraction
    if not (digits.isascii() and digits.isdecimal()) or len(fraction) > GRAM_DIGITS:
        return None
    amount = int(kilograms or "0") * THOUSANDTHS + int(fraction.ljust(GRAM_DIGITS, "0"))
    return amount if len(kilograms) <= NUMBER_DIGITS_MAX else None


def pay_permille(text: str) -> int | None:
    """What is left to pay in thousandths when a person types `88` (8.8 折), `8` (8 折) or `100` (none)."""
    number = whole(text, DISCOUNT_DIGITS_MAX + 1)
    if number is None or number == 0:
        return None
    if number == 100:  # noqa: PLR2004 the whole price
        return THOUSANDTHS
    return number * (100 if len(text) == 1 else 10) if len(text) <= DISCOUNT_DIGITS_MAX else None


def _value(field: Field, text: str) -> Value:  # noqa: C901, PLR0911 one case per kind
    match field.kind:
        case Kind.TEXT | Kind.SECRET:
            return text
        case Kind.DIGITS:
            return text if text.isascii() and text.isdecimal() else None
        case Kind.NUMBER:
            return whole(text)
        case Kind.YUAN:
            return parse_yuan(text)
        case Kind.PIECES:
            count = whole(text)
            return None if count is None else pieces(count)
        case Kind.KILOGRAMS:
            return grams(text)
        case Kind.DISCOUNT:
            return pay_permille(text)
        case Kind.DATE:
            return _date(text)
        case Kind.CHOICE:
            return _choice(field, text)
        case Kind.YES_NO:
            chosen = _choice(field, text)
            return None if chosen is None else chosen == field.options[0].value


def _choice(field: Field, text: str) -> str | None:
    number = whole(text)
    options = field.options
    return options[number - 1].value if number and number <= len(options) else None


def _date(text: str) -> str | None:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return None
