"""What belongs to the whole cart: its member, points and coupons, the discount on the whole, 要开票."""

from edge_agent.domain.cart import (
    Action,
    Cart,
    CartCoupon,
    CartMember,
    Change,
    Exchange,
    OrderDiscount,
    after,
    check,
)
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CouponCode
from edge_agent.domain.money import ZERO, Fen, yuan
from edge_agent.domain.promotions import WHOLE_PERMILLE

COUPONS_MAX = 20


def with_member(cart: Cart, member: CartMember | None) -> Change:
    """The cart as `member`'s, or nobody's; another person's points are not spent here."""
    if cart.member is not None and member is not None and cart.member.id == member.id and member.may_spend:
        return after(cart, Action.EDIT, member=member)
    return after(cart, Action.EDIT, member=member, points_spent=0, points_fen=ZERO)


def with_points(cart: Cart, points: int, value_fen: int, due: Fen) -> Change:
    """The cart with points spent that its member has, at `value_fen` each; `due` is what is due without."""
    if points * value_fen > due:
        return Refused(Code.POINTS_ABOVE_DUE, {"max": due // value_fen})
    return after(cart, Action.EDIT, points_spent=points, points_fen=Fen(points * value_fen))


def fit_points(cart: Cart, due: Fen) -> tuple[int, Fen]:
    """How many of the points spent, and their worth, still fit what is due without them."""
    if cart.points_fen <= due:
        return cart.points_spent, cart.points_fen
    value_fen = cart.points_fen // cart.points_spent
    points = max(0, due // value_fen)
    return points, Fen(points * value_fen)


def with_coupon(cart: Cart, coupon: CartCoupon) -> Change:
    """The cart with one more coupon, which may join it."""
    if len(cart.coupons) >= COUPONS_MAX:
        return Refused(Code.CART_COUPON_MANY, {"max": COUPONS_MAX})
    return after(cart, Action.EDIT, coupons=(*cart.coupons, coupon))


def without_coupon(cart: Cart, code: CouponCode) -> Change:
    """The cart without a coupon that it holds."""
    left = tuple(coupon for coupon in cart.coupons if coupon.code != code)
    if len(left) == len(cart.coupons):
        return check(cart, Action.EDIT) or Refused(Code.CART_COUPON_UNKNOWN, {"code": code[:40]})
    return after(cart, Action.EDIT, coupons=left)


def with_share(cart: Cart, pay_permille: int) -> Change:
    """The cart at a share of its price: 880 is 8.8 折; 1000 takes the discount back."""
    if not 0 < pay_permille <= WHOLE_PERMILLE:
        return Refused(Code.DISCOUNT_INVALID)
    if pay_permille == WHOLE_PERMILLE:
        return without_discount(cart)
    return _discounted(cart, OrderDiscount(pay_permille=pay_permille))


def with_agreed_total(cart: Cart, total: Fen, whole: Fen) -> Change:
    """The cart for a total agreed on; `whole` is its price before, which nobody agrees to exceed."""
    if not 0 <= total <= whole:
        return Refused(Code.DISCOUNT_ABOVE_SUM, {"sum": yuan(whole)})
    return _discounted(cart, OrderDiscount(total_fen=total))


def without_discount(cart: Cart) -> Change:
    """The cart without a discount on the whole."""
    return after(cart, Action.EDIT, order_discount=None)


def with_invoice(cart: Cart, *, wanted: bool) -> Change:
    """The cart marked for invoicing (要开票), or not any more; it may be said while paying, too."""
    return after(cart, Action.MARK, wants_invoice=wanted)


def with_exchange(cart: Cart, exchange: Exchange, member: CartMember | None) -> Change:
    """The cart with what comes back for its goods; an untouched one gets the sale's member."""
    is_untouched = not cart.lines and cart.member is None
    return after(cart, Action.EDIT, exchange=exchange, member=member if is_untouched else cart.member)


def without_exchange(cart: Cart) -> Change:
    """The cart as if nothing came back: the customer keeps those goods."""
    if cart.exchange is None:
        return check(cart, Action.EDIT) or Refused(Code.EXCHANGE_NONE)
    return after(cart, Action.EDIT, exchange=None)


def _discounted(cart: Cart, discount: OrderDiscount) -> Change:
    refused = check(cart, Action.EDIT)
    if refused is None and not cart.live_lines:
        refused = Refused(Code.CART_EMPTY)
    return refused or after(cart, Action.EDIT, order_discount=discount)
