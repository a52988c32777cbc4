"""What is said of the whole cart: its member and points, coupons, the discount on the whole, 要开票."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.domain import cart_whole as whole
from edge_agent.domain.cart import Action, Cart, Change, check
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CouponCode
from edge_agent.domain.money import Fen
from edge_agent.domain.rights import Right
from edge_agent.services.carts import CartAt, due_before_discount, due_without_points, edited, own_cart
from edge_agent.services.members import check_points, enrol_member, find_member
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.rights import may
from edge_agent.services.who import Who
from edge_agent.wire.carts import CartDiscount, CartMemberRequest


def discount(
    tx: JournalTx, settings: Settings, who: Who, at: CartAt, request: CartDiscount
) -> CartChanged | Refused:
    """整单折扣: a share of the whole, or a total agreed on; neither takes the discount back."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    changed = _discounted(tx, cart, request)
    if isinstance(changed, Refused):
        return changed
    if changed.order_discount is not None:
        by = may(tx, settings, who, Right.CART_DISCOUNT, cart.id)
        if isinstance(by, Refused):
            return by
    return edited(tx, changed)


def member(
    tx: JournalTx, settings: Settings, who: Who, at: CartAt, request: CartMemberRequest
) -> CartChanged | Refused:
    """Find or enrol the member, or spend points of the one that is there; nothing at all takes it off."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    refused = check(cart, Action.EDIT)
    if refused:
        return refused
    is_named = bool(request.text.strip()) or request.enrol
    if is_named and request.points is not None:
        return Refused(Code.REQUEST_MALFORMED, {"detail": "text, points: one a call"})
    if request.points is not None:
        return edited(tx, _with_points(tx, settings, cart, request.points))
    if not is_named:
        return edited(tx, whole.with_member(cart, None))
    find = enrol_member if request.enrol else find_member
    found = find(tx, settings, who, request.text)
    return found if isinstance(found, Refused) else edited(tx, whole.with_member(cart, found))


def remove_coupon(tx: JournalTx, who: Who, at: CartAt, code: CouponCode) -> CartChanged | Refused:
    """Give a coupon back to the customer."""
    cart = own_cart(tx, who, at)
    return cart if isinstance(cart, Refused) else edited(tx, whole.without_coupon(cart, code))


def mark_invoice(tx: JournalTx, who: Who, at: CartAt, *, wanted: bool) -> CartChanged | Refused:
    """Mark the sale for invoicing (要开票), or take the mark off."""
    cart = own_cart(tx, who, at)
    return cart if isinstance(cart, Refused) else edited(tx, whole.with_invoice(cart, wanted=wanted))


def _discounted(tx: JournalTx, cart: Cart, request: CartDiscount) -> Change:
    share, total = request.pay_permille, request.total_fen
    if share is not None and total is not None:
        return Refused(Code.DISCOUNT_BOTH)
    if share is not None:
        return whole.with_share(cart, share)
    if total is not None:
        return whole.with_agreed_total(cart, Fen(total), due_before_discount(tx, cart))
    return whole.without_discount(cart)


def _with_points(tx: JournalTx, settings: Settings, cart: Cart, points: int) -> Change:
    if cart.member is None:
        return Refused(Code.CART_MEMBER_NONE)
    refused = check_points(tx, settings, cart.member, points)
    if refused:
        return refused
    due = due_without_points(tx, cart)
    return whole.with_points(cart, points, settings.members.point_value_fen, due)
