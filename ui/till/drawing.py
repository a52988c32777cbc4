"""A painted screen as SVG, the same bytes every time: for pictures of the till and proofs of its looks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from ui.till.colours import COLOURS, INK, PAPER
from ui.till.picture.rows import Look, Row, Span
from ui.till.text import width

CELL, LINE, FONT, BASE = 9, 20, 18, 15
"""Of a cell, in pixels: its width and height, its font's size, and where the text stands."""
FONTS = "'WenQuanYi Zen Hei Mono','Noto Sans Mono CJK SC',monospace"
HALVES = {"█": (True, True), "▀": (True, False), "▄": (False, True)}
"""The lit upper and lower half of a cell of a QR code."""
_PIECE = re.compile(r"\S+(?: \S+)*")


def drawing(rows: Sequence[Row], columns: int) -> str:
    """The rows as one SVG; what is spaces on paper is not drawn."""
    size = f'width="{columns * CELL}" height="{len(rows) * LINE}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
        f"<style>text{{font:{FONT}px {FONTS};fill:{INK};white-space:pre}}{_classes(rows)}</style>",
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
    )
    drawn = (part for at, shown in enumerate(rows) for part in _row(shown, at * LINE))
    return "".join(f"{part}\n" for part in (*head, *drawn, "</svg>"))


def _classes(rows: Sequence[Row]) -> str:
    """Of the looks that are there: a new one elsewhere changes no drawing."""
    used = {span.look for shown in rows for span in shown.spans if span.text.strip()}
    return "".join(_class(look) for look in Look if look in used - {Look.PLAIN, Look.QR})


def _class(look: Look) -> str:
    paint = COLOURS[look]
    return f".{look}{{fill:{paint.ink}{';font-weight:bold' if paint.is_bold else ''}}}"


def _row(shown: Row, top: int) -> Iterator[str]:
    """Grounds first, then texts, each where its cells begin."""
    placed = list(_placed(shown.spans))
    for left, span in placed:
        ground = COLOURS[span.look].ground
        if ground != PAPER:
            yield _rect(left, top, _cells(span), LINE, ground)
    for left, span in placed:
        yield from _halves(span, left, top) if span.look is Look.QR else _texts(span, left, top)


def _placed(spans: Iterable[Span]) -> Iterator[tuple[int, Span]]:
    left = 0
    for span in spans:
        yield left, span
        left += _cells(span)


def _cells(span: Span) -> int:
    return len(span.text) if span.look is Look.QR else width(span.text)


def _texts(span: Span, left: int, top: int) -> Iterator[str]:
    name = "" if span.look is Look.PLAIN else f' class="{span.look}"'
    for piece in _PIECE.finditer(span.text):
        x = (left + width(span.text[: piece.start()])) * CELL
        length = width(piece.group()) * CELL
        text = escape(piece.group())
        yield f'<text x="{x}" y="{top + BASE}" textLength="{length}"{name}>{text}</text>'


def _halves(span: Span, left: int, top: int) -> Iterator[str]:
    for upper in (True, False):
        lit = (HALVES.get(character, (False, False))[0 if upper else 1] for character in span.text)
        at = left
        for is_lit, run in groupby(lit):
            count = sum(1 for _ in run)
            if is_lit:
                yield _rect(at, top + (0 if upper else LINE // 2), count, LINE // 2, "#ffffff")
            at += count


def _rect(left: int, top: int, cells: int, height: int, colour: str) -> str:
    size = f'width="{cells * CELL}" height="{height}"'
    return f'<rect x="{left * CELL}" y="{top}" {size} fill="{colour}"/>'
