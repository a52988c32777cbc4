"""Rows as ESC/POS bytes: text is ours; sizes, QR code and cut are python-escpos's.

The library is imported at the first job, never before: that takes 0.2 s and 15 MB.
"""

import functools
import logging
import os
import shutil
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, assert_never

import msgspec

from drivers.printer.chinese import CHINESE_OFF, encode
from drivers.printer.layout import SCALE, QrRow, Row, TextRow
from edge_agent.domain.paper import Align, Size

if TYPE_CHECKING:
    from escpos.printer import Dummy

_AUTOMATIC_STATUS_OFF = b"\x1da\x00"
"""`GS a 0`: nothing unasked may come while the fence is awaited."""
_ALIGN = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}
_LINE_DOTS = 30
"""From line to line at the plain size: characters of 24 dots and a gap."""
_QR_LEVEL_M = 1
_QR_DOTS, _QR_DOTS_LONG, _QR_LONG_BYTES = 6, 4, 100
"""The side of a module, smaller from so many bytes on: all of it must fit the 384 dots of 58 mm paper."""


class _Style(msgspec.Struct, frozen=True):
    """How a row is printed."""

    align: Align = Align.LEFT
    size: Size = Size.NORMAL
    bold: bool = False


_PLAIN = _Style()


def encode_rows(rows: Sequence[Row]) -> bytes:
    """A whole job for `rows`: reset, the rows, feed and cut; the same bytes for the same rows."""
    pieces = [_by_library(lambda printer: printer.hw("INIT")), _AUTOMATIC_STATUS_OFF, CHINESE_OFF]
    current = _PLAIN
    for row in rows:
        style = _style(row)
        if style != current:
            pieces.append(_set(style))
            current = style
        pieces.append(_encode_row(row))
    if current != _PLAIN:
        pieces.append(_set(_PLAIN))
    pieces.append(_by_library(lambda printer: printer.cut("PART")))
    return b"".join(pieces)


def _style(row: Row) -> _Style:
    match row:
        case TextRow():
            return _Style(row.align, row.size, row.bold)
        case QrRow():
            return _Style(Align.CENTRE)
        case _ as never:
            assert_never(never)


def _set(style: _Style) -> bytes:
    scale = SCALE[style.size]

    def write(printer: "Dummy") -> None:
        printer.set(align=_ALIGN[style.align], bold=style.bold, custom_size=True, width=scale, height=scale)
        # the default spacing is less than a large row, which would touch its neighbour
        printer.line_spacing(_LINE_DOTS * scale if scale > 1 else None)

    return _by_library(write)


def _encode_row(row: Row) -> bytes:
    match row:
        case TextRow():
            return encode(row.text) + b"\n"
        case QrRow():
            # the printer draws no quiet zone: an empty line stands above and below
            return b"\n" + _qr(row.text) + b"\n"
        case _ as never:
            assert_never(never)


def _qr(text: str) -> bytes:
    """The code drawn by the printer itself (`GS ( k`), whatever profile it has."""
    dots = _QR_DOTS if len(text.encode()) <= _QR_LONG_BYTES else _QR_DOTS_LONG
    return _by_library(lambda printer: printer.qr(text, ec=_QR_LEVEL_M, size=dots, native=True))


def _by_library(write: "Callable[[Dummy], None]") -> bytes:
    """The bytes that python-escpos writes for one call or several."""
    printer: Dummy = _library()()
    write(printer)
    output: bytes = printer.output
    return output


@functools.cache
def _library() -> "type[Dummy]":
    """Import python-escpos, and undo what else that does: a root log handler, a temporary directory."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    from escpos import capabilities  # noqa: PLC0415 - heavy, see the top
    from escpos.printer import Dummy  # noqa: PLC0415

    root.handlers[:] = handlers
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    library: type[Dummy] = Dummy
    return library
