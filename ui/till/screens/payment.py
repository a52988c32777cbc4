"""A payment through a provider: begun by a code, watched until it is decided, and the sale that it pays."""

import msgspec

from edge_agent.wire.payments import PaymentView
from edge_agent.wire.sales import SaleView
from edge_agent.wire.scans import ScanAnswer
from ui.till.carts import covers_tender
from ui.till.commands import Call, DoOpenCart, DoWatch
from ui.till.last_scan import payment_failed
from ui.till.state import SaleScreen, State, TenderScreen
from ui.till.step import Step, change, refuse, stay
from ui.till.words import Phrase, Word, say

WAITING = {
    "created": Word.PAYMENT_SENT,
    "sent": Word.PAYMENT_SENT,
    "awaiting_customer": Word.PAYMENT_AWAITING,
    "reversing": Word.PAYMENT_REVERSING,
    "unknown": Word.PAYMENT_UNKNOWN,
    "paid": Word.PAYMENT_UNSOLD,
}
"""The states in which the cart still waits, and what the cashier is told; paid, it waits for its sale."""
PROVIDERS: dict[str, Phrase] = {"wechat": Word.WECHAT, "alipay": Word.ALIPAY}
UNSENT: dict[str, Phrase] = {
    "offline": Word.PAYMENT_OFFLINE,
    "code-lost": Word.PAYMENT_NOT_SENT,
    "cancelled": Word.PAYMENT_REVERSED,
}
"""Reasons of the agent's own for a payment of which nothing was charged."""
REASONS: dict[str, Phrase] = {
    "offline": Word.PAYMENT_WHY_OFFLINE,
    "no-answer": Word.PAYMENT_WHY_NO_ANSWER,
    "code-lost": Word.PAYMENT_WHY_CODE_LOST,
    "cancelled": Word.PAYMENT_WHY_CANCELLED,
    "waited": Word.PAYMENT_WHY_WAITED,
    "restarted": Word.PAYMENT_WHY_RESTARTED,
    "no-provider": Word.PAYMENT_WHY_NO_PROVIDER,
}
"""The agent's own reasons, as `PaymentView.reason` names them."""
CANCELLABLE = ("created", "awaiting_customer")


def payment_name(language: str, provider: str) -> str:
    """As screens call it; 微信 alone is what was taken on a device of its own."""
    named = PROVIDERS.get(provider)
    return f"{say(language, Word.PAYMENT)} {say(language, named) if named else provider}"


def on_started(state: State, answer: ScanAnswer) -> Step:
    """A code was scanned: the tender screen waits with the customer."""
    if answer.payment is None:
        return watched(state)
    paying = change(state, screen=TenderScreen(), buffer="", finished=None)
    return on_payment(change(paying, payment=answer.payment), answer.payment)


def watched(state: State) -> Step:
    """Ask for the payment that the cart waits for, if nobody does yet."""
    pending = state.cart.pending if state.cart else None
    is_known = state.payment is not None and state.payment.id == pending
    return stay(state) if pending is None or is_known else Step(state, (DoWatch(pending),))


def on_payment(state: State, view: PaymentView) -> Step:
    """How far it is: the sale when it is paid, the cart again when it is not, else go on waiting."""
    if state.cart is None or state.cart.pending != view.id:
        return stay(state)
    done = change(state, payment=None)
    if view.state == "paid" and view.sale is not None:
        return Step(done, (Call("GET", f"/v1/sales/{view.sale}", SaleView, on_paid),))
    if view.state in WAITING:
        return stay(change(state, payment=view))
    told = (
        Word.PAYMENT_REVERSED if view.state == "reversed" else UNSENT.get(view.reason, Word.PAYMENT_DECLINED)
    )
    params = {"reason": _reason(state, view)} if told is Word.PAYMENT_DECLINED else {}
    return Step(refuse(payment_failed(done), told, **params).state, (DoOpenCart(),))


def _reason(state: State, view: PaymentView) -> str:
    """The agent's own reasons in the till's language; a provider's as the provider wrote it."""
    own = REASONS.get(view.reason)
    return view.reason if own is None else say(state.language, own)


def cancel(state: State, view: PaymentView) -> Step:
    """Give the payment up; what it became is answered."""
    return Step(state, (Call("POST", f"/v1/payments/{view.id}/cancel", PaymentView, on_payment),))


def on_paid(state: State, sale: SaleView) -> Step:
    """The sale is done: show it, and open the next cart."""
    empty = change(finished(state, sale), cart=None, selected=None, last_scan=None)
    return Step(empty, (DoOpenCart(),))


def finished(state: State, sale: SaleView) -> State:
    """`state` with this sale on the screen, or below what was scanned while it was paid."""
    sold = change(state, finished=sale, last_sale=sale, payment=None, options=None)
    if covers_tender(sold.screen):
        below = msgspec.structs.replace(sold.screen, back=SaleScreen(), buffer_below="")
        return change(sold, screen=below)
    return change(sold, screen=SaleScreen(), buffer="")
