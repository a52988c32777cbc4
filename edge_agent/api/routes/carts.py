"""`/v1/carts`: the sale until it is paid."""

from typing import Annotated

from litestar import delete, get, patch, post
from litestar.params import FromPath, JSONBody, PathParameter, QueryParameter

from edge_agent.api.agent import Agent, cart_at
from edge_agent.api.problems import AnyRequest, Declined
from edge_agent.domain.cart import LINES_MAX
from edge_agent.domain.errors import Code, Refused
from edge_agent.services import carts, sales, tenders
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.views import cart_view, held_view
from edge_agent.wire.types import (
    CartView,
    ChangeLine,
    HeldCart,
    ScanAnswer,
    ScanRequest,
    TenderAnswer,
    TenderRequest,
)

LineNo = Annotated[int, PathParameter(ge=1, le=LINES_MAX)]


@post("/carts")
async def open_cart(agent: Agent, request: AnyRequest) -> CartView:
    """This till's live cart, or a new one."""
    return cart_view(
        await agent.change(request, CartChanged, lambda tx, who: carts.open_cart(tx, agent.settings, who))
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
    found = await carts.read_one(agent.reads, cart_id)
    if found is None:
        raise Declined(Refused(Code.CART_UNKNOWN))
    return cart_view(found)


@post("/carts/{cart_id:str}/scan", status_code=200)
async def scan(
    agent: Agent, request: AnyRequest, cart_id: FromPath[str], data: JSONBody[ScanRequest]
) -> ScanAnswer:
    """Take a scan or what a person typed; routed by what it is."""
    at = cart_at(request, cart_id)
    changed = await agent.change(
        request, CartChanged, lambda tx, who: carts.scan(tx, agent.settings, who, at, data)
    )
    return ScanAnswer(cart_view(changed), changed.line_no, changed.joined)


@patch("/carts/{cart_id:str}/lines/{line_no:int}")
async def change_line(
    agent: Agent, request: AnyRequest, cart_id: FromPath[str], line_no: LineNo, data: JSONBody[ChangeLine]
) -> CartView:
    """Put another quantity on a line."""
    at = cart_at(request, cart_id)
    return cart_view(
        await agent.change(
            request,
            CartChanged,
            lambda tx, who: carts.change_line(tx, agent.settings, who, at, line_no, data),
        )
    )


@delete("/carts/{cart_id:str}/lines/{line_no:int}", status_code=200)
async def void_line(agent: Agent, request: AnyRequest, cart_id: FromPath[str], line_no: LineNo) -> CartView:
    """Strike a line out."""
    at = cart_at(request, cart_id)
    return cart_view(
        await agent.change(request, CartChanged, lambda tx, who: carts.void_line(tx, who, at, line_no))
    )


@post("/carts/{cart_id:str}/hold", status_code=200)
async def hold(agent: Agent, request: AnyRequest, cart_id: FromPath[str]) -> CartView:
    """Set the cart aside."""
    at = cart_at(request, cart_id)
    return cart_view(await agent.change(request, CartChanged, lambda tx, who: carts.hold(tx, who, at)))


@post("/carts/{cart_id:str}/recall", status_code=200)
async def recall(agent: Agent, request: AnyRequest, cart_id: FromPath[str]) -> CartView:
    """Take a held cart to this till."""
    at = cart_at(request, cart_id)
    return cart_view(await agent.change(request, CartChanged, lambda tx, who: carts.recall(tx, who, at)))


@post("/carts/{cart_id:str}/cancel", status_code=200)
async def cancel(agent: Agent, request: AnyRequest, cart_id: FromPath[str]) -> CartView:
    """Give the whole cart up."""
    at = cart_at(request, cart_id)
    return cart_view(
        await agent.change(request, CartChanged, lambda tx, who: carts.cancel(tx, agent.settings, who, at))
    )


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
    return TenderAnswer(cart_view(changed), sale)


@delete("/carts/{cart_id:str}/tenders", status_code=200)
async def untender(agent: Agent, request: AnyRequest, cart_id: FromPath[str]) -> CartView:
    """Give every leg back and open the cart again."""
    at = cart_at(request, cart_id)
    return cart_view(await agent.change(request, CartChanged, lambda tx, who: tenders.untender(tx, who, at)))


ROUTES = [
    open_cart,
    held_carts,
    read_cart,
    scan,
    change_line,
    void_line,
    hold,
    recall,
    cancel,
    tender,
    untender,
]
