"""The customer pays: cash by Enter, other methods by `.` and their key, in one leg or several."""

from edge_agent.domain.money import Fen, parse_yuan
from edge_agent.wire.carts import CartView
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.sessions import MethodView
from edge_agent.wire.tenders import CashTenderRequest, ExternalTenderRequest
from ui.till.commands import DoTender
from ui.till.decoder import Key
from ui.till.keymap import Action
from ui.till.office.exchange import is_covered, settle_exchange
from ui.till.screens import payment, sale
from ui.till.screens.moving import moved
from ui.till.state import CASH, AskScreen, Question, SaleScreen, State, TenderScreen
from ui.till.step import Step, change, refuse, stay, type_into
from ui.till.words import Word


def on_scan(state: State, screen: TenderScreen, code: str) -> Step:
    """A voucher's code where a reference is asked for; else whatever the agent makes of it."""
    if screen.reference_for is not None:
        return _with_reference(state, screen, code)
    return sale.on_scan(state, code)


def on_key(  # noqa: PLR0911 one case per key
    state: State, screen: TenderScreen, action: Action | None, key: Key
) -> Step:
    """A key on the tender screen."""
    if screen.reference_for is not None and (action is None or key.is_text):
        return type_into(state, key)
    if screen.picking and key.is_text:
        return _on_method_key(state, screen, key)
    match action:
        case Action.CONFIRM:
            return _on_confirm(state, screen)
        case Action.METHOD:
            return _on_dot(state, screen, key)
        case Action.UP | Action.DOWN | Action.PAGE_UP | Action.PAGE_DOWN:
            index = moved(screen.selected, action, len(state.methods))
            return stay(change(state, screen=TenderScreen(index)))
        case Action.ERASE if state.buffer and not screen.picking:
            return stay(change(state, buffer=state.buffer[:-1]))
        case Action.ERASE | Action.BACK:
            return _on_back(state, screen)
        case _:
            is_written = key.character.isalnum() or key.character == "."
            return type_into(state, key) if is_written else stay(state)  # a letter is refused, never dropped


def _on_confirm(state: State, screen: TenderScreen) -> Step:
    if screen.reference_for is not None:
        return _with_reference(state, screen, state.buffer)
    if screen.picking:
        return refuse(state, Word.PICK_METHOD)
    if is_covered(state.cart):
        return settle_exchange(change(state, buffer=""))
    return _pay(state, state.methods[min(screen.selected, len(state.methods) - 1)])


def _on_dot(state: State, screen: TenderScreen, key: Key) -> Step:
    """`.` names a method, except after digits: there it is the decimal point, and a second one the method."""
    if state.buffer and "." not in state.buffer and key.character == ".":
        return type_into(state, key)
    return stay(change(state, screen=TenderScreen(screen.selected, picking=True)))


def _on_method_key(state: State, screen: TenderScreen, key: Key) -> Step:
    method = next((method for method in state.methods if method.key == key.character), None)
    unpicked = change(state, screen=TenderScreen(screen.selected))
    if method is None:
        return refuse(unpicked, Word.NO_METHOD, key=key.character)
    return _pay(unpicked, method)


def _pay(state: State, method: MethodView) -> Step:
    if is_covered(state.cart):
        return refuse(state, Word.EXCHANGE_COVERS)
    amount = parse_yuan(state.buffer) if state.buffer else rest_of(state.cart, method)
    if amount is None:
        return refuse(state, Word.NOT_AN_AMOUNT)
    if method is CASH:
        return Step(change(state, buffer=""), (DoTender(CashTenderRequest(amount)),))
    tender = ExternalTenderRequest(method.id, amount)
    if method.asks_reference:
        asking = TenderScreen(state.methods.index(method), reference_for=tender)
        return stay(change(state, screen=asking, buffer=""))
    return Step(change(state, buffer=""), (DoTender(tender),))


def _on_back_while_paying(state: State, view: PaymentView) -> Step:
    """A payment that the customer has not confirmed is given up; of any other the outcome must come first."""
    if view.state in payment.CANCELLABLE:
        return payment.cancel(state, view)
    return refuse(state, payment.WAITING[view.state])


def _with_reference(state: State, screen: TenderScreen, reference: str) -> Step:
    asked = screen.reference_for
    if not reference.strip() or not isinstance(asked, ExternalTenderRequest):
        return refuse(state, Word.REFERENCE_NEEDED)
    tender = ExternalTenderRequest(asked.method, asked.amount_fen, reference.strip())
    return Step(change(state, screen=TenderScreen(), buffer=""), (DoTender(tender),))


def _on_back(state: State, screen: TenderScreen) -> Step:
    if state.buffer and not screen.picking:
        return stay(change(state, buffer=""))
    if screen.picking or screen.reference_for is not None:
        return stay(change(state, screen=TenderScreen(screen.selected)))
    if state.refusals:
        return stay(change(state, refusals=state.refusals[:-1]))
    if state.payment is not None:
        return _on_back_while_paying(state, state.payment)
    if state.cart and state.cart.tenders:
        return stay(change(state, screen=AskScreen(Question.GIVE_BACK, screen)))
    return stay(change(state, screen=SaleScreen()))


def rest_of(cart: CartView | None, method: MethodView) -> Fen:
    """What is due by a method: in cash, what 抹零 leaves."""
    if cart is None:
        return Fen(0)
    return cart.cash_rest_fen if method is CASH else cart.rest_fen
