"""The chime before a call: two bells, the second lower, as in a station."""

import math
from array import array

from drivers.voice.wav import RATE, Samples

_BELLS = ((0.0, 659.26), (0.42, 523.25))
"""When each is struck, in seconds, and its pitch in Hz: e and c."""
_SECONDS = 1.5
_PARTIALS = ((1.0, 0.6, 3.2), (2.0, 0.22, 4.5), (3.01, 0.1, 7.0))
"""What a bell is made of: times its pitch, how loud, how fast it dies away."""
_ATTACK_S = 0.004
_LOUDEST = 22_000


def chime() -> Samples:
    """Both bells, dying away."""
    return array("h", (round(_LOUDEST * _at(place / RATE)) for place in range(int(_SECONDS * RATE))))


def _at(second: float) -> float:
    """The air's move at a moment, within -1 and 1."""
    whole = sum(_bell(second - struck, pitch) for struck, pitch in _BELLS if second >= struck)
    return max(-1.0, min(1.0, whole))


def _bell(second: float, pitch: float) -> float:
    attack = min(1.0, second / _ATTACK_S)
    return attack * sum(
        loud * math.exp(-fading * second) * math.sin(2 * math.pi * pitch * times * second)
        for times, loud, fading in _PARTIALS
    )
