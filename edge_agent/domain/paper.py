"""Paper as lines of meaning: what a line says, never how a printer says it."""

import enum
from collections.abc import Sequence
from typing import TypeAlias

import msgspec


class Align(enum.StrEnum):
    """Where a line of text stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Size(enum.StrEnum):
    """How large a line of text is: once, twice, or four times as high and wide."""

    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"


class Text(msgspec.Struct, frozen=True, tag="text", omit_defaults=True):
    """A paragraph; it wraps, and a wide character is never cut in two."""

    text: str
    align: Align = Align.LEFT
    size: Size = Size.NORMAL
    bold: bool = False


class Pair(msgspec.Struct, frozen=True, tag="pair", omit_defaults=True):
    """A label on the left and a value on the right of one line; the label wraps when both do not fit."""

    left: str
    right: str
    size: Size = Size.NORMAL
    bold: bool = False


class Item(msgspec.Struct, frozen=True, tag="item", omit_defaults=True):
    """One sold line: the name, then quantity, price and amount in columns; notes stand indented below."""

    name: str
    quantity: str
    price: str
    amount: str
    notes: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True, tag="rule"):
    """A line across the paper."""


class Qr(msgspec.Struct, frozen=True, tag="qr"):
    """A QR code, centred, that holds `text`."""

    text: str


PaperLine: TypeAlias = Text | Pair | Item | Rule | Qr
Paper: TypeAlias = Sequence[PaperLine]
