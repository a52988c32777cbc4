"""Words that somebody has recorded: a folder a language, a WAV file a word (`zh/请.wav`, `en/A.wav`)."""

from pathlib import Path

import structlog

from drivers.voice.wav import Samples, Unreadable, read
from edge_agent.domain.announcement import Word

FILE_BYTES_MAX = 4 * 1024 * 1024

log = structlog.get_logger("voice")


class Clips:
    """The recordings of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def say(self, word: Word, language: str) -> "Samples | None":
        """The word as it was recorded; None without a readable recording."""
        path = self._folder / language / f"{word.clip}.wav"
        try:
            with path.open("rb") as file:
                return read(file.read(FILE_BYTES_MAX))
        except FileNotFoundError:
            return None
        except (OSError, Unreadable) as error:
            log.warning("clip-unreadable", file=str(path), reason=str(error))
            return None
