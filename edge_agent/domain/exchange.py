"""An exchange (换货): what comes back pays for what is taken instead, and only the difference moves."""

import msgspec

from edge_agent.domain.cart import Cart, Exchange
from edge_agent.domain.events import GoodsGo, RefundLeg
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.refund import Plan, Wish
from edge_agent.domain.tender import ExchangeTender, Leg


def paid_by(cart: Cart, total: Fen) -> tuple[Leg, ...]:
    """What pays the cart's total so far: what comes back first, at most all of it, then every leg taken."""
    if cart.exchange is None:
        return cart.tenders
    return ExchangeTender(credit_used(cart, total)), *cart.tenders


def credit_used(cart: Cart, total: Fen) -> Fen:
    """How much of what comes back is set off against the cart's total."""
    return Fen(min(cart.exchange.credit_fen, total)) if cart.exchange else ZERO


def wishes(exchange: Exchange) -> tuple[Wish, ...]:
    """The refund that the exchange is the half of."""
    return tuple(Wish(line.line, line.quantity, GoodsGo(line.goods)) for line in exchange.lines)


def set_off(plan: Plan, amount: Fen) -> Plan:
    """The refund with `amount` of it set off; the rest goes back by the rules of any refund.

    So it is the last tenders' money that goes back, and what is set off belongs to the tenders before.
    """
    back = Fen(plan.back_fen - amount)
    money: list[RefundLeg] = []
    exchanged: list[RefundLeg] = []
    for leg in plan.legs:
        part = Fen(min(back, leg.amount_fen))
        back = Fen(back - part)
        money.append(msgspec.structs.replace(leg, amount_fen=part))
        exchanged.append(RefundLeg(0, "exchange", Fen(leg.amount_fen - part), of_tender=leg.of_tender))
    legs = [leg for leg in (*money, *exchanged) if leg.amount_fen]
    numbered = tuple(msgspec.structs.replace(leg, no=no) for no, leg in enumerate(legs, 1))
    return msgspec.structs.replace(plan, legs=numbered)
