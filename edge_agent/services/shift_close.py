"""Closing a shift: a blind count, what is handed over, and the numbered Z report."""

from collections.abc import Mapping, Sequence

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import carts as cart_queries
from edge_agent.db.queries import shifts as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.cart import Cart
from edge_agent.domain.cash import count_of, listed
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import (
    Figures,
    HandedCart,
    HandedPayment,
    JournalHead,
    ShiftClosed,
    ShiftCounted,
    TenderSum,
)
from edge_agent.domain.moments import business_date_at
from edge_agent.domain.money import ZERO, Fen, yuan
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right
from edge_agent.domain.shifts import Shift, check_float
from edge_agent.domain.tender import CASH_MAX
from edge_agent.domain.z_report import compose_z
from edge_agent.services.carts import priced
from edge_agent.services.close_check import is_in_progress, open_payments
from edge_agent.services.rights import may
from edge_agent.services.shift_figures import (
    counts_view,
    figures_of,
    move_views,
    name_of,
    slip_of,
    tax_views,
    tender_views,
    tills_of,
)
from edge_agent.services.shift_reports import print_slip
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.shifts import CloseShift, HandedCartView, HandedPaymentView, ZReport

_cart_decoder = msgspec.json.Decoder(Cart)


def close_shift(tx: JournalTx, settings: Settings, who: Who, request: CloseShift) -> ZReport | Refused:
    """End the session of this till's drawer; refused once, without any amount, when the count differs."""
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    counted = _counted(request)
    if isinstance(counted, Refused):
        return counted
    figures = _compared(settings, figures_of(tx, settings, shift), request.externals)
    if isinstance(figures, Refused):
        return figures
    payments = open_payments(tx, tills_of(settings, shift))
    refused = _check_payments(payments, request) or _check_carts(tx, settings, shift, payments)
    if refused:
        return refused
    refused = _check_count(tx, settings, who, shift, counted, figures)
    if refused:
        return refused
    closed = _closed(tx, settings, shift, request, counted, figures)
    closed = msgspec.structs.replace(closed, payments=payments)
    tx.record(closed, actor=who.staff, till=who.till, business_date=shift.business_date)
    _drop_empty_carts(tx, settings, shift)
    tx.open_drawer(who.till)
    tx.touch("shifts")
    slip = slip_of(tx, settings, who, shift, figures)
    job = print_slip(tx, settings, who.till, "z", compose_z(slip, closed))
    return msgspec.structs.replace(_view(tx, settings, who, shift, closed), job=job)


# --- what is asked ----------------------------------------------------------------------------------------


def _counted(request: CloseShift) -> Fen | Refused:
    counted = count_of(request.counted_fen, request.denominations)
    if isinstance(counted, Refused):
        return counted
    left = Fen(request.float_left_fen)
    refused = check_float(left) or check_reason(request.reason, needed=False)
    if refused:
        return refused
    return Refused(Code.FLOAT_ABOVE_COUNT) if left > counted else counted


def _compared(settings: Settings, figures: Figures, externals: Mapping[str, int]) -> Figures | Refused:
    """The figures with what the devices of external tenders show."""
    taken = {tender.method for tender in figures.tenders if tender.kind == "external"}
    known = taken | {method.id for method in settings.methods}
    for method, amount in externals.items():
        if method not in known:
            return Refused(Code.SHIFT_METHOD_UNKNOWN, {"method": method[:40]})
        if abs(amount) > CASH_MAX:
            return Refused(Code.COUNT_INVALID, {"max": yuan(CASH_MAX)})
    tenders = [
        msgspec.structs.replace(tender, counted_fen=Fen(externals[tender.method]))
        if tender.kind == "external" and tender.method in externals
        else tender
        for tender in figures.tenders
    ]
    tenders += [
        TenderSum("external", method, counted_fen=Fen(amount))
        for method, amount in externals.items()
        if method not in taken
    ]
    return msgspec.structs.replace(figures, tenders=tuple(tenders))


def _check_payments(payments: Sequence[HandedPayment], request: CloseShift) -> Refused | None:
    if not payments or request.confirm:
        return None
    return Refused(Code.SHIFT_PAYMENTS_CONFIRM, {"count": len(payments)})


def _check_carts(
    tx: Tx, settings: Settings, shift: Shift, payments: Sequence[HandedPayment]
) -> Refused | None:
    """A cart that somebody is at is settled, held or cancelled first.

    One that waits for nothing but a payment that is handed over stays with it.
    """
    handed_over = {payment.payment for payment in payments}
    for cart in _live_carts(tx, settings, shift):
        waits = cart.pending in handed_over and not cart.tenders
        if is_in_progress(cart) and not waits:
            return Refused(Code.SHIFT_CART_OPEN, {"till": cart.till})
    return None


