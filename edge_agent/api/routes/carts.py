"""`/v1/carts`: the sale until it is paid."""

from typing import Annotated

from litestar import Response, delete, get, patch, post
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody, PathParameter, QueryParameter

from edge_agent.api.agent import Agent, cart_at
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.cart import LINES_MAX
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.payments import FINAL, PaymentState
from edge_agent.services import cart_lines, cart_scan, carts, sales, tenders
from edge_agent.services.cart_options import read_options
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.payment_views import read_payment
from edge_agent.services.views import cart_view, held_view, option_views
from edge_agent.wire.carts import CartView, ChangeLine, HeldCart
from edge_agent.wire.goods import OptionGroupView
from edge_agent.wire.scans import ScanAnswer, ScanRequest
from edge_agent.wire.tenders import TenderAnswer, TenderRequest

ACCEPTED = 202
UNDECIDED = ResponseSpec(ScanAnswer, description="A payment was begun; its provider must answer.")
LineNo = Annotated[int, PathParameter(ge=1, le=LINES_MAX)]


@post("/carts")
async def open_cart(agent: Agent, request: AnyRequest) -> CartView:
    """This till's live cart, or a new one."""
    return shown(
        agent,
        await agent.change(request, CartChanged, lambda tx, who: carts.open_cart(tx, agent.settings, who)),
    )


@get("/carts")
async def held_carts(
    agent: Agent, request: AnyRequest, cart_state: Annotated[str, QueryParameter(name="state")] = "held"
) -> list[HeldCart]:
    """The carts that any till may recall."""
    await agent.who(request)
    if cart_state != "held":
        raise Declined(Refused(Code.REQUEST_MALFORMED, {"detail": "state=held"}))
    return [held_view(held) for held in await carts.read_held(agent.reads)]


@get("/carts/{cart_id:str}")
async def read_cart(agent: Agent, request: AnyRequest, cart_id: FromPath[str]) -> CartView:
    """A cart as it is now."""
    await agent.who(request)
    return shown(agent, await _found(agent, cart_id))


@get("/carts/{cart_id:str}/lines/{line_no:int}/options")
async def line_options(
    agent: Agent, request: AnyRequest, cart_id: FromPath[str], line_no: LineNo
) -> list[OptionGroupView]:
    """What may be chosen of a line's article, and what is."""
    await agent.who(request)
    found = await _found(agent, cart_id)
    options = await read_options(agent.reads, found.cart, line_no, agent.clock.now())
    if isinstance(options, Refused):
        raise Declined(options)
    return options


@post("/carts/{cart_id:str}/scan", status_code=200, responses={ACCEPTED: UNDECIDED})
async def scan(
    agent: Agent, request: AnyRequest, cart_id: FromPath[str], data: JSONBody[ScanRequest]
) -> Response[ScanAnswer]:
    """Take a scan or what a person typed; routed by what it is.

    202 for a payment code, as long as its provider has not decided.
    """
    at = cart_at(request, cart_id)
    changed = await agent.change(
        request, CartChanged, lambda tx, who: cart_scan.scan(tx, agent.settings, who, at, data)
    )
    if changed.payment and changed.payment_code:  # a repeated call has none: nothing is charged twice
        agent.hand_over_code(changed.payment, changed.payment_code)
    payment = await read_payment(agent.reads, changed.payment) if changed.payment else None
    answer = ScanAnswer(
        cart=shown(agent, changed),
        line_no=changed.line_no,
        joined=changed.joined,
        kind=changed.kind,
        options=_options(changed),
        payment=payment,
        receipt_no=changed.receipt_no,
    )
    is_undecided = payment is not None and PaymentState(payment.state) not in FINAL
    return Response(answer, status_code=ACCEPTED if is_undecided else None)


@patch("/carts/{cart_id:str}/lines/{line_no:int}")
async def change_line(
    agent: Agent, request: AnyRequest, cart_id: FromPath[str], line_no: LineNo, data: JSONBody[ChangeLine]
) -> CartView:
    """Change a line's quantity, choices, price or discount."""
    at = cart_at(request, cart_id)
    changed = await agent.change(
        request,
        CartChanged,
        lambda tx, who: cart_lines.change_line(tx, agent.settings, who, at, line_no, data),
    )
    return shown(agent, changed)


@delete("/carts/{cart_id:str}/lines/{line_no:int}", status_code=200)
async def void_line(agent: Agent, request: AnyRequest, cart_id: FromPath[str], line_no: LineNo) -> CartView:
    """Strike a line out."""
    at = cart_at(request, cart_id)
    return shown(
        agent,
        await agent.change(request, CartChanged, lambda tx, who: cart_lines.void_line(tx, who, at, line_no)),
    )


@post("/carts/{cart_id:str}/hold", status_code=200)
async def hold(agent: Agent, request: AnyRequest, cart_id: FromPath[str]) -> CartView:
    """Set the cart aside."""
    at = cart_at(request, cart_id)
    return shown(agent, await agent.change(request, CartChanged, lambda tx, who: carts.hold(tx, who, at)))


@post("/carts/{cart_id:str}/recall", status_code=200)
async def recall(agent: Agent, request: AnyRequest, cart_id: FromPath[str]) -> CartView:
    """Take a held cart to this till; on another business day its prices are today's."""
    at = cart_at(request, cart_id)
    changed = await agent.change(
        request, CartChanged, lambda tx, who: carts.recall(tx, agent.settings, who, at)
    )
    return shown(agent, changed)


@post("/carts/{cart_id:str}/cancel", status_code=200)
async def cancel(agent: Agent, request: AnyRequest, cart_id: FromPath[str]) -> CartView:
    """Give the whole cart up."""
    at = cart_at(request, cart_id)
    changed = await agent.change(
        request, CartChanged, lambda tx, who: carts.cancel(tx, agent.settings, who, at)
    )
    return shown(agent, changed)


@post("/carts/{cart_id:str}/tenders", status_code=200)
async def tender(
    agent: Agent, request: AnyRequest, cart_id: FromPath[str], data: JSONBody[TenderRequest]
) -> TenderAnswer:
    """Take one leg of payment; the one that covers the total settles the sale."""
    at = cart_at(request, cart_id)
    changed = await agent.change(
        request, CartChanged, lambda tx, who: tenders.tender(tx, agent.settings, who, at, data)
    )
    sale = await sales.read_sale(agent.reads, changed.sale) if changed.sale else None
    return TenderAnswer(shown(agent, changed), sale)


@delete("/carts/{cart_id:str}/tenders", status_code=200)
async def untender(agent: Agent, request: AnyRequest, cart_id: FromPath[str]) -> CartView:
    """Give every leg back and open the cart again."""
    at = cart_at(request, cart_id)
    return shown(
        agent, await agent.change(request, CartChanged, lambda tx, who: tenders.untender(tx, who, at))
    )


def shown(agent: Agent, changed: CartChanged) -> CartView:
    """A cart as this shop's tills show it."""
    return cart_view(changed, agent.settings.selling.rounding)


async def _found(agent: Agent, cart_id: str) -> CartChanged:
    found = await carts.read_one(agent.reads, cart_id)
    if found is None:
        raise Declined(Refused(Code.CART_UNKNOWN))
    return found


def _options(changed: CartChanged) -> tuple[OptionGroupView, ...]:
    if not changed.groups:
        return ()
    return option_views(changed.groups, changed.cart.lines[changed.line_no - 1])


ROUTES = [
    open_cart,
    held_carts,
    read_cart,
    line_options,
    scan,
    change_line,
    void_line,
    hold,
    recall,
    cancel,
    tender,
    untender,
]
