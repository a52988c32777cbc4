"""Domain values as the wire shows them."""

from collections.abc import Sequence

import msgspec

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.catalogue import OptionGroup
from edge_agent.domain.exchange import credit_used, paid_by
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.pricing import PricedLine
from edge_agent.domain.tender import ExternalTender, PaymentTender, Rounding, Tender, balance, round_off
from edge_agent.services.outcomes import CartChanged
from edge_agent.wire.carts import (
    CartDiscount,
    CartMemberView,
    CartView,
    ComingBackView,
    ExchangeView,
    HeldCart,
    LineView,
    StepView,
    TenderView,
)
from edge_agent.wire.goods import ChoiceView, OptionGroupView


def cart_view(changed: CartChanged, rounding: Rounding = Rounding.OFF) -> CartView:
    """A cart with its price and where its payment stands; `rounding` is the shop's."""
    cart, priced = changed.cart, changed.priced
    prices = {line.line.no: line for line in priced.lines}
    paid = balance(priced.total_fen, paid_by(cart, priced.total_fen), rounding)
    credit = credit_used(cart, priced.total_fen)
    return CartView(
        id=cart.id,
        version=cart.version,
        state=cart.state,
        till=cart.till,
        lines=tuple(_line_view(line, prices.get(line.no)) for line in cart.lines),
        tenders=tuple(_tender_view(tender) for tender in cart.tenders),
        count=len(priced.lines),
        gross_fen=priced.gross_fen,
        discount_fen=priced.discount_fen,
        total_fen=priced.total_fen,
        received_fen=Fen(paid.received_fen - credit),
        rest_fen=paid.rest_fen,
        updated_at=changed.at,
        cash_rest_fen=Fen(paid.rest_fen + round_off(paid.rest_fen, rounding)),
        member=_member_view(cart),
        coupons=tuple(coupon.code for coupon in cart.coupons),
        order_discount=_discount_view(cart),
        wants_invoice=cart.wants_invoice,
        pending=cart.pending,
        moved_lines=changed.moved_lines,
        exchange=_exchange_view(cart, credit),
    )


def held_view(held: CartChanged) -> HeldCart:
    """A held cart in the recall list."""
    cart, live = held.cart, held.cart.live_lines
    return HeldCart(
        id=cart.id,
        version=cart.version,
        till=cart.till,
        held_at=held.at,
        count=len(live),
        total_fen=held.priced.total_fen,
        first=live[0].name if live else "",
    )


def option_views(groups: Sequence[OptionGroup], line: Line) -> tuple[OptionGroupView, ...]:
    """What may be chosen of a line's article, with what is chosen."""
    chosen = {(option.group, option.choice) for option in line.options}
    return tuple(
        OptionGroupView(
            id=group.id,
            name=group.name,
            least=group.least,
            most=group.most,
            choices=tuple(
                ChoiceView(
                    choice.id, choice.name, choice.fen, choice.sold_out, (group.id, choice.id) in chosen
                )
                for choice in group.choices
            ),
        )
        for group in groups
    )


def _line_view(line: Line, priced: PricedLine | None) -> LineView:
    label = line.label
    return LineView(
        no=line.no,
        sku=line.sku,
        name=line.name,
        unit=line.unit,
        quantity=line.quantity,
        price_fen=line.price_fen,
        amount_fen=priced.amount_fen if priced else ZERO,
        voided=not line.is_live,
        weight_derived=label is not None and label.weight_derived,
        price_differs=label is not None and label.price_differs,
        steps=tuple(StepView(step.kind, step.fen, step.name) for step in priced.steps) if priced else (),
        code=line.code,
        options=tuple(option.name for option in line.options),
        price_unit=line.price_unit,
        typed_weight=line.typed_weight,
        is_open_price=line.is_open_price,
        list_price_fen=line.list_price_fen,
        pay_permille=line.pay_permille,
    )


def _tender_view(tender: Tender) -> TenderView:
    if isinstance(tender, PaymentTender):
        return TenderView("payment", tender.amount_fen, tender.provider)
    if isinstance(tender, ExternalTender):
        return TenderView("external", tender.amount_fen, tender.method, tender.reference)
    return TenderView("cash", tender.amount_fen)


def _exchange_view(cart: Cart, used: Fen) -> ExchangeView | None:
    kept = cart.exchange
    if kept is None:
        return None
    lines = tuple(msgspec.convert(line, ComingBackView, from_attributes=True) for line in kept.lines)
    back = Fen(kept.credit_fen - used)
    return ExchangeView(kept.sale, kept.receipt_no, lines, kept.credit_fen, back, kept.reason)


def _member_view(cart: Cart) -> CartMemberView | None:
    member = cart.member
    if member is None:
        return None
    return CartMemberView(member.id, member.tail, member.points, member.may_spend, cart.points_spent)


def _discount_view(cart: Cart) -> CartDiscount | None:
    discount = cart.order_discount
    return CartDiscount(discount.pay_permille, discount.total_fen) if discount else None
