"""The bodies of `/v1/carts`, both ways, without scans and tenders: fen and thousandths."""

import msgspec

from edge_agent.domain.ids import CartId, MemberId, PaymentId, ReceiptNo, SaleId, Sku, TillId
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.quantity import Milli, Unit
from edge_agent.wire.body import Body
from edge_agent.wire.goods import OptionPick


class ChangeLine(Body, frozen=True, omit_defaults=True):
    """`PATCH /v1/carts/{id}/lines/{n}`: whatever is named changes, all of it or nothing.

    Not `price_fen` and `pay_permille` in one call: each takes a right of its own.
    """

    quantity: int | None = None
    """Thousandths; of a weight that a person typed, grams."""
    price_fen: int | None = None
    """改价: another unit price, its choices included; the old one takes the change back."""
    pay_permille: int | None = None
    """折扣: 880 is 8.8 折; 1000 takes a discount back."""
    options: tuple[OptionPick, ...] | None = None
    """All the choices of the line; groups that are not named keep theirs."""
    confirm: bool = False


class CartDiscount(Body, frozen=True, omit_defaults=True):
    """`POST /v1/carts/{id}/discount`: one of the two; neither takes the discount back."""

    pay_permille: int | None = None
    total_fen: int | None = None


class CartMemberRequest(Body, frozen=True, omit_defaults=True):
    """`POST /v1/carts/{id}/member`: what the customer said, or how many points of the member are spent.

    All empty takes the member off the cart.
    """

    text: str = ""
    """A member code, a full phone number, or its last four digits."""
    enrol: bool = False
    """Enrol the full number, after 已告知隐私说明."""
    points: int | None = None
    """How many points to spend; 0 spends none."""


class CartMark(Body, frozen=True):
    """`POST /v1/carts/{id}/invoice`: 要开票."""

    wants_invoice: bool


class StepView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rule's part in a line's price."""

    kind: str
    """`member`, `timed`, `multi`, `manual`, `spend_save`, `order`, `coupon` or `points`."""
    fen: Fen
    name: str = ""
    """The promotion's own; empty where the kind says it all."""


class LineView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the cart as a till shows it."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    price_fen: Fen
    amount_fen: Fen
    voided: bool = False
    weight_derived: bool = False
    """Show the weight as 约."""
    price_differs: bool = False
    """The label was printed at another price."""
    steps: tuple[StepView, ...] = ()
    code: str = ""
    options: tuple[str, ...] = ()
    """The names of the choices made."""
    price_unit: str = "kg"
    """`500g` shows a weighed article's price by the 斤."""
    typed_weight: bool = False
    is_open_price: bool = False
    list_price_fen: Fen | None = None
    """The price before somebody changed it."""
    pay_permille: int | None = None


class TenderView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A leg of payment already taken."""

    kind: str
    amount_fen: Fen
    method: str = ""
    reference: str | None = None


class CartMemberView(msgspec.Struct, frozen=True, omit_defaults=True):
    """The member of a cart, shown as 尾号5678."""

    id: MemberId
    tail: str
    points: int
    may_spend: bool = False
    points_spent: int = 0


class ComingBackView(msgspec.Struct, frozen=True):
    """A line of an earlier sale that comes back, all of it or a part."""

    line: int
    """Its number in that sale."""
    name: str
    unit: Unit
    quantity: Milli
    amount_fen: Fen
    goods: str
    """`back`, `written_off` or `kept`."""


class ExchangeView(msgspec.Struct, frozen=True):
    """What comes back for the goods of a cart (换货); on record with the sale, and not before."""

    sale: SaleId
    receipt_no: ReceiptNo
    """The sale's that they were bought in."""
    lines: tuple[ComingBackView, ...]
    credit_fen: Fen
    """What they are worth: it pays the cart's total first."""
    back_fen: Fen
    """How much of it the total leaves: it goes back to the customer."""
    reason: str = ""


class CartView(msgspec.Struct, frozen=True):
    """A cart with its price and where its payment stands, money in fen."""

    id: CartId
    version: int
    state: str
    """`open`, `tendering`, `held`, `sold` or `cancelled`."""
    till: TillId
    lines: tuple[LineView, ...]
    tenders: tuple[TenderView, ...]
    count: int
    """Lines that are not voided."""
    gross_fen: Fen
    discount_fen: Fen
    total_fen: Fen
    received_fen: Fen
    rest_fen: Fen
    updated_at: int
    """Unix milliseconds; tells held carts apart."""
    cash_rest_fen: Fen = ZERO
    """What is due when the rest is paid in cash: `rest_fen` less 抹零."""
    member: CartMemberView | None = None
    coupons: tuple[str, ...] = ()
    """The codes of the coupons shown."""
    order_discount: CartDiscount | None = None
    wants_invoice: bool = False
    pending: PaymentId | None = None
    moved_lines: tuple[int, ...] = ()
    """In a recall's answer: the lines whose price is another than when they were scanned."""
    exchange: ExchangeView | None = None
    """`rest_fen` and `cash_rest_fen` are less what it pays; `received_fen` is without it."""


class HeldCart(msgspec.Struct, frozen=True):
    """A held cart in the recall list."""

    id: CartId
    version: int
    till: TillId
    held_at: int
    count: int
    total_fen: Fen
    first: str
    """The name of its first line."""
