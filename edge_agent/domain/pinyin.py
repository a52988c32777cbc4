"""Pinyin initials of a name, `nfsq` of 农夫山泉: so no input method is needed to find it."""

from edge_agent.domain.pinyin_table import FIRST, INITIALS, WORDS

_WORD_LENGTH = 2
_STEP = 2 * _WORD_LENGTH
_WORDS = {
    WORDS[at : at + _WORD_LENGTH]: WORDS[at + _WORD_LENGTH : at + _STEP] for at in range(0, len(WORDS), _STEP)
}
"""重庆 → cq, where the characters by themselves are z and q."""
_LETTERS = {FIRST + place: letter if letter.isalpha() else "" for place, letter in enumerate(INITIALS)}


def initials(folded: str) -> str:
    """The initials of a folded name; ASCII letters and digits stay, what has no reading is left out."""
    read: list[str] = []
    at = 0
    while at < len(folded):
        word = _WORDS.get(folded[at : at + _WORD_LENGTH])
        read.append(word or _letter(folded[at]))
        at += len(word) if word else 1
    return "".join(read)


def _letter(character: str) -> str:
    return character if character.isascii() else _LETTERS.get(ord(character), "")
