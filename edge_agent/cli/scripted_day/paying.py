"""The customer pays: cash, a wall code, both, or a payment code, whose owner may not want to after all."""

import asyncio
from collections.abc import Collection

from edge_agent.cli.scripted_day.baskets import Basket
from edge_agent.cli.scripted_day.cashier import Cashier, Disagreement, taken
from edge_agent.cli.scripted_day.happenings import times
from edge_agent.cli.scripted_day.tally import Leg
from edge_agent.domain.errors import Code
from edge_agent.domain.ids import PaymentId
from edge_agent.wire.carts import CartView
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView
from edge_agent.wire.scans import ScanRequest
from edge_agent.wire.tenders import (
    CashTenderRequest,
    ExchangeTenderRequest,
    ExternalTenderRequest,
    TenderRequest,
)

ENDINGS = ("99", "01", "02", "04", "09", "07")
"""Of codes, as the simulated provider takes them: pays, is asked first, declines, pays while the line breaks,
gives up when asked, and never confirms."""
NEVER_CONFIRMS = "07"
DECIDED = ("paid", "declined", "reversed")
JIAO = 10
_LOOK_EVERY_S = 0.01
_BEGINS = {"wechat": "13", "alipay": "28"}


class Paid:
    """A cart that was paid, and how."""

    def __init__(self, sale: SaleView, legs: list[Leg], rounding_fen: int) -> None:
        self.sale = sale
        self.legs = legs
        self.rounding_fen = rounding_fen


async def pay(
    cashier: Cashier, cart: CartView, basket: Basket, kind: str | None = None, credit_fen: int = 0
) -> Paid:
    """Take what the display shows, less what goods that come back have paid of it.

    `kind` stands for the customer's own way, when it is named.
    """
    payment, kind = basket.payment, kind or basket.payment.kind
    set_off = Leg("exchange", "", min(credit_fen, cart.total_fen))
    if set_off.fen == cart.total_fen and credit_fen:
        return await _covered(cashier, cart, set_off)
    if kind == "code" and cart.total_fen:
        answered = await _show_code(cashier, cart, basket)
        if isinstance(answered, Paid):
            return answered
        cart, kind = answered, "cash"
    external = {"external": cart.total_fen, "both": cart.total_fen // 2}.get(kind, 0)
    before = [leg for leg in (set_off, Leg("external", payment.method, external)) if leg.fen]
    return await _in_legs(cashier, cart, before, payment.note_fen)


async def decided(cashier: Cashier, payment: PaymentId) -> PaymentView:
    """A payment as soon as it has an outcome."""
    return await _once(cashier, payment, DECIDED)


async def _in_legs(cashier: Cashier, cart: CartView, legs: list[Leg], note_fen: int) -> Paid:
    """The wall code's share first; cash covers the rest, which is rounded down to the jiao."""
    rest = cart.total_fen - sum(leg.fen for leg in legs)
    off = rest % JIAO if rest >= JIAO else 0
    handed = -(-(rest - off) // note_fen) * note_fen
    requests: list[TenderRequest] = [
        ExternalTenderRequest(leg.method, leg.fen) for leg in legs if leg.kind == "external"
    ]
    if rest or not legs:
        requests.append(CashTenderRequest(handed))
        legs = [*legs, Leg("cash", "", rest - off)]
    sale = None
    for request in requests:
        answer = taken(await cashier.client.tender(cart, request))
        cart, sale = answer.cart, answer.sale
    if sale is None:
        raise Disagreement(f"{cart.total_fen} fen were paid and the sale is not finished")
    if sale.change_fen != (handed - (rest - off) if rest else 0):
        raise Disagreement(f"{handed} were handed over for {rest}, and {sale.change_fen} are given back")
    return Paid(sale, legs, -off)


async def _covered(cashier: Cashier, cart: CartView, set_off: Leg) -> Paid:
    """Goods that come back pay for all of it; what other devices must give back, they give back first."""
    answer = await cashier.client.tender(cart, ExchangeTenderRequest())
    if isinstance(answer, Problem):
        needed = cashier.refused(answer, Code.REFUND_CONFIRM_EXTERNAL)
        done = ExchangeTenderRequest(external_done=True, external_fen=int(needed.params["external_fen"]))
        answer = taken(await cashier.client.tender(cart, done))
    if answer.sale is None:
        raise Disagreement(f"{set_off.fen} fen are set off and the sale is not finished")
    return Paid(answer.sale, [set_off], 0)


async def _show_code(cashier: Cashier, cart: CartView, basket: Basket) -> Paid | CartView:
    """The code is scanned; a cart that is open again when its owner does not pay."""
    method = basket.payment.method
    ending = ENDINGS[times("payment_code", basket.number) % len(ENDINGS)]
    code = f"{_BEGINS[method]}{basket.number:014d}{ending}"
    answer = taken(await cashier.client.scan(cart, ScanRequest(code, confirm=True)))
    if answer.payment is None:
        raise Disagreement("a payment code was shown, and no payment begun")
    if ending == NEVER_CONFIRMS:
        await _give_up(cashier, answer.payment.id)
    view = await decided(cashier, answer.payment.id)
    cashier.tally.told[f"payment codes {view.state}"] += 1
    if view.sale is None:
        return taken(await cashier.client.read_cart(cart))
    sale = await cashier.does(SaleView, "GET", f"/v1/sales/{view.sale}")
    return Paid(sale, [Leg("payment", method, cart.total_fen)], 0)


async def _give_up(cashier: Cashier, payment: PaymentId) -> None:
    """As soon as the customer is asked; before, there is nothing to reverse."""
    await _once(cashier, payment, ("awaiting_customer",))
    await cashier.does(PaymentView, "POST", f"/v1/payments/{payment}/cancel")


async def _once(cashier: Cashier, payment: PaymentId, states: Collection[str]) -> PaymentView:
    while True:
        view = taken(await cashier.client.payment(payment))
        if view.state in states:
            return view
        await asyncio.sleep(_LOOK_EVERY_S)
