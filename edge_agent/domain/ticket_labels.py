"""Cup labels and ticket slips: the code that a scanner reads back, and the paper around it."""

import re
from datetime import tzinfo

import msgspec

from edge_agent.domain.events import Estimate, TicketItem
from edge_agent.domain.ids import TicketNo
from edge_agent.domain.moments import MINUTE, BusinessDate, Millis, local_text
from edge_agent.domain.paper import Align, Pair, PaperLine, Qr, Rule, Size, Text
from edge_agent.domain.receipt_template import Words

ITEMS_MAX = 99
"""Of one ticket: an item has two digits in its label's code."""
WHOLE = 0
"""In place of an item: the ticket itself, on its slip."""

_CODE = re.compile(r"(\d{2})(\d{2})([A-Z](?:\d{3}|[1-9]\d{3,4}))(\d{2})")
_CLOCK = slice(len("2026-11-22 "), len("2026-11-22 20:31"))


class CupCode(msgspec.Struct, frozen=True):
    """What a cup label's code says."""

    month_day: str
    """`11-22`, the end of the business date."""
    no: TicketNo
    item: int


class Printed(msgspec.Struct, frozen=True):
    """What labels and slips have in common: their ticket, its day, and how the shop writes."""

    no: TicketNo
    count: int
    """Of the ticket's items."""
    business_date: BusinessDate
    at: Millis
    zone: tzinfo
    prefix: str
    """Of cup labels' codes: `L:`."""
    words: Words


def make_code(prefix: str, date: BusinessDate, no: TicketNo, item: int) -> str:
    """`L:1122A01702`: month and day, the ticket's number, two digits of the item."""
    return f"{prefix}{date[5:7]}{date[8:10]}{no}{item:02d}"


def read_code(prefix: str, text: str) -> CupCode | None:
    """The inverse, strictly; None of anything else."""
    found = _CODE.fullmatch(text.removeprefix(prefix)) if text.startswith(prefix) and text.isascii() else None
    return CupCode(f"{found[1]}-{found[2]}", TicketNo(found[3]), int(found[4])) if found else None


def cup_label(printed: Printed, item: TicketItem, remakes: int = 0) -> tuple[PaperLine, ...]:
    """One label: number and place among the ticket's items, what it is, its choices, the time, the code."""
    words = printed.words
    lines: list[PaperLine] = [Text(words.remade, Align.CENTRE, Size.LARGE, bold=True)] if remakes else []
    lines += [
        Pair(printed.no, f"{item.no}/{printed.count}", Size.LARGE, bold=True),
        Text(item.name, size=Size.LARGE),
    ]
    if item.options:
        lines.append(Text(" / ".join(item.options)))
    code = make_code(printed.prefix, printed.business_date, printed.no, item.no)
    clock = local_text(printed.at, printed.zone)[_CLOCK]
    return (*lines, Pair(item.station, clock), Qr(code))


def ticket_slip(printed: Printed, shop: str, ahead: int, told: Estimate | None) -> tuple[PaperLine, ...]:
    """The customer's slip: the number, how many come before, how long that takes, a code to come back by."""
    words = printed.words
    lines: list[PaperLine] = [
        Text(shop, Align.CENTRE, bold=True),
        Text(words.ticket, Align.CENTRE),
        Text(printed.no, Align.CENTRE, Size.HUGE, bold=True),
        Pair(words.ahead, str(ahead)),
    ]
    if told is not None:
        lines.append(Pair(words.wait, f"{minutes(told)} {words.minutes}"))
    code = make_code(printed.prefix, printed.business_date, printed.no, WHOLE)
    return (*lines, Pair(words.time, local_text(printed.at, printed.zone)), Rule(), Qr(code))


def minutes(told: Estimate) -> str:
    """`5-10`, or `10` when both ends are one."""
    low, high = told.low_ms // MINUTE, told.high_ms // MINUTE
    return str(high) if low == high else f"{low}-{high}"
