"""What a person is told, in Chinese or English: a title says what happened, a hint what to do."""

import re
from collections.abc import Mapping

import msgspec

from edge_agent.domain.catalogue_row import Note, RefusedRow
from edge_agent.domain.errors import Code
from edge_agent.wire.vocabulary import Vocabulary
from edge_agent.wire.words_en import EN
from edge_agent.wire.words_zh import ZH

LANGUAGES: Mapping[str, Vocabulary] = {"zh-CN": ZH, "en": EN}
PARAM_LENGTH_MAX = 4_000
HEADER_LENGTH_MAX = 1_000

_PLACE = re.compile(r"\{([a-z_]+)\}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_CODED = frozenset({"state", "action", "kind", "reasons", "right", "weekday"})
_MISSING = "…"


class Said(msgspec.Struct, frozen=True):
    """A refusal or an error in a person's words; the hint may be empty."""

    title: str
    hint: str


def say(code: Code, params: Mapping[str, str | int], language: str) -> Said:
    """The words for `code`; never raises, whatever the parameters are."""
    words = _vocabulary(language)
    title, hint = words.said[code]
    return Said(_filled(title, params, words), _filled(hint, params, words))


def say_refused_row(row: RefusedRow, language: str) -> str:
    """Why a row of a catalogue file was not taken, with its line."""
    words = _vocabulary(language)
    reason = _filled(words.rows[row.reason], row.params, words)
    return _filled(words.row, {"line": row.line, "reason": reason}, words)


def say_note(note: Note, language: str) -> str:
    """What is worth knowing about a catalogue file that was taken."""
    words = _vocabulary(language)
    return _filled(words.notes[note.kind], note.params, words)


def say_moved_code(loser: str, code: str, owner: str, language: str) -> str:
    """That an import gave the code of one article to another, both named by their own numbers."""
    words = _vocabulary(language)
    return _filled(words.moved_code, {"loser": loser, "code": code, "owner": owner}, words)


def language_of(header: str | None, default: str) -> str:
    """`zh-CN` or `en`, whichever an Accept-Language header (RFC 9110, section 12.5.4) likes better."""
    best, liked = default, 0.0
    for part in (header or "")[:HEADER_LENGTH_MAX].split(","):
        name, weight = _range(part)
        language = default if name == "*" else _BY_SUBTAG.get(name.split("-", 1)[0])
        if language and weight > liked:
            best, liked = language, weight
    return best


_BY_SUBTAG = {"zh": "zh-CN", "en": "en"}


def _range(part: str) -> tuple[str, float]:
    """A language range and its weight; a malformed weight counts as none."""
    name, _, parameter = part.partition(";")
    found = re.fullmatch(r"\s*(?:q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?\s*", parameter)
    weight = 0.0 if found is None else float(found[1] or 1)
    return name.strip().lower(), weight


def _vocabulary(language: str) -> Vocabulary:
    return LANGUAGES.get(language, ZH)


def _filled(template: str, params: Mapping[str, str | int], words: Vocabulary) -> str:
    return _PLACE.sub(lambda place: _param(place[1], params, words), template)


def _param(name: str, params: Mapping[str, str | int], words: Vocabulary) -> str:
    """A parameter as plain text: it is never a template, and moves no cursor."""
    value = params.get(name)
    if value is None:
        return _MISSING
    text = _CONTROL.sub("", _text(value)[:PARAM_LENGTH_MAX])
    if name == "value" and not text.strip():
        return words.empty
    if name not in _CODED:
        return text
    return words.between_values.join(words.values.get(word, word) for word in text.split())


def _text(value: str | int) -> str:
    try:
        return str(value)
    except ValueError:  # an integer of more digits than Python writes
        return _MISSING
