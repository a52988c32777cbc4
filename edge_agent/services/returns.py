"""Returns without a receipt: by right, up to the shop's limit, never above today's price, on record."""

from collections.abc import Sequence

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.tx import Tx
from edge_agent.domain.cart_limits import QUANTITY_MAX
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import RefundedLine, RefundLeg, SaleRefunded
from edge_agent.domain.ids import RefundId
from edge_agent.domain.money import Fen, amount_of, yuan
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit, quantity_text
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right
from edge_agent.domain.tender import check_method
from edge_agent.services.articles import find_by_sku
from edge_agent.services.refunds import record_refund
from edge_agent.services.rights import may
from edge_agent.services.sales import next_receipt
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.after_sale import (
    ExternalReturn,
    RefundDone,
    ReturnLineRequest,
    ReturnRequest,
    ReturnTender,
)

LINES_MAX = 100


def take_back(tx: JournalTx, settings: Settings, who: Who, request: ReturnRequest) -> RefundDone | Refused:
    """Give money back for goods that nobody has a receipt of."""
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    refused = check_reason(request.reason, needed=True) or _check_tender(settings, request.tender)
    if refused:
        return refused
    lines = _lines(tx, request.lines)
    if isinstance(lines, Refused):
        return lines
    total = Fen(sum(line.amount_fen for line in lines))
    limit = Fen(settings.selling.refund_without_receipt_max_fen)
    if total > limit:
        return Refused(Code.RETURN_ABOVE_LIMIT, {"max": yuan(limit)})
    by = may(tx, settings, who, Right.REFUND_WITHOUT_RECEIPT, lines[0].sku)
    if isinstance(by, Refused):
        return by
    number, name = next_receipt(tx, settings, shift)
    event = SaleRefunded(
        refund=RefundId(tx.new_id()),
        receipt_no=name,
        number=number,
        shift=shift.id,
        drawer=shift.drawer,
        lines=lines,
        legs=(_leg(request.tender, total),) if total else (),
        total_fen=total,
        reason=request.reason.strip(),
        approved_by=by if by != who.staff else None,
    )
    return RefundDone(record_refund(tx, settings, who, shift, event))


def _check_tender(settings: Settings, tender: ReturnTender) -> Refused | None:
    if isinstance(tender, ExternalReturn):
        return check_method(tender.method, tender.reference, settings.methods)
    return None


def _lines(tx: Tx, wanted: Sequence[ReturnLineRequest]) -> tuple[RefundedLine, ...] | Refused:
    if not 0 < len(wanted) <= LINES_MAX:
        return Refused(Code.REFUND_LINES)
    lines: list[RefundedLine] = []
    for no, one in enumerate(wanted, 1):
        line = _line(tx, no, one)
        if isinstance(line, Refused):
            return line
        lines.append(line)
    return tuple(lines)


def _line(tx: Tx, no: int, wanted: ReturnLineRequest) -> RefundedLine | Refused:
    article = find_by_sku(tx, wanted.sku)
    if article is None:
        return Refused(Code.SCAN_UNKNOWN, {"code": wanted.sku[:40]})
    quantity = Milli(wanted.quantity)
    if not _is_quantity(article, quantity):
        return Refused(Code.QUANTITY_INVALID, {"max": quantity_text(QUANTITY_MAX, article.unit)})
    most = amount_of(article.price_fen, quantity)
    amount = most if wanted.amount_fen is None else Fen(wanted.amount_fen)
    if amount < 0 or (amount > most and not article.is_open_price):
        return Refused(Code.RETURN_ABOVE_PRICE, {"name": article.name, "max": yuan(most)})
    return RefundedLine(
        no=no,
        sku=article.sku,
        name=article.name,
        unit=article.unit,
        quantity=quantity,
        amount_fen=amount,
        goods=wanted.goods,
        category=article.category,
        tax_class=article.tax_class,
        is_open_price=article.is_open_price,
    )


def _is_quantity(article: Article, quantity: Milli) -> bool:
    is_whole = article.unit is Unit.KG or quantity % THOUSANDTHS == 0
    return 0 < quantity <= QUANTITY_MAX and is_whole


def _leg(tender: ReturnTender, total: Fen) -> RefundLeg:
    if isinstance(tender, ExternalReturn):
        return RefundLeg(1, "external", total, tender.method, (tender.reference or "").strip() or None)
    return RefundLeg(1, "cash", total)
