"""Rows of styled text, and how they are put beside and below each other; every width is in terminal cells."""

import enum
from collections.abc import Iterable, Sequence

import msgspec

from ui.till.decoder import Key
from ui.till.generic.kinds import Label, Worded
from ui.till.keymap import Keymap
from ui.till.state import State
from ui.till.text import clean, fit, fit_end, width
from ui.till.words import Phrase, say

INPUT_SHOWN_MIN = 16


class Look(enum.StrEnum):
    """How a piece of text looks; `ui/till/colours.py` has the colours."""

    PLAIN = "plain"
    DIM = "dim"
    STRONG = "strong"
    HEAD = "head"
    STATUS = "status"
    ALARM = "alarm"
    SELECTED = "selected"
    FLASH = "flash"
    GOOD = "good"
    BAD = "bad"
    KEY = "key"
    GUIDE = "guide"
    """What a practice asks for."""
    BLOCK = "block"
    """A lit block of a large digit: the text is spaces."""
    BAR = "bar"
    """A bar of a figure: the text is spaces."""
    QR = "qr"
    """Half blocks, light on dark."""


class Span(msgspec.Struct, frozen=True):
    """A piece of a row in one look; touching it presses `key`, if it has one."""

    text: str
    look: Look = Look.PLAIN
    key: Key | None = None


class Row(msgspec.Struct, frozen=True):
    """One row of the terminal; touching it picks `pick`, if it has one."""

    spans: tuple[Span, ...]
    pick: int | None = None

    @property
    def text(self) -> str:
        """What it says, without looks."""
        return "".join(span.text for span in self.spans)


class View(msgspec.Struct, frozen=True):
    """What is to be painted, and on how large a terminal."""

    state: State
    echo: str
    """Keys that may be part of a scan, shown at once."""
    keymap: Keymap
    columns: int
    rows: int

    def say(self, word: Phrase, **params: str | int) -> str:
        """`word` in the till's language."""
        return say(self.state.language, word, **params)

    def label(self, label: Label) -> str:
        """A text of the till in its language, or a name as the shop gave it."""
        match label:
            case Phrase():
                return self.say(label)
            case Worded(phrase, params):
                return self.say(phrase, **params)
            case name:
                return name


def row(columns: int, *spans: Span, look: Look = Look.PLAIN, pick: int | None = None) -> Row:
    """`spans` on the left of a row of `columns`, padded in `look`, or cut."""
    shown: list[Span] = []
    left = columns
    for span in spans:
        text = clean(span.text)
        if not text:
            continue
        taken = width(text)
        if taken > left:
            shown.append(Span(fit(text, left), span.look, span.key))
            left = 0
            break
        shown.append(Span(text, span.look, span.key))
        left -= taken
    if left:
        shown.append(Span(" " * left, look))
    return Row(tuple(shown), pick)


def ends(columns: int, left: Sequence[Span], right: Sequence[Span], look: Look = Look.PLAIN) -> Row:
    """`left` and `right` at the two ends of a row; the right one is kept when both do not fit."""
    taken = sum(width(clean(span.text)) for span in right)
    head = row(max(columns - taken, 0), *left, look=look)
    return row(columns, *head.spans, *right, look=look)


def line(columns: int, text: str, look: Look = Look.PLAIN) -> Row:
    """One text as a row."""
    return row(columns, Span(text, look), look=look)


def centred(columns: int, text: str, look: Look = Look.PLAIN) -> Row:
    """One text in the middle of a row."""
    room = max(columns - width(clean(text)), 0)
    return row(columns, Span(" " * (room // 2)), Span(text, look))


def blank(columns: int) -> Row:
    """An empty row."""
    return line(columns, "")


def rule(columns: int) -> Row:
    """A line across."""
    return line(columns, "-" * columns, Look.DIM)


def filled(rows: Iterable[Row], columns: int, height: int) -> list[Row]:
    """`rows` cut or filled to exactly `height`."""
    shown = list(rows)[: max(height, 0)]
    return shown + [blank(columns)] * (height - len(shown))


def beside(left: Sequence[Row], right: Sequence[Row]) -> list[Row]:
    """Two blocks of equal height side by side with a line between."""
    between = Span("|", Look.DIM)
    return [
        Row((*one.spans, between, *other.spans), one.pick) for one, other in zip(left, right, strict=True)
    ]


def widened(rows: Sequence[Row], more: int) -> list[Row]:
    """`rows` with `more` empty cells on the right."""
    return [Row((*shown.spans, Span(" " * more)), shown.pick) if more > 0 else shown for shown in rows]


def typed_spans(view: View, *, is_secret: bool = False) -> list[Span]:
    """What is typed, with a cursor; its end when it is long; stars when it is secret."""
    text = view.state.buffer + view.echo
    shown = "*" * len(text) if is_secret else text
    room = max(view.columns // 2, INPUT_SHOWN_MIN)
    return [Span(fit_end(shown, room).rstrip(), Look.STRONG), Span("_", Look.KEY)]
