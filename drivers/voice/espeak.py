"""Words from espeak-ng: Chinese as pinyin, for its plain `zh` voice reads most characters as English."""

import asyncio
import shutil

import structlog

from drivers.voice.wav import Samples, Unreadable, read
from edge_agent.domain.announcement import Word

PROGRAM = "espeak-ng"
TIMEOUT_S = 3.0
_VOICES = {"zh": "cmn-latn-pinyin", "en": "en"}
_MANNER = ("-s", "165", "-a", "180", "--stdout")
"""Words a minute, and how loud, of 200."""

log = structlog.get_logger("voice")


class Espeak:
    """A synthesiser in a process of its own, one word a run."""

    def __init__(self, program: str) -> None:
        self._program = program

    async def say(self, word: Word, language: str) -> "Samples | None":
        """The word; None when the program fails, or takes too long."""
        try:
            return read(await self._run("-v", _VOICES[language], *_MANNER, word.sound))
        except (TimeoutError, OSError, Unreadable) as error:
            log.warning("espeak-failed", word=word.sound, reason=str(error) or "it took too long")
            return None

    async def _run(self, *arguments: str) -> bytes:
        """What it writes; it is ended when it takes too long."""
        process = await asyncio.create_subprocess_exec(
            self._program,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return (await process.communicate())[0]
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def installed() -> Espeak | None:
    """The one of this PC."""
    program = shutil.which(PROGRAM)
    return Espeak(program) if program else None
