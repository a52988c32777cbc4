"""Layout: domain paper as rows of a given number of columns; pure, knows nothing of printer codes."""

from typing import TypeAlias, assert_never

import msgspec

from drivers.printer.chinese import printable, width
from drivers.printer.wrap import wrap
from edge_agent.domain.paper import Align, Item, Pair, Paper, PaperLine, Qr, Rule, Size, Text

COLUMNS_MIN = 16
"""So that the largest size still has room for two Chinese characters."""
SCALE = {Size.NORMAL: 1, Size.LARGE: 2, Size.HUGE: 4}
"""How many times as high and wide a size is; a row has so many times fewer columns."""
QR_BYTES_MAX = 300
"""A longer text would not fit 58 mm paper in modules that phones and scanners read; it is printed as text."""

_NUMBER_COLUMNS = 10
"""Of price and of amount: up to `999999.99` and a space."""
_NOTE_INDENT = "  "


class TextRow(msgspec.Struct, frozen=True):
    """One row of printed text, at most as wide as the paper at its size."""

    text: str
    align: Align = Align.LEFT
    size: Size = Size.NORMAL
    bold: bool = False


class QrRow(msgspec.Struct, frozen=True):
    """A QR code, centred, of at most QR_BYTES_MAX."""

    text: str


Row: TypeAlias = TextRow | QrRow


def lay_out(paper: Paper, columns: int) -> list[Row]:
    """The rows of `paper` on a printer of `columns` (32 on 58 mm, 48 on 80 mm); all text is printable."""
    if columns < COLUMNS_MIN:
        raise ValueError(f"a receipt needs at least {COLUMNS_MIN} columns, not {columns}")
    return [row for line in paper for row in _rows(line, columns)]


def _rows(line: PaperLine, columns: int) -> list[Row]:
    match line:
        case Text():
            return [
                TextRow(row, line.align, line.size, line.bold)
                for row in wrap(printable(line.text), columns // SCALE[line.size])
            ]
        case Pair():
            rows = _pair(printable(line.left), printable(line.right), columns // SCALE[line.size])
            return [TextRow(row, size=line.size, bold=line.bold) for row in rows]
        case Item():
            return [TextRow(row) for row in _item(line, columns)]
        case Rule():
            return [TextRow("-" * columns)]
        case Qr():
            return _qr(line, columns)
        case _ as never:
            assert_never(never)


def _pair(left: str, right: str, columns: int) -> list[str]:
    """The value ends at the right edge; the label gives way, and a value over half the row gets its own."""
    if width(left) + 1 + width(right) <= columns or width(right) > columns // 2:
        label = wrap(left, columns)
    else:
        label = wrap(left, columns - width(right) - 1)
    if width(label[-1]) + width(right) < columns:
        return [*label[:-1], _beside(label[-1], right, columns)]
    return [*label, *_right(right, columns)]


def _item(item: Item, columns: int) -> list[str]:
    """The name, then quantity, price and amount in columns, beside the name's end where there is room."""
    *name, last = wrap(printable(item.name), columns)
    first, *numbers = _numbers(item, columns)
    if first.startswith(" " * (width(last) + 1)):
        rows = [*name, last + first[width(last) :], *numbers]
    else:
        rows = [*name, last, first, *numbers]
    notes = [row for note in item.notes for row in wrap(printable(note), columns - len(_NOTE_INDENT))]
    return rows + [_NOTE_INDENT + note for note in notes]


def _numbers(item: Item, columns: int) -> list[str]:
    """Quantity, price and amount, each ending at its column's edge or just before its right neighbour."""
    row, start = "", columns
    edge = columns
    for text in (printable(item.amount), printable(item.price), printable(item.quantity)):
        gap = max(0, start - edge)
        row = text + " " * gap + row
        start -= gap + width(text)
        edge = min(edge - _NUMBER_COLUMNS, start - 1)
    if start >= 0:
        return [" " * start + row]
    return _right(" ".join(map(printable, (item.quantity, item.price, item.amount))), columns)


def _qr(line: Qr, columns: int) -> list[Row]:
    text = _without_controls(line.text)
    if len(text.encode()) > QR_BYTES_MAX:
        return [TextRow(row) for row in wrap(printable(text), columns)]
    return [QrRow(text)] if text else []


def _without_controls(text: str) -> str:
    """A printer obeys a drawer pulse wherever it meets one, inside the data of a QR code too."""
    return "".join(character for character in text if character.isprintable())


def _beside(left: str, right: str, columns: int) -> str:
    return (left + " " * (columns - width(left) - width(right)) + right).rstrip(" ")


def _right(text: str, columns: int) -> list[str]:
    return [_beside("", row, columns) for row in wrap(text, columns)]
