"""Correcting a tender: a leg booked as cash was a wall code, or the other way round; the money stays."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import sales as queries
from edge_agent.db.queries.sales import SaleTenderRow
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import TenderCorrected
from edge_agent.domain.ids import SaleId, ShiftId
from edge_agent.domain.money import Fen
from edge_agent.domain.rights import Right
from edge_agent.domain.tender import check_method
from edge_agent.services.rights import may
from edge_agent.services.sales import find_sale
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.payments import Corrected, CorrectTender, CorrectTo, ToCash


def correct_tender(
    tx: JournalTx, settings: Settings, who: Who, sale_id: str, request: CorrectTender
) -> Corrected | Refused:
    """Book a leg under another tender, in the sale's own shift: sale, receipt number and amount stay."""
    sale = find_sale(tx, sale_id)
    if sale is None:
        return Refused(Code.SALE_UNKNOWN)
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused) or shift.id != sale.shift:
        return Refused(Code.CORRECTION_SHIFT)
    leg = next((leg for leg in tx.all(queries.TENDERS, sale.id) if leg.no == request.tender), None)
    if leg is None:
        return Refused(Code.CORRECTION_LEG, {"tender": request.tender})
    refused = _check(leg, request.to, settings)
    if refused:
        return refused
    answerable = may(tx, settings, who, Right.CORRECT_TENDER, sale.receipt_no)
    if isinstance(answerable, Refused):
        return answerable
    kind, method, reference = _booked(request.to)
    corrected = TenderCorrected(
        sale=SaleId(sale.id),
        tender=leg.no,
        shift=ShiftId(sale.shift),
        amount_fen=Fen(leg.amount_fen),
        from_kind=leg.kind,
        from_method=leg.method,
        to_kind=kind,
        to_method=method,
        to_reference=reference,
        approved_by=None if answerable == who.staff else answerable,
    )
    tx.record(corrected, actor=who.staff, till=who.till, business_date=shift.business_date)
    for topic in ("sales", "shifts"):
        tx.touch(topic)
    return Corrected(corrected.sale)


def _check(leg: SaleTenderRow, to: CorrectTo, settings: Settings) -> Refused | None:
    if leg.kind == "payment":
        return Refused(Code.CORRECTION_PAYMENT)
    if leg.kind == "exchange":
        return Refused(Code.CORRECTION_EXCHANGE)
    if leg.refunded_fen:
        return Refused(Code.CORRECTION_REFUNDED)
    if (leg.kind, leg.method, leg.reference) == _booked(to):
        return Refused(Code.CORRECTION_SAME)
    return None if isinstance(to, ToCash) else check_method(to.method, to.reference, settings.methods)


def _booked(to: CorrectTo) -> tuple[str, str, str | None]:
    """Kind, method and reference, as a leg has them."""
    if isinstance(to, ToCash):
        return "cash", "", None
    return "external", to.method, (to.reference or "").strip() or None
