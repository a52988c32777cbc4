"""The print head: characters and commands become lines, and lines a slip where the paper is cut."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from drivers.simulated.printer_commands import Character, Read
from drivers.simulated.printer_slip import (
    CHARACTER_DOTS,
    LINE_DOTS,
    Feed,
    Line,
    QrLine,
    RasterLine,
    Run,
    Slip,
    Style,
    TextLine,
    character_dots,
)

SPACING_DOTS = 30
"""From line to line at the plain size."""

_QR_PAPER_MODULES = 29
"""What a QR code takes of the roll, whatever it holds: to count its modules costs more than to print it."""
_QR_LEVELS = {48: "L", 49: "M", 50: "Q", 51: "H"}


class DrawerPulse(msgspec.Struct, frozen=True):
    """The drawer is to open."""


class StatusAsked(msgspec.Struct, frozen=True):
    """`GS r n`: an answer is due, now that everything before it has been printed."""

    kind: int


Effect: TypeAlias = Slip | DrawerPulse | StatusAsked


class PrintHead:
    """Prints on a roll that is `columns` wide and has `dots_left`; None is a roll without end."""

    def __init__(self, columns: int, dots_left: int | None) -> None:
        self.dots_left = dots_left
        self.unknown: set[bytes] = set()
        """Commands and control bytes that this printer does not know."""
        self._columns = columns
        self._lines: list[Line] = []
        self._runs: list[Run] = []
        self._used_dots = 0
        self._qr: dict[int, bytes] = {}
        self._style, self._align, self._spacing = Style(), 0, SPACING_DOTS
        self._commands: Mapping[bytes, Callable[[bytes], Effect | None]] = {
            b"\x1b@": self._reset,
            b"\x1b!": self._set_print_mode,
            b"\x1bE": self._set_bold,
            b"\x1ba": self._set_align,
            b"\x1b2": self._set_spacing,
            b"\x1b3": self._set_spacing,
            b"\x1bd": self._feed_lines,
            b"\x1bJ": self._feed_dots,
            b"\x1bp": self._pulse,
            b"\x1bi": self._cut,
            b"\x1bm": self._cut,
            b"\x1c!": self._set_chinese_mode,
            b"\x1d!": self._set_size,
            b"\x1dr": self._ask_status,
            b"\x1dV": self._cut,
            b"\x1d(": self._symbol,
            b"\x1dv": self._picture,
            **dict.fromkeys(_OBEYED_ELSEWHERE, _nothing),
        }

    def obey(self, read: Read) -> Effect | None:
        """Print or do one thing; what concerns more than the paper is the answer."""
        if isinstance(read, Character):
            self._print(read.data)
            return None
        command = self._commands.get(read.name)
        if command is None:
            self.unknown.add(read.name)
            return None
        return command(read.arguments)

    def _print(self, data: bytes) -> None:
        if data == b"\n":
            self._line_feed()
        elif data == b"\r":
            pass  # a printer on a network ignores it
        elif len(data) == 1 and data < b" ":
            self.unknown.add(data)
        else:  # a single byte that is not ASCII is some character of a code page: one column of nonsense
            self._put(data.decode("gbk" if len(data) > 1 else "ascii", "replace").replace("\ufffd", "?"))

    def _put(self, character: str) -> None:
        """Add to the line; one that would not hold the character is printed first."""
        dots = character_dots(character) * self._style.wide
        if self._used_dots + dots > self._columns * CHARACTER_DOTS:
            self._line_feed()
        self._used_dots += dots
        if self._runs and self._runs[-1].style == self._style:
            character = self._runs.pop().text + character
        self._runs.append(Run(character, self._style))

    def _line_feed(self) -> None:
        high = max((run.style.high for run in self._runs), default=1)
        height = max(self._spacing, LINE_DOTS * high)
        self._add(TextLine(tuple(self._runs), self._align, height), height)
        self._clear_line()

    def _add(self, line: Line, height_dots: int) -> None:
        self._lines.append(line)
        if self.dots_left is not None:
            self.dots_left = max(0, self.dots_left - height_dots)

    def _clear_line(self) -> None:
        self._runs.clear()
        self._used_dots = 0

    def _finish_line(self) -> None:
        if self._runs:
            self._line_feed()

    def _reset(self, _: bytes) -> None:
        """`ESC @`: the unprinted line is lost."""
        self._clear_line()
        self._qr.clear()
        self._style, self._align, self._spacing = Style(), 0, SPACING_DOTS

    def _set_print_mode(self, arguments: bytes) -> None:
        """`ESC ! n`: bit 3 bold, 4 high, 5 wide."""
        mode = arguments[0]
        self._style = Style(1 + (mode >> 5 & 1), 1 + (mode >> 4 & 1), bool(mode & 8))

    def _set_chinese_mode(self, arguments: bytes) -> None:
        """`FS ! n`: bit 2 wide, 3 high."""
        mode = arguments[0]
        self._style = replace(self._style, wide=1 + (mode >> 2 & 1), high=1 + (mode >> 3 & 1))

    def _set_size(self, arguments: bytes) -> None:
        """`GS ! n`: the width in the upper half, the height in the lower, each less one."""
        size = arguments[0]
        self._style = replace(self._style, wide=1 + (size >> 4 & 7), high=1 + (size & 7))

    def _set_bold(self, arguments: bytes) -> None:
        """`ESC E n`."""
        self._style = replace(self._style, bold=bool(arguments[0] & 1))

    def _set_align(self, arguments: bytes) -> None:
        """`ESC a n`: at the beginning of a line only; as a digit too."""
        if not self._runs:
            self._align = arguments[0] % 48 % 3

    def _set_spacing(self, arguments: bytes) -> None:
        """`ESC 3 n`, and `ESC 2` for the default."""
        self._spacing = arguments[0] if arguments else SPACING_DOTS

    def _feed_lines(self, arguments: bytes) -> None:
        """`ESC d n`."""
        self._feed(arguments[0] * self._spacing)

    def _feed_dots(self, arguments: bytes) -> None:
        """`ESC J n`."""
        self._feed(arguments[0])

    def _feed(self, dots: int) -> None:
        self._finish_line()
        self._add(Feed(dots), dots)

    def _pulse(self, _: bytes) -> Effect:
        """`ESC p m t1 t2`."""
        return DrawerPulse()

    def _ask_status(self, arguments: bytes) -> Effect:
        """`GS r n`."""
        return StatusAsked(arguments[0])

    def _cut(self, _: bytes) -> Effect | None:
        """`GS V`, `ESC i`, `ESC m`; on empty paper nothing falls off."""
        self._finish_line()
        if not self._lines:
            return None
        slip = Slip(self._columns, tuple(self._lines))
        self._lines.clear()
        return slip

    def _symbol(self, arguments: bytes) -> None:
        """`GS ( k`, functions of QR: 67 module size, 69 level, 80 store, 81 print."""
        if arguments[:1] != b"k" or arguments[3:4] != b"1":
            self.unknown.add(b"\x1d(" + arguments[:1])
            return
        function, data = arguments[4], arguments[5:]
        if function != _QR_PRINT:
            self._qr[function] = data
        elif stored := self._qr.get(_QR_STORE, b"")[1:]:
            dots, level = self._qr.get(_QR_SIZE, b"\x03")[0], self._qr.get(_QR_LEVEL, b"0")[0]
            self._finish_line()
            line = QrLine(stored.decode(errors="replace"), dots, _QR_LEVELS.get(level, "L"), self._align)
            self._add(line, _QR_PAPER_MODULES * dots)

    def _picture(self, arguments: bytes) -> None:
        """`GS v 0 m xL xH yL yH` and its rows."""
        width_bytes = int.from_bytes(arguments[2:4], "little")
        if width_bytes:
            self._finish_line()
            self._add(RasterLine(width_bytes, arguments[6:], self._align), len(arguments[6:]) // width_bytes)


_QR_SIZE, _QR_LEVEL, _QR_STORE, _QR_PRINT = 67, 69, 80, 81
_OBEYED_ELSEWHERE = (b"\x1c&", b"\x1c.", b"\x1da", b"\x10\x04", b"\x10\x05", b"\x10\x14")
"""By the buffer's reader (Chinese mode), in real time (DLE), or by sending nothing unasked (`GS a`)."""


def _nothing(_: bytes) -> None:
    """Obeyed elsewhere."""
