"""Refunds: against a receipt, by what is left of it; the money goes back to the tenders that it came by."""

from collections.abc import Sequence

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import sales as queries
from edge_agent.db.queries.sales import SaleRow
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import RefundLeg, SaleCompleted, SaleRefunded, decode
from edge_agent.domain.ids import (
    CartId,
    CouponCode,
    MemberId,
    PaymentId,
    ReceiptNo,
    RefundId,
    SaleId,
    Sku,
    StaffId,
)
from edge_agent.domain.money import Fen, amount_of, yuan
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.refund import (
    LineLeft,
    Plan,
    SaleLeft,
    TenderLeft,
    Wish,
    everything,
    plan,
)
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right
from edge_agent.domain.shifts import Shift
from edge_agent.domain.tender import REFERENCE_LENGTH_MAX, check_method
from edge_agent.services.payment_refunds import start_refund
from edge_agent.services.printing import add_slip, slip_of_refund
from edge_agent.services.refund_views import plan_view, refund_view
from edge_agent.services.rights import allowed, may
from edge_agent.services.sales import find_sale, next_receipt
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.ticket_remake import cancel_refunded
from edge_agent.services.who import Who
from edge_agent.wire.after_sale import RefundDone, RefundLineRequest, RefundPlan, RefundRequest, RefundView


class Given(msgspec.Struct, frozen=True):
    """已退: what a person says of the money that devices of their own give back."""

    is_done: bool = False
    fen: int | None = None
    """In all; None of whoever did not look."""
    reference: str = ""


class Asked(msgspec.Struct, frozen=True):
    """A planned refund, and what was said with it."""

    sale: SaleRow
    plan: Plan
    reason: str
    given: Given
    reopened_as: CartId | None = None


def plan_refund(tx: JournalTx, settings: Settings, sale: str, request: RefundRequest) -> RefundPlan | Refused:
    """What a refund would be; nothing is changed by asking."""
    row = find_sale(tx, sale)
    if row is None:
        return Refused(Code.SALE_UNKNOWN)
    planned = _plan(tx, row, request)
    return planned if isinstance(planned, Refused) else plan_view(settings, planned)


def refund(
    tx: JournalTx, settings: Settings, who: Who, sale: str, request: RefundRequest
) -> RefundDone | Refused:
    """Give back a part of a sale, or all that is left of it."""
    row = find_sale(tx, sale)
    if row is None:
        return Refused(Code.SALE_UNKNOWN)
    planned = _plan(tx, row, request)
    if isinstance(planned, Refused):
        return planned
    refused = check_reason(request.reason, needed=False)
    if refused:
        return refused
    asked = Asked(
        sale=row,
        plan=planned,
        reason=request.reason.strip(),
        given=Given(request.external_done, request.external_fen, (request.reference or "").strip()),
    )
    done = give_back(tx, settings, who, Right.REFUND, asked)
    return done if isinstance(done, Refused) else RefundDone(done)


def wishes_of(lines: tuple[RefundLineRequest, ...]) -> tuple[Wish, ...]:
    """The lines of a request as the domain takes them."""
    return tuple(Wish(line.line, Milli(line.quantity), line.goods) for line in lines)


def left_of(tx: Tx, row: SaleRow) -> SaleLeft:
    """What has not gone back of a sale."""
    return SaleLeft(
        lines=tuple(_line_left(line) for line in tx.all(queries.LINES, row.id) if not line.voided),
        tenders=tuple(_tender_left(tender) for tender in tx.all(queries.TENDERS, row.id)),
        rounding_fen=Fen(row.rounding_fen - row.rounding_back_fen),
        points_earned=row.points_earned - row.points_taken,
        points_spent=row.points_spent - row.points_returned,
    )


def give_back(
    tx: JournalTx, settings: Settings, who: Who, right: Right, asked: Asked
) -> RefundView | Refused:
    """Make a planned refund, by right; what other devices give back, they have given."""
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    refused = _check_right(tx, settings, who, right, asked) or check_devices(settings, asked)
    if refused:
        return refused
    by = may(tx, settings, who, right, asked.sale.receipt_no)
    return by if isinstance(by, Refused) else make_refund(tx, settings, who, shift, asked, by)


def check_devices(settings: Settings, asked: Asked) -> Refused | None:
    """What must be so before anything is written: a provider, and the other devices' word."""
    if _by_provider(asked) and settings.payments.provider == "none":
        return Refused(Code.PAYMENT_PROVIDER_OFF)
    legs, given = _external(asked), asked.given
    if not legs:
        return None
    names = {method.id: method.name for method in settings.methods}
    total = sum(leg.amount_fen for leg in legs)
    if not given.is_done or given.fen not in (None, total):
        told = ", ".join(f"{names.get(leg.method, leg.method)} {yuan(leg.amount_fen)}" for leg in legs)
        return Refused(Code.REFUND_CONFIRM_EXTERNAL, {"legs": told, "external_fen": total})
    if len(given.reference) > REFERENCE_LENGTH_MAX:
        return Refused(Code.TENDER_INVALID)
    known = [leg.method for leg in legs if leg.method in names]  # an old way of paying asks for nothing
    refusals = [check_method(method, given.reference, settings.methods) for method in known]
    return next((refused for refused in refusals if refused), None)


def make_refund(
    tx: JournalTx, settings: Settings, who: Who, shift: Shift, asked: Asked, by: StaffId
) -> RefundView | Refused:
    """The refund itself, for which `by` answers: journal, slip and drawer; or why a provider takes none."""
    refund_id = RefundId(tx.new_id())
    legs = _started(tx, settings, who, asked, refund_id)
    if isinstance(legs, Refused):
        return legs
    event = _event(tx, settings, shift, asked, refund_id)
    event = msgspec.structs.replace(event, legs=legs, approved_by=by if by != who.staff else None)
    return record_refund(tx, settings, who, shift, event)


