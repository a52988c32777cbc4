"""What comes after a sale: refunds, returns, exchanges, reopened sales, and their paper."""

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody

from edge_agent.api.agent import Agent, cart_at
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.api.routes.carts import shown
from edge_agent.domain.errors import Code, Refused
from edge_agent.services import exchanges, refund_views, refunds, reopen, reprint, returns
from edge_agent.services.outcomes import CartChanged
from edge_agent.wire.after_sale import (
    ExchangeRequest,
    RefundDone,
    RefundPlan,
    RefundRequest,
    RefundView,
    ReopenRequest,
    ReturnRequest,
)
from edge_agent.wire.carts import CartView
from edge_agent.wire.print_jobs import PrintJobView


@post("/sales/{sale_id:str}/refunds")
async def refund(
    agent: Agent, request: AnyRequest, sale_id: FromPath[str], data: JSONBody[RefundRequest]
) -> RefundDone:
    """Give back a part of a sale, or all of it; `refund.confirm-external` asks for other devices first."""
    return await agent.change(
        request, RefundDone, lambda tx, who: refunds.refund(tx, agent.settings, who, sale_id, data)
    )


@post("/sales/{sale_id:str}/refunds/plan", status_code=200)
async def plan_refund(
    agent: Agent, request: AnyRequest, sale_id: FromPath[str], data: JSONBody[RefundRequest]
) -> RefundPlan:
    """What a refund would be: amounts, tenders, points; nothing is changed by asking."""
    return await agent.change(
        request, RefundPlan, lambda tx, _who: refunds.plan_refund(tx, agent.settings, sale_id, data)
    )


@post("/sales/{sale_id:str}/reopen")
async def reopen_sale(
    agent: Agent, request: AnyRequest, sale_id: FromPath[str], data: JSONBody[ReopenRequest]
) -> RefundDone:
    """反结账: give all of a sale of this shift back, and open a cart with its lines."""
    return await agent.change(
        request, RefundDone, lambda tx, who: reopen.reopen(tx, agent.settings, who, sale_id, data)
    )


@post("/exchanges")
async def exchange(agent: Agent, request: AnyRequest, data: JSONBody[ExchangeRequest]) -> CartView:
    """换货: what comes back goes into this till's cart, and pays for what is taken instead."""
    changed = await agent.change(
        request, CartChanged, lambda tx, who: exchanges.exchange(tx, agent.settings, who, data)
    )
    return shown(agent, changed)


@delete("/carts/{cart_id:str}/exchange", status_code=200)
async def take_exchange_off(agent: Agent, request: AnyRequest, cart_id: FromPath[str]) -> CartView:
    """Nothing comes back after all."""
    at = cart_at(request, cart_id)
    return shown(
        agent, await agent.change(request, CartChanged, lambda tx, who: exchanges.take_off(tx, who, at))
    )


@post("/returns")
async def take_back(agent: Agent, request: AnyRequest, data: JSONBody[ReturnRequest]) -> RefundDone:
    """Give money back for goods without a receipt: by right, up to the shop's limit."""
    return await agent.change(
        request, RefundDone, lambda tx, who: returns.take_back(tx, agent.settings, who, data)
    )


@get("/refunds/{refund_id:str}")
async def read_refund(agent: Agent, request: AnyRequest, refund_id: FromPath[str]) -> RefundView:
    """A refund by its id or its own receipt number."""
    await agent.who(request)
    found = await refund_views.read_refund(agent.reads, refund_id)
    if found is None:
        raise Declined(Refused(Code.REFUND_UNKNOWN))
    return found


@post("/sales/{sale_id:str}/print")
async def print_receipt(agent: Agent, request: AnyRequest, sale_id: FromPath[str]) -> PrintJobView:
    """The first paper of a sale, where receipts are printed only when somebody wants one."""
    return await agent.change(
        request, PrintJobView, lambda tx, who: reprint.print_receipt(tx, agent.settings, who, sale_id)
    )


@post("/sales/{sale_id:str}/reprint")
async def reprint_receipt(agent: Agent, request: AnyRequest, sale_id: FromPath[str]) -> PrintJobView:
    """补打: a copy with its number; the first paper, when there was none yet."""
    return await agent.change(
        request, PrintJobView, lambda tx, who: reprint.reprint_receipt(tx, agent.settings, who, sale_id)
    )


@post("/refunds/{refund_id:str}/reprint")
async def reprint_refund(agent: Agent, request: AnyRequest, refund_id: FromPath[str]) -> PrintJobView:
    """The same of a refund's slip."""
    return await agent.change(
        request, PrintJobView, lambda tx, who: reprint.reprint_refund(tx, agent.settings, who, refund_id)
    )


ROUTES = [
    refund,
    plan_refund,
    reopen_sale,
    exchange,
    take_exchange_off,
    take_back,
    read_refund,
    print_receipt,
    reprint_receipt,
    reprint_refund,
]
