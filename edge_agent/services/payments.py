"""Payments through a provider: begun at the counter, moved on by the worker, settled by people."""

from collections.abc import Sequence

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import payments as queries
from edge_agent.db.queries.payments import PaymentRow
from edge_agent.db.tx import Tx
from edge_agent.domain.cart import Action, Cart, after
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import PaymentChanged, PaymentSettledByHand, PaymentStarted
from edge_agent.domain.exchange import paid_by
from edge_agent.domain.ids import CartId, PaymentId, StaffId, TillId
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.payments import (
    FINAL,
    SETTLEMENTS,
    PaymentState,
    Purpose,
    Why,
    may_become,
)
from edge_agent.domain.pricing import PricedCart
from edge_agent.domain.rights import Right
from edge_agent.domain.scan import PaymentScan
from edge_agent.domain.tender import PaymentTender, balance
from edge_agent.ports.payments import Return
from edge_agent.services.carts import changed_now, priced, saved
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.payment_refunds import new_order_no
from edge_agent.services.payment_views import payment_now
from edge_agent.services.rights import may
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.tenders import Tendered, check_spent, take, with_leg
from edge_agent.services.who import Who
from edge_agent.wire.payments import PaymentView

UNDECIDED_MAX = 1_000
REASON_LENGTH_MAX = 100
_REASON_KEPT_MAX = 200


def start_payment(
    tx: JournalTx, settings: Settings, who: Who, cart: Cart, scan: PaymentScan, confirm: bool
) -> CartChanged | Refused:
    """Begin to charge the customer's code all that is due; the cart waits, frozen, for what becomes of it.

    The code itself goes to the worker with the answer, after the commit: no file ever holds it.
    """
    charge = _charge(tx, settings, who, cart, scan)
    if isinstance(charge, Refused):
        return charge
    payment, due = PaymentId(tx.new_id()), _due(cart, charge.priced)
    if due > settings.selling.payment_confirm_fen and not confirm:
        return Refused(Code.PAYMENT_CONFIRM, {"amount": yuan(due)})
    date = charge.shift.business_date
    started = PaymentStarted(
        payment=payment,
        order_no=new_order_no(tx, settings, date),
        provider=scan.provider,
        amount_fen=due,
        purpose=Purpose.SALE,
        cart=cart.id,
    )
    tx.record(started, actor=who.staff, till=who.till, business_date=date)
    tx.touch("payments")
    frozen = msgspec.structs.replace(charge.cart, tenders=cart.tenders, pending=payment)
    changed = saved(tx, frozen, price_now=charge.priced)
    return msgspec.structs.replace(changed, payment=payment, payment_code=scan.code)


def cancel(tx: JournalTx, settings: Settings, who: Who, payment_id: PaymentId) -> PaymentView | Refused:
    """The cashier gives a charge up: what was sent is reversed, what was not is declined by ourselves."""
    row = tx.one(queries.BY_ID, payment_id)
    if row is None:
        return Refused(Code.PAYMENT_NOT_FOUND)
    if row.till != who.till:
        return Refused(Code.CART_OTHER_TILL, {"till": row.till or ""})
    match row.purpose, row.state:
        case Purpose.SALE, PaymentState.CREATED:
            decline_unsent(tx, settings, payment_id, Why.CANCELLED, by=who.staff)
        case Purpose.SALE, PaymentState.AWAITING_CUSTOMER:
            change(tx, settings, payment_id, PaymentState.REVERSING, Why.CANCELLED, by=who.staff)
        case _:
            return Refused(Code.PAYMENT_STATE, {"state": row.state, "action": "cancel"})
    return payment_now(tx, payment_id)


def settle_by_hand(
    tx: JournalTx, settings: Settings, who: Who, payment_id: PaymentId, state: str, reason: str
) -> PaymentView | Refused:
    """A person looked it up and says what became of it; a cart that waits for the money becomes its sale."""
    row = tx.one(queries.BY_ID, payment_id)
    if row is None:
        return Refused(Code.PAYMENT_NOT_FOUND)
    reason, said = reason.strip(), PaymentState(state)
    if not 0 < len(reason) <= REASON_LENGTH_MAX:
        return Refused(Code.PAYMENT_REASON, {"max": REASON_LENGTH_MAX})
    refused = _check_settlement(tx, settings, row, said)
    if refused:
        return refused
    answerable = may(tx, settings, who, Right.SETTLE_PAYMENT, row.order_no)
    if isinstance(answerable, Refused):
        return answerable
    shift = shift_of_till(tx, settings, who.till)
    date = None if isinstance(shift, Refused) else shift.business_date
    tx.record(
        PaymentSettledByHand(payment_id, said, reason),
        actor=who.staff,
        till=who.till,
        business_date=date,
    )
    _follow(tx, settings, row, said)
    return payment_now(tx, payment_id)


def change(
    tx: JournalTx,
    settings: Settings,
    payment_id: PaymentId,
    state: PaymentState,
    reason: str = "",
    provider_ref: str | None = None,
    *,
    by: StaffId | None = None,
) -> bool:
    """Put down what became of a payment, with all that follows; False when it has moved on already.

    Without `by` it goes on in the name of whoever began it.
    """
    row = tx.one(queries.BY_ID, payment_id)
    if row is None or not may_become(PaymentState(row.state), state):
        return False
    tx.record(
        PaymentChanged(payment_id, state, provider_ref, reason[:_REASON_KEPT_MAX]),
        actor=by or _who(row).staff,
        till=TillId(row.till) if row.till else None,
        business_date=BusinessDate(row.business_date) if row.business_date else None,
    )
    _follow(tx, settings, row, state)
    return True


