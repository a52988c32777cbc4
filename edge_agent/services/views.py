"""Domain values as the wire shows them."""

from edge_agent.domain.cart import Line
from edge_agent.domain.money import ZERO
from edge_agent.domain.pricing import PricedLine
from edge_agent.domain.tender import ExternalTender, PaymentTender, Tender, balance
from edge_agent.services.outcomes import CartChanged
from edge_agent.wire.types import CartView, HeldCart, LineView, StepView, TenderView


def cart_view(changed: CartChanged) -> CartView:
    """A cart with its price and where its payment stands."""
    cart, priced = changed.cart, changed.priced
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
        updated_at=changed.at,
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
    )


def _tender_view(tender: Tender) -> TenderView:
    if isinstance(tender, PaymentTender):
        return TenderView("payment", tender.amount_fen, tender.provider)
    if isinstance(tender, ExternalTender):
        return TenderView("external", tender.amount_fen, tender.method, tender.reference)
    return TenderView("cash", tender.amount_fen)
