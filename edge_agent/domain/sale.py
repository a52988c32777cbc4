"""A sale: what a paid cart becomes, as the event that holds all of it."""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.events import PaidTender, SaleCancelled, SaleCompleted, SoldLine, UsedCoupon
from edge_agent.domain.exchange import paid_by
from edge_agent.domain.ids import ReceiptNo, RefundId, SaleId, TicketNo
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.pricing import PricedCart, PricedLine
from edge_agent.domain.shifts import Shift
from edge_agent.domain.tender import (
    CashTender,
    ExchangeTender,
    ExternalTender,
    Leg,
    PaymentTender,
    Rounding,
    balance,
)


class Numbered(msgspec.Struct, frozen=True):
    """The names that a sale is born with."""

    sale: SaleId
    receipt_no: ReceiptNo
    number: int
    exchange_of: RefundId | None = None
    """The refund that is made with it."""
    ticket: TicketNo = TicketNo("")


def complete(
    cart: Cart,
    priced: PricedCart,
    shift: Shift,
    numbered: Numbered,
    rounding: Rounding = Rounding.OFF,
    points_earned: int = 0,
) -> SaleCompleted:
    """The sale of a cart whose tenders cover its total."""
    legs = paid_by(cart, priced.total_fen)
    paid = balance(priced.total_fen, legs, rounding)
    if not paid.is_covered:
        raise ValueError(f"{paid.rest_fen} fen are still due")
    return SaleCompleted(
        sale=numbered.sale,
        receipt_no=numbered.receipt_no,
        number=numbered.number,
        cart=cart.id,
        shift=shift.id,
        drawer=shift.drawer,
        opened_at=cart.opened_at or cart.created_at,
        lines=_sold_lines(cart, priced),
        tenders=_paid_tenders(_that_pay(legs), paid.change_fen),
        total_fen=priced.total_fen,
        discount_fen=priced.discount_fen,
        change_fen=paid.change_fen,
        rules=cart.rules,
        utc_offset_minutes=cart.utc_offset_minutes,
        rounding_fen=paid.rounding_fen,
        member=cart.member.id if cart.member else None,
        points_earned=points_earned,
        points_spent=cart.points_spent,
        points_fen=cart.points_fen,
        coupons=_used_coupons(cart, priced),
        order_discount=cart.order_discount,
        wants_invoice=cart.wants_invoice,
        exchange_of=numbered.exchange_of,
        ticket=numbered.ticket,
    )


def cancelled(cart: Cart, priced: PricedCart) -> SaleCancelled:
    """The record of a cart that was given up."""
    return SaleCancelled(
        cart=cart.id,
        opened_at=cart.opened_at or cart.created_at,
        lines=_sold_lines(cart, priced),
        total_fen=priced.total_fen,
    )


def _used_coupons(cart: Cart, priced: PricedCart) -> tuple[UsedCoupon, ...]:
    """A coupon that took nothing off, its minimum not reached, stays the customer's."""
    offs = zip(cart.coupons, priced.coupons_fen, strict=True)
    return tuple(UsedCoupon(coupon.code, coupon.rule) for coupon, off in offs if off)


def _sold_lines(cart: Cart, priced: PricedCart) -> tuple[SoldLine, ...]:
    prices = {line.line.no: line for line in priced.lines}
    return tuple(_sold_line(line, prices.get(line.no)) for line in cart.lines)


def _sold_line(line: Line, priced: PricedLine | None) -> SoldLine:
    return SoldLine(
        no=line.no,
        sku=line.sku,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        price_fen=line.price_fen,
        gross_fen=line.gross_fen,
        amount_fen=priced.amount_fen if priced else line.gross_fen,
        code=line.code,
        added_at=line.added_at,
        category=line.category,
        tax_class=line.tax_class,
        steps=priced.steps if priced else (),
        label=line.label,
        voided_at=line.voided_at,
        tax_code=line.tax_code,
        station=line.station,
        prep_seconds=line.prep_seconds,
        options=line.options,
        member_price_fen=line.member_price_fen,
        typed_weight=line.typed_weight,
        is_open_price=line.is_open_price,
        list_price_fen=line.list_price_fen,
        pay_permille=line.pay_permille,
    )


def _that_pay(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """Goods that come back for nothing that costs anything pay none of it."""
    return tuple(leg for leg in legs if leg.amount_fen or not isinstance(leg, ExchangeTender))


def _paid_tenders(tenders: Sequence[Leg], change: Fen) -> tuple[PaidTender, ...]:
    """Each leg less its part of the change; change comes out of the last cash, then the cash before it."""
    paid: list[PaidTender] = []
    for no in range(len(tenders), 0, -1):
        tender = tenders[no - 1]
        given_back = Fen(min(change, tender.amount_fen)) if isinstance(tender, CashTender) else ZERO
        change = Fen(change - given_back)
        paid.append(_paid(no, tender, Fen(tender.amount_fen - given_back)))
    return tuple(reversed(paid))


def _paid(no: int, tender: Leg, kept: Fen) -> PaidTender:
    received = tender.amount_fen
    match tender:
        case CashTender():
            return PaidTender(no, "cash", kept, received)
        case ExternalTender():
            return PaidTender(no, "external", kept, received, tender.method, tender.reference)
        case PaymentTender():
            return PaidTender(no, "payment", kept, received, tender.provider, payment=tender.payment)
        case ExchangeTender():
            return PaidTender(no, "exchange", kept, received)
        case _:
            assert_never(tender)
