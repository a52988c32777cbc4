"""Refunds: against a receipt, by what is left of it; the money goes back to the tenders that it came by."""

from collections.abc import Callable

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import sales as queries
from edge_agent.db.queries.sales import SaleRow
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import RefundLeg, SaleCompleted, SaleRefunded, decode
from edge_agent.domain.ids import CartId, CouponCode, MemberId, PaymentId, ReceiptNo, RefundId, SaleId, Sku, StaffId
from edge_agent.domain.money import Fen, split, yuan
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.refund import (
    LineLeft,
    Plan,
    SaleLeft,
    TenderLeft,
    Wish,
    check_reason,
    everything,
    plan,
)
from edge_agent.domain.rights import Right
from edge_agent.domain.shifts import Shift
from edge_agent.domain.tender import check_method
from edge_agent.services.payments import start_refund
from edge_agent.services.printing import add_slip, slip_of_refund
from edge_agent.services.refund_views import plan_view, view_of
from edge_agent.services.rights import allowed, may
from edge_agent.services.sales import find_sale, next_receipt
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.after_sale import RefundDone, RefundPlan, RefundRequest


class Asked(msgspec.Struct, frozen=True):
    """What somebody asks to be done with a sale, as the several ways of asking have it in common."""

    sale: SaleRow
    plan: Plan
    right: Right
    reason: str
    external_done: bool
    reference: str | None


def plan_refund(tx: JournalTx, settings: Settings, sale: str, request: RefundRequest) -> RefundPlan | Refused:
    """What a refund would be; nothing is changed by asking."""
    row = find_sale(tx, sale)
    if row is None:
        return Refused(Code.SALE_UNKNOWN)
    planned = plan_of(tx, row, request)
    return planned if isinstance(planned, Refused) else plan_view(settings, planned)


def refund(
    tx: JournalTx, settings: Settings, who: Who, sale: str, request: RefundRequest
) -> RefundDone | Refused:
    """Give back a part of a sale, or all that is left of it."""
    row = find_sale(tx, sale)
    if row is None:
        return Refused(Code.SALE_UNKNOWN)
    planned = plan_of(tx, row, request)
    if isinstance(planned, Refused):
        return planned
    reason = request.reason.strip()
    asked = Asked(row, planned, Right.REFUND, reason, request.external_done, request.reference)
    refused = check_reason(reason, needed=False)
    return refused or give_back(tx, settings, who, asked)


def plan_of(tx: Tx, row: SaleRow, request: RefundRequest) -> Plan | Refused:
    """The plan of a request, by what is left of the sale now."""
    left = left_of(tx, row)
    if request.all == bool(request.lines):
        return Refused(Code.REFUND_LINES)
    if request.all:
        return plan(left, everything(left, request.goods))
    return plan(left, tuple(Wish(line.line, Milli(line.quantity), line.goods) for line in request.lines))


def left_of(tx: Tx, row: SaleRow) -> SaleLeft:
    """What has not gone back of a sale."""
    return SaleLeft(
        lines=tuple(_line_left(line) for line in tx.all(queries.LINES, row.id) if not line.voided),
        tenders=tuple(
            TenderLeft(
                tender.no,
                tender.kind,
                Fen(tender.amount_fen - tender.refunded_fen),
                tender.method,
                PaymentId(tender.payment) if tender.payment else None,
            )
            for tender in tx.all(queries.TENDERS, row.id)
        ),
        rounding_fen=Fen(row.rounding_fen - row.rounding_back_fen),
        points_earned=row.points_earned - row.points_taken,
        points_spent=row.points_spent - row.points_returned,
    )


def give_back(
    tx: JournalTx,
    settings: Settings,
    who: Who,
    asked: Asked,
    new_cart: Callable[[RefundId], CartId] | None = None,
) -> RefundDone | Refused:
    """Make a planned refund: journal, slip and drawer; money on other devices has gone back before.

    `new_cart` opens the cart of an exchange or a reopened sale, once nothing can be refused any more.
    """
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    by = _answerable(tx, settings, who, asked)
    if isinstance(by, Refused):
        return by
    refund_id = RefundId(tx.new_id())
    legs = _started_legs(tx, settings, who, asked, refund_id)
    if isinstance(legs, Refused):
        return legs
    cart = new_cart(refund_id) if new_cart else None
    event = _event(tx, settings, shift, asked, refund_id, legs, by if by != who.staff else None)
    if asked.right is Right.REOPEN_SALE:
        event = msgspec.structs.replace(event, reopened_as=cart)
    return RefundDone(recorded(tx, settings, who, shift, event), cart)
