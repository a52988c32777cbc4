"""Payment: each leg is taken in turn, and the one that covers the total settles the sale."""

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.tx import Tx
from edge_agent.domain import cart as carts
from edge_agent.domain.cart import Cart
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import PricedCart
from edge_agent.domain.shifts import Shift
from edge_agent.domain.tender import CashTender, ExternalTender, Tender, balance, check_tender
from edge_agent.services.carts import CartAt, own_cart, priced, saved
from edge_agent.services.coupons import coupons_still_good
from edge_agent.services.members import check_points
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.sales import settle
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.types import CashTenderRequest, TenderRequest


class Tendered(msgspec.Struct, frozen=True):
    """A cart with one more leg, which may be taken, and all that taking it needs."""

    cart: Cart
    priced: PricedCart
    shift: Shift


def tender(
    tx: JournalTx, settings: Settings, who: Who, at: CartAt, request: TenderRequest
) -> CartChanged | Refused:
    """Take one leg of payment; when the total is covered, the answer holds the finished sale."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    if cart.pending is not None:
        return Refused(Code.PAYMENT_PENDING)
    tendered = check_spent(tx, settings, cart) or with_leg(tx, settings, who, cart, _leg(request))
    return tendered if isinstance(tendered, Refused) else take(tx, settings, who, tendered)


def untender(tx: JournalTx, who: Who, at: CartAt) -> CartChanged | Refused:
    """Give every leg back and open the cart again."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    if cart.pending is not None:
        return Refused(Code.PAYMENT_PENDING)
    opened = carts.without_tenders(cart)
    return opened if isinstance(opened, Refused) else saved(tx, opened)


def with_leg(tx: Tx, settings: Settings, who: Who, cart: Cart, leg: Tender) -> Tendered | Refused:
    """The cart with `leg`, if it may be taken now; nothing is written.

    A coupon may have been used at the other till since it was shown.
    """
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    if not cart.live_lines:
        return Refused(Code.CART_EMPTY)
    now = priced(tx, cart)
    refused = check_tender(
        leg, now.total_fen, cart.tenders, settings.methods, settings.selling.rounding
    ) or coupons_still_good(tx, cart)
    tendered = refused or carts.with_tender(cart, leg)
    return tendered if isinstance(tendered, Refused) else Tendered(tendered, now, shift)


def take(tx: JournalTx, settings: Settings, who: Who, tendered: Tendered) -> CartChanged | Refused:
    """Keep the leg; the one that covers the total settles the sale."""
    cart, now = tendered.cart, tendered.priced
    if not balance(now.total_fen, cart.tenders, settings.selling.rounding).is_covered:
        return saved(tx, cart, price_now=now)
    closed = carts.sold(cart)
    if isinstance(closed, Refused):
        return closed
    sale = settle(tx, settings, who, tendered.shift, cart, now)
    if any(isinstance(leg, CashTender) and leg.amount_fen > 0 for leg in cart.tenders):
        tx.open_drawer(who.till)
    return saved(tx, closed, sale=sale, price_now=now)


def check_spent(tx: Tx, settings: Settings, cart: Cart) -> Refused | None:
    """Why the points promised to this cart are not there any more, or None.

    Asked before money moves: once a provider has taken it, the promise is kept, and a balance may fall below
    zero.
    """
    if cart.member is None or not cart.points_spent:
        return None
    return check_points(tx, settings, cart.member, cart.points_spent)


def _leg(request: TenderRequest) -> Tender:
    if isinstance(request, CashTenderRequest):
        return CashTender(Fen(request.amount_fen))
    return ExternalTender(request.method, Fen(request.amount_fen), (request.reference or "").strip() or None)
