"""Text for a terminal: every character is one or two cells wide for certain, and none is ever cut in two."""

import unicodedata
from functools import lru_cache

SUBSTITUTES = {
    "¥": "￥",
    "×": "x",
    "÷": "/",
    "·": ".",
    "•": ".",
    "—": "-",
    "–": "-",
    "―": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "°": "'",
    "±": "+-",
    "®": "(R)",
    "○": "O",
    "●": "O",
    "★": "*",
    "☆": "*",
    "\u3000": "  ",
}
"""Characters of ambiguous width (UAX #11) that names do carry, in others that are certain."""

WIDE = (
    (0x3001, 0x303D),
    (0x3041, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
)
LATIN = (0xC0, 0x17F)
UNCERTAIN = "?"
GAP = ".."


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """`text` as it may be shown: no control, invisible or emoji character, none of ambiguous width."""
    return "".join(_certain(character) for character in unicodedata.normalize("NFC", text))


@lru_cache(maxsize=8192)
def width(text: str) -> int:
    """How many cells cleaned `text` takes."""
    return len(text) if text.isascii() else sum(2 if _is_wide(character) else 1 for character in text)


@lru_cache(maxsize=8192)
def fit(text: str, cells: int) -> str:
    """Cleaned `text` in exactly `cells` cells: padded on the right, or cut between characters with `..`."""
    shown = clean(text)
    if width(shown) > cells:
        shown = (_head(shown, cells - len(GAP)) + GAP)[: max(cells, 0)]
    return shown + " " * (cells - width(shown))


@lru_cache(maxsize=8192)
def fit_right(text: str, cells: int) -> str:
    """As `fit`, padded on the left: for numbers."""
    shown = clean(text)
    return fit(shown, cells) if width(shown) > cells else " " * (cells - width(shown)) + shown


def fit_end(text: str, cells: int) -> str:
    """The last part of `text` that fits, padded on the right: for what somebody is typing."""
    shown = clean(text)
    while width(shown) > cells:
        shown = shown[1:]
    return shown + " " * (cells - width(shown))


def wrap(text: str, cells: int, lines_max: int) -> tuple[str, ...]:
    """`text` in lines of at most `cells` cells, the last one cut if `lines_max` are not enough."""
    rest = clean(text).strip()
    lines: list[str] = []
    while rest and len(lines) < lines_max - 1:
        head = _at_space(rest, _head(rest, cells))
        if not head:
            break
        lines.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    if rest and lines_max > 0:
        lines.append(fit(rest, cells).rstrip())
    return tuple(lines)


def _at_space(rest: str, head: str) -> str:
    splits_word = len(head) < len(rest) and (head[-1:] + rest[len(head)]).isascii() and rest[len(head)] != " "
    space = head.rfind(" ")
    return head[: space + 1] if splits_word and space > 0 else head


def _head(text: str, cells: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += 2 if _is_wide(character) else 1
        if taken > cells:
            return text[:index]
    return text


def _certain(character: str) -> str:
    if " " <= character <= "~" or _is_known(character):
        return character
    if character in SUBSTITUTES:
        return SUBSTITUTES[character]
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Mn", "Zl", "Zp"):
        return ""
    parts = unicodedata.normalize("NFKD", character).replace("\u2044", "/")
    plain = "".join(part for part in parts if part.isascii() or _is_known(part))
    return plain if plain.isprintable() and plain else UNCERTAIN


def _is_known(character: str) -> bool:
    """Han, kana, fullwidth forms and narrow Latin: what terminals agree upon."""
    code = ord(character)
    if any(first <= code <= last for first, last in WIDE):
        return _is_wide(character) and unicodedata.category(character)[0] not in "MC"
    return LATIN[0] <= code <= LATIN[1] and unicodedata.east_asian_width(character) in ("Na", "N")


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
