"""The cart: a frozen value, a new one after every change, and the one table of its states."""

import enum
from typing import TypeAlias

import msgspec

from edge_agent.domain.catalogue import Article, PriceUnit
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import (
    CartId,
    CouponCode,
    MemberId,
    PaymentId,
    RefundId,
    RuleId,
    RulesHash,
    Sku,
    StaffId,
    TillId,
)
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import ZERO, Fen, amount_of, weight_for, yuan
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit, quantity_text
from edge_agent.domain.tender import Tender

LINES_MAX = 500
QUANTITY_MAX = Milli(9_999 * THOUSANDTHS)
QUANTITY_CONFIRM = Milli(99 * THOUSANDTHS)
TOTAL_MAX = Fen(1_000_000_00)


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
    HOLD = "hold"
    RECALL = "recall"
    TENDER = "tender"
    UNTENDER = "untender"
    CANCEL = "cancel"
    SETTLE = "settle"


TRANSITIONS: dict[tuple[CartState, Action], CartState] = {
    (CartState.OPEN, Action.EDIT): CartState.OPEN,
    (CartState.OPEN, Action.HOLD): CartState.HELD,
    (CartState.OPEN, Action.TENDER): CartState.TENDERING,
    (CartState.OPEN, Action.CANCEL): CartState.CANCELLED,
    (CartState.HELD, Action.RECALL): CartState.OPEN,
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

    @property
    def can_join(self) -> bool:
        """More of the same may be added to this line: pieces that no label fixed."""
        return self.is_live and self.unit is Unit.EACH and self.label is None


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
    """When the first line came."""
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
    exchange_of: RefundId | None = None
    """The goods that came back for these ones (换货)."""

    @property
    def is_live(self) -> bool:
        """Not yet sold or given up."""
        return self.state not in (CartState.SOLD, CartState.CANCELLED)

    @property
    def live_lines(self) -> tuple[Line, ...]:
        """The lines that will be sold."""
        return tuple(line for line in self.lines if line.is_live)


class Added(msgspec.Struct, frozen=True):
    """A scan that was taken: the cart now, and the line that took it."""

    cart: Cart
    line_no: int
    joined: bool


Change: TypeAlias = Cart | Refused


class Addition(msgspec.Struct, frozen=True):
    """An article and how much of it, ready to become a line."""

    article: Article
    quantity: Milli
    code: str
    label: Label | None = None
    confirmed: bool = False
    """A person has confirmed an unusual quantity or amount, or a repeated label."""
    confirm_above_fen: Fen = TOTAL_MAX
    """A line above this amount asks for confirmation: the store's limit."""


def labelled(article: Article, code: str, amount: Fen | None, weight: Milli | None) -> Addition | Refused:
    """The addition that a weighed label means: by its money, its weight, or both."""
    if (amount is not None and amount <= 0) or (weight is not None and weight <= 0):
        return Refused(Code.SCAN_LABEL_ZERO, {"code": code})
    if amount is None:
        return Addition(article, weight or Milli(0), code, Label(code))
    if weight is None:
        derived = weight_for(amount, article.price_fen)
        return Addition(article, derived, code, Label(code, amount, weight_derived=True))
    differs = abs(amount_of(article.price_fen, weight) - amount) > 1
    return Addition(article, weight, code, Label(code, amount, price_differs=differs))


def add(cart: Cart, addition: Addition, at: Millis) -> Added | Refused:
    """The cart with `addition`: pieces of the same article at the same price join their line."""
    state = _moved(cart, Action.EDIT)
    if isinstance(state, Refused):
        return state
    refused = _check_addition(cart, addition)
    if refused:
        return refused
    line = _line_to_join(cart, addition)
    if line is not None:
        quantity = Milli(line.quantity + addition.quantity)
        refused = check_quantity(quantity, confirmed=addition.confirmed)
        if refused:
            return refused
        joined = msgspec.structs.replace(line, quantity=quantity)
        return _added(_replaced(cart, joined), joined, addition, joined=True)
    if len(cart.lines) >= LINES_MAX:
        return Refused(Code.CART_FULL, {"max": LINES_MAX})
    article = addition.article
    line = Line(
        no=len(cart.lines) + 1,
        sku=article.sku,
        name=article.name,
        unit=article.unit,
        quantity=addition.quantity,
        price_fen=article.price_fen,
        code=addition.code,
        added_at=at,
        category=article.category,
        tax_class=article.tax_class,
        label=addition.label,
        prep_seconds=article.prep_seconds,
    )
    grown = _next(cart, lines=(*cart.lines, line), opened_at=cart.opened_at or at)
    return _added(grown, line, addition, joined=False)


def set_quantity(
    cart: Cart, line_no: int, quantity: Milli, *, confirmed: bool = False, confirm_above_fen: Fen = TOTAL_MAX
) -> Change:
    """The cart with another quantity on a line; a label's weight is not the cashier's to change."""
    found = _editable_line(cart, line_no)
    if isinstance(found, Refused):
        return found
    if found.label is not None:
        return Refused(Code.QUANTITY_WEIGHED, {"name": found.name})
    line = msgspec.structs.replace(found, quantity=quantity)
    changed = _replaced(cart, line)
    refused = (
        check_quantity(quantity, confirmed=confirmed)
        or _check_whole(found.unit, quantity)
        or _check_total(changed)
        or check_amount(line, confirm_above_fen, confirmed=confirmed)
    )
    return refused or changed


def void(cart: Cart, line_no: int, at: Millis) -> Change:
    """The cart with a line struck out; the line stays on record."""
    found = _editable_line(cart, line_no)
    if isinstance(found, Refused):
        return found
    return _replaced(cart, msgspec.structs.replace(found, voided_at=at))


def hold(cart: Cart) -> Change:
    """The cart set aside, for any till to recall."""
    if not cart.live_lines:
        return Refused(Code.CART_EMPTY)
    return _in_state(cart, Action.HOLD)


def recall(cart: Cart, till: TillId) -> Change:
    """The held cart, now at `till`."""
    recalled = _in_state(cart, Action.RECALL)
    return recalled if isinstance(recalled, Refused) else msgspec.structs.replace(recalled, till=till)


def cancel(cart: Cart) -> Change:
    """The cart given up (整单取消)."""
    return _in_state(cart, Action.CANCEL)


def with_tender(cart: Cart, tender: Tender) -> Change:
    """The cart with one more leg of payment; its lines are frozen from here on."""
    if not cart.live_lines:
        return Refused(Code.CART_EMPTY)
    tendered = _in_state(cart, Action.TENDER)
    if isinstance(tendered, Refused):
        return tendered
    return msgspec.structs.replace(tendered, tenders=(*cart.tenders, tender))


def without_tenders(cart: Cart) -> Change:
    """The cart open again, every leg of payment given back."""
    opened = _in_state(cart, Action.UNTENDER)
    return opened if isinstance(opened, Refused) else msgspec.structs.replace(opened, tenders=())


def sold(cart: Cart) -> Change:
    """The cart closed by its sale."""
    return _in_state(cart, Action.SETTLE)


def check_quantity(quantity: Milli, *, confirmed: bool) -> Refused | None:
    """Refuse what cannot be a quantity, and ask once about what hardly is one."""
    if not 0 < quantity <= QUANTITY_MAX:
        return Refused(Code.QUANTITY_INVALID, {"max": QUANTITY_MAX // THOUSANDTHS})
    if quantity > QUANTITY_CONFIRM and not confirmed:
        return Refused(Code.QUANTITY_CONFIRM, {"quantity": quantity_text(quantity, Unit.EACH)})
    return None


def check_amount(line: Line, confirm_above_fen: Fen, *, confirmed: bool) -> Refused | None:
    """Ask once about a line whose amount is above the store's limit."""
    if line.gross_fen > confirm_above_fen and not confirmed:
        return Refused(Code.AMOUNT_CONFIRM, {"name": line.name, "amount": yuan(line.gross_fen)})
    return None


def _added(cart: Cart, line: Line, addition: Addition, *, joined: bool) -> Added | Refused:
    refused = _check_total(cart) or check_amount(
        line, addition.confirm_above_fen, confirmed=addition.confirmed
    )
    return refused or Added(cart, line.no, joined)


def _check_addition(cart: Cart, addition: Addition) -> Refused | None:
    article, label = addition.article, addition.label
    if article.unit is Unit.KG and label is None:
        return Refused(Code.SCAN_WEIGHT_NEEDED, {"name": article.name})
    if label is None:
        return check_quantity(addition.quantity, confirmed=addition.confirmed) or _check_whole(
            article.unit, addition.quantity
        )
    if not addition.confirmed and any(
        line.label and line.label.code == label.code for line in cart.live_lines
    ):
        return Refused(Code.SCAN_LABEL_REPEATED, {"name": article.name})
    return None


def _check_whole(unit: Unit, quantity: Milli) -> Refused | None:
    if unit is Unit.EACH and quantity % THOUSANDTHS:
        return Refused(Code.QUANTITY_INVALID, {"max": QUANTITY_MAX // THOUSANDTHS})
    return None


def _line_to_join(cart: Cart, addition: Addition) -> Line | None:
    article = addition.article
    if addition.label is not None:
        return None
    for line in cart.lines:
        if line.sku == article.sku and line.price_fen == article.price_fen and line.can_join:
            return line
    return None


def _editable_line(cart: Cart, line_no: int) -> Line | Refused:
    state = _moved(cart, Action.EDIT)
    if isinstance(state, Refused):
        return state
    for line in cart.lines:
        if line.no == line_no and line.is_live:
            return line
    return Refused(Code.CART_LINE_UNKNOWN, {"line": line_no})


def _replaced(cart: Cart, changed: Line) -> Cart:
    return _next(cart, lines=tuple(changed if line.no == changed.no else line for line in cart.lines))


def _check_total(cart: Cart) -> Refused | None:
    total = sum(line.gross_fen for line in cart.live_lines)
    return Refused(Code.AMOUNT_TOO_LARGE, {"max": yuan(TOTAL_MAX)}) if total > TOTAL_MAX else None


def _moved(cart: Cart, action: Action) -> CartState | Refused:
    state = TRANSITIONS.get((cart.state, action))
    return state or Refused(Code.CART_STATE, {"state": cart.state, "action": action})


def _in_state(cart: Cart, action: Action) -> Change:
    state = _moved(cart, action)
    return state if isinstance(state, Refused) else _next(cart, state=state)


def _next(cart: Cart, **changes: object) -> Cart:
    return msgspec.structs.replace(cart, version=cart.version + 1, **changes)
