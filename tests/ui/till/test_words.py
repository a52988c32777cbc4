"""Both languages have every text, and neither breaks the screen."""

import string
import unicodedata

import pytest

from ui.till.office.all import ACTIVITIES
from ui.till.text import clean
from ui.till.words import LANGUAGES, Phrase, Word, say

TABLES = Phrase.__subclasses__()
WORDS = [word for words in TABLES for word in words]


@pytest.mark.parametrize("word", WORDS, ids=str)
def test_both_languages_have_every_text(word: Phrase) -> None:
    """Two texts, neither empty, with the same parameters."""
    chinese, english = word.value
    assert chinese.strip()
    assert english.strip()
    assert _parameters(chinese) == _parameters(english)


@pytest.mark.parametrize("word", WORDS, ids=str)
def test_no_text_is_changed_by_cleaning(word: Phrase) -> None:
    """Our own words need no substitute; English is ASCII but for the yuan sign."""
    for text in word.value:
        assert clean(text) == text
        assert all(unicodedata.east_asian_width(character) != "A" for character in text)
    assert word.value[1].replace("￥", "").isascii()


def test_texts_are_told_apart() -> None:
    """No text stands twice in a table under two names."""
    for words in TABLES:
        assert len(words.__members__) == len(list(words)), words


def test_every_activity_brings_its_words() -> None:
    """What the menu leads to is imported here, and so are its tables of texts."""
    assert {type(activity.title) for activity in ACTIVITIES} <= set(TABLES)


def test_the_language_chooses() -> None:
    """Chinese unless English was asked for."""
    assert [say(language, Word.DUE) for language in (*LANGUAGES, "en-GB", "fr")] == [
        "应收",
        "Due",
        "Due",
        "应收",
    ]


def _parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
