"""What ways of paying are called on the screen."""

from edge_agent.wire.sessions import MethodView
from ui.till.picture.rows import View
from ui.till.screens.payment import payment_name
from ui.till.words import Word


def method_name(
    view: View, kind: str, method: str, methods: tuple[MethodView, ...], otherwise: str = ""
) -> str:
    """Cash, a payment code, or an external method by the name that the shop gave it.

    `otherwise` is the name of a method that the shop has no more.
    """
    if kind == "cash":
        return view.say(Word.CASH)
    if kind == "payment":
        return payment_name(view.state.language, method)
    if kind == "exchange":
        return view.say(Word.EXCHANGE)
    return next((known.name for known in methods if known.id == method), otherwise or method)
