"""The bodies of `/v1/shifts`, of cash that moves without a sale, and of the close check; money in fen."""

import msgspec

from edge_agent.domain.events import CashKind
from edge_agent.domain.ids import CartId, DrawerId, JobId, PaymentId, ShiftId, StaffId, TillId
from edge_agent.domain.money import Fen
from edge_agent.wire.body import Body

# --- the open shift ---------------------------------------------------------------------------------------


class OpenShift(Body, frozen=True):
    """`POST /v1/shifts`."""

    float_fen: int
    confirm: bool = False
    """The date and time that the agent asked about, because its clock is in doubt, are right."""


class ShiftView(msgspec.Struct, frozen=True):
    """An open shift."""

    id: ShiftId
    drawer: DrawerId
    business_date: str
    opened_at: int
    opened_by: StaffId
    float_fen: Fen


# --- cash without a sale ----------------------------------------------------------------------------------


class MoveCash(Body, frozen=True):
    """`POST /v1/cash-moves`."""

    kind: CashKind
    """`in`, `out`, or `drop` (缴款)."""
    amount_fen: int
    reason: str


class OpenDrawer(Body, frozen=True):
    """`POST /v1/drawer/open`."""

    reason: str


class CashMoveView(msgspec.Struct, frozen=True):
    """Cash that moved without a sale."""

    at: int
    kind: CashKind
    amount_fen: Fen
    reason: str
    staff: StaffId


class DrawerView(msgspec.Struct, frozen=True):
    """A drawer that opens now."""

    drawer: DrawerId
    at: int


# --- the close --------------------------------------------------------------------------------------------


class CloseShift(Body, frozen=True, omit_defaults=True):
    """`POST /v1/shifts/current/close`: the blind count, float included, and what stays of it."""

    float_left_fen: int
    counted_fen: int | None = None
    """All the cash; it may be left out when `denominations` say it."""
    denominations: dict[int, int] = msgspec.field(default_factory=dict)
    """Face in fen → so many notes or coins."""
    externals: dict[str, int] = msgspec.field(default_factory=dict)
    """External method → the total that its own device shows."""
    reason: str = ""
    """For the Z report: why it is over or short, or late."""
    confirm: bool = False
    """Payments that nobody has settled are handed over to the next shift."""


# --- reports ----------------------------------------------------------------------------------------------


class TenderSumView(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a shift took by one kind of tender."""

    kind: str
    """`cash`, `external` or `payment`."""
    method: str
    name: str
    sales_fen: Fen
    refunds_fen: Fen
    corrections_fen: Fen
    total_fen: Fen
    counted_fen: Fen | None = None
    over_fen: Fen | None = None


class TaxSumView(msgspec.Struct, frozen=True):
    """Sales less refunds in one tax class, and the tax within them."""

    tax_class: str
    name: str
    amount_fen: Fen
    tax_fen: Fen


class CountsView(msgspec.Struct, frozen=True):
    """How often something happened in a shift."""

    sales: int
    refunds: int
    voids: int
    cancelled_carts: int
    reprices: int
    line_discounts: int
    cart_discounts: int
    corrections: int
    drawer_openings: int
    reprints: int
    approvals: int
    single_approvals: int


class HandedCartView(msgspec.Struct, frozen=True):
    """A held cart that the next shift finds."""

    cart: CartId
    till: TillId
    staff: StaffId
    staff_name: str
    count: int
    total_fen: Fen


class HandedPaymentView(msgspec.Struct, frozen=True):
    """A payment that nobody has settled."""

    payment: PaymentId
    order_no: str
    provider: str
    state: str
    amount_fen: Fen


class ShiftReport(msgspec.Struct, frozen=True):
    """`GET /v1/shifts/current/report`: the X report; what tells the cash is null without its right."""

    shift: ShiftId
    drawer: DrawerId
    business_date: str
    opened_at: int
    opened_by: StaffId
    at: int
    float_fen: Fen
    tenders: tuple[TenderSumView, ...]
    """Without the right to see it, cash is not among them."""
    moves: tuple[CashMoveView, ...]
    counts: CountsView
    expected_fen: Fen | None
    sales_fen: Fen | None
    refunds_fen: Fen | None
    net_fen: Fen | None
    taxes: tuple[TaxSumView, ...] | None
    discount_fen: Fen
    rounding_fen: Fen


class ZReport(msgspec.Struct, frozen=True):
    """The answer to a close, and `GET /v1/shifts/{id}/z`: the whole Z report."""

    z_no: int
    shift: ShiftId
    drawer: DrawerId
    business_date: str
    opened_at: int
    opened_by: StaffId
    closed_at: int
    closed_by: StaffId
    is_late: bool
    float_fen: Fen
    float_expected_fen: Fen
    counted_fen: Fen
    first_counted_fen: Fen | None
    expected_fen: Fen
    over_fen: Fen
    left_fen: Fen
    taken_fen: Fen
    tenders: tuple[TenderSumView, ...]
    taxes: tuple[TaxSumView, ...]
    moves: tuple[CashMoveView, ...]
    counts: CountsView
    sales_fen: Fen
    refunds_fen: Fen
    net_fen: Fen
    discount_fen: Fen
    rounding_fen: Fen
    carts: tuple[HandedCartView, ...]
    payments: tuple[HandedPaymentView, ...]
    head: str
    """Of the journal before the close: epoch, number, hash."""
    job: JobId | None = None
    """The slip of a close just now; None where the lane has no printer."""


class ClosedShiftView(msgspec.Struct, frozen=True):
    """`GET /v1/shifts`: a closed shift; its money is in its Z report."""

    shift: ShiftId
    z_no: int
    drawer: DrawerId
    business_date: str
    opened_at: int
    opened_by: StaffId
    closed_at: int
    closed_by: StaffId


# --- may I switch off -------------------------------------------------------------------------------------


class Waiting(msgspec.Struct, frozen=True):
    """Something that waits in the shop."""

    what: str
    """`shifts`, `carts`, `payments`, `held`, `paper`, `unsent`, `clock`, `machine_clock` (off by minutes)."""
    count: int
    since: int | None
    """Unix milliseconds of the oldest; None when nothing waits, or nobody knows."""
    blocks: bool
    """It should be seen to before switching off; the others can wait until the next start."""
    sentence: str


class CloseCheck(msgspec.Struct, frozen=True):
    """`GET /v1/close-check`: whether one may switch off."""

    can_switch_off: bool
    sentence: str
    waiting: tuple[Waiting, ...]
    """What waits; empty when nothing does."""
    reasons: tuple[str, ...]
    """The sentences of what blocks."""
    at: int
