"""The cart: a frozen value, a new one after every change, and the one table of its states.

What becomes of its lines is in `cart_lines`, what belongs to the whole of it in `cart_whole`.
"""

import enum
from typing import TypeAlias

import msgspec

from edge_agent.domain.catalogue import PriceUnit
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import (
    CartId,
    CouponCode,
    MemberId,
    PaymentId,
    ReceiptNo,
    RuleId,
    RulesHash,
    SaleId,
    Sku,
    StaffId,
    TillId,
)
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import ZERO, Fen, amount_of
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.domain.tender import Tender

LINES_MAX = 500


class CartState(enum.StrEnum):
    """Where a cart stands."""

    OPEN = "open"
    TENDERING = "tendering"
    HELD = "held"
    SOLD = "sold"
    CANCELLED = "cancelled"


class Action(enum.StrEnum):
    """What can be done to a cart."""

    EDIT = "edit"
    MARK = "mark"
    """What changes no money: 要开票."""
    HOLD = "hold"
    RECALL = "recall"
    TENDER = "tender"
    UNTENDER = "untender"
    CANCEL = "cancel"
    SETTLE = "settle"


TRANSITIONS: dict[tuple[CartState, Action], CartState] = {
    (CartState.OPEN, Action.EDIT): CartState.OPEN,
    (CartState.OPEN, Action.MARK): CartState.OPEN,
    (CartState.OPEN, Action.HOLD): CartState.HELD,
    (CartState.OPEN, Action.TENDER): CartState.TENDERING,
    (CartState.OPEN, Action.CANCEL): CartState.CANCELLED,
    (CartState.HELD, Action.RECALL): CartState.OPEN,
    (CartState.TENDERING, Action.MARK): CartState.TENDERING,
    (CartState.TENDERING, Action.TENDER): CartState.TENDERING,
    (CartState.TENDERING, Action.UNTENDER): CartState.OPEN,
    (CartState.TENDERING, Action.SETTLE): CartState.SOLD,
}
"""The whole state machine: what is not here is refused as `cart.state`."""


