"""What is wrong in a configuration file: each mistake with its key, in words for whoever edits the file."""

from typing import Any

import msgspec

FOUND_LENGTH_MAX = 60


class Expected(msgspec.Struct, frozen=True):
    """What a key should hold, in both languages."""

    zh: str
    en: str

    def within(self, language: str) -> str:
        """The words in one language."""
        return self.en if language == "en" else self.zh


class Mistake(msgspec.Struct, frozen=True):
    """One thing that is wrong, at one key; `found` is None when the key is missing."""

    key: str
    expected: Expected
    found: str | None = None

    def sentence(self, language: str) -> str:
        """The mistake as one line."""
        expected = self.expected.within(language)
        if language == "en":
            return f"{self.key}: {expected}" + ("" if self.found is None else f" (found {self.found})")
        return f"{self.key}:{expected}" + ("" if self.found is None else f"(现为 {self.found})")


def shown(value: Any) -> str:
    """A value as the file has it, cut where it is long."""
    text = msgspec.json.encode(value, enc_hook=str).decode()
    return text if len(text) <= FOUND_LENGTH_MAX else f"{text[:FOUND_LENGTH_MAX]}…"
