"""Domain values as the wire shows them."""

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import ZERO
from edge_agent.domain.pricing import PricedLine, price
from edge_agent.domain.tender import ExternalTender, Tender, balance
from edge_agent.wire.types import CartView, HeldCart, LineView, StepView, TenderView


def cart_view(cart: Cart, updated_at: Millis) -> CartView:
    """A cart with its price and where its payment stands."""
    priced = price(cart)
    prices = {line.line.no: line for line in priced.lines}
    paid = balance(priced.total_fen, cart.tenders)
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
        received_fen=paid.received_fen,
        rest_fen=paid.rest_fen,
        updated_at=updated_at,
    )


def held_view(cart: Cart, updated_at: Millis) -> HeldCart:
    """A held cart in the recall list."""
    live = cart.live_lines
    return HeldCart(
        id=cart.id,
        version=cart.version,
        till=cart.till,
        held_at=updated_at,
        count=len(live),
        total_fen=price(cart).total_fen,
        first=live[0].name if live else "",
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
        steps=tuple(StepView(step.rule, step.fen) for step in priced.steps) if priced else (),
    )


def _tender_view(tender: Tender) -> TenderView:
    if isinstance(tender, ExternalTender):
        return TenderView("external", tender.amount_fen, tender.method, tender.reference)
    return TenderView("cash", tender.amount_fen)
