"""The board's voice: sound WAV files from recordings, from espeak-ng, from both, or the chime alone."""

import io
import itertools
import os
import wave
from array import array
from pathlib import Path

import pytest

import drivers.choose
from config.settings import BoardSettings
from drivers.voice import espeak
from drivers.voice.clips import Clips
from drivers.voice.espeak import Espeak
from drivers.voice.voice import JoinedVoice
from drivers.voice.wav import RATE, write
from edge_agent.domain.announcement import Announcement, Word, spoken_in, vocabulary
from edge_agent.domain.ids import TicketNo

A017 = Announcement((TicketNo("A017"),), "1")
CALL = Announcement((TicketNo("A014"),), "1")
TONE = write(array("h", [8_000, -8_000] * 500))
needs_espeak = pytest.mark.skipif(
    espeak.installed() is None, reason="no espeak-ng: .ci/setup could not install it"
)


def _recorded(folder: Path, language: str, *but: str) -> Path:
    """A folder with every word of a language, but for some."""
    (folder / language).mkdir(parents=True, exist_ok=True)
    for word in vocabulary(language):
        if word.clip not in but:
            (folder / language / f"{word.clip}.wav").write_bytes(TONE)
    return folder


def _heard(sound: bytes | None) -> tuple[float, int]:
    """Its seconds and how loud it becomes; fails when it is no WAV file of ours."""
    assert sound is not None
    assert sound[:4] == b"RIFF"
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        samples = array("h", file.readframes(file.getnframes()))
    return len(samples) / RATE, max(map(abs, samples))


def _settings(voice: str, clips: Path | None = None) -> BoardSettings:
    return BoardSettings(port=None, languages=("zh",), voice=voice, clips=clips)


async def test_the_chime_is_heard_and_then_each_sentence(tmp_path: Path) -> None:
    """As long as the chime, both sentences and the silences between them."""
    voice = JoinedVoice([Clips(_recorded(tmp_path, "zh"))])
    chime, said = _heard(voice.chime), _heard(await voice.speak(A017, ["zh", "zh"]))
    words_s = 2 * (10 * 1_000 / RATE)

    assert chime[1] > 10_000
    assert chime[0] + words_s + 1.0 < said[0] < chime[0] + words_s + 4.0


async def test_each_language_is_said_in_its_turn(tmp_path: Path) -> None:
    """English behind Chinese makes it longer by itself."""
    voice = JoinedVoice([Clips(_recorded(_recorded(tmp_path, "zh"), "en"))])
    zh, en, both = [_heard(await voice.speak(A017, said))[0] for said in (["zh"], ["en"], ["zh", "en"])]

    assert both == pytest.approx(zh + en - _heard(voice.chime)[0] - 0.15, abs=0.001)


async def test_a_word_that_nobody_recorded_keeps_the_sentence_unsaid(tmp_path: Path) -> None:
    """Half a number is worse than the chime alone; the next one that is whole is said."""
    voice = JoinedVoice([Clips(_recorded(tmp_path, "zh", "7"))])

    assert await voice.speak(A017, ["zh"]) is None
    assert await voice.speak(Announcement((TicketNo("A018"),), "1"), ["zh"]) is not None


async def test_a_recording_that_cannot_be_read_is_named_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which file, and what is wrong with it."""
    file = _recorded(tmp_path, "zh") / "zh" / "7.wav"
    file.write_bytes(b"not a sound")

    assert await JoinedVoice([Clips(tmp_path)]).speak(A017, ["zh"]) is None
    assert str(file) in capsys.readouterr().out


async def test_a_word_is_made_once(tmp_path: Path) -> None:
    """What was said is kept: the recordings may even be gone."""
    voice = JoinedVoice([Clips(_recorded(tmp_path, "zh"))])
    first = await voice.speak(A017, ["zh"])
    for file in (tmp_path / "zh").iterdir():
        file.unlink()

    assert await voice.speak(A017, ["zh"]) == first


@needs_espeak
async def test_espeak_says_every_word_of_both_languages() -> None:
    """Each is a sound of its own: none silent, none too long to follow, no two digits alike."""
    synthesiser = espeak.installed()
    assert synthesiser is not None
    for language in ("zh", "en"):
        made = {}
        for word in vocabulary(language):
            samples = await synthesiser.say(word, language)
            assert samples, word
            made[word.clip] = samples.tobytes()
            assert 0.08 < len(samples) / RATE < 1.6, word
            assert max(map(abs, samples)) > 3_000, word
        assert len(set(made.values())) == len(made)


@needs_espeak
async def test_a_whole_call_is_heard_and_not_torn() -> None:
    """A014 at counter 1: a chime and two sentences, no second of them silent, nothing clipped."""
    said = await drivers.choose.voice(_settings("espeak")).speak(CALL, ["zh", "zh"])
    seconds, _ = _heard(said)
    with wave.open(io.BytesIO(said or b"")) as file:
        samples = array("h", file.readframes(file.getnframes()))
    loudest = [max(map(abs, samples[at : at + RATE])) for at in range(0, len(samples) - RATE, RATE)]
    torn = sum(
        abs(one) >= 32_767 and abs(next_one) >= 32_767 for one, next_one in itertools.pairwise(samples)
    )

    assert 8 < seconds < 14
    assert min(loudest) > 3_000
    assert torn == 0


@needs_espeak
async def test_thirty_calls_in_ten_minutes_are_said_in_six() -> None:
    """In both languages; a call that no other follows is said as long as that in one."""
    voice = drivers.choose.voice(_settings("espeak"))
    idle, zh, both = [
        _heard(await voice.speak(CALL, spoken_in(languages, once=once)))[0]
        for languages, once in ((("zh",), False), (("zh",), True), (("zh", "en"), True))
    ]

    assert 30 * both < 6 * 60
    assert 30 * zh < 4 * 60
    assert idle < 12


@needs_espeak
async def test_what_recordings_lack_is_synthesised(tmp_path: Path) -> None:
    """`auto` is never silent for a missing clip; `clips` alone is."""
    folder = _recorded(tmp_path, "zh", "7")

    assert await drivers.choose.voice(_settings("auto", folder)).speak(A017, ["zh"]) is not None
    assert await drivers.choose.voice(_settings("clips", folder)).speak(A017, ["zh"]) is None


async def test_a_synthesiser_that_hangs_or_fails_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its deadline, with nothing left running; the board has its chime."""
    monkeypatch.setattr(espeak, "TIMEOUT_S", 0.2)
    for number, line in enumerate(("exec sleep 60", "exit 1", "echo nonsense")):
        program = tmp_path / f"espeak-{number}"
        program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\n{line}\n", "utf-8")
        program.chmod(0o755)

        assert await Espeak(str(program)).say(Word("1", "yi1"), "zh") is None
        pid = int((tmp_path / "pid").read_text())
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_none_is_the_chime_alone() -> None:
    """And it says that it cannot speak."""
    assert not drivers.choose.voice(_settings("none")).can_speak
    assert not drivers.choose.voice(_settings("clips")).can_speak
    assert _heard(drivers.choose.voice(_settings("none")).chime)[0] > 1
