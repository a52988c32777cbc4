"""Payments through a provider as rows."""

import msgspec

from edge_agent.db.query import Query


class PaymentRow(msgspec.Struct, frozen=True):
    """A payment, or a refund of one."""

    id: str
    order_no: str
    provider: str
    amount_fen: int
    purpose: str
    state: str
    started_at: int
    business_date: str | None
    staff: str | None
    till: str | None
    cart: str | None
    sale: str | None
    refund: str | None
    refund_of: str | None
    reason: str


class Returned(msgspec.Struct, frozen=True):
    """What has gone back of a payment, or is on its way."""

    fen: int


BY_ID = Query("payments.by_id", PaymentRow)
UNDECIDED = Query("payments.undecided", PaymentRow)
FOR_A_PERSON = Query("payments.for_a_person", PaymentRow)
IN_STATE = Query("payments.in_state", PaymentRow)
RETURNED = Query("payments.returned", Returned)
