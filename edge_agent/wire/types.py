"""The bodies of the local API, both ways, as frozen msgspec structs; unknown fields are refused."""

from typing import TypeAlias

import msgspec

from edge_agent.domain.ids import CartId, DrawerId, JobId, ReceiptNo, SaleId, ShiftId, Sku, StaffId, TillId
from edge_agent.domain.money import Fen
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
    confirm: bool = False
    """A person has confirmed what an earlier answer asked about."""


class ChangeLine(Body, frozen=True, omit_defaults=True):
    """`PATCH /v1/carts/{id}/lines/{n}`."""

    quantity: int
    """Thousandths."""
    confirm: bool = False


class CashTenderRequest(Body, frozen=True, tag="cash", tag_field="kind"):
    """Notes and coins received."""

    amount_fen: int


class ExternalTenderRequest(Body, frozen=True, tag="external", tag_field="kind", omit_defaults=True):
    """Money taken on a device that the till does not drive."""

    method: str
    amount_fen: int
    reference: str | None = None


TenderRequest: TypeAlias = CashTenderRequest | ExternalTenderRequest
"""`POST /v1/carts/{id}/tenders`."""


class StepView(msgspec.Struct, frozen=True):
    """A rule's part in a line's price."""

    rule: str
    fen: Fen


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


class TenderView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A leg of payment already taken."""

    kind: str
    amount_fen: Fen
    method: str = ""
    reference: str | None = None


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


class ScanAnswer(msgspec.Struct, frozen=True):
    """A scan that was taken: the cart now, and the line that took it."""

    cart: CartView
    line_no: int
    joined: bool


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


class SoldTenderView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A leg of a finished payment; `amount_fen` is what the shop keeps."""

    kind: str
    amount_fen: Fen
    received_fen: Fen
    method: str = ""
    reference: str | None = None


class SaleView(msgspec.Struct, frozen=True):
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


class TenderAnswer(msgspec.Struct, frozen=True):
    """A tender that was taken; `sale` is there as soon as the tenders cover the total."""

    cart: CartView
    sale: SaleView | None = None


class SaleSummary(msgspec.Struct, frozen=True):
    """A sale in a list."""

    id: SaleId
    receipt_no: ReceiptNo
    at: int
    till: TillId
    cashier: StaffId
    total_fen: Fen


class ArticleView(msgspec.Struct, frozen=True):
    """An article in a search answer."""

    sku: Sku
    name: str
    unit: Unit
    price_fen: Fen
    gtins: tuple[str, ...]
    plu: str | None
    menu_no: str | None
    category: str


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


class StaffView(msgspec.Struct, frozen=True):
    """A person who may sign in."""

    staff: StaffId
    name: str
    role: str


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


class Live(msgspec.Struct, frozen=True):
    """A message of `GET /v1/events`: something of this topic changed; fetch again what you show."""

    topic: str
    """`carts`, `sales`, `shifts`, `articles`, `print-jobs`, `printers`, `link`; `heartbeat` once a second."""
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
