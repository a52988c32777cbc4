"""A refund: what goes back of a sale, line by line and fen for fen, and the legs by which it goes.

Every part is an exact share of what is left, and the last part takes all of it: whatever the parts and their
order, together they are what the sale was.
"""

from collections.abc import Sequence

import msgspec

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import GoodsGo, RefundedLine, RefundLeg
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import ZERO, Fen, split, yuan
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit, quantity_text


class LineLeft(msgspec.Struct, frozen=True):
    """A sold line, and what has not gone back of it."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    amount_fen: Fen
    worth_fen: Fen
    """Before any discount: by it spent points are shared when they paid for everything."""
    category: str = ""
    tax_class: str = ""
    is_open_price: bool = False

    @property
    def is_gone(self) -> bool:
        """Nothing of it is left."""
        return self.quantity == 0 and self.amount_fen == 0


class TenderLeft(msgspec.Struct, frozen=True):
    """A leg of the payment, and what has not gone back of it."""

    no: int
    kind: str
    amount_fen: Fen
    method: str = ""


class SaleLeft(msgspec.Struct, frozen=True):
    """What has not gone back of a sale; the tenders hold the lines and the rounding."""

    lines: tuple[LineLeft, ...]
    tenders: tuple[TenderLeft, ...]
    rounding_fen: Fen = ZERO
    points_earned: int = 0
    points_spent: int = 0


class Wish(msgspec.Struct, frozen=True):
    """How much of a line goes back, and what becomes of the goods."""

    line: int
    quantity: Milli
    goods: GoodsGo = GoodsGo.BACK


class Plan(msgspec.Struct, frozen=True):
    """A refund that can be made as it stands."""

    lines: tuple[RefundedLine, ...]
    legs: tuple[RefundLeg, ...]
    total_fen: Fen
    rounding_fen: Fen
    points_taken: int
    points_returned: int
    is_last: bool
    """Nothing of the sale is left after it."""

    @property
    def back_fen(self) -> Fen:
        """What the customer gets: the total less what was rounded off when it was paid."""
        return Fen(self.total_fen + self.rounding_fen)


def plan(left: SaleLeft, wishes: Sequence[Wish]) -> Plan | Refused:
    """The refund of `wishes`; the money goes back the way it came, the last tender first."""
    lines = _refunded_lines(left, wishes)
    if isinstance(lines, Refused):
        return lines
    total = Fen(sum(line.amount_fen for line in lines))
    rest = Fen(sum(line.amount_fen for line in left.lines) - total)
    rounding = _share(left.rounding_fen, total, rest)
    return Plan(
        lines=lines,
        legs=_legs(left.tenders, Fen(total + rounding)),
        total_fen=total,
        rounding_fen=rounding,
        points_taken=_share(left.points_earned, total, rest),
        points_returned=_points_returned(left, wishes, total, rest),
        is_last=_is_last(left, wishes),
    )


def everything(left: SaleLeft, goods: GoodsGo = GoodsGo.BACK) -> tuple[Wish, ...]:
    """The wishes that leave nothing of the sale."""
    return tuple(Wish(line.no, line.quantity, goods) for line in left.lines if not line.is_gone)


def _refunded_lines(left: SaleLeft, wishes: Sequence[Wish]) -> tuple[RefundedLine, ...] | Refused:
    if not wishes:
        all_gone = all(line.is_gone for line in left.lines)
        return Refused(Code.REFUND_NOTHING_LEFT if all_gone else Code.REFUND_LINES)
    if len({wish.line for wish in wishes}) < len(wishes):
        return Refused(Code.REFUND_LINES)
    known = {line.no: line for line in left.lines}
    refunded: list[RefundedLine] = []
    for no, wish in enumerate(wishes, 1):
        line = known.get(wish.line)
        if line is None:
            return Refused(Code.REFUND_LINE_UNKNOWN, {"line": wish.line})
        refused = _check_wish(line, wish)
        if refused:
            return refused
        refunded.append(_refunded(no, line, wish))
    return tuple(refunded)


def _check_wish(line: LineLeft, wish: Wish) -> Refused | None:
    if line.is_gone:
        return Refused(Code.REFUND_NOTHING_LEFT)
    if wish.quantity == line.quantity:
        return None
    if wish.quantity > line.quantity:
        return Refused(
            Code.REFUND_ABOVE_LEFT, {"name": line.name, "left": quantity_text(line.quantity, line.unit)}
        )
    if wish.quantity <= 0 or (line.unit is Unit.EACH and wish.quantity % THOUSANDTHS):
        return Refused(Code.QUANTITY_INVALID, {"max": quantity_text(line.quantity, line.unit)})
    return None


def _refunded(no: int, line: LineLeft, wish: Wish) -> RefundedLine:
    return RefundedLine(
        no=no,
        sku=line.sku,
        name=line.name,
        unit=line.unit,
        quantity=wish.quantity,
        amount_fen=_share(line.amount_fen, wish.quantity, line.quantity - wish.quantity),
        goods=wish.goods,
        sale_line=line.no,
        category=line.category,
        tax_class=line.tax_class,
        is_open_price=line.is_open_price,
    )


def _share(amount: int, part: int, rest: int) -> Fen:
    """The part of `amount` that `part` has beside `rest`; all of it when nothing rests."""
    return split(Fen(amount), (part, rest))[0]


def _points_returned(left: SaleLeft, wishes: Sequence[Wish], total: Fen, rest: Fen) -> int:
    if total + rest > 0:
        return _share(left.points_spent, total, rest)
    wished = {wish.line: wish.quantity for wish in wishes}
    shares = [
        _share(line.worth_fen, wished.get(line.no, 0), line.quantity - wished.get(line.no, 0))
        for line in left.lines
        if not line.is_gone
    ]
    worth = sum(line.worth_fen for line in left.lines if not line.is_gone)
    return _share(left.points_spent, sum(shares), worth - sum(shares))


def _is_last(left: SaleLeft, wishes: Sequence[Wish]) -> bool:
    wished = {wish.line: wish.quantity for wish in wishes}
    return all(line.is_gone or wished.get(line.no) == line.quantity for line in left.lines)


def _legs(tenders: Sequence[TenderLeft], amount: Fen) -> tuple[RefundLeg, ...]:
    """What goods once paid (换货) goes back in cash: no device holds it."""
    legs: list[RefundLeg] = []
    for tender in sorted(tenders, key=lambda tender: -tender.no):
        part = Fen(min(amount, tender.amount_fen))
        if part > 0:
            amount = Fen(amount - part)
            kind = "cash" if tender.kind == "exchange" else tender.kind
            legs.append(RefundLeg(len(legs) + 1, kind, part, tender.method, of_tender=tender.no))
    if amount:
        raise ValueError(f"the tenders hold {yuan(amount)} less than the lines")
    return tuple(legs)
