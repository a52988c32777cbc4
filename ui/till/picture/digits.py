"""Large digits for what a cashier reads at arm's length: blocks of background colour, three by five."""

from ui.till.picture.rows import Look, Row, Span, row

HEIGHT = 5
FONT = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": ("  #", "  #", "  #", "  #", "  #"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ".": (" ", " ", " ", " ", "#"),
    "-": ("   ", "   ", "###", "   ", "   "),
}


def large(text: str, columns: int, scale: int) -> list[Row] | None:
    """`text` (digits, point, minus) in five rows at the right of `columns`; None when it does not fit."""
    glyphs = [FONT[character] for character in text]
    taken = sum(len(glyph[0]) * scale + scale for glyph in glyphs) - scale
    if taken > columns:
        return None
    return [_row(columns, columns - taken, [glyph[at] for glyph in glyphs], scale) for at in range(HEIGHT)]


def large_fitting(text: str, columns: int) -> list[Row]:
    """`text` as large as it fits; in ordinary digits when it does not."""
    return large(text, columns, 2) or large(text, columns, 1) or [row(columns, Span(text, Look.STRONG))]


def _row(columns: int, indent: int, pieces: list[str], scale: int) -> Row:
    spans = [Span(" " * indent)]
    spans.extend(Span(" " * scale, Look.BLOCK if dot == "#" else Look.PLAIN) for dot in " ".join(pieces))
    return row(columns, *_merged(spans))


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].look is span.look:
            merged[-1] = Span(merged[-1].text + span.text, span.look)
        elif span.text:
            merged.append(span)
    return merged
