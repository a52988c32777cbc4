"""The port `Voice`: the chime, and the words of an announcement joined with the breaths between them."""

from collections.abc import Sequence
from typing import Protocol

from drivers.voice.chime import chime
from drivers.voice.wav import Samples, silence, write
from edge_agent.domain.announcement import Announcement, Word, words

_AFTER_CHIME_MS, _BETWEEN_MS = 150, 500


class Source(Protocol):
    """Where words come from."""

    async def say(self, word: Word, language: str) -> "Samples | None":
        """The word without silence around it; None when this source lacks it."""
        ...


class JoinedVoice:
    """Words from the first source that has them; each is asked for once, and kept."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._kept: dict[tuple[str, str], Samples] = {}
        self._chime = chime()
        self.chime = write(self._chime)
        self.can_speak = bool(sources)

    async def speak(self, announcement: Announcement, languages: Sequence[str]) -> bytes | None:
        """The chime, then the sentence in each language in turn; None when a word cannot be said."""
        sound = self._chime + silence(_AFTER_CHIME_MS)
        for language in languages:
            sentence = await self._sentence(words(announcement, language), language)
            if sentence is None:
                return None
            sound.extend(sentence + silence(_BETWEEN_MS))
        return write(sound)

    async def _sentence(self, said: Sequence[Word], language: str) -> "Samples | None":
        sentence = silence(0)
        for word in said:
            sound = await self._word(word, language)
            if sound is None:
                return None
            sentence.extend(sound)
            sentence.extend(silence(word.pause_ms))
        return sentence

    async def _word(self, word: Word, language: str) -> "Samples | None":
        key = (language, word.sound)
        for source in () if key in self._kept else self._sources:
            sound = await source.say(word, language)
            if sound:
                self._kept[key] = sound
                break
        return self._kept.get(key)
