"""The Z report on paper (日结单): a closed shift, numbered, with its count and the journal's head."""

from edge_agent.domain.events import ShiftClosed
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.paper import Align, Pair, PaperLine, Rule, Text
from edge_agent.domain.x_report import ShiftSlip, cash, counts, difference, head, sold, tenders

NUMBER_DIGITS = 4


def compose_z(slip: ShiftSlip, closed: ShiftClosed) -> tuple[PaperLine, ...]:
    """The Z report's lines of meaning."""
    words = slip.words
    title = f"{words.z_report} {z_name(closed.z_no)}"
    late = [Text(words.late, Align.CENTRE, bold=True)] if closed.is_late else []
    note = [Text(f"{words.reason}: {closed.reason}")] if closed.reason else []
    sections = (
        [*head(slip, title, words.closed), *late],
        [*cash(slip), *_count(slip, closed), *note],
        [*tenders(slip)],
        sold(slip),
        counts(slip),
        _handed_over(slip, closed),
        _journal(slip, closed),
    )
    lines: list[PaperLine] = []
    for section in filter(None, sections):
        lines += [Rule(), *section] if lines else section
    return tuple(lines)


def z_name(z_no: int) -> str:
    """`Z0017`: how people call a Z report."""
    return f"Z{z_no:0{NUMBER_DIGITS}d}"


def _count(slip: ShiftSlip, closed: ShiftClosed) -> list[PaperLine]:
    words = slip.words
    lines: list[PaperLine] = []
    if closed.float_expected_fen != slip.figures.float_fen:
        lines.append(Pair(words.float_expected, yuan(closed.float_expected_fen)))
    if closed.first_counted_fen is not None:
        lines.append(Pair(words.first_count, yuan(closed.first_counted_fen)))
    for note in closed.denominations:
        each = Fen(note.face_fen * note.count)
        lines.append(Pair(f"  {yuan(note.face_fen)} x {note.count}", yuan(each)))
    return [
        *lines,
        Pair(words.counted, yuan(closed.counted_fen), bold=True),
        difference(words, closed.over_fen),
        Pair(words.taken, yuan(closed.taken_fen)),
        Pair(words.left, yuan(closed.left_fen)),
    ]


def _handed_over(slip: ShiftSlip, closed: ShiftClosed) -> list[PaperLine]:
    words = slip.words
    lines: list[PaperLine] = []
    if closed.carts:
        lines.append(Pair(words.carts, str(len(closed.carts))))
    lines += [
        Pair(f"  {cart.staff_name} {cart.till} {cart.count}{words.pieces}", yuan(cart.total_fen))
        for cart in closed.carts
    ]
    if closed.payments:
        lines.append(Pair(words.payments, str(len(closed.payments))))
    lines += [
        Pair(f"  {payment.provider} {payment.order_no}", yuan(payment.amount_fen))
        for payment in closed.payments
    ]
    return lines


def _journal(slip: ShiftSlip, closed: ShiftClosed) -> list[PaperLine]:
    """Whoever edits the journal later cannot make this hash again."""
    where = f"{closed.head.epoch[:8]} {closed.head.seq}"
    return [Pair(slip.words.head, where), Text(closed.head.hash, Align.CENTRE)]
