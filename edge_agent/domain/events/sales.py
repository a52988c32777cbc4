"""A sale and what may become of it: cancelled before payment; refunded, corrected or reprinted after."""

import enum
from typing import ClassVar

import msgspec

from edge_agent.domain.cart import ChosenOption, Label, OrderDiscount
from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import (
    CartId,
    CouponCode,
    DrawerId,
    MemberId,
    PaymentId,
    ReceiptNo,
    RefundId,
    RuleId,
    RulesHash,
    SaleId,
    ShiftId,
    Sku,
    StaffId,
    TicketNo,
)
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.pricing import Step
from edge_agent.domain.quantity import Milli, Unit


class SoldLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a sale, with every input that its price came from; voided lines stay on record."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    price_fen: Fen
    gross_fen: Fen
    amount_fen: Fen
    code: str
    added_at: Millis
    category: str = ""
    tax_class: str = ""
    steps: tuple[Step, ...] = ()
    label: Label | None = None
    voided_at: Millis | None = None
    tax_code: str = ""
    station: str = ""
    prep_seconds: int = 0
    options: tuple[ChosenOption, ...] = ()
    member_price_fen: Fen | None = None
    typed_weight: bool = False
    is_open_price: bool = False
    list_price_fen: Fen | None = None
    """The unit price before somebody changed it."""
    pay_permille: int | None = None


class PaidTender(msgspec.Struct, frozen=True, omit_defaults=True):
    """One leg of a payment as it counted: `amount_fen` is what the shop keeps, change already taken off."""

    no: int
    kind: str
    """`cash`, `external`, `payment`, or `exchange`: what the goods that came back were set off for."""
    amount_fen: Fen
    received_fen: Fen
    method: str = ""
    """Of an external leg its method, of a payment its provider."""
    reference: str | None = None
    payment: PaymentId | None = None


class UsedCoupon(msgspec.Struct, frozen=True):
    """A coupon that took part in a sale's price."""

    code: CouponCode
    rule: RuleId


class SaleCompleted(Data, frozen=True):
    """A sale was paid: lines, tenders, receipt number, and what stock follows from it."""

    TYPE: ClassVar[str] = "sale.completed"
    sale: SaleId
    receipt_no: ReceiptNo
    number: int
    """The running number within the business date."""
    cart: CartId
    shift: ShiftId
    drawer: DrawerId
    opened_at: Millis
    lines: tuple[SoldLine, ...]
    tenders: tuple[PaidTender, ...]
    total_fen: Fen
    discount_fen: Fen
    change_fen: Fen
    rules: RulesHash = RulesHash("")
    utc_offset_minutes: int = 0
    rounding_fen: Fen = ZERO
    """抹零, zero or below: the tenders add up to `total_fen + rounding_fen`."""
    member: MemberId | None = None
    points_earned: int = 0
    points_spent: int = 0
    points_fen: Fen = ZERO
    """What the points spent are worth."""
    coupons: tuple[UsedCoupon, ...] = ()
    order_discount: OrderDiscount | None = None
    wants_invoice: bool = False
    ticket: TicketNo = TicketNo("")
    """The number that is called when what was ordered is made; none for what is taken along."""
    exchange_of: RefundId | None = None
    """The refund that it was made with (换货): what came back paid its `exchange` tender."""


class SaleCancelled(Data, frozen=True):
    """A cart with lines was given up before payment (整单取消)."""

    TYPE: ClassVar[str] = "sale.cancelled"
    cart: CartId
    opened_at: Millis
    lines: tuple[SoldLine, ...]
    total_fen: Fen


class GoodsGo(enum.StrEnum):
    """What becomes of goods for which money goes back."""

    BACK = "back"
    """To the shelf."""
    WRITTEN_OFF = "written_off"
    """报损"""
    KEPT = "kept"
    """They stay with the customer (仅退款)."""


class RefundedLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a refund; quantity and amount are above zero."""

    no: int
    sku: Sku
    name: str
    unit: Unit
    quantity: Milli
    amount_fen: Fen
    goods: GoodsGo
    sale_line: int | None = None
    """The number of the sale's line; None without a receipt."""
    category: str = ""
    tax_class: str = ""
    is_open_price: bool = False
    """It has no stock to go back to."""


class RefundLeg(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way by which the money went back."""

    no: int
    kind: str
    """`cash`, `external`, `payment`, or `exchange`: set off against the goods taken instead."""
    amount_fen: Fen
    method: str = ""
    reference: str | None = None
    payment: PaymentId | None = None
    """The refund's own payment, which may be pending for long."""
    of_tender: int | None = None
    """The number of the sale's tender that it goes back to."""


class SaleRefunded(Data, frozen=True):
    """Money went back to a customer: against a receipt, or without one."""

    TYPE: ClassVar[str] = "sale.refunded"
    refund: RefundId
    receipt_no: ReceiptNo
    """The refund slip's own, from the same counter as those of sales."""
    number: int
    shift: ShiftId
    drawer: DrawerId
    """The drawer that the cash came from."""
    lines: tuple[RefundedLine, ...]
    legs: tuple[RefundLeg, ...]
    total_fen: Fen
    """What the lines add up to, above zero; the legs add up to `total_fen + rounding_fen`."""
    rounding_fen: Fen = ZERO
    """The part of the sale's rounding that is mirrored, zero or below."""
    sale: SaleId | None = None
    """None without a receipt."""
    sale_receipt_no: ReceiptNo | None = None
    reason: str = ""
    approved_by: StaffId | None = None
    member: MemberId | None = None
    points_taken: int = 0
    """Earned by the sale, taken back."""
    points_returned: int = 0
    """Spent in the sale, given back."""
    coupons_returned: tuple[CouponCode, ...] = ()
    reopened_as: CartId | None = None
    """反结账: the new cart that has the lines."""


class TenderCorrected(Data, frozen=True):
    """A leg was booked under the wrong tender: the sale and its receipt number stay (cash ↔ external)."""

    TYPE: ClassVar[str] = "sale.tender_corrected"
    sale: SaleId
    tender: int
    """The number of the leg."""
    shift: ShiftId
    amount_fen: Fen
    from_kind: str
    from_method: str
    to_kind: str
    to_method: str
    to_reference: str | None = None
    approved_by: StaffId | None = None


class ReceiptReprinted(Data, frozen=True):
    """补打: another copy of a slip was ordered."""

    TYPE: ClassVar[str] = "receipt.reprinted"
    receipt_no: ReceiptNo
    copy: int
