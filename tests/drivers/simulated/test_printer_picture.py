"""Slips as pictures."""

from pathlib import Path

import pytest
from PIL import Image, ImageOps

from drivers.simulated.printer_picture import draw_slip, has_font, write_slip
from drivers.simulated.printer_slip import Feed, Line, QrLine, RasterLine, Run, Slip, Style, TextLine

MARGIN = 36

needs_font = pytest.mark.skipif(not has_font(), reason="needs a Chinese font, such as fonts-wqy-zenhei")


def dots(*lines: Line, columns: int = 32) -> Image.Image:
    """The printed part of the paper."""
    paper = draw_slip(Slip(columns, lines))
    return paper.crop((MARGIN, MARGIN, paper.width - MARGIN, paper.height - MARGIN))


def text(content: str, style: Style | None = None, align: int = 0) -> TextLine:
    style = style or Style()
    return TextLine((Run(content, style),), align, max(30, 24 * style.high))


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The box that holds everything black."""
    return ImageOps.invert(picture.convert("L")).getbbox()


def test_the_paper_is_as_wide_as_its_columns_and_as_long_as_its_lines() -> None:
    """12 dots a column; 384 on 58 mm, 576 on 80 mm."""
    assert dots(Feed(100), Feed(50)).size == (384, 150)
    assert dots(Feed(100), columns=48).size == (576, 100)


def test_a_raster_is_printed_dot_for_dot() -> None:
    """A set bit is black, rows from the top, the first bit at the left."""
    picture = dots(RasterLine(1, b"\x80\x01", 0))
    black = {(x, y) for x in range(384) for y in range(2) if picture.getpixel((x, y)) == 0}
    assert black == {(0, 0), (7, 1)}


@pytest.mark.parametrize(("align", "left"), [(0, 0), (1, 188), (2, 376)])
def test_a_line_stands_where_it_is_aligned(align: int, left: int) -> None:
    """Left, centre, right, to the dot."""
    assert ink(dots(RasterLine(1, b"\xff", align))) == (left, 0, left + 8, 1)


def test_a_qr_code_has_square_modules_of_its_size() -> None:
    """21 characters at level M make 25 modules a side; the finder pattern is black, white, black."""
    picture = dots(QrLine("S0123-1-20261122-0042", 6, "M", 0))
    assert ink(picture) == (0, 0, 150, 150)
    assert [picture.getpixel((3 + 6 * module, 3 + 6 * module)) for module in (0, 1, 2)] == [0, 255, 0]


@needs_font
def test_a_chinese_character_fills_two_columns() -> None:
    """Its ink lies within 24 dots, and the next character's beyond them."""
    box = ink(dots(text("水")))
    assert box is not None
    assert box[0] >= 0
    assert 12 < box[2] <= 24
    second = ink(dots(text("　水")))
    assert second is not None
    assert second[0] >= 24
    assert second[2] <= 48


@needs_font
def test_a_larger_character_is_the_same_dots_larger() -> None:
    """As print heads do it: each dot becomes a square."""
    small = dots(text("水")).crop((0, 0, 24, 24))
    large = dots(text("水", Style(2, 2))).crop((0, 0, 48, 48))
    assert small.resize((48, 48), Image.Resampling.NEAREST).tobytes() == large.tobytes()


@needs_font
def test_bold_is_blacker() -> None:
    """Bold adds dots and takes none away."""
    plain, bold = (dots(text("水", Style(bold=bold))).histogram()[0] for bold in (False, True))
    assert bold > plain


def test_a_slip_is_written_as_text_and_picture(tmp_path: Path) -> None:
    """Both have its number; the picture where there is a font to draw with."""
    write_slip(Slip(32, (text("水", align=1), QrLine("S1", 6, "M", 1))), tmp_path / "paper", 42)
    assert (tmp_path / "paper" / "0042.txt").read_text(
        encoding="utf-8"
    ) == f"{' ' * 15}水\n{' ' * 12}[QR S1]\n"
    assert (tmp_path / "paper" / "0042.png").exists() == has_font()
