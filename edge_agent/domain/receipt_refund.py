"""The slip of a refund: what came back, how the money went, and a line to sign."""

import msgspec

from edge_agent.domain.events import GoodsGo, RefundedLine, SaleRefunded
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.paper import Align, Item, Pair, PaperLine, Qr, Rule, Size, Text
from edge_agent.domain.quantity import quantity_text
from edge_agent.domain.receipt import Counter, copy_mark, handed_out, leg_name, shop_head
from edge_agent.domain.receipt_template import Template, Words

_SIGNATURE = "_" * 16


class RefundSlip(msgspec.Struct, frozen=True):
    """A refund with what its slip tells besides."""

    refund: SaleRefunded
    at: Millis
    counter: Counter
    copy: int = 0
    tail: str | None = None
    approver: str | None = None
    """The name of whoever approved it, when that was another person."""


def compose_refund(slip: RefundSlip, template: Template) -> tuple[PaperLine, ...]:
    """The slip's lines of meaning."""
    words, refund = template.words, slip.refund
    return (
        *copy_mark(slip.copy, words),
        *shop_head(slip.counter, template),
        Rule(),
        Text(words.reopened if refund.reopened_as else words.refund, Align.CENTRE, Size.LARGE, bold=True),
        *handed_out(words.refund_no, refund.receipt_no, slip.at, slip.counter, words),
        *_origin(slip, words),
        Rule(),
        Item(words.article, "", words.quantity, words.amount),
        *(_item(line, words) for line in refund.lines),
        Rule(),
        *_totals(slip, words),
        *_points(slip, words),
        Rule(),
        Text(""),
        Pair(words.signature, _SIGNATURE),
        Qr(refund.receipt_no),
    )


def _origin(slip: RefundSlip, words: Words) -> list[PaperLine]:
    refund = slip.refund
    lines: list[PaperLine] = []
    if refund.sale_receipt_no is not None:
        lines.append(Pair(words.sale_receipt, refund.sale_receipt_no))
    if refund.reason:
        lines.append(Pair(words.reason, refund.reason))
    if slip.approver is not None:
        lines.append(Pair(words.approved_by, slip.approver))
    return lines


def _item(line: RefundedLine, words: Words) -> Item:
    notes = {
        GoodsGo.BACK: (),
        GoodsGo.WRITTEN_OFF: (words.goods_written_off,),
        GoodsGo.KEPT: (words.goods_kept,),
    }
    return Item(
        line.name, "", quantity_text(line.quantity, line.unit), yuan(line.amount_fen), notes[line.goods]
    )


def _totals(slip: RefundSlip, words: Words) -> list[PaperLine]:
    """What was set off against other goods is on their receipt; the rest is the money that went back."""
    refund = slip.refund
    lines: list[PaperLine] = []
    set_off = Fen(sum(leg.amount_fen for leg in refund.legs if leg.kind == "exchange"))
    if refund.rounding_fen or set_off:
        lines.append(Pair(words.refund_total, yuan(refund.total_fen)))
    if refund.rounding_fen:
        lines.append(Pair(words.rounding, yuan(refund.rounding_fen)))
    if set_off:
        lines.append(Pair(words.exchange, yuan(Fen(-set_off))))
    back = Fen(refund.total_fen + refund.rounding_fen - set_off)
    lines.append(Pair(words.refund_paid, f"￥{yuan(back)}", Size.LARGE, bold=True))
    for leg in refund.legs:
        if leg.kind == "exchange":
            continue
        lines.append(Pair(leg_name(leg.kind, leg.method, slip.counter, words), yuan(leg.amount_fen)))
        if leg.reference:
            lines.append(Pair(words.reference, leg.reference))
        if leg.kind == "payment":
            lines.append(Text(words.refund_pending))
    return lines


def _points(slip: RefundSlip, words: Words) -> list[PaperLine]:
    refund = slip.refund
    lines: list[PaperLine] = []
    if slip.tail is not None:
        lines.append(Pair(words.member, f"{words.tail}{slip.tail}"))
    if refund.points_taken:
        lines.append(Pair(words.points_taken, f"-{refund.points_taken}"))
    if refund.points_returned:
        lines.append(Pair(words.points_returned, f"+{refund.points_returned}"))
    return lines