class Label(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a weighed label (店内码) said."""

    code: str
    amount_fen: Fen | None = None
    """The money on it, which fixes the line's amount; None when it carries weight alone."""
    weight_derived: bool = False
    """The weight was worked out from the money: shown as 约, good for stock only."""
    price_differs: bool = False
    """Its money is not its weight at today's price: the price has changed since it was printed."""


class ChosenOption(msgspec.Struct, frozen=True):
    """A choice that the customer made, with what it adds to the unit price."""

    group: str
    choice: str
    name: str
    fen: Fen


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the cart; a voided line stays, for the record of the sale."""

    no: int
    """From 1, never reused within the cart."""
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    price_fen: Fen
    code: str
    """What was scanned or typed."""
    added_at: Millis
    category: str = ""
    tax_class: str = ""
    label: Label | None = None
    voided_at: Millis | None = None
    prep_seconds: int = 0
    tax_code: str = ""
    station: str = ""
    options: tuple[ChosenOption, ...] = ()
    """Their money is in `price_fen` already."""
    member_price_fen: Fen | None = None
    """The article's own, with the options' money; None when it has none."""
    price_unit: PriceUnit = PriceUnit.KG
    typed_weight: bool = False
    """A person typed the weight (手输)."""
    is_open_price: bool = False
    """The price was typed for an article without one (无码商品)."""
    list_price_fen: Fen | None = None
    """The unit price before somebody changed it (改价); such a line takes no timed nor member price."""
    pay_permille: int | None = None
    """Of a line discount: 880 is 8.8 折."""

    @property
    def is_live(self) -> bool:
        """Not voided."""
        return self.voided_at is None

    @property
    def gross_fen(self) -> Fen:
        """The amount before any rule: the label's money, else price × quantity."""
        if self.label is not None and self.label.amount_fen is not None:
            return self.label.amount_fen
        return amount_of(self.price_fen, self.quantity)


class CartMember(msgspec.Struct, frozen=True, omit_defaults=True):
    """The member whom the cart belongs to, as it is kept in the cart: no phone number."""

    id: MemberId
    tail: str
    """The last four digits of the phone number."""
    points: int
    """When the member was found."""
    may_spend: bool = False
    """Found by code or by the full number: the last four digits alone spend no points."""


class CartCoupon(msgspec.Struct, frozen=True):
    """A coupon that the customer showed."""

    code: CouponCode
    rule: RuleId


class OrderDiscount(msgspec.Struct, frozen=True, omit_defaults=True):
    """整单折扣: a share of the whole, or a total agreed on; one of the two is set."""

    pay_permille: int | None = None
    total_fen: Fen | None = None


class ComingBack(msgspec.Struct, frozen=True):
    """How much of a sold line comes back, what it is worth, and what becomes of the goods."""

    line: int
    """The number of the sale's line."""
    name: str
    unit: Unit
    quantity: Milli
    amount_fen: Fen
    goods: str
    """A `GoodsGo`."""


class Exchange(msgspec.Struct, frozen=True, omit_defaults=True):
    """What comes back for the goods of the cart (换货); nothing of it is on record before they are paid."""

    sale: SaleId
    receipt_no: ReceiptNo
    """The sale's."""
    lines: tuple[ComingBack, ...]
    credit_fen: Fen
    """What a refund of them would give back."""
    answered_by: StaffId
    """Whoever has the right to refund, or approved it."""
    reason: str = ""


class Cart(msgspec.Struct, frozen=True, omit_defaults=True):
    """One customer's sale before payment."""

    id: CartId
    till: TillId
    staff: StaffId
    created_at: Millis
    version: int = 1
    state: CartState = CartState.OPEN
    lines: tuple[Line, ...] = ()
    tenders: tuple[Tender, ...] = ()
    opened_at: Millis | None = None
    """When the first line came, or when the cart was renewed on another business day."""
    business_date: BusinessDate | None = None
    """Of the shift in which the cart was opened or last repriced."""
    utc_offset_minutes: int = 0
    """The shop's clock ahead of UTC: timed prices go by clock time."""
    rules: RulesHash = RulesHash("")
    """The rule set of the cart's opening: a feed changes only carts that are opened later."""
    member: CartMember | None = None
    coupons: tuple[CartCoupon, ...] = ()
    order_discount: OrderDiscount | None = None
    points_spent: int = 0
    points_fen: Fen = ZERO
    """What the points spent are worth; never more of it is taken than is due."""
    wants_invoice: bool = False
    """要开票"""
    pending: PaymentId | None = None
    """A payment through a provider that is not decided yet."""
    exchange: Exchange | None = None

    @property
    def is_live(self) -> bool:
        """Not yet sold or given up."""
        return self.state not in (CartState.SOLD, CartState.CANCELLED)

    @property
    def is_empty(self) -> bool:
        """Nobody has begun anything with it; a voided line is something, and belongs on record."""
        return not self.lines and self.exchange is None

    @property
    def live_lines(self) -> tuple[Line, ...]:
        """The lines that will be sold."""
        return tuple(line for line in self.lines if line.is_live)


Change: TypeAlias = Cart | Refused


def hold(cart: Cart) -> Change:
    """The cart set aside, for any till to recall."""
    if not cart.live_lines:
        return Refused(Code.CART_EMPTY)
    return after(cart, Action.HOLD)


def recall(cart: Cart, till: TillId) -> Change:
    """The held cart, now at `till`."""
    return after(cart, Action.RECALL, till=till)


def cancel(cart: Cart) -> Change:
    """The cart given up (整单取消)."""
    return after(cart, Action.CANCEL)


def with_tender(cart: Cart, tender: Tender) -> Change:
    """The cart with one more leg of payment; its lines are frozen from here on."""
    if not cart.live_lines:
        return Refused(Code.CART_EMPTY)
    return after(cart, Action.TENDER, tenders=(*cart.tenders, tender))


def with_nothing_due(cart: Cart) -> Change:
    """The cart as it is paid when no leg is needed: the goods that come back cover all of it."""
    return after(cart, Action.TENDER) if cart.live_lines else Refused(Code.CART_EMPTY)


def without_tenders(cart: Cart) -> Change:
    """The cart open again, every leg of payment given back."""
    return after(cart, Action.UNTENDER, tenders=())


def sold(cart: Cart) -> Change:
    """The cart closed by its sale."""
    return after(cart, Action.SETTLE)


def check(cart: Cart, action: Action) -> Refused | None:
    """Why `action` cannot be done to the cart as it stands, or None."""
    if (cart.state, action) in TRANSITIONS:
        return None
    return Refused(Code.CART_STATE, {"state": cart.state, "action": action})


def after(cart: Cart, action: Action, **changes: object) -> Change:
    """The cart after `action`, with `changes`, in the state that the table says, its version one higher."""
    state = TRANSITIONS.get((cart.state, action))
    if state is None:
        return Refused(Code.CART_STATE, {"state": cart.state, "action": action})
    return msgspec.structs.replace(cart, state=state, version=cart.version + 1, **changes)