def decline_unsent(
    tx: JournalTx, settings: Settings, payment_id: PaymentId, why: Why, *, by: StaffId | None = None
) -> bool:
    """Decline a charge of which nothing was sent; False when it has moved on already.

    The table knows one way on from `created`: through `sent`, in the same transaction.
    """
    if not change(tx, settings, payment_id, PaymentState.SENT, by=by):
        return False
    return change(tx, settings, payment_id, PaymentState.DECLINED, why, by=by)


def undecided(tx: Tx) -> Sequence[PaymentRow]:
    """The payments that the worker sees through, oldest first."""
    return tx.all(queries.UNDECIDED, UNDECIDED_MAX)


def undecided_one(tx: Tx, payment: str) -> PaymentRow | None:
    """A payment, unless it is decided."""
    row = tx.one(queries.BY_ID, payment)
    return None if row is None or PaymentState(row.state) in FINAL else row


def return_of(tx: Tx, row: PaymentRow) -> Return:
    """What a refund asks of the provider: so much of the payment that it belongs to."""
    paid = tx.one(queries.BY_ID, row.refund_of)
    return Return(row.order_no, paid.order_no if paid else "", Fen(row.amount_fen))


def doubt_undecided(tx: JournalTx, settings: Settings) -> int:
    """Without a provider nobody can be asked: whatever is undecided is for a person; how many there are."""
    rows = undecided(tx)
    for row in rows:
        payment = PaymentId(row.id)
        if (row.purpose, row.state) == (Purpose.SALE, PaymentState.CREATED):
            decline_unsent(tx, settings, payment, Why.NO_PROVIDER)
        else:
            change(tx, settings, payment, PaymentState.SENT)
            change(tx, settings, payment, PaymentState.UNKNOWN, Why.NO_PROVIDER)
    return len(rows)


def _charge(tx: Tx, settings: Settings, who: Who, cart: Cart, scan: PaymentScan) -> Tendered | Refused:
    """The cart as it will be when the customer has paid all that is due, if that may be asked for now."""
    if settings.payments.provider == "none":
        return Refused(Code.PAYMENT_NO_PROVIDER)
    if cart.pending is not None:
        return Refused(Code.PAYMENT_PENDING)
    due = _due(cart, priced(tx, cart))
    if cart.live_lines and due == 0:
        return Refused(Code.PAYMENT_NOTHING_DUE)
    return check_spent(tx, settings, cart) or with_leg(
        tx, settings, who, cart, PaymentTender(PaymentId(""), scan.provider, due)
    )


def _due(cart: Cart, now: PricedCart) -> Fen:
    return balance(now.total_fen, paid_by(cart, now.total_fen)).rest_fen


def _check_settlement(tx: Tx, settings: Settings, row: PaymentRow, said: PaymentState) -> Refused | None:
    state = PaymentState(row.state)
    is_sold = state is PaymentState.PAID and row.sale is not None
    if is_sold or said not in SETTLEMENTS.get((Purpose(row.purpose), state), ()):
        return Refused(Code.PAYMENT_STATE, {"state": row.state, "action": "decide"})
    if state is said:  # paid, and now its sale
        return _check_sale(tx, settings, row)
    return None


def _check_sale(tx: Tx, settings: Settings, row: PaymentRow) -> Refused | None:
    """Why the cart of a payment that is paid cannot be sold now."""
    waiting = _waiting_cart(tx, row)
    if waiting is None:
        return Refused(Code.PAYMENT_STATE, {"state": row.state, "action": "decide"})
    tendered = with_leg(tx, settings, _who(row), waiting, _leg(row))
    return tendered if isinstance(tendered, Refused) else None


def _follow(tx: JournalTx, settings: Settings, row: PaymentRow, state: PaymentState) -> None:
    """What a change means for the cart that waits: its sale, or that it waits no longer."""
    tx.touch("payments")
    waiting = _waiting_cart(tx, row)
    if waiting is None:
        return
    if state is PaymentState.PAID:
        _sell(tx, settings, row, waiting)
    elif state in (PaymentState.DECLINED, PaymentState.REVERSED):
        freed = after(waiting, Action.TENDER if waiting.tenders else Action.UNTENDER)
        assert isinstance(freed, Cart)  # noqa: S101 a cart that waits is in the middle of its payment
        saved(tx, freed)


def _sell(tx: JournalTx, settings: Settings, row: PaymentRow, waiting: Cart) -> None:
    """The money is here: the sale is made, unless the cart cannot take it, which a person must see to."""
    tendered = with_leg(tx, settings, _who(row), waiting, _leg(row))
    if not isinstance(tendered, Refused):
        take(tx, settings, _who(row), tendered)


def _waiting_cart(tx: Tx, row: PaymentRow) -> Cart | None:
    """The cart that waits for this payment, as one that no longer does."""
    if row.cart is None:
        return None
    found = changed_now(tx, CartId(row.cart))
    if isinstance(found, Refused) or found.cart.pending != row.id:
        return None
    return msgspec.structs.replace(found.cart, pending=None)


def _leg(row: PaymentRow) -> PaymentTender:
    return PaymentTender(PaymentId(row.id), row.provider, Fen(row.amount_fen))


def _who(row: PaymentRow) -> Who:
    """Whoever scanned the code, at the till where it was scanned."""
    return Who(StaffId(row.staff or ""), TillId(row.till or ""))
