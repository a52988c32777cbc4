"""`/v1/payments` and the correction of a tender: what a provider was asked, and what people say of it."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import PaymentId
from edge_agent.services import payment_views, payments, sales
from edge_agent.services.tender_correction import correct_tender
from edge_agent.wire.payments import Corrected, CorrectTender, PaymentView, SettlePayment
from edge_agent.wire.sales import SaleView

Limit = Annotated[int, QueryParameter(ge=1, le=100)]


@get("/payments")
async def list_payments(
    agent: Agent,
    request: AnyRequest,
    payment_state: Annotated[str, QueryParameter(name="state")],
    limit: Limit = 50,
) -> list[PaymentView]:
    """Payments in a state; `open` is the work list: unknown, paid without a sale, a refund declined."""
    await agent.who(request)
    if payment_state not in payment_views.LISTS:
        raise Declined(Refused(Code.REQUEST_MALFORMED, {"detail": "state"}))
    return list(await payment_views.list_payments(agent.reads, payment_state, limit))


@get("/payments/{payment_id:str}")
async def read_payment(agent: Agent, request: AnyRequest, payment_id: FromPath[str]) -> PaymentView:
    """A payment as it is now."""
    await agent.who(request)
    payment = await payment_views.read_payment(agent.reads, payment_id)
    if payment is None:
        raise Declined(Refused(Code.PAYMENT_NOT_FOUND))
    return payment


@post("/payments/{payment_id:str}/settle", status_code=200)
async def settle_payment(
    agent: Agent, request: AnyRequest, payment_id: FromPath[str], data: JSONBody[SettlePayment]
) -> PaymentView:
    """Say by hand what became of a payment on the work list; paid, a cart that waits for it is sold."""
    payment = PaymentId(payment_id)
    return await agent.change(
        request,
        PaymentView,
        lambda tx, who: payments.settle_by_hand(tx, agent.settings, who, payment, data.outcome, data.reason),
    )


@post("/payments/{payment_id:str}/cancel", status_code=200)
async def cancel_payment(agent: Agent, request: AnyRequest, payment_id: FromPath[str]) -> PaymentView:
    """Give a charge up that waits for its customer: it is reversed, and the cart opens again."""
    payment = PaymentId(payment_id)
    return await agent.change(
        request, PaymentView, lambda tx, who: payments.cancel(tx, agent.settings, who, payment)
    )


@post("/sales/{sale_id:str}/tender-correction", status_code=200)
async def correct(
    agent: Agent, request: AnyRequest, sale_id: FromPath[str], data: JSONBody[CorrectTender]
) -> SaleView:
    """Book a leg under another tender, within the sale's shift."""
    done = await agent.change(
        request, Corrected, lambda tx, who: correct_tender(tx, agent.settings, who, sale_id, data)
    )
    sale = await sales.read_sale(agent.reads, done.sale)
    if sale is None:
        raise Declined(Refused(Code.SALE_UNKNOWN))
    return sale


ROUTES = [list_payments, read_payment, settle_payment, cancel_payment, correct]
