"""Signs five rows high, for numbers that are read across a shop; `#` is a block."""

from ui.till.picture.digits import FONT as DIGITS
from ui.till.picture.digits import HEIGHT

_LETTERS = {
    "A": ("###", "# #", "###", "# #", "# #"),
    "B": ("## ", "# #", "## ", "# #", "## "),
    "C": ("###", "#  ", "#  ", "#  ", "###"),
    "D": ("## ", "# #", "# #", "# #", "## "),
    "E": ("###", "#  ", "## ", "#  ", "###"),
    "F": ("###", "#  ", "## ", "#  ", "#  "),
    "G": ("####", "#   ", "# ##", "#  #", "####"),
    "H": ("# #", "# #", "###", "# #", "# #"),
    "I": ("###", " # ", " # ", " # ", "###"),
    "J": ("  #", "  #", "  #", "# #", "###"),
    "K": ("# #", "# #", "## ", "# #", "# #"),
    "L": ("#  ", "#  ", "#  ", "#  ", "###"),
    "M": ("#   #", "## ##", "# # #", "#   #", "#   #"),
    "N": ("#  #", "## #", "# ##", "#  #", "#  #"),
    "O": (" ## ", "#  #", "#  #", "#  #", " ## "),
    "P": ("###", "# #", "###", "#  ", "#  "),
    "Q": (" ## ", "#  #", "#  #", "# ##", " ###"),
    "R": ("## ", "# #", "## ", "# #", "# #"),
    "S": (" ###", "#   ", " ## ", "   #", "### "),
    "T": ("###", " # ", " # ", " # ", " # "),
    "U": ("#  #", "#  #", "#  #", "#  #", "####"),
    "V": ("# #", "# #", "# #", "# #", " # "),
    "W": ("#   #", "#   #", "# # #", "## ##", "#   #"),
    "X": ("# #", "# #", " # ", "# #", "# #"),
    "Y": ("# #", "# #", " # ", " # ", " # "),
    "Z": ("###", "  #", " # ", "#  ", "###"),
}
_ONE = (" # ", "## ", " # ", " # ", "###")
"""In the middle: at the right, as an amount has it, the next digit would stand apart from the one before."""
FONT = _LETTERS | DIGITS | {"1": _ONE}
_CELLS_A_DOT = 2
"""A cell is twice as high as it is wide."""


def width(text: str, scale: int) -> int:
    """How many columns `text` takes."""
    return scale * _CELLS_A_DOT * (sum(len(FONT[sign][0]) + 1 for sign in text) - 1)


def draw(text: str, scale: int) -> list[str]:
    """`text` as rows of `#` and spaces, a cell each."""
    rows = []
    for at in range(HEIGHT):
        dots = " ".join(FONT[sign][at] for sign in text)
        rows += ["".join(dot * scale * _CELLS_A_DOT for dot in dots)] * scale
    return rows


def largest(text: str, columns: int, rows: int) -> int:
    """The largest scale at which `text` fits; 0 when it does not at all."""
    return min(columns // width(text, 1), rows // HEIGHT)
