"""Samples and WAV files, both ways."""

import io
import wave
from array import array

import hypothesis.strategies as st
import pytest
from hypothesis import given

from drivers.voice.wav import RATE, Unreadable, read, resampled, silence, trimmed, write

SAMPLES = st.lists(st.integers(-32_768, 32_767), max_size=500).map(lambda values: array("h", values))


def _file(samples: "array[int]", rate: int = RATE, channels: int = 1, width: int = 2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()


@given(SAMPLES)
def test_what_was_written_is_read(samples: "array[int]") -> None:
    """But for the silence around it."""
    assert read(write(samples)) == trimmed(samples)


def test_stereo_at_another_rate_is_read_as_one_channel_at_ours() -> None:
    """The first channel, as long in time as it was."""
    left = array("h", [1_000, 2_000, 3_000, 4_000] * 100)
    both = array("h", [value for sample in left for value in (sample, -1)])

    assert read(_file(both, channels=2)) == left
    assert len(read(_file(left, rate=RATE * 2))) == len(left) // 2
    assert len(read(_file(left, rate=RATE // 2))) == len(left) * 2


@given(SAMPLES, st.integers(4_000, 96_000))
def test_another_rate_is_neither_louder_nor_longer(samples: "array[int]", rate: int) -> None:
    """Straight lines between samples stay between them."""
    made = resampled(samples, rate)

    assert abs(len(made) * rate - len(samples) * RATE) < max(rate, RATE) + rate
    assert not made or min(samples) <= min(made) <= max(made) <= max(samples)


def test_silence_is_as_long_as_it_was_asked_for() -> None:
    """And silent."""
    assert len(silence(1_000)) == RATE
    assert not any(silence(10))


@pytest.mark.parametrize(
    "data",
    [b"", b"RIFF", b"no sound at all" * 10, _file(array("h", [9] * 8), width=1), write(array("h"))[:30]],
)
def test_what_is_no_such_file_is_unreadable(data: bytes) -> None:
    """Told as one error, whatever is wrong with it."""
    with pytest.raises(Unreadable):
        read(data)


@given(st.binary(max_size=200))
def test_no_bytes_are_anything_else_than_sound_or_unreadable(data: bytes) -> None:
    """A folder of clips may hold anything."""
    for file in (data, write(array("h", [400] * 20))[:20] + data):
        try:
            samples = read(file)
        except Unreadable:
            continue
        assert isinstance(samples, array)
