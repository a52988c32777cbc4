"""A receipt: a sale as lines of meaning, in the order that the shop's template gives."""

import enum
from collections.abc import Callable, Mapping
from datetime import tzinfo

import msgspec

from edge_agent.domain.events import SaleCompleted, SoldLine
from edge_agent.domain.moments import Millis, local_text
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.paper import Align, Item, Pair, PaperLine, Qr, Rule, Size, Text
from edge_agent.domain.quantity import quantity_text


class Section(enum.StrEnum):
    """A part of a receipt, to be named in a template."""

    SHOP = "shop"
    META = "meta"
    LINES = "lines"
    TOTALS = "totals"
    TENDERS = "tenders"
    FOOTER = "footer"
    QR = "qr"
    RULE = "rule"


class Words(msgspec.Struct, frozen=True):
    """The words of a receipt in one language."""

    receipt: str
    time: str
    cashier: str
    lane: str
    article: str
    quantity: str
    price: str
    amount: str
    count: str
    gross: str
    discount: str
    total: str
    cash: str
    received: str
    change: str
    reference: str
    about: str
    copy: str


class Template(msgspec.Struct, frozen=True):
    """What a shop's receipt holds and in which order (`config/receipts/`)."""

    sections: tuple[Section, ...]
    words: Words
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


class Slip(msgspec.Struct, frozen=True):
    """A sale with what a receipt tells besides: the shop, the people, the clock."""

    sale: SaleCompleted
    at: Millis
    zone: tzinfo
    shop: str
    cashier: str
    lane: str
    method_names: Mapping[str, str]
    copy: int = 0
    """0 for the first paper, then the number of the reprint, which is printed on it."""


def compose(slip: Slip, template: Template) -> tuple[PaperLine, ...]:
    """The receipt's lines of meaning."""
    lines: list[PaperLine] = []
    if slip.copy:
        lines.append(Text(f"{template.words.copy} {slip.copy}", Align.CENTRE, Size.LARGE, bold=True))
    for section in template.sections:
        lines.extend(_SECTIONS[section](slip, template))
    return tuple(lines)


def _shop(slip: Slip, template: Template) -> list[PaperLine]:
    head = [Text(text, Align.CENTRE) for text in template.header]
    return [Text(slip.shop, Align.CENTRE, Size.LARGE, bold=True), *head]


def _meta(slip: Slip, template: Template) -> list[PaperLine]:
    words = template.words
    return [
        Pair(words.receipt, slip.sale.receipt_no),
        Pair(words.time, local_text(slip.at, slip.zone)),
        Pair(f"{words.cashier} {slip.cashier}", f"{words.lane} {slip.lane}"),
    ]


def _lines(slip: Slip, template: Template) -> list[PaperLine]:
    words = template.words
    heading = Item(words.article, words.quantity, words.price, words.amount)
    return [heading, *(_item(line, words) for line in slip.sale.lines if line.voided_at is None)]


def _item(line: SoldLine, words: Words) -> Item:
    quantity = quantity_text(line.quantity, line.unit)
    if line.label is not None and line.label.weight_derived:
        quantity = f"{words.about}{quantity}"
    notes = tuple(f"{step.name or step.kind} {yuan(step.fen)}" for step in line.steps)
    return Item(line.name, quantity, yuan(line.price_fen), yuan(line.amount_fen), notes)


def _totals(slip: Slip, template: Template) -> list[PaperLine]:
    words, sale = template.words, slip.sale
    sold = [line for line in sale.lines if line.voided_at is None]
    lines: list[PaperLine] = [Pair(words.count, str(len(sold)))]
    if sale.discount_fen:
        lines.append(Pair(words.gross, yuan(Fen(sale.total_fen - sale.discount_fen))))
        lines.append(Pair(words.discount, yuan(sale.discount_fen)))
    lines.append(Pair(words.total, f"￥{yuan(sale.total_fen)}", Size.LARGE, bold=True))
    return lines


def _tenders(slip: Slip, template: Template) -> list[PaperLine]:
    words = template.words
    lines: list[PaperLine] = []
    for tender in slip.sale.tenders:
        name = words.cash if tender.kind == "cash" else slip.method_names.get(tender.method, tender.method)
        label = f"{name} {words.received}" if tender.kind == "cash" else name
        lines.append(Pair(label, yuan(tender.received_fen)))
        if tender.reference:
            lines.append(Pair(words.reference, tender.reference))
    if slip.sale.change_fen:
        lines.append(Pair(words.change, yuan(slip.sale.change_fen)))
    return lines


def _footer(slip: Slip, template: Template) -> list[PaperLine]:
    del slip
    return [Text(text, Align.CENTRE) for text in template.footer]


def _qr(slip: Slip, template: Template) -> list[PaperLine]:
    del template
    return [Qr(slip.sale.receipt_no)]


def _rule(slip: Slip, template: Template) -> list[PaperLine]:
    del slip, template
    return [Rule()]


_SECTIONS: Mapping[Section, Callable[[Slip, Template], list[PaperLine]]] = {
    Section.SHOP: _shop,
    Section.META: _meta,
    Section.LINES: _lines,
    Section.TOTALS: _totals,
    Section.TENDERS: _tenders,
    Section.FOOTER: _footer,
    Section.QR: _qr,
    Section.RULE: _rule,
}
