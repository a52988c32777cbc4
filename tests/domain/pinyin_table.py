"""Makes `edge_agent/domain/pinyin_table.py` from pypinyin (`make pinyin`); a test makes it again."""

import sys
import unicodedata
from collections.abc import Iterator, Mapping

from pypinyin import Style, __version__, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

FIRST, LAST = 0x4E00, 0x9FFF
"""The block of CJK Unified Ideographs: 20,992 characters."""
NONE = "-"
"""A character that nobody reads aloud."""
LETTERS_IN_LINE = 96
WORDS_IN_LINE = 14
WORD_LENGTH = 2

GOODS = {"长": "c", "茄": "q", "蛤": "g", "脯": "f", "粘": "n", "参": "s", "柏": "b", "卷": "j", "藏": "c"}
"""Characters of several readings, by the one that names of goods have."""
GOODS_WORDS = {
    "咖喱": "gl",
    "蛤蟆": "hm",
    "厦门": "xm",
    "阿胶": "ej",
    "东阿": "de",
    "调味": "tw",
    "调料": "tl",
    "调和": "th",
    "参加": "cj",
    "藏红": "zh",
    "西藏": "xz",
    "行李": "xl",
    "秘鲁": "bl",
    "胸脯": "xp",
    "鸡脯": "jp",
    "会稽": "kj",
    "便宜": "py",
    "粘贴": "zt",
    "朝鲜": "cx",
}
"""Words of goods that the dictionary of phrases lacks, or that hold against the table above."""


def text() -> str:
    """The whole module."""
    letters = table()
    return "".join(f"{line}\n" for line in _lines(letters, words(letters)))


def table() -> dict[str, str]:
    """Each character's initial by itself."""
    characters = map(chr, range(FIRST, LAST + 1))
    return {character: GOODS.get(character) or _letter(character) for character in characters}


def words(letters: Mapping[str, str]) -> dict[str, str]:
    """The words of two characters whose initials are not those of their characters."""
    told = {
        word: "".join(_plain(reading[0])[:1] for reading in readings)
        for word, readings in phrases_dict.items()
        if len(word) == WORD_LENGTH and all(character in letters for character in word)
    } | GOODS_WORDS
    plain = {word: "".join(letters[character] for character in word) for word in told}
    return {
        word: told[word]
        for word in sorted(told)
        if len(told[word]) == WORD_LENGTH and told[word] != plain[word]
    }


def _letter(character: str) -> str:
    initial = _plain(lazy_pinyin(character, style=Style.NORMAL)[0])[:1]
    return initial or NONE


def _plain(reading: str) -> str:
    """Without tones: `nǚ` is `nu`."""
    bare = unicodedata.normalize("NFD", reading).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in bare if letter.isalpha())


def _lines(letters: Mapping[str, str], exceptions: Mapping[str, str]) -> Iterator[str]:
    yield f'"""Pinyin initials, made by `make pinyin` from pypinyin {__version__}: do not edit."""'
    yield ""
    yield f"FIRST = 0x{FIRST:X}"
    yield '"""The character of the first letter; one letter a character, `-` for none."""'
    yield ""
    yield "INITIALS = ("
    row = "".join(letters.values())
    for start in range(0, len(row), LETTERS_IN_LINE):
        yield f'    "{row[start : start + LETTERS_IN_LINE]}"'
    yield ")"
    yield ""
    yield "WORDS = ("
    pairs = [word + told for word, told in exceptions.items()]
    for start in range(0, len(pairs), WORDS_IN_LINE):
        yield f'    "{"".join(pairs[start : start + WORDS_IN_LINE])}"'
    yield ")"
    yield '"""Words of two characters that are read otherwise, each with its two letters behind it."""'


if __name__ == "__main__":
    sys.stdout.write(text())
