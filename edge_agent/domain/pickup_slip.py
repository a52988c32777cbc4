"""待核: the paper of a collection that the store could not check, to be cleared up later."""

from collections.abc import Mapping
from datetime import tzinfo

import msgspec

from edge_agent.domain.moments import Millis, local_text
from edge_agent.domain.paper import Align, Pair, Paper, PaperLine, Rule, Size, Text

_SHOWN_DIGITS = 4
"""Of a short code: it is a key to goods, and paper lies about."""


class _Words(msgspec.Struct, frozen=True):
    title: str
    time: str
    till: str
    code: str
    tail: str
    nothing: str


_WORDS: Mapping[str, _Words] = {
    "zh-CN": _Words(
        "待核", "时间", "收银台", "取货码", "手机尾号", "店里没有查到这张订单,没有交货。请凭此条联系客服。"
    ),
    "en": _Words(
        "TO BE CHECKED",
        "Time",
        "Till",
        "Short code",
        "Phone ends in",
        "No such order was found in the store; nothing was handed over. Show this to the service.",
    ),
}


class Unchecked(msgspec.Struct, frozen=True):
    """Who asked for what, when and where."""

    shop: str
    lane: str
    at: Millis
    zone: tzinfo
    tail: str
    short_code: str = ""


def compose_unchecked(asked: Unchecked, language: str) -> Paper:
    """The slip's lines of meaning; no more of a code or a phone number than its last digits."""
    words = _WORDS.get(language, _WORDS["zh-CN"])
    lines: list[PaperLine] = [
        Text(asked.shop, Align.CENTRE, bold=True),
        Text(words.title, Align.CENTRE, Size.HUGE, bold=True),
        Rule(),
        Pair(words.time, local_text(asked.at, asked.zone)),
        Pair(words.till, asked.lane),
    ]
    if asked.short_code:
        lines.append(Pair(words.code, f"**** {asked.short_code[-_SHOWN_DIGITS:]}"))
    lines += [Pair(words.tail, asked.tail), Rule(), Text(words.nothing)]
    return tuple(lines)