def _check_count(
    tx: JournalTx, settings: Settings, who: Who, shift: Shift, counted: Fen, figures: Figures
) -> Refused | None:
    """The right to close, and a second count when the first differs; one approval covers both."""
    counting = tx.one(queries.COUNTING, shift.id)
    first_by = counting.first_counted_by if counting else None
    if first_by != who.staff:
        by = may(tx, settings, who, Right.CLOSE_SHIFT, shift.id)
        if isinstance(by, Refused):
            return by
    differs = abs(counted - figures.expected_fen) > settings.shifts.count_differs_max_fen
    if first_by is not None or not differs:
        return None
    counts = ShiftCounted(shift.id, counted)
    tx.record(counts, actor=who.staff, till=who.till, business_date=shift.business_date)
    tx.open_drawer(who.till)
    return Refused(Code.COUNT_AGAIN)


# --- what is recorded -------------------------------------------------------------------------------------


def _closed(
    tx: JournalTx, settings: Settings, shift: Shift, request: CloseShift, counted: Fen, figures: Figures
) -> ShiftClosed:
    store, counting, last = settings.store, tx.one(queries.COUNTING, shift.id), tx.one(queries.LAST_Z)
    first = counting.first_counted_fen if counting else None
    return ShiftClosed(
        shift=shift.id,
        drawer=shift.drawer,
        z_no=(last.last_no if last else 0) + 1,
        opened_at=shift.opened_at,
        opened_by=shift.opened_by,
        float_expected_fen=Fen(counting.expected_fen) if counting else ZERO,
        figures=figures,
        counted_fen=counted,
        expected_fen=figures.expected_fen,
        left_fen=Fen(request.float_left_fen),
        head=_head(tx),
        first_counted_fen=None if first is None else Fen(first),
        denominations=listed(request.denominations),
        is_late=business_date_at(tx.now, store.zone, store.cutoff_minutes, None) > shift.business_date,
        reason=request.reason.strip(),
        carts=_held_carts(tx, settings, shift),
    )


def _head(tx: JournalTx) -> JournalHead:
    head = tx.head
    if head is None:
        raise RuntimeError("a shift is open and the journal is empty")
    return JournalHead(head.epoch, head.seq, head.hash.hex())


def _held_carts(tx: Tx, settings: Settings, shift: Shift) -> tuple[HandedCart, ...]:
    held = (_cart_decoder.decode(row.body) for row in tx.all(cart_queries.HELD))
    tills = tills_of(settings, shift)
    return tuple(_handed(tx, cart) for cart in held if cart.till in tills)


def _handed(tx: Tx, cart: Cart) -> HandedCart:
    total = priced(tx, cart).total_fen
    return HandedCart(cart.id, cart.till, cart.staff, name_of(tx, cart.staff), len(cart.live_lines), total)


def _live_carts(tx: Tx, settings: Settings, shift: Shift) -> Sequence[Cart]:
    rows = [tx.one(cart_queries.LIVE_OF_TILL, till) for till in tills_of(settings, shift)]
    return [_cart_decoder.decode(row.body) for row in rows if row]


def _drop_empty_carts(tx: Tx, settings: Settings, shift: Shift) -> None:
    """The next shift's first cart takes its own business date and rules."""
    for cart in _live_carts(tx, settings, shift):
        if not is_in_progress(cart):
            tx.run(cart_queries.DROP, cart.id)
            tx.touch("carts")


def _view(tx: Tx, settings: Settings, who: Who, shift: Shift, closed: ShiftClosed) -> ZReport:
    figures = closed.figures
    return ZReport(
        z_no=closed.z_no,
        shift=shift.id,
        drawer=shift.drawer,
        business_date=shift.business_date,
        opened_at=shift.opened_at,
        opened_by=shift.opened_by,
        closed_at=tx.now,
        closed_by=who.staff,
        is_late=closed.is_late,
        float_fen=figures.float_fen,
        float_expected_fen=closed.float_expected_fen,
        counted_fen=closed.counted_fen,
        first_counted_fen=closed.first_counted_fen,
        expected_fen=closed.expected_fen,
        over_fen=closed.over_fen,
        left_fen=closed.left_fen,
        taken_fen=closed.taken_fen,
        tenders=tender_views(settings, figures),
        taxes=tax_views(settings, figures),
        moves=move_views(figures),
        counts=counts_view(figures),
        sales_fen=figures.sales_fen,
        refunds_fen=figures.refunds_fen,
        net_fen=figures.net_fen,
        discount_fen=figures.discount_fen,
        rounding_fen=figures.rounding_fen,
        carts=tuple(msgspec.convert(cart, HandedCartView, from_attributes=True) for cart in closed.carts),
        payments=tuple(
            msgspec.convert(payment, HandedPaymentView, from_attributes=True) for payment in closed.payments
        ),
        head=f"{closed.head.epoch} {closed.head.seq} {closed.head.hash}",
    )
