"""A slip of printed paper: lines, and on them characters, codes and pictures.

203 dots an inch; font A is 12 × 24 dots, a Chinese character 24 × 24, as on the printers of Chinese counters.
"""

from typing import TypeAlias, assert_never

import msgspec

CHARACTER_DOTS = 12
LINE_DOTS = 24


class Style(msgspec.Struct, frozen=True):
    """How characters are drawn: so many times as wide and high."""

    wide: int = 1
    high: int = 1
    bold: bool = False


class Run(msgspec.Struct, frozen=True):
    """Characters of one style."""

    text: str
    style: Style

    @property
    def dots(self) -> int:
        """How wide it is drawn: ASCII in font A, all else as a Chinese character."""
        return sum(map(character_dots, self.text)) * self.style.wide


def character_dots(character: str) -> int:
    """How wide a character is drawn at its plain size."""
    return CHARACTER_DOTS if character.isascii() else 2 * CHARACTER_DOTS


class TextLine(msgspec.Struct, frozen=True):
    """A printed line."""

    runs: tuple[Run, ...]
    align: int
    """0 left, 1 centre, 2 right."""
    height_dots: int


class QrLine(msgspec.Struct, frozen=True):
    """A QR code that the printer drew."""

    text: str
    module_dots: int
    level: str
    align: int


class RasterLine(msgspec.Struct, frozen=True):
    """A picture of one bit a dot, rows padded to bytes."""

    width_bytes: int
    data: bytes
    align: int


class Feed(msgspec.Struct, frozen=True):
    """Empty paper."""

    height_dots: int


Line: TypeAlias = TextLine | QrLine | RasterLine | Feed


class Slip(msgspec.Struct, frozen=True):
    """What lay on the paper when it was cut."""

    columns: int
    lines: tuple[Line, ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """The text as it stands on the paper, a row a line; a QR code as `[QR its text]`."""
        return tuple(row for line in self.lines if (row := self._row(line)) is not None)

    @property
    def qr(self) -> tuple[str, ...]:
        """What the QR codes hold."""
        return tuple(line.text for line in self.lines if isinstance(line, QrLine))

    def _row(self, line: Line) -> str | None:
        match line:
            case TextLine():
                text = "".join(run.text for run in line.runs)
                return self._aligned(text, sum(run.dots for run in line.runs), line.align)
            case QrLine():
                text = f"[QR {line.text}]"
                return self._aligned(text, len(text) * CHARACTER_DOTS, line.align)
            case RasterLine():
                return f"[{line.width_bytes * 8} × {len(line.data) // line.width_bytes}]"
            case Feed():
                return None
            case _ as never:
                assert_never(never)

    def _aligned(self, text: str, dots: int, align: int) -> str:
        spare = max(0, self.columns - dots // CHARACTER_DOTS)
        return (" " * (spare * align // 2) + text).rstrip(" ")
