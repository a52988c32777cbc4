"""Sound as 16-bit samples of one channel, and WAV files of it, both ways."""

import io
import sys
import wave
from array import array
from typing import TypeAlias

RATE = 22_050
"""Samples a second, of everything here; espeak-ng's own."""
SECONDS_MAX = 10
"""Of a recorded word: nobody's holiday video is read into memory."""
_BYTES_A_SAMPLE = 2
_QUIET = 300
"""Below it, of 32,767, is the silence around a word."""

Samples: TypeAlias = "array[int]"


class Unreadable(Exception):
    """No WAV file of 16-bit samples."""


def read(data: bytes) -> Samples:
    """A WAV file's samples, as one channel at our rate, without the silence around; raises Unreadable."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            if file.getsampwidth() != _BYTES_A_SAMPLE:
                raise Unreadable(f"{8 * file.getsampwidth()} bits a sample, not 16")
            channels, rate = file.getnchannels(), file.getframerate()
            frames = file.readframes(rate * SECONDS_MAX)
    except (wave.Error, EOFError, RuntimeError) as error:
        raise Unreadable(str(error) or "it ends too early") from error
    samples = array("h", frames[: len(frames) // _BYTES_A_SAMPLE * _BYTES_A_SAMPLE])
    if sys.byteorder == "big":
        samples.byteswap()
    return trimmed(resampled(samples[::channels], rate))


def write(samples: Samples) -> bytes:
    """A WAV file."""
    if sys.byteorder == "big":
        samples = samples[:]
        samples.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(_BYTES_A_SAMPLE)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return file.getvalue()


def silence(milliseconds: int) -> Samples:
    """So much of nothing."""
    return array("h", bytes(_BYTES_A_SAMPLE * (RATE * milliseconds // 1000)))


def resampled(samples: Samples, rate: int) -> Samples:
    """At our rate, by straight lines between the samples."""
    if rate == RATE or not samples:
        return samples
    last = len(samples) - 1
    made = array("h")
    for place in range(len(samples) * RATE // rate):
        whole, rest = divmod(place * rate, RATE)
        left, right = samples[min(whole, last)], samples[min(whole + 1, last)]
        made.append(left + (right - left) * rest // RATE)
    return made


def trimmed(samples: Samples) -> Samples:
    """Without the silence before and behind."""
    loud = [place for place, sample in enumerate(samples) if abs(sample) > _QUIET]
    return samples[loud[0] : loud[-1] + 1] if loud else array("h")
