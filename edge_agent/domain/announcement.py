"""What is said when a number is called: words one by one, each a recorded clip or a syllable to synthesise.

A number is said digit by digit, with a breath between: 四 and 十, 十四 and 四十 sound alike across a shop.
"""

import string
from collections.abc import Sequence

import msgspec

from edge_agent.domain.ids import TicketNo

CALLS_MAX = 6
"""So many numbers are said in one announcement."""
_BREATH_MS, _COMMA_MS = 70, 260

_ZH_DIGITS = ("ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3")
_EN_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Announcement(msgspec.Struct, frozen=True):
    """Numbers that are called to one counter."""

    tickets: tuple[TicketNo, ...]
    counter: str
    """Its id, one or two digits: this is what is said, whatever its name is."""
    collects: bool = True
    """Something is handed out there; at a counter that serves nobody is told to collect."""


class Word(msgspec.Struct, frozen=True):
    """One word."""

    clip: str
    """Its recording's name: `请`, `A`, `0`, `counter`."""
    sound: str
    """The same for a synthesiser: Chinese in pinyin with tones, English as it is written."""
    pause_ms: int = 0
    """The silence after it."""


def spoken_in(languages: Sequence[str], *, once: bool) -> Sequence[str]:
    """The language of each sentence in turn: a number is heard twice, but once in each while others wait."""
    return languages if once or len(languages) > 1 else (*languages, *languages)


def words(announcement: Announcement, language: str) -> tuple[Word, ...]:
    """The sentence once, in `zh` or `en`."""
    return _english(announcement) if language == "en" else _chinese(announcement)


def vocabulary(language: str) -> tuple[Word, ...]:
    """Every word that there is: what a set of recordings has to hold."""
    everything = (TicketNo(string.ascii_uppercase + string.digits),)
    announcements = [Announcement(everything, "1", collects) for collects in (True, False)]
    said = [word for announcement in announcements for word in words(announcement, language)]
    return tuple(dict.fromkeys(msgspec.structs.replace(word, pause_ms=0) for word in said))


def _chinese(said: Announcement) -> tuple[Word, ...]:
    """请 A 零 一 七 号 到 一 号台 取餐."""
    numbers = [word for ticket in said.tickets for word in _spelt(ticket, _ZH_DIGITS)]
    end = (Word("号台", "hao4 tai2"), Word("取餐", "qu3 can1"))
    return (
        Word("请", "qing3", _BREATH_MS),
        *numbers,
        Word("号", "hao4", _BREATH_MS),
        Word("到", "dao4", _BREATH_MS),
        *_spelt(said.counter, _ZH_DIGITS, _BREATH_MS),
        *(end if said.collects else end[:1]),
    )


def _english(said: Announcement) -> tuple[Word, ...]:
    """Number A zero one seven, please collect at counter one."""
    numbers = [word for ticket in said.tickets for word in _spelt(ticket, _EN_DIGITS)]
    invitation = Word("collect", "please collect at") if said.collects else Word("go", "please go to")
    return (
        Word("number", "number", _BREATH_MS),
        *numbers,
        invitation,
        Word("counter", "counter", _BREATH_MS),
        *_spelt(said.counter, _EN_DIGITS, _BREATH_MS),
    )


def _spelt(text: str, digits: tuple[str, ...], last_ms: int = _COMMA_MS) -> list[Word]:
    """Sign by sign; after the last one a longer silence, so that one number ends before the next begins."""
    pauses = [_BREATH_MS] * (len(text) - 1) + [last_ms]
    return [
        Word(sign, digits[int(sign)] if sign.isdecimal() else sign, pause_ms)
        for sign, pause_ms in zip(text, pauses, strict=True)
    ]
