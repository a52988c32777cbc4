"""What a search goes by: a name and its pinyin initials, cut into grams, and what is asked of them.

An FTS5 index of these grams finds any part of a name among a million in a fraction of a millisecond. A gram
of letters and digits alone is one of initials, which keep the letters and digits of the name; any other is
one of the name: so the two never meet.
"""

import unicodedata
from collections.abc import Iterator

import msgspec

from edge_agent.domain.pinyin import initials

START = "·"
"""Stands before the first character; no folded text has it."""
START_LENGTH_MAX = 6
"""So many characters from the start of a name are one gram."""
GRAM_LENGTH_MAX = 4
GRAMS_ASKED_MAX = 8
QUERY_LENGTH_MAX = 40


class Terms(msgspec.Struct, frozen=True):
    """What is asked of the index; whatever has all the grams is looked at once more, for the text itself."""

    text: str
    """Folded; empty when there is nothing to look for."""
    start: str
    """The gram of what begins with the text."""
    within: tuple[str, ...]
    """The grams of what has it anywhere; empty for a single letter, which nearly everything has."""


def fold(text: str) -> str:
    """In small letters and half width, without spaces and punctuation: `１.5Ｌ` is `15l`."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def search_text(name: str) -> str:
    """What is kept of a name to be searched: the folded name and its initials, once when both are one."""
    folded = fold(name)
    letters = initials(folded)
    return f"{folded} {letters}" if letters != folded else folded


def grams(text: str) -> str:
    """All grams of a search text, separated by blanks, as the index takes them."""
    return " ".join(dict.fromkeys(gram for word in text.split(" ") for gram in _grams(word)))


def terms(query: str) -> Terms:
    """What a query asks of the index."""
    text = fold(query[:QUERY_LENGTH_MAX])
    start, last = START + text[:START_LENGTH_MAX], len(text) - GRAM_LENGTH_MAX
    if last <= 0:
        return Terms(text, start, (text,) if len(text) > 1 or not text.isascii() else ())
    within = [text[at : at + GRAM_LENGTH_MAX] for at in (*range(0, last, 2), last)]
    return Terms(text, start, tuple(dict.fromkeys(within))[:GRAMS_ASKED_MAX])


def _grams(word: str) -> Iterator[str]:
    ends = range(1, min(len(word), START_LENGTH_MAX) + 1)
    yield from [START + word[:end] for end in ends]
    yield from [character for character in word if not character.isascii()]
    for size in range(2, GRAM_LENGTH_MAX + 1):
        yield from [word[at : at + size] for at in range(len(word) - size + 1)]
