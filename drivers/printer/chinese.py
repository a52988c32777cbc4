"""Text for Chinese printers: what may be printed, how wide it is, and its GBK bytes.

An article's name must not open the drawer, cut the paper or forge a line, so no control byte leaves here.
"""

import functools
import itertools
import unicodedata

FALLBACK = "□"
"""Stands for a character that GBK lacks; GBK has it."""

CHINESE_ON = b"\x1c&"
"""`FS &`: bytes from 81 hex on are halves of GBK characters."""
CHINESE_OFF = b"\x1c."
"""`FS .`: every byte is a character."""

_REPLACED = {"¥": "￥", "\N{NO-BREAK SPACE}": " "}
_REMOVED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs"})
"""Control, format, private use, surrogate."""


def printable(text: str) -> str:
    """`text` as it can be printed: NFC, nothing but visible characters of GBK and spaces."""
    return "".join(map(_printable_character, unicodedata.normalize("NFC", text)))


def width(text: str) -> int:
    """How many columns printable `text` takes: GBK printers draw ASCII single, everything else double."""
    return sum(1 if character.isascii() else 2 for character in text)


def encode(text: str) -> bytes:
    """`text`, made printable, as bytes: ASCII as it is, the rest as GBK between `FS &` and `FS .`."""
    runs = itertools.groupby(printable(text), str.isascii)
    return b"".join(_encode_run("".join(run), is_ascii=is_ascii) for is_ascii, run in runs)


def _encode_run(run: str, *, is_ascii: bool) -> bytes:
    return run.encode("ascii") if is_ascii else CHINESE_ON + run.encode("gbk") + CHINESE_OFF


@functools.lru_cache(maxsize=8192)
def _printable_character(character: str) -> str:
    """What is printed for one character; nothing for those that are removed."""
    character = _REPLACED.get(character, character)
    if unicodedata.category(character) in _REMOVED_CATEGORIES:
        return ""
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return FALLBACK
    return character
