"""The pane of glass: one Textual widget that paints the picture, and only the rows that differ."""

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ui.till.colours import COLOURS
from ui.till.decoder import Key
from ui.till.picture.rows import Look, Row
from ui.till.text import width

STYLES = {
    look: Style(color=paint.ink, bgcolor=paint.ground, bold=paint.is_bold or None)
    for look, paint in COLOURS.items()
}


class Glass(Widget):
    """Shows rows; `show` is all there is to it."""

    DEFAULT_CSS = "Glass { width: 100%; height: 100%; }"

    class Touched(Message):
        """Somebody touched a key or a row."""

        def __init__(self, key: Key | None, pick: int | None) -> None:
            self.key = key
            self.pick = pick
            super().__init__()

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.rows: list[Row] = []
        """What is shown."""

    def show(self, rows: list[Row]) -> None:
        """Paint what has changed since the last time."""
        before, self.rows = self.rows, rows
        if len(before) != len(rows):
            self.refresh()
            return
        columns = self.size.width
        changed = [
            Region(0, at, columns, 1)
            for at, (old, new) in enumerate(zip(before, rows, strict=True))
            if old != new
        ]
        if changed:
            self.refresh(*changed)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The part of the picture that Textual wants to write.

        Its own way goes through the styles of every line, for borders and filters that a pane of glass does
        not have: when a long cart scrolls, that is two milliseconds a scan.
        """
        strips = [self.render_line(y) for y in range(crop.y, crop.bottom)]
        return [strip.crop_extend(crop.x, crop.right, STYLES[Look.PLAIN]) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One row as Textual wants it."""
        if y >= len(self.rows):
            return Strip.blank(self.size.width, STYLES[Look.PLAIN])
        spans = self.rows[y].spans
        return Strip(
            [Segment(span.text, STYLES[span.look]) for span in spans], sum(width(span.text) for span in spans)
        )

    def on_click(self, event: events.Click) -> None:
        """A touch presses the key that is written there, or picks the row."""
        if event.y < len(self.rows):
            row = self.rows[event.y]
            self.post_message(self.Touched(_key_at(row, event.x), row.pick))


def _key_at(row: Row, column: int) -> Key | None:
    at = 0
    for span in row.spans:
        at += width(span.text)
        if column < at:
            return span.key
    return None
