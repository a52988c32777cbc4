"""Payment: each leg is taken in turn, and the one that covers the total settles the sale."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.domain import cart as carts
from edge_agent.domain.cart import Cart
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import PricedCart
from edge_agent.domain.shifts import Shift
from edge_agent.domain.tender import CashTender, ExternalTender, Tender, balance, check_tender
from edge_agent.services.carts import CartAt, own_cart, priced, saved
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.sales import settle
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.types import CashTenderRequest, TenderRequest


def tender(
    tx: JournalTx, settings: Settings, who: Who, at: CartAt, request: TenderRequest
) -> CartChanged | Refused:
    """Take one leg of payment; when the total is covered, the answer holds the finished sale."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    now, leg = priced(tx, cart), _leg(request)
    tendered = _tendered(cart, now, leg, settings)
    if isinstance(tendered, Refused):
        return tendered
    if not balance(now.total_fen, tendered.tenders).is_covered:
        return saved(tx, tendered, price_now=now)
    return _settled(tx, settings, who, shift, tendered, now)


def untender(tx: JournalTx, who: Who, at: CartAt) -> CartChanged | Refused:
    """Give every leg back and open the cart again."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    opened = carts.without_tenders(cart)
    return opened if isinstance(opened, Refused) else saved(tx, opened)


def _leg(request: TenderRequest) -> Tender:
    if isinstance(request, CashTenderRequest):
        return CashTender(Fen(request.amount_fen))
    return ExternalTender(request.method, Fen(request.amount_fen), (request.reference or "").strip() or None)


def _tendered(cart: Cart, priced: PricedCart, leg: Tender, settings: Settings) -> Cart | Refused:
    if not cart.live_lines:
        return Refused(Code.CART_EMPTY)
    refused = check_tender(leg, priced.total_fen, cart.tenders, settings.methods)
    return refused or carts.with_tender(cart, leg)


def _settled(
    tx: JournalTx, settings: Settings, who: Who, shift: Shift, tendered: Cart, now: PricedCart
) -> CartChanged | Refused:
    closed = carts.sold(tendered)
    if isinstance(closed, Refused):
        return closed
    sale = settle(tx, settings, who, shift, tendered, now)
    paid_cash = any(isinstance(leg, CashTender) and leg.amount_fen > 0 for leg in tendered.tenders)
    if paid_cash:
        tx.open_drawer(who.till)
    return saved(tx, closed, sale=sale, price_now=now)
