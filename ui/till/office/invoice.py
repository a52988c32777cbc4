"""要开票: the sale is marked for invoicing, or not any more."""

from edge_agent.wire.carts import CartMark, CartView
from ui.till.carts import with_cart
from ui.till.generic.calls import on_cart
from ui.till.keymap import Action
from ui.till.office.activity import Activity, Group
from ui.till.state import State
from ui.till.step import Step, refuse, stay, tell
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of the mark."""

    TITLE = "要开票", "Invoice wanted"
    MARKED = "这一单要开票", "This sale wants an invoice"
    UNMARKED = "这一单不开票", "This sale wants no invoice"


def _open(state: State) -> Step:
    if state.cart is None or not state.lines:
        return refuse(state, Word.NOTHING_TO_SELL)
    return Step(state, (on_cart("/invoice", CartMark(not state.cart.wants_invoice), _marked),))


def _marked(state: State, cart: CartView) -> Step:
    return stay(tell(with_cart(state, cart), Said.MARKED if cart.wants_invoice else Said.UNMARKED))


ACTIVITIES = (Activity(Said.TITLE, Group.SALE, _open, Action.INVOICE, while_paying=True),)
