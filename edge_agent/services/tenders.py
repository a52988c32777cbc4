"""Payment: each leg is taken in turn, and the one that covers the total settles the sale."""

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.tx import Tx
from edge_agent.domain import cart as carts
from edge_agent.domain.cart import Cart
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.exchange import paid_by
from edge_agent.domain.ids import RefundId
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.pricing import PricedCart
from edge_agent.domain.shifts import Shift
from edge_agent.domain.tender import CashTender, ExternalTender, Tender, balance, check_tender
from edge_agent.services.carts import CartAt, own_cart, priced, saved
from edge_agent.services.coupons import coupons_still_good
from edge_agent.services.exchanges import check_left, half_of, make_half
from edge_agent.services.members import check_points
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.refunds import Given
from edge_agent.services.sales import settle
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.tenders import (
    CashTenderRequest,
    ExchangeTenderRequest,
    ExternalTenderRequest,
    TenderRequest,
)


class Tendered(msgspec.Struct, frozen=True):
    """A cart with one more leg, which may be taken, and all that taking it needs."""

    cart: Cart
    priced: PricedCart
    shift: Shift
    given: Given = Given()
    """Of an exchange that other devices must give a part back for."""


def tender(
    tx: JournalTx, settings: Settings, who: Who, at: CartAt, request: TenderRequest
) -> CartChanged | Refused:
    """Take one leg of payment; when the total is covered, the answer holds the finished sale."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    if cart.pending is not None:
        return Refused(Code.PAYMENT_PENDING)
    tendered = check_spent(tx, settings, cart) or _tendered(tx, settings, who, cart, request)
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

    A coupon may have been used at the other till since it was shown, goods that come back refunded there.
    """
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    if not cart.live_lines:
        return Refused(Code.CART_EMPTY)
    now = priced(tx, cart)
    before = paid_by(cart, now.total_fen)
    refused = (
        check_tender(leg, now.total_fen, before, settings.methods, settings.selling.rounding)
        or coupons_still_good(tx, cart)
        or check_left(tx, cart)
    )
    tendered = refused or carts.with_tender(cart, leg)
    return tendered if isinstance(tendered, Refused) else Tendered(tendered, now, shift)


def take(tx: JournalTx, settings: Settings, who: Who, tendered: Tendered) -> CartChanged | Refused:
    """Keep the leg; the one that covers the total settles the sale, with the refund of an exchange."""
    cart, now = tendered.cart, tendered.priced
    if not balance(now.total_fen, paid_by(cart, now.total_fen), settings.selling.rounding).is_covered:
        return saved(tx, cart, price_now=now)
    closed = carts.sold(cart)
    if isinstance(closed, Refused):
        return closed
    back = _brought_back(tx, settings, who, tendered)
    if isinstance(back, Refused):
        return back
    sale = settle(tx, settings, who, tendered.shift, cart, now, back)
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


def _tendered(tx: Tx, settings: Settings, who: Who, cart: Cart, request: TenderRequest) -> Tendered | Refused:
    if isinstance(request, ExchangeTenderRequest):
        return _covered(tx, settings, who, cart, request)
    return with_leg(tx, settings, who, cart, _leg(request))


def _covered(
    tx: Tx, settings: Settings, who: Who, cart: Cart, request: ExchangeTenderRequest
) -> Tendered | Refused:
    """The cart as what comes back pays for it alone; nothing is written."""
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    if cart.exchange is None:
        return Refused(Code.EXCHANGE_NONE)
    now = priced(tx, cart)
    rest = balance(now.total_fen, paid_by(cart, now.total_fen)).rest_fen
    if rest > 0:
        return Refused(Code.EXCHANGE_NOT_COVERED, {"rest": yuan(rest)})
    refused = coupons_still_good(tx, cart) or check_left(tx, cart)
    covered = refused or carts.with_nothing_due(cart)
    if isinstance(covered, Refused):
        return covered
    given = Given(request.external_done, request.external_fen, (request.reference or "").strip())
    return Tendered(covered, now, shift, given)


def _brought_back(
    tx: JournalTx, settings: Settings, who: Who, tendered: Tendered
) -> RefundId | Refused | None:
    """The refund that belongs to the sale, if anything comes back for it."""
    half = half_of(tx, settings, tendered.cart, tendered.priced.total_fen, tendered.given)
    if half is None or isinstance(half, Refused):
        return half
    return make_half(tx, settings, who, tendered.shift, half)


def _leg(request: CashTenderRequest | ExternalTenderRequest) -> Tender:
    if isinstance(request, CashTenderRequest):
        return CashTender(Fen(request.amount_fen))
    return ExternalTender(request.method, Fen(request.amount_fen), (request.reference or "").strip() or None)
