"""The bodies of the local API, both ways, as frozen msgspec structs; unknown fields are refused."""

from typing import TypeAlias

import msgspec

from edge_agent.domain.ids import (
    ApprovalId,
    CartId,
    DrawerId,
    JobId,
    MemberId,
    PaymentId,
    ReceiptNo,
    RefundId,
    SaleId,
    ShiftId,
    Sku,
    StaffId,
    TillId,
)
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.quantity import Milli, Unit


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A request's body."""


# --- sessions and shifts ---------------------------------------------------------------------------------


class SignIn(Body, frozen=True):
    """`POST /v1/sessions`."""

    staff: StaffId
    pin: str
    till: TillId


class MethodView(msgspec.Struct, frozen=True):
    """An external method for the tender screen."""

    id: str
    name: str
    key: str
    asks_reference: bool


class ShiftView(msgspec.Struct, frozen=True):
    """An open shift."""

    id: ShiftId
    drawer: DrawerId
    business_date: str
    opened_at: int
    opened_by: StaffId
    float_fen: Fen


class SessionView(msgspec.Struct, frozen=True):
    """What a till needs to know from sign-in on; `token` goes into `Authorization: Bearer`."""

    token: str
    staff: StaffId
    staff_name: str
    till: TillId
    lane_name: str
    store_name: str
    methods: tuple[MethodView, ...]
    shift: ShiftView | None
    """The open shift of this till's drawer."""
    expected_float_fen: Fen
    """What the last close left in the drawer: the proposal when a shift must be opened."""
    role: str = "cashier"
    rights: tuple[str, ...] = ()
    """What the person may do without anybody's approval."""
    idle_lock_minutes: int = 0
    payment_confirm_fen: int = 0
    """A payment code above this amount waits for Enter; 0 when there is no provider."""
    rounding: str = "off"
    is_single: bool = False
    """The cashier approves alone, with a reason."""
    is_practice: bool = False
    receipt: str = "always"
    """`ask`: the till asks after each sale, and orders it with `POST /v1/sales/{id}/print`.

    `on_demand`: only when somebody wants one; `none`: this lane has no printer.
    """


class AskApproval(Body, frozen=True, omit_defaults=True):
    """`POST /v1/approvals`: somebody who may, says yes to one action."""

    staff: StaffId
    pin: str
    action: str
    """A right, as `right.needed` names it in `params`."""
    subject: str = ""
    reason: str = ""


class ApprovalView(msgspec.Struct, frozen=True):
    """Good for one action within two minutes, in the header `Approval`."""

    id: ApprovalId
    staff: StaffId
    name: str


class OpenShift(Body, frozen=True):
    """`POST /v1/shifts`."""

    float_fen: int


# --- carts -----------------------------------------------------------------------------------------------


class ScanRequest(Body, frozen=True, omit_defaults=True):
    """`POST /v1/carts/{id}/scan`; needs `If-Match: "<version>"`."""

    code: str
    symbology: str | None = None
    """An AIM identifier (`]C1`), `keyboard` for what a person typed, or nothing."""
    quantity: int | None = None
    """Thousandths; 1000 when left out."""
    weight_grams: int | None = None
    """Typed, after `scan.weight-needed`: the line is marked 手输."""
    price_fen: int | None = None
    """Typed, after `scan.price-needed` (an open-price article) or `scan.unknown` (无码商品)."""
    open_sku: Sku | None = None
    """Under which open-price article an unknown code is sold; None takes the shop's first."""
    confirm: bool = False
    """A person has confirmed what an earlier answer asked about."""


class OptionPick(Body, frozen=True):
    """A choice of one of an article's option groups; an empty `choice` takes none of the group."""

    group: str
    choice: str


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


class CashTenderRequest(Body, frozen=True, tag="cash", tag_field="kind"):
    """Notes and coins received."""

    amount_fen: int


class ExternalTenderRequest(Body, frozen=True, tag="external", tag_field="kind", omit_defaults=True):
    """Money taken on a device that the till does not drive."""

    method: str
    amount_fen: int
    reference: str | None = None


class ExchangeTenderRequest(Body, frozen=True, tag="exchange", tag_field="kind", omit_defaults=True):
    """换货: what comes back covers all of it, and the customer pays nothing.

    What is left of it goes back as in a refund: `refund.confirm-external` asks for other devices first.
    """

    external_done: bool = False
    external_fen: int | None = None
    reference: str | None = None


TenderRequest: TypeAlias = CashTenderRequest | ExternalTenderRequest | ExchangeTenderRequest
"""`POST /v1/carts/{id}/tenders`."""


class StepView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rule's part in a line's price."""

    kind: str
    """`member`, `timed`, `multi`, `manual`, `spend_save`, `order`, `coupon` or `points`."""
    fen: Fen
    name: str = ""
    """The promotion's own; empty where the kind says it all."""


class ChoiceView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A choice of an option group."""

    id: str
    name: str
    fen: Fen
    sold_out: bool = False
    chosen: bool = False


class OptionGroupView(msgspec.Struct, frozen=True):
    """What the customer may choose of a line's article; one digit per choice at the till."""

    id: str
    name: str
    least: int
    most: int
    choices: tuple[ChoiceView, ...]


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


