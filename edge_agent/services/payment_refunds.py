"""A payment given back through its provider: a payment of its own, which may be pending for long."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import payments as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import PaymentStarted
from edge_agent.domain.ids import PaymentId, RefundId, SaleId
from edge_agent.domain.moments import BusinessDate
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.payments import ORDER_NO_RANDOM_BYTES, PaymentState, Purpose, order_no
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who


def start_refund(
    tx: JournalTx, settings: Settings, who: Who, payment_id: PaymentId, amount_fen: Fen, refund_id: RefundId
) -> PaymentId | Refused:
    """Begin to give back some or all of a payment; offline it stays pending and resumes by itself."""
    row = tx.one(queries.BY_ID, payment_id)
    if row is None:
        return Refused(Code.PAYMENT_NOT_FOUND)
    if settings.payments.provider == "none":
        return Refused(Code.PAYMENT_PROVIDER_OFF)
    if (row.purpose, row.state) != (Purpose.SALE, PaymentState.PAID):
        return Refused(Code.PAYMENT_NOT_REFUNDABLE)
    returned = tx.one(queries.RETURNED, payment_id)
    left = Fen(row.amount_fen - (returned.fen if returned else 0))
    if not 0 < amount_fen <= left:
        return Refused(Code.PAYMENT_REFUND_ABOVE, {"left": yuan(left)})
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    started = PaymentStarted(
        payment=PaymentId(tx.new_id()),
        order_no=new_order_no(tx, settings, shift.business_date),
        provider=row.provider,
        amount_fen=amount_fen,
        purpose=Purpose.REFUND,
        refund=refund_id,
        refund_of=payment_id,
        sale=SaleId(row.sale) if row.sale else None,
    )
    tx.record(started, actor=who.staff, till=who.till, business_date=shift.business_date)
    tx.touch("payments")
    return started.payment


def new_order_no(tx: Tx, settings: Settings, date: BusinessDate) -> str:
    """The merchant's own number of a new payment (商户订单号)."""
    return order_no(settings.store.code, date, tx.token(ORDER_NO_RANDOM_BYTES))
