"""A receipt: a sale as lines of meaning, in the order that the shop's template gives."""

from collections.abc import Callable, Mapping
from datetime import tzinfo

import msgspec

from edge_agent.domain.events import SaleCompleted, SoldLine
from edge_agent.domain.ids import ReceiptNo, Sku
from edge_agent.domain.moments import Millis, local_text
from edge_agent.domain.money import Fen, by_jin, yuan
from edge_agent.domain.paper import Align, Item, Pair, PaperLine, Qr, Rule, Size, Text
from edge_agent.domain.pricing import Step, StepKind
from edge_agent.domain.quantity import quantity_text
from edge_agent.domain.receipt_template import Section, Template, Words


class Counter(msgspec.Struct, frozen=True):
    """Where and by whom a slip is handed out."""

    shop: str
    zone: tzinfo
    cashier: str
    lane: str
    method_names: Mapping[str, str]


class Slip(msgspec.Struct, frozen=True):
    """A sale with what a receipt tells besides."""

    sale: SaleCompleted
    at: Millis
    counter: Counter
    copy: int = 0
    """0 for the first paper, then the number of the reprint, which is printed on it."""
    tail: str | None = None
    """Of the member's phone number, as long as the shop knows it."""
    points: int | None = None
    """The member's balance after the sale; None on a copy, by which time it is another."""
    told_by_jin: frozenset[Sku] = frozenset()
    """Weighed articles whose price is told for 500 g."""
    exchange_of: ReceiptNo | None = None
    """The slip of the goods that came back for these."""


def compose(slip: Slip, template: Template) -> tuple[PaperLine, ...]:
    """The receipt's lines of meaning."""
    lines = copy_mark(slip.copy, template.words)
    for section in template.sections:
        lines.extend(_SECTIONS[section](slip, template))
    return tuple(lines)


def copy_mark(copy: int, words: Words) -> list[PaperLine]:
    """补打 and its count, above everything of a copy."""
    return [Text(f"{words.copy} {copy}", Align.CENTRE, Size.LARGE, bold=True)] if copy else []


def shop_head(counter: Counter, template: Template) -> list[PaperLine]:
    """The shop's name and its own lines."""
    head = [Text(text, Align.CENTRE) for text in template.header]
    return [Text(counter.shop, Align.CENTRE, Size.LARGE, bold=True), *head]


def handed_out(
    label: str, receipt_no: ReceiptNo, at: Millis, counter: Counter, words: Words
) -> list[PaperLine]:
    """Which slip it is, when, by whom and where."""
    return [
        Pair(label, receipt_no),
        Pair(words.time, local_text(at, counter.zone)),
        Pair(f"{words.cashier} {counter.cashier}", f"{words.lane} {counter.lane}"),
    ]


def leg_name(kind: str, method: str, counter: Counter, words: Words) -> str:
    """What a leg of payment is called; a method that is no longer configured keeps its id."""
    own = {"cash": words.cash, "exchange": words.exchange}
    if kind in own:
        return own[kind]
    return counter.method_names.get(method, words.payment if kind == "payment" else method)


def _shop(slip: Slip, template: Template) -> list[PaperLine]:
    return shop_head(slip.counter, template)


def _ticket(slip: Slip, template: Template) -> list[PaperLine]:
    """The number that will be called, where something is made to order."""
    if not slip.sale.ticket:
        return []
    number = Text(slip.sale.ticket, Align.CENTRE, Size.HUGE, bold=True)
    return [Text(template.words.ticket, Align.CENTRE), number]


def _meta(slip: Slip, template: Template) -> list[PaperLine]:
    words = template.words
    lines = handed_out(words.receipt, slip.sale.receipt_no, slip.at, slip.counter, words)
    if slip.exchange_of is not None:
        lines.append(Pair(words.exchange, slip.exchange_of))
    return lines


def _lines(slip: Slip, template: Template) -> list[PaperLine]:
    words = template.words
    heading = Item(words.article, words.quantity, words.price, words.amount)
    return [heading, *(_item(slip, line, words) for line in slip.sale.lines if line.voided_at is None)]


def _item(slip: Slip, line: SoldLine, words: Words) -> Item:
    quantity = quantity_text(line.quantity, line.unit)
    if line.label is not None and line.label.weight_derived:
        quantity = f"{words.about}{quantity}"
    price = yuan(line.price_fen)
    if line.sku in slip.told_by_jin:
        price = f"{yuan(by_jin(line.price_fen))}{words.per_jin}"
    return Item(line.name, quantity, price, yuan(line.amount_fen), tuple(_notes(line, words)))