class PaymentView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A payment through a provider."""

    id: PaymentId
    order_no: str
    provider: str
    amount_fen: Fen
    state: str
    """`created`, `sent`, `awaiting_customer`, `paid`, `declined`, `reversing`, `reversed` or `unknown`."""
    started_at: int
    purpose: str = "sale"
    """`sale` or `refund`."""
    cart: CartId | None = None
    sale: SaleId | None = None
    reason: str = ""


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


# --- sales, articles, paper ------------------------------------------------------------------------------


class SoldLineView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of a finished sale."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    price_fen: Fen
    amount_fen: Fen
    voided: bool = False
    options: tuple[str, ...] = ()
    left: Milli = Milli(0)
    """What is not yet refunded of the quantity."""
    left_fen: Fen = ZERO
    """And of the amount."""


class SoldTenderView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A leg of a finished payment; `amount_fen` is what the shop keeps."""

    kind: str
    amount_fen: Fen
    received_fen: Fen
    method: str = ""
    reference: str | None = None
    no: int = 0
    payment: PaymentId | None = None
    left_fen: Fen = ZERO
    """What has not gone back of it."""


class SaleView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finished sale."""

    id: SaleId
    receipt_no: ReceiptNo
    business_date: str
    at: int
    cashier: StaffId
    till: TillId
    cart: CartId
    total_fen: Fen
    change_fen: Fen
    lines: tuple[SoldLineView, ...]
    tenders: tuple[SoldTenderView, ...]
    discount_fen: Fen = ZERO
    rounding_fen: Fen = ZERO
    member: MemberId | None = None
    points_earned: int = 0
    points_spent: int = 0
    refunded_fen: Fen = ZERO
    """What has gone back in all."""
    copies: int = 0
    """Reprints so far."""
    shift_is_open: bool = False
    """Its shift is still open: a tender may be corrected."""
    exchange_of: RefundId | None = None
    """The refund that it was made with (换货)."""
    back: tuple[SoldTenderView, ...] = ()
    """What of the goods that came back the total left: the money that went back with it."""


class TenderAnswer(msgspec.Struct, frozen=True):
    """A tender that was taken; `sale` is there as soon as the tenders cover the total."""

    cart: CartView
    sale: SaleView | None = None


class ScanAnswer(msgspec.Struct, frozen=True):
    """A scan that was taken: the cart now, and what took it."""

    cart: CartView
    line_no: int = 0
    """The line that took it; 0 when it was no article."""
    joined: bool = False
    kind: str = "line"
    """`line`, `member`, `coupon`, `payment`, or `receipt`: a receipt number, which opens a return."""
    options: tuple[OptionGroupView, ...] = ()
    """The option groups of the line's article, when it has any."""
    payment: PaymentView | None = None
    """Begun by a payment code; watch it at `GET /v1/payments/{id}`."""
    sale: SaleView | None = None
    """When the payment was answered at once and paid for all."""
    receipt_no: ReceiptNo | None = None


class SaleSummary(msgspec.Struct, frozen=True):
    """A sale in a list."""

    id: SaleId
    receipt_no: ReceiptNo
    at: int
    till: TillId
    cashier: StaffId
    total_fen: Fen
    refunded_fen: Fen = ZERO
    first: str = ""
    """The name of its first line."""
    count: int = 0


class ArticleView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article in a search answer."""

    sku: Sku
    name: str
    unit: Unit
    price_fen: Fen
    gtins: tuple[str, ...]
    plu: str | None
    menu_no: str | None
    category: str
    member_price_fen: Fen | None = None
    price_unit: str = "kg"
    sold_out: bool = False
    is_open_price: bool = False
    has_options: bool = False
    on_hand: Milli | None = None
    """In the shop, thousandths; None when it was never counted, received or sold."""


class PrintJobView(msgspec.Struct, frozen=True):
    """A job of the print spooler."""

    id: JobId
    sale: SaleId | None
    template: str
    printer: str
    state: str
    created_at: int
    copy: int


class SettleJob(Body, frozen=True):
    """`POST /v1/print-jobs/{id}/settle`: what became of a job that is uncertain or held."""

    outcome: str = msgspec.field(name="as")
    """`printed`, `reprint` or `drop`."""


class StaffView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person who may sign in, unless the account is disabled or locked."""

    staff: StaffId
    name: str
    role: str
    is_disabled: bool = False
    locked_minutes: int = 0
    """How long wrong PINs still lock the account."""


class AddStaff(Body, frozen=True):
    """`POST /v1/staff`, from the command line on the same machine."""

    staff: str
    name: str
    role: str
    pin: str


class ImportAnswer(msgspec.Struct, frozen=True):
    """What became of an import."""

    taken: int
    refused: tuple[str, ...]
    """A sentence per bad row, with its line."""
    notes: tuple[str, ...] = ()
    """What was changed on the way: names cleaned or cut."""


# --- health, live events, problems -----------------------------------------------------------------------


class LinkView(msgspec.Struct, frozen=True):
    """The link to headquarters."""

    state: str
    """`off`, `online`, `behind`, `offline` or `stopped`."""
    unsent: int
    oldest_unsent_at: int | None


class PrinterView(msgspec.Struct, frozen=True):
    """A printer and what waits for it."""

    name: str
    state: str
    waiting: int
    """Jobs queued."""
    stuck: int
    """Jobs that a person must settle: uncertain or held."""


class Health(msgspec.Struct, frozen=True):
    """`GET /v1/health`: needs no session."""

    status: str
    release: str
    store: str
    store_name: str
    language: str
    now: int
    """Unix milliseconds on the agent's clock."""
    utc_offset_minutes: int
    """What the shop's own clock is ahead of UTC now."""
    link: LinkView
    printers: tuple[PrinterView, ...]
    held_carts: int
    open_payments: int = 0
    """Payments that a person must settle."""


class Live(msgspec.Struct, frozen=True):
    """A message of `GET /v1/events`: something of this topic changed; fetch again what you show."""

    topic: str
    """`carts`, `sales`, `payments`, `shifts`, `articles`, `print-jobs`, `printers`, `link`, …;
    `heartbeat` once a second."""
    version: int


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error after RFC 9457; `code` is stable, `title` and `hint` are in the language asked for."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    hint: str = ""
    params: dict[str, str | int] = {}
