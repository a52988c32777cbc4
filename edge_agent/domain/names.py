"""Names as people wrote them, made fit for a screen, a receipt and a printer."""

import re
import unicodedata

_UNFIT_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Control, format, private use, surrogates, and the two separators that break a line."""

_EMOJI = re.compile(
    "["
    "\U0001f000-\U0001faff"  # pictographs, faces, flags, playing pieces
    "\u2600-\u2604\u2607-\u2608\u260a-\u263f\u2641\u2643-\u27bf"  # symbols and dingbats, but ★☆☉♀♂ of GBK
    "\u231a\u231b\u23e9-\u23fa\u25fd\u25fe\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"  # strays in other blocks
    "\u20e3\ufe00-\ufe0f"  # the keycap and the variation selectors that make emoji of plain characters
    "]"
)


def clean_name(text: str) -> str:
    """Take out what would move a cursor, open a drawer or show as a box: controls, private use and emoji.

    What is left is in NFC. Markup, quotes and every letter of any script stay.
    """
    kept = "".join(
        character for character in text if unicodedata.category(character) not in _UNFIT_CATEGORIES
    )
    return unicodedata.normalize("NFC", _EMOJI.sub("", kept)).strip()
