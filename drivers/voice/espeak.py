"""Words from espeak-ng: Chinese as pinyin, for its plain `zh` voice reads most characters as English."""

import asyncio
import shutil

import structlog

from drivers.voice.wav import Samples, Unreadable, read
from edge_agent.domain.announcement import Word

PROGRAM = "espeak-ng"
TIMEOUT_S = 3.0
_VOICES = {"zh": "cmn-latn-pinyin", "en": "en"}
_WORDS_A_MINUTE = 165
_LOUDNESS = 180

log = structlog.get_logger("voice")


class Espeak:
    """A synthesiser in a process of its own, one word a run."""

    def __init__(self, program: str) -> None:
        self._program = program

    async def say(self, word: Word, language: str) -> "Samples | None":
        """The word; None when the program fails, or takes too long."""
        process = await asyncio.create_subprocess_exec(
            self._program,
            *("-v", _VOICES[language], "-s", str(_WORDS_A_MINUTE), "-a", str(_LOUDNESS), "--stdout"),
            word.sound,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(TIMEOUT_S):
                data, _ = await process.communicate()
            return read(data)
        except (TimeoutError, Unreadable) as error:
            log.warning("espeak-failed", word=word.sound, reason=str(error) or "it took too long")
            return None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def installed() -> Espeak | None:
    """The one of this PC."""
    program = shutil.which(PROGRAM)
    return Espeak(program) if program else None
