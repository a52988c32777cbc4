"""Payments as the wire shows them: one, those in a state, and the work list of people."""

from edge_agent.db.queries import payments as queries
from edge_agent.db.queries.payments import PaymentRow
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CartId, PaymentId, SaleId
from edge_agent.domain.money import Fen
from edge_agent.domain.payments import PaymentState
from edge_agent.wire.payments import PaymentView

OPEN = "open"
"""The list of what a person must settle."""
LISTS = frozenset((OPEN, *PaymentState))


def payment_now(tx: Tx, payment: PaymentId) -> PaymentView | Refused:
    """A payment as this unit has left it."""
    row = tx.one(queries.BY_ID, payment)
    return _view(row) if row else Refused(Code.PAYMENT_NOT_FOUND)


async def read_payment(reads: Reads, payment: str) -> PaymentView | None:
    """A payment as it is now."""
    row = await reads.one(queries.BY_ID, payment)
    return _view(row) if row else None


async def list_payments(reads: Reads, state: str, limit: int) -> tuple[PaymentView, ...]:
    """Payments in a state, newest first; `open` is the work list of people, oldest first."""
    if state == OPEN:
        rows = await reads.all(queries.FOR_A_PERSON, limit)
    else:
        rows = await reads.all(queries.IN_STATE, PaymentState(state), limit)
    return tuple(_view(row) for row in rows)


def _view(row: PaymentRow) -> PaymentView:
    return PaymentView(
        id=PaymentId(row.id),
        order_no=row.order_no,
        provider=row.provider,
        amount_fen=Fen(row.amount_fen),
        state=row.state,
        started_at=row.started_at,
        purpose=row.purpose,
        cart=CartId(row.cart) if row.cart else None,
        sale=SaleId(row.sale) if row.sale else None,
        reason=row.reason,
    )
