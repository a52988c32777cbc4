"""The X report on paper (中途对账单): a shift's figures so far; the cash only for whoever may see it."""

from collections.abc import Mapping
from datetime import tzinfo

import msgspec

from edge_agent.domain.events import CashKind, CashMove, Figures, TenderSum
from edge_agent.domain.moments import BusinessDate, Millis, local_text
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.paper import Align, Pair, PaperLine, Rule, Size, Text
from edge_agent.domain.report_words import ReportWords

_CLOCK = slice(11, 16)
"""The hours and minutes of a local time."""


class ShiftSlip(msgspec.Struct, frozen=True):
    """A shift with what its paper tells besides: the shop, the people, the clock, the names."""

    shop: str
    lane: str
    drawer: str
    business_date: BusinessDate
    opened_at: Millis
    opened_by: str
    at: Millis
    by: str
    zone: tzinfo
    figures: Figures
    words: ReportWords
    method_names: Mapping[str, str]
    tax_names: Mapping[str, str]


def compose_x(slip: ShiftSlip, *, shows_cash: bool) -> tuple[PaperLine, ...]:
    """The X report's lines of meaning."""
    words = slip.words
    lines = [*head(slip, words.x_report, words.printed)]
    if shows_cash:
        lines += [Rule(), *cash(slip), Rule(), *sold(slip)]
    lines += [Rule(), *tenders(slip), Rule(), *counts(slip)]
    return tuple(lines)


def head(slip: ShiftSlip, title: str, done: str) -> list[PaperLine]:
    """Which report of which shift, and who made it when."""
    words = slip.words
    return [
        Text(slip.shop, Align.CENTRE, bold=True),
        Text(title, Align.CENTRE, Size.LARGE, bold=True),
        Pair(words.business_date, slip.business_date),
        Pair(f"{words.drawer} {slip.drawer}", slip.lane),
        Pair(f"{words.opened} {words.by} {slip.opened_by}", local_text(slip.opened_at, slip.zone)),
        Pair(f"{done} {words.by} {slip.by}", local_text(slip.at, slip.zone)),
    ]


def cash(slip: ShiftSlip) -> list[PaperLine]:
    """How the expected cash comes about; each movement with its reason."""
    words, figures = slip.words, slip.figures
    sums = next((tender for tender in figures.tenders if tender.kind == "cash"), TenderSum("cash"))
    lines: list[PaperLine] = [
        Pair(words.cash_float, yuan(figures.float_fen)),
        Pair(f"{words.cash} {words.sold}", yuan(sums.sales_fen)),
        *_unless_zero(f"{words.cash} {words.refunded}", Fen(-sums.refunds_fen)),
        *_unless_zero(f"{words.cash} {words.corrected}", sums.corrections_fen),
        *(_move(slip, move) for move in figures.moves),
        Pair(words.expected, yuan(figures.expected_fen), bold=True),
    ]
    return lines


def sold(slip: ShiftSlip) -> list[PaperLine]:
    """Sales, refunds, net sales, and the tax within them."""
    words, figures = slip.words, slip.figures
    lines: list[PaperLine] = [
        Pair(words.sales, yuan(figures.sales_fen)),
        *_unless_zero(words.discount, figures.discount_fen),
        *_unless_zero(words.refunds, Fen(-figures.refunds_fen)),
        Pair(words.net, yuan(figures.net_fen), bold=True),
        *_unless_zero(words.rounding, figures.rounding_fen),
    ]
    if figures.taxes:
        lines.append(Text(words.taxes))
    for tax in figures.taxes:
        name = slip.tax_names.get(tax.tax_class, tax.tax_class) or words.no_tax_class
        lines.append(Pair(f" {name} {yuan(tax.amount_fen)}", f"{words.tax} {yuan(tax.tax_fen)}"))
    return lines


def tenders(slip: ShiftSlip) -> list[PaperLine]:
    """One line for each tender but cash, and how it compares with its own device."""
    words = slip.words
    lines: list[PaperLine] = []
    for tender in slip.figures.tenders:
        if tender.kind == "cash":
            continue
        lines.append(Pair(slip.method_names.get(tender.method, tender.method), yuan(tender.total_fen)))
        if tender.refunds_fen or tender.corrections_fen:
            lines.append(Pair(f"  {words.sold}", yuan(tender.sales_fen)))
            lines += _unless_zero(f"  {words.refunded}", Fen(-tender.refunds_fen))
            lines += _unless_zero(f"  {words.corrected}", tender.corrections_fen)
        if tender.counted_fen is not None and tender.over_fen is not None:
            lines.append(Pair(f"  {words.device}", yuan(tender.counted_fen)))
            lines.append(difference(words, tender.over_fen, "  "))
    return lines


def counts(slip: ShiftSlip) -> list[PaperLine]:
    """How often what happened; what never did is left out, but for the sales."""
    found = msgspec.structs.asdict(slip.figures.counts)
    return [
        Pair(label, str(found[name]))
        for name, label in slip.words.counters.items()
        if found[name] or name == "sales"
    ]


def difference(words: ReportWords, over: Fen, indent: str = "") -> Pair:
    """长款, 短款, or neither."""
    if over == 0:
        return Pair(f"{indent}{words.exact}", yuan(over))
    return Pair(f"{indent}{words.over if over > 0 else words.short}", yuan(Fen(abs(over))), bold=True)


def _move(slip: ShiftSlip, move: CashMove) -> Pair:
    signed = move.amount_fen if move.kind is CashKind.IN else Fen(-move.amount_fen)
    clock = local_text(move.at, slip.zone)[_CLOCK]
    return Pair(f"{slip.words.moves[move.kind]} {clock} {move.reason}", yuan(signed))


def _unless_zero(label: str, amount: Fen) -> list[Pair]:
    return [Pair(label, yuan(amount))] if amount else []
