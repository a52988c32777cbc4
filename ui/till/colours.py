"""What each look is painted with, on the glass and in drawings alike."""

from typing import NamedTuple

from ui.till.picture.rows import Look

PAPER, INK = "#10161d", "#e6e9ec"


class Colours(NamedTuple):
    """Of a text and of the ground below it."""

    ink: str = INK
    ground: str = PAPER
    is_bold: bool = False


COLOURS = {
    Look.PLAIN: Colours(),
    Look.DIM: Colours("#8f9aa5"),
    Look.STRONG: Colours("#ffffff", is_bold=True),
    Look.HEAD: Colours("#9fc3e8"),
    Look.STATUS: Colours("#ffffff", "#1f4e79"),
    Look.ALARM: Colours("#ffffff", "#b3261e", is_bold=True),
    Look.SELECTED: Colours("#ffffff", "#274b6d", is_bold=True),
    Look.FLASH: Colours("#10161d", "#8fd694", is_bold=True),
    Look.GOOD: Colours("#8fd694", is_bold=True),
    Look.BAD: Colours("#ffb4a9", is_bold=True),
    Look.KEY: Colours("#ffd166", is_bold=True),
    Look.GUIDE: Colours("#10161d", "#ffd166", is_bold=True),
    Look.QR: Colours("#ffffff", "#000000"),
    Look.BLOCK: Colours(ground="#ffffff"),
    Look.BAR: Colours(ground="#4f86b5"),
}
