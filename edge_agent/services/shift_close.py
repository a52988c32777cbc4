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
    DrawerOpened,
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
from edge_agent.domain.report_words import report_words
from edge_agent.domain.rights import Right
from edge_agent.domain.shifts import Shift, check_float
from edge_agent.domain.tender import CASH_MAX
from edge_agent.services.carts import priced
from edge_agent.services.close_check import is_in_progress, open_payments
from edge_agent.services.rights import may
from edge_agent.services.shift_figures import figures_of, name_of, tills_of
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.services.z_reports import Close, print_z, z_view
from edge_agent.wire.shifts import CloseShift, DrawerView, ZReport

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
    closed = _closed(tx, settings, shift, request, counted, figures, payments)
    tx.record(closed, actor=who.staff, till=who.till, business_date=shift.business_date)
    _drop_empty_cart(tx, who)
    tx.open_drawer(who.till)
    tx.touch("shifts")
    close = Close(closed, shift.business_date, tx.now, who)
    return msgspec.structs.replace(z_view(settings, close), job=print_z(tx, settings, close))


def open_to_count(tx: JournalTx, settings: Settings, who: Who) -> DrawerView | Refused:
    """Open the drawer for whoever may close the shift, to count it; on record as every opening is.

    As for the close, nobody may be at a cart: it is no other way to open the drawer.
    """
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    refused = _check_carts(tx, settings, shift, open_payments(tx, tills_of(settings, shift)))
    if refused:
        return refused
    by = may(tx, settings, who, Right.CLOSE_SHIFT, shift.id)
    if isinstance(by, Refused):
        return by
    opened = DrawerOpened(shift.drawer, shift.id, report_words(settings.store.language).counting)
    tx.record(opened, actor=who.staff, till=who.till, business_date=shift.business_date)
    tx.open_drawer(who.till)
    tx.touch("shifts")
    return DrawerView(shift.drawer, tx.now)


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
    tx: JournalTx,
    settings: Settings,
    shift: Shift,
    request: CloseShift,
    counted: Fen,
    figures: Figures,
    payments: tuple[HandedPayment, ...],
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
        payments=payments,
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


def _drop_empty_cart(tx: Tx, who: Who) -> None:
    """This till begins anew; at another lane of the drawer somebody may be served, and that cart stays."""
    row = tx.one(cart_queries.LIVE_OF_TILL, who.till)
    cart = _cart_decoder.decode(row.body) if row else None
    if cart is not None and not is_in_progress(cart):
        tx.run(cart_queries.DROP, cart.id)
        tx.touch("carts")