def record_refund(
    tx: JournalTx, settings: Settings, who: Who, shift: Shift, event: SaleRefunded
) -> RefundView:
    """The refund in the journal, its slip to be printed, and the drawer opened for its cash."""
    tx.record(event, actor=who.staff, till=who.till, business_date=shift.business_date)
    tx.touch("sales")
    if event.sale is not None:
        cancel_refunded(tx, settings, who, event.sale, event.reason)
    lane, slip = settings.lane(who.till), slip_of_refund(tx, event.refund)
    if lane is not None and lane.printer is not None and slip is not None:
        add_slip(tx, slip, lane.printer)
    if any(leg.kind == "cash" for leg in event.legs):
        tx.open_drawer(who.till)
    return refund_view(tx, event.refund)


def _plan(tx: Tx, row: SaleRow, request: RefundRequest) -> Plan | Refused:
    if request.all == bool(request.lines):
        return Refused(Code.REFUND_LINES)
    left = left_of(tx, row)
    return plan(left, everything(left, request.goods) if request.all else wishes_of(request.lines))


def _line_left(line: queries.SaleLineRow) -> LineLeft:
    left = Milli(line.quantity - line.refunded_quantity)
    return LineLeft(
        no=line.no,
        sku=Sku(line.sku),
        name=line.name,
        unit=Unit(line.unit),
        quantity=left,
        amount_fen=Fen(line.amount_fen - line.refunded_fen),
        worth_fen=amount_of(Fen(line.price_fen), left),
        category=line.category,
        tax_class=line.tax_class,
        is_open_price=bool(line.is_open_price),
    )


def _tender_left(tender: queries.SaleTenderRow) -> TenderLeft:
    return TenderLeft(
        no=tender.no,
        kind=tender.kind,
        amount_fen=Fen(tender.amount_fen - tender.refunded_fen),
        method=tender.method,
    )


def _check_right(tx: JournalTx, settings: Settings, who: Who, right: Right, asked: Asked) -> Refused | None:
    """Whoever may not do it is told so, on record, before money leaves a device."""
    receipt_no = asked.sale.receipt_no
    if not _external(asked) or allowed(tx, settings, who, right, receipt_no):
        return None
    needed = may(tx, settings, who, right, receipt_no)
    assert isinstance(needed, Refused)  # noqa: S101 it is put on record, and asks for an approval
    return needed


def _started(
    tx: JournalTx, settings: Settings, who: Who, asked: Asked, refund_id: RefundId
) -> tuple[RefundLeg, ...] | Refused:
    """The plan's legs: those through a provider begun, those of other devices with their reference."""
    paid = {tender.no: PaymentId(tender.payment or "") for tender in tx.all(queries.TENDERS, asked.sale.id)}
    legs: list[RefundLeg] = []
    for leg in asked.plan.legs:
        match leg.kind:
            case "payment":
                charged = paid[leg.of_tender or 0]
                begun = start_refund(tx, settings, who, charged, leg.amount_fen, refund_id)
                if isinstance(begun, Refused):
                    return _not_begun(begun, legs)
                legs.append(msgspec.structs.replace(leg, payment=begun))
            case "external":
                legs.append(msgspec.structs.replace(leg, reference=asked.given.reference or None))
            case _:
                legs.append(leg)
    return tuple(legs)


def _not_begun(refused: Refused, before: Sequence[RefundLeg]) -> Refused:
    """Nothing was done, unless another leg was begun: then the whole unit must not be."""
    if any(leg.payment for leg in before):
        raise RuntimeError(f"one leg of a refund was begun and the next is refused: {refused.code}")
    return refused


def _event(
    tx: JournalTx, settings: Settings, shift: Shift, asked: Asked, refund_id: RefundId
) -> SaleRefunded:
    row, planned = asked.sale, asked.plan
    number, name = next_receipt(tx, settings, shift)
    return SaleRefunded(
        refund=refund_id,
        receipt_no=name,
        number=number,
        shift=shift.id,
        drawer=shift.drawer,
        lines=planned.lines,
        legs=planned.legs,
        total_fen=planned.total_fen,
        rounding_fen=planned.rounding_fen,
        sale=SaleId(row.id),
        sale_receipt_no=ReceiptNo(row.receipt_no),
        reason=asked.reason,
        member=MemberId(row.member) if row.member else None,
        points_taken=planned.points_taken,
        points_returned=planned.points_returned,
        coupons_returned=_coupons(tx, row) if planned.is_last else (),
        reopened_as=asked.reopened_as,
    )


def sale_event(tx: Tx, row: SaleRow) -> SaleCompleted:
    """The sale as the journal has it."""
    found = tx.one(queries.EVENT, row.id)
    data = decode(found.body).data if found else None
    assert isinstance(data, SaleCompleted)  # noqa: S101 a row of the projection is an event of the journal
    return data


def _coupons(tx: Tx, row: SaleRow) -> tuple[CouponCode, ...]:
    return tuple(coupon.code for coupon in sale_event(tx, row).coupons)


def _external(asked: Asked) -> tuple[RefundLeg, ...]:
    return tuple(leg for leg in asked.plan.legs if leg.kind == "external")


def _by_provider(asked: Asked) -> bool:
    return any(leg.kind == "payment" for leg in asked.plan.legs)
