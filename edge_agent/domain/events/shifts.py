"""A drawer's session and its cash."""

import enum
from typing import ClassVar

import msgspec

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import CartId, DrawerId, PaymentId, ShiftId, StaffId, TillId
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import ZERO, Fen


class ShiftOpened(Data, frozen=True):
    """A drawer's session began with a counted float."""

    TYPE: ClassVar[str] = "shift.opened"
    shift: ShiftId
    drawer: DrawerId
    float_fen: Fen
    expected_fen: Fen
    """What the last close left in this drawer; a difference is on record by this."""


class CashKind(enum.StrEnum):
    """Which way cash went without a sale."""

    IN = "in"
    """存入"""
    OUT = "out"
    """取出"""
    DROP = "drop"
    """缴款: to the safe or the bank."""


class CashMoved(Data, frozen=True):
    """Cash came into the drawer, or left it, without a sale."""

    TYPE: ClassVar[str] = "cash.moved"
    shift: ShiftId
    drawer: DrawerId
    kind: CashKind
    amount_fen: Fen
    """Above zero, whichever way it went."""
    reason: str


class DrawerOpened(Data, frozen=True):
    """The drawer was opened without a sale."""

    TYPE: ClassVar[str] = "drawer.opened"
    drawer: DrawerId
    shift: ShiftId | None
    """None before the day's first shift: the float is counted."""
    reason: str


class ShiftCounted(Data, frozen=True):
    """A blind count that differed too much: the drawer is counted once more, and this one is kept."""

    TYPE: ClassVar[str] = "shift.counted"
    shift: ShiftId
    counted_fen: Fen


class TenderSum(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a shift took by one kind of tender; corrections are signed."""

    kind: str
    """`cash`, `external` or `payment`."""
    method: str = ""
    """Of an external tender its method, of a payment its provider."""
    sales_fen: Fen = ZERO
    refunds_fen: Fen = ZERO
    corrections_fen: Fen = ZERO
    counted_fen: Fen | None = None
    """Of an external tender: the total that its own device shows; None when nobody looked."""

    @property
    def total_fen(self) -> Fen:
        """What there should be."""
        return Fen(self.sales_fen - self.refunds_fen + self.corrections_fen)

    @property
    def over_fen(self) -> Fen | None:
        """What the device shows more than was booked, or less; None when nobody looked."""
        return None if self.counted_fen is None else Fen(self.counted_fen - self.total_fen)


class TaxSum(msgspec.Struct, frozen=True, omit_defaults=True):
    """A shift's sales less refunds in one tax class, and the tax within them."""

    tax_class: str
    amount_fen: Fen
    tax_fen: Fen = ZERO


class CashMove(msgspec.Struct, frozen=True):
    """One movement of cash, as a report lists it."""

    at: Millis
    kind: CashKind
    amount_fen: Fen
    reason: str
    staff: StaffId


class Counts(msgspec.Struct, frozen=True, omit_defaults=True):
    """How often something happened in a shift."""

    sales: int = 0
    refunds: int = 0
    voids: int = 0
    """Lines struck out before payment (删行)."""
    cancelled_carts: int = 0
    reprices: int = 0
    line_discounts: int = 0
    cart_discounts: int = 0
    corrections: int = 0
    drawer_openings: int = 0
    reprints: int = 0
    approvals: int = 0
    """By somebody else."""
    single_approvals: int = 0
    """By the cashier alone, with a reason."""


class Figures(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a shift's X and Z reports tell."""

    float_fen: Fen
    tenders: tuple[TenderSum, ...]
    taxes: tuple[TaxSum, ...]
    moves: tuple[CashMove, ...]
    counts: Counts
    sales_fen: Fen = ZERO
    """The totals of sales, before 抹零."""
    refunds_fen: Fen = ZERO
    discount_fen: Fen = ZERO
    """Zero or below; within `sales_fen` already."""
    rounding_fen: Fen = ZERO
    """抹零 of sales less what refunds mirrored of it: zero or below."""

    @property
    def net_fen(self) -> Fen:
        """Net sales (净销售额): sold less refunded."""
        return Fen(self.sales_fen - self.refunds_fen)

    def moved_fen(self, kind: CashKind) -> Fen:
        """All cash that went one way."""
        return Fen(sum(move.amount_fen for move in self.moves if move.kind is kind))

    @property
    def expected_fen(self) -> Fen:
        """The cash that should be in the drawer, the float included."""
        cash = sum(tender.total_fen for tender in self.tenders if tender.kind == "cash")
        gone = self.moved_fen(CashKind.OUT) + self.moved_fen(CashKind.DROP)
        return Fen(self.float_fen + cash + self.moved_fen(CashKind.IN) - gone)


class Denomination(msgspec.Struct, frozen=True):
    """So many notes or coins of one face."""

    face_fen: Fen
    count: int


class HandedCart(msgspec.Struct, frozen=True):
    """A held cart that the next shift finds."""

    cart: CartId
    till: TillId
    staff: StaffId
    staff_name: str
    count: int
    total_fen: Fen


class HandedPayment(msgspec.Struct, frozen=True):
    """A payment through a provider that nobody has settled yet."""

    payment: PaymentId
    order_no: str
    provider: str
    state: str
    amount_fen: Fen


class JournalHead(msgspec.Struct, frozen=True):
    """Where the journal ended; whoever edits what comes before it betrays himself."""

    epoch: str
    seq: int
    hash: str


class ShiftClosed(Data, frozen=True):
    """A drawer's session ended with a blind count: the whole of its Z report."""

    TYPE: ClassVar[str] = "shift.closed"
    shift: ShiftId
    drawer: DrawerId
    z_no: int
    """Counts the closes of the whole store, without gaps."""
    opened_at: Millis
    opened_by: StaffId
    float_expected_fen: Fen
    """What the close before had left; the float that was counted is in the figures."""
    figures: Figures
    counted_fen: Fen
    expected_fen: Fen
    left_fen: Fen
    """What stays in the drawer as the next float."""
    head: JournalHead
    """Before this event."""
    first_counted_fen: Fen | None = None
    """The count that differed too much, when there was one."""
    denominations: tuple[Denomination, ...] = ()
    is_late: bool = False
    """Closed on a later business date than its own."""
    reason: str = ""
    carts: tuple[HandedCart, ...] = ()
    payments: tuple[HandedPayment, ...] = ()

    @property
    def over_fen(self) -> Fen:
        """长款 above zero, 短款 below."""
        return Fen(self.counted_fen - self.expected_fen)

    @property
    def taken_fen(self) -> Fen:
        """What is taken out of the drawer."""
        return Fen(self.counted_fen - self.left_fen)
