"""A slip as the picture of its paper; imports Pillow, so only what wants pictures imports this."""

import functools
import subprocess
from pathlib import Path
from typing import assert_never

import qrcode
from PIL import Image, ImageChops, ImageDraw, ImageFont

from drivers.simulated.printer_slip import (
    CHARACTER_DOTS,
    LINE_DOTS,
    Feed,
    Line,
    QrLine,
    RasterLine,
    Run,
    Slip,
    TextLine,
    character_dots,
)

_FONT_FILES = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
)
"""Debian's fonts-wqy-zenhei (the one that looks most like a printer's) and fonts-noto-cjk."""
_MARGIN_DOTS = 36
_BLACK, _WHITE, _INK = 0, 255, 150
_LEVELS = {
    "L": qrcode.ERROR_CORRECT_L,
    "M": qrcode.ERROR_CORRECT_M,
    "Q": qrcode.ERROR_CORRECT_Q,
    "H": qrcode.ERROR_CORRECT_H,
}


def write_slip(slip: Slip, directory: Path, number: int) -> None:
    """Write `0042.txt` and, where the system has a Chinese font, `0042.png`."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{number:04}"
    path.with_suffix(".txt").write_text("\n".join(slip.rows) + "\n", encoding="utf-8")
    if has_font():
        draw_slip(slip).save(path.with_suffix(".png"), optimize=False)


def has_font() -> bool:
    """This system has a font with Chinese characters."""
    return _font() is not None


def draw_slip(slip: Slip) -> Image.Image:
    """The slip, dot for dot, with the margins that the paper has beside the print head."""
    lines = [_draw_line(line, slip.columns * CHARACTER_DOTS) for line in slip.lines]
    size = (slip.columns * CHARACTER_DOTS, sum(line.height for line in lines))
    paper = Image.new("1", (size[0] + 2 * _MARGIN_DOTS, size[1] + 2 * _MARGIN_DOTS), _WHITE)
    top = _MARGIN_DOTS
    for line in lines:
        paper.paste(line, (_MARGIN_DOTS, top))
        top += line.height
    return paper


def _draw_line(line: Line, width: int) -> Image.Image:
    match line:
        case TextLine():
            return _aligned(_draw_text(line), width, line.align)
        case QrLine():
            return _aligned(_draw_qr(line), width, line.align)
        case RasterLine():
            size = (line.width_bytes * 8, len(line.data) // line.width_bytes)
            picture = Image.frombytes("1", size, bytes(byte ^ 0xFF for byte in line.data))
            return _aligned(picture, width, line.align)
        case Feed():
            return Image.new("1", (width, line.height_dots), _WHITE)
        case _ as never:
            assert_never(never)


def _aligned(picture: Image.Image, width: int, align: int) -> Image.Image:
    """`picture` on a strip of the paper's width; what is wider is lost at the right, as on paper."""
    strip = Image.new("1", (width, picture.height), _WHITE)
    strip.paste(picture, (max(0, width - picture.width) * align // 2, 0))
    return strip


def _draw_text(line: TextLine) -> Image.Image:
    picture = Image.new("1", (sum(run.dots for run in line.runs) or 1, line.height_dots), _WHITE)
    left = 0
    for run in line.runs:
        drawn = _draw_run(run)
        picture.paste(drawn, (left, max(run.style.high for run in line.runs) * LINE_DOTS - drawn.height))
        left += drawn.width
    return picture


def _draw_run(run: Run) -> Image.Image:
    """Each character in its own cell; larger ones are the same dots, larger, as print heads do it."""
    plain = Image.new("L", (run.dots // run.style.wide, LINE_DOTS), _WHITE)
    pen = ImageDraw.Draw(plain)
    left = 0
    for character in run.text:
        cell = character_dots(character)
        pen.text((left + cell / 2, LINE_DOTS - 4), character, fill=_BLACK, font=_font(), anchor="ms")
        left += cell
    if run.style.bold:
        plain.paste(ImageChops.darker(plain, ImageChops.offset(plain, 1, 0)))
    dots = plain.point(lambda shade: 255 * (shade > _INK))
    return dots.resize((run.dots, LINE_DOTS * run.style.high), Image.Resampling.NEAREST).convert("1")


def _draw_qr(line: QrLine) -> Image.Image:
    code = qrcode.QRCode(error_correction=_LEVELS[line.level], border=0)
    code.add_data(line.text)
    code.make(fit=True)
    matrix = code.get_matrix()
    picture = Image.new("1", (len(matrix), len(matrix)), _WHITE)
    picture.putdata([_BLACK if dark else _WHITE for row in matrix for dark in row])
    return picture.resize((len(matrix) * line.module_dots,) * 2, Image.Resampling.NEAREST)


@functools.cache
def _font() -> ImageFont.FreeTypeFont | None:
    """A font with Chinese characters, monospaced where its file has such a face; None when there is none."""
    files = [file for file in _FONT_FILES if Path(file).exists()] or _installed_fonts()
    return _monospaced(files[0]) if files else None


def _installed_fonts() -> list[str]:
    """What fontconfig knows to be Chinese."""
    try:
        listed = subprocess.run(
            ["/usr/bin/fc-list", ":lang=zh-cn", "file"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    return sorted(line.rstrip(": ") for line in listed.stdout.splitlines())


def _monospaced(file: str) -> ImageFont.FreeTypeFont:
    face = 0
    while True:
        try:
            font = ImageFont.truetype(file, LINE_DOTS, index=face)
        except OSError:
            return ImageFont.truetype(file, LINE_DOTS)
        if "Mono" in str(font.getname()[0]):
            return font
        face += 1
