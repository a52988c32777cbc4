"""`/v1/carts`: what is said of the whole cart: member, coupons, discount, invoice."""

from litestar import delete, post
from litestar.params import FromPath, JSONBody

from edge_agent.api.agent import Agent, cart_at
from edge_agent.api.problems import AnyRequest
from edge_agent.api.routes.carts import shown
from edge_agent.domain.ids import CouponCode
from edge_agent.services import cart_whole
from edge_agent.services.outcomes import CartChanged
from edge_agent.wire.carts import CartDiscount, CartMark, CartMemberRequest, CartView


@post("/carts/{cart_id:str}/discount", status_code=200)
async def discount(
    agent: Agent, request: AnyRequest, cart_id: FromPath[str], data: JSONBody[CartDiscount]
) -> CartView:
    """整单折扣: a share of the whole or a total agreed on; neither takes it back."""
    at = cart_at(request, cart_id)
    changed = await agent.change(
        request, CartChanged, lambda tx, who: cart_whole.discount(tx, agent.settings, who, at, data)
    )
    return shown(agent, changed)


@post("/carts/{cart_id:str}/member", status_code=200)
async def member(
    agent: Agent, request: AnyRequest, cart_id: FromPath[str], data: JSONBody[CartMemberRequest]
) -> CartView:
    """Find or enrol the cart's member, spend points, or take the member off."""
    at = cart_at(request, cart_id)
    changed = await agent.change(
        request, CartChanged, lambda tx, who: cart_whole.member(tx, agent.settings, who, at, data)
    )
    return shown(agent, changed)


@delete("/carts/{cart_id:str}/coupons/{code:str}", status_code=200)
async def remove_coupon(
    agent: Agent, request: AnyRequest, cart_id: FromPath[str], code: FromPath[str]
) -> CartView:
    """Take a coupon off the cart."""
    at, coupon = cart_at(request, cart_id), CouponCode(code)
    changed = await agent.change(
        request, CartChanged, lambda tx, who: cart_whole.remove_coupon(tx, who, at, coupon)
    )
    return shown(agent, changed)


@post("/carts/{cart_id:str}/invoice", status_code=200)
async def mark_invoice(
    agent: Agent, request: AnyRequest, cart_id: FromPath[str], data: JSONBody[CartMark]
) -> CartView:
    """要开票, or not any more."""
    at, wanted = cart_at(request, cart_id), data.wants_invoice
    changed = await agent.change(
        request, CartChanged, lambda tx, who: cart_whole.mark_invoice(tx, who, at, wanted=wanted)
    )
    return shown(agent, changed)


ROUTES = [discount, member, remove_coupon, mark_invoice]