def _notes(line: SoldLine, words: Words) -> list[str]:
    notes = [" / ".join(option.name for option in line.options)] if line.options else []
    if line.typed_weight:
        notes.append(words.typed_weight)
    if line.list_price_fen is not None:
        notes.append(f"{words.list_price} {yuan(line.list_price_fen)}")
    return notes + [f"{_step_name(step, words)} {yuan(step.fen)}" for step in line.steps if step.fen]


def _step_name(step: Step, words: Words) -> str:
    return step.name or _STEP_WORDS[step.kind](words)


def _totals(slip: Slip, template: Template) -> list[PaperLine]:
    words, sale = template.words, slip.sale
    sold = [line for line in sale.lines if line.voided_at is None]
    lines: list[PaperLine] = [Pair(words.count, str(len(sold)))]
    if sale.discount_fen or sale.rounding_fen:
        lines.append(Pair(words.gross, yuan(Fen(sale.total_fen - sale.discount_fen))))
    if sale.discount_fen:
        lines.append(Pair(words.discount, yuan(sale.discount_fen)))
        shares = _of_the_whole(sold, words)
        lines += [Pair(f"  {name}", yuan(Fen(fen))) for name, fen in shares.items()]
    if sale.rounding_fen:
        lines.append(Pair(words.rounding, yuan(sale.rounding_fen)))
    due = Fen(sale.total_fen + sale.rounding_fen)
    return [*lines, Pair(words.total, f"￥{yuan(due)}", Size.LARGE, bold=True)]


def _of_the_whole(sold: list[SoldLine], words: Words) -> dict[str, int]:
    """What took something off the whole sale, added up from its share on every line."""
    shares: dict[str, int] = {}
    for line in sold:
        for step in line.steps:
            if step.kind not in _OF_ONE_LINE:
                name = _step_name(step, words)
                shares[name] = shares.get(name, 0) + step.fen
    return shares


def _tenders(slip: Slip, template: Template) -> list[PaperLine]:
    words = template.words
    lines: list[PaperLine] = []
    for tender in slip.sale.tenders:
        name = leg_name(tender.kind, tender.method, slip.counter, words)
        label = f"{name} {words.received}" if tender.kind == "cash" else name
        lines.append(Pair(label, yuan(tender.received_fen)))
        if tender.reference:
            lines.append(Pair(words.reference, tender.reference))
    if slip.sale.change_fen:
        lines.append(Pair(words.change, yuan(slip.sale.change_fen)))
    return lines


def _member(slip: Slip, template: Template) -> list[PaperLine]:
    """Nothing without a member, and nothing that names one whom the shop has forgotten."""
    words, sale = template.words, slip.sale
    if sale.member is None:
        return []
    lines: list[PaperLine] = [Rule()]
    if slip.tail is not None:
        lines.append(Pair(words.member, f"{words.tail}{slip.tail}"))
    if sale.points_spent:
        lines.append(Pair(words.points_spent, f"-{sale.points_spent}"))
    if sale.points_earned:
        lines.append(Pair(words.points_earned, f"+{sale.points_earned}"))
    if slip.points is not None:
        lines.append(Pair(words.points_balance, str(slip.points)))
    return lines if len(lines) > 1 else []


def _footer(slip: Slip, template: Template) -> list[PaperLine]:
    del slip
    return [Text(text, Align.CENTRE) for text in template.footer]


def _qr(slip: Slip, template: Template) -> list[PaperLine]:
    del template
    return [Qr(slip.sale.receipt_no)]


def _rule(slip: Slip, template: Template) -> list[PaperLine]:
    del slip, template
    return [Rule()]


_OF_ONE_LINE = frozenset((StepKind.MEMBER, StepKind.TIMED, StepKind.MULTI, StepKind.MANUAL))

_STEP_WORDS: Mapping[StepKind, Callable[[Words], str]] = {
    StepKind.MEMBER: lambda words: words.step_member,
    StepKind.TIMED: lambda words: words.step_timed,
    StepKind.MULTI: lambda words: words.step_multi,
    StepKind.MANUAL: lambda words: words.step_manual,
    StepKind.SPEND_SAVE: lambda words: words.step_spend_save,
    StepKind.ORDER: lambda words: words.step_order,
    StepKind.COUPON: lambda words: words.step_coupon,
    StepKind.POINTS: lambda words: words.step_points,
}

_SECTIONS: Mapping[Section, Callable[[Slip, Template], list[PaperLine]]] = {
    Section.SHOP: _shop,
    Section.TICKET: _ticket,
    Section.META: _meta,
    Section.LINES: _lines,
    Section.TOTALS: _totals,
    Section.TENDERS: _tenders,
    Section.MEMBER: _member,
    Section.FOOTER: _footer,
    Section.QR: _qr,
    Section.RULE: _rule,
}
