"""Wrapping: rows of printable text that fit, broken where a Chinese reader expects it."""

import re
from collections.abc import Iterator

from drivers.printer.chinese import width

_OPENING = "（《〈【〔〖「『“‘￥"
_CLOSING = "）》〉】〕〗」』”’，。、；：！？％…"
_TOKEN = re.compile(rf" +|[{_OPENING}]*(?:[!-~]+|[^ -~])[{_CLOSING}]*")
"""Spaces, a word of ASCII, or one wide character, with the punctuation that must not leave it."""


def wrap(text: str, columns: int) -> list[str]:
    """Printable `text` in rows of at most `columns`; at least one row, which is empty for empty text.

    Words of ASCII stay whole where they fit a row; spaces at a break are dropped, and nothing else is.
    """
    rows: list[str] = []
    row = ""
    for token in _tokens(text, columns):
        if width(row) + width(token) <= columns:
            row += token
        else:
            rows.append(row.rstrip(" "))
            row = "" if token.isspace() and token.isascii() else token
    return [*rows, row.rstrip(" ")]


def _tokens(text: str, columns: int) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        yield from [token] if width(token) <= columns else _pieces(token, columns)


def _pieces(token: str, columns: int) -> Iterator[str]:
    """A token wider than a row, cut between characters."""
    piece = ""
    for character in token:
        if width(piece) + width(character) > columns:
            yield piece
            piece = ""
        piece += character
    yield piece
