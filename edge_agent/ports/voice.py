"""The voice of the board as the agent sees it."""

from collections.abc import Sequence
from typing import Protocol

from edge_agent.domain.announcement import Announcement


class Voice(Protocol):
    """Turns announcements into sound."""

    @property
    def can_speak(self) -> bool:
        """There are words, and not the chime alone."""
        ...

    @property
    def chime(self) -> bytes:
        """A WAV file of the sound that makes people look up."""
        ...

    async def speak(self, announcement: Announcement, languages: Sequence[str]) -> bytes | None:
        """A WAV file: the chime, then the words in each language in turn; None when a word cannot be said."""
        ...
