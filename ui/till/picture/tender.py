"""The payment: what is due, what was received, the rest in large digits, and the methods with their keys."""

from edge_agent.domain.money import Fen, parse_yuan, yuan
from edge_agent.wire.carts import CartView, TenderView
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.sessions import MethodView
from ui.till.decoder import Key
from ui.till.keymap import Action
from ui.till.office.exchange import is_covered
from ui.till.picture.digits import large_fitting
from ui.till.picture.keys import label
from ui.till.picture.methods import method_name
from ui.till.picture.rows import Look, Row, Span, View, beside, blank, ends, filled, line, row, widened
from ui.till.screens.payment import CANCELLABLE, WAITING
from ui.till.screens.tender import rest_of
from ui.till.state import CASH, TenderScreen
from ui.till.text import wrap
from ui.till.words import Word

METHODS_COLUMNS = 28
SIDE_NEEDS_COLUMNS = 60


def tender_body(view: View, screen: TenderScreen, height: int) -> list[Row]:
    """The money on the left, the methods on the right."""
    if view.columns < SIDE_NEEDS_COLUMNS:
        return filled(_money(view, screen, view.columns), view.columns, height)
    left = view.columns - METHODS_COLUMNS - 1
    money = filled(_money(view, screen, left), left, height)
    return beside(money, filled(_methods(view, screen), METHODS_COLUMNS, height))


def _money(view: View, screen: TenderScreen, columns: int) -> list[Row]:
    """What matters most comes first: many legs may run off a low screen."""
    cart = view.state.cart
    rows = [line(columns, f" {view.say(Word.TENDER)}", Look.HEAD)]
    if cart is None:
        return [*rows, line(columns, f" {view.say(Word.LOADING)}", Look.DIM)]
    rows.append(_pair(columns, view.say(Word.DUE), cart.total_fen, Look.STRONG))
    if cart.exchange is not None:
        rows.append(_pair(columns, view.say(Word.EXCHANGE_CREDIT), cart.exchange.credit_fen, Look.GOOD))
    if cart.tenders:
        rows.append(_pair(columns, view.say(Word.RECEIVED), cart.received_fen, Look.PLAIN))
    rows += _rest(view, screen, cart, columns)
    if view.state.payment is not None:
        rows += [blank(columns), *_paying(view, view.state.payment, columns)]
    else:
        rows += [blank(columns), *_taking(view, screen, cart, columns), blank(columns)]
    return [*rows, *(_leg(view, leg, columns) for leg in cart.tenders)]


def _rest(view: View, screen: TenderScreen, cart: CartView, columns: int) -> list[Row]:
    """What is still due: in cash it is rounded down, when the shop does that (抹零)."""
    if cart.exchange is not None and cart.exchange.back_fen:
        back = cart.exchange.back_fen
        head = _pair(columns, view.say(Word.MONEY_BACK), back, Look.STRONG)
        return [head, blank(columns), *widened(large_fitting(yuan(back), columns - 2), 2)]
    rest = rest_of(cart, _selected(view, screen))
    rows = [_pair(columns, view.say(Word.REST), cart.rest_fen, Look.STRONG)]
    if rest != cart.rest_fen:
        rows.append(_pair(columns, view.say(Word.ROUNDING), Fen(rest - cart.rest_fen), Look.GOOD))
        rows.append(_pair(columns, view.say(Word.CASH_DUE), rest, Look.STRONG))
    return [*rows, blank(columns), *widened(large_fitting(yuan(rest), columns - 2), 2)]


def _paying(view: View, paying: PaymentView, columns: int) -> list[Row]:
    """How far the customer's payment is, and for how long."""
    name = method_name(view, "payment", paying.provider, view.state.methods)
    waited = max(view.state.now - paying.started_at, 0) // 1000
    said = view.say(WAITING[paying.state]) if paying.state in WAITING else paying.state
    rows = [_pair(columns, name, paying.amount_fen, Look.STRONG)]
    rows += [line(columns, f" {part}", Look.GOOD) for part in wrap(said, columns - 2, 3)]
    rows.append(line(columns, f" {view.say(Word.PAYMENT_WAITED, n=waited)}", Look.STRONG))
    if paying.state in CANCELLABLE:
        key = label(view, Action.BACK)
        rows.append(line(columns, f" {key} {view.say(Word.KEY_CANCEL_PAYMENT)}", Look.KEY))
    return rows


def _leg(view: View, leg: TenderView, columns: int) -> Row:
    name = method_name(view, leg.kind, leg.method, view.state.methods)
    shown = f"{view.say(Word.RECEIVED)} {name} {leg.reference or ''}"
    return _pair(columns, shown, leg.amount_fen, Look.DIM)


def _taking(view: View, screen: TenderScreen, cart: CartView, columns: int) -> list[Row]:
    """What Enter would take now, and what it would give back."""
    if is_covered(cart):
        key = label(view, Action.CONFIRM)
        return [line(columns, f" {view.say(Word.EXCHANGE_SETTLE, key=key)}", Look.GOOD)]
    if screen.reference_for is not None:
        asked = f" {view.say(Word.TAKE)} {_name(view, _selected(view, screen))}  {view.say(Word.REFERENCE)}?"
        return [_pair(columns, asked.strip(), Fen(screen.reference_for.amount_fen), Look.GOOD)]
    rest = rest_of(cart, _selected(view, screen))
    amount = parse_yuan(view.state.buffer + view.echo) if view.state.buffer + view.echo else rest
    if amount is None or screen.picking:
        return [line(columns, f" {view.say(Word.PICK_METHOD)}", Look.GOOD)] if screen.picking else []
    taking = f"{view.say(Word.TAKE)} {_name(view, _selected(view, screen))}"
    rows = [_pair(columns, taking, amount, Look.GOOD)]
    change = Fen(amount - rest)
    if _selected(view, screen) is CASH and change > 0:
        rows.append(_pair(columns, view.say(Word.CHANGE), change, Look.GOOD))
    return rows


def _methods(view: View, screen: TenderScreen) -> list[Row]:
    rows = [line(METHODS_COLUMNS, f" {view.say(Word.METHODS)}", Look.HEAD), blank(METHODS_COLUMNS)]
    dot = label(view, Action.METHOD)
    for index, method in enumerate(view.state.methods):
        look = Look.SELECTED if index == screen.selected else Look.PLAIN
        mark = ">" if index == screen.selected else " "
        key = Span(
            f"{mark} {dot}{method.key} ", look, Key(method.key, method.key) if screen.picking else None
        )
        asks = f" {view.say(Word.REFERENCE)}" if method.asks_reference else ""
        rows.append(
            row(METHODS_COLUMNS, key, Span(f"{_name(view, method)}{asks}", look), look=look, pick=index)
        )
    return [*rows, blank(METHODS_COLUMNS), line(METHODS_COLUMNS, f" {_hint(view)}", Look.DIM)]


def _hint(view: View) -> str:
    """After digits the first point is the decimal point, so a method takes another."""
    if not view.state.buffer:
        return view.say(Word.EXACT)
    dot = label(view, Action.METHOD)
    needs_two = dot == "." and "." not in view.state.buffer
    return view.say(Word.METHOD_AFTER_AMOUNT, key=dot * 2 if needs_two else dot)


def _selected(view: View, screen: TenderScreen) -> MethodView:
    methods = view.state.methods
    return methods[min(screen.selected, len(methods) - 1)]


def _name(view: View, method: MethodView) -> str:
    return view.say(Word.CASH) if method is CASH else method.name


def _pair(columns: int, text: str, amount: Fen, look: Look) -> Row:
    sign = "-" if amount < 0 else ""
    return ends(columns, [Span(f" {text}", look)], [Span(f"{sign}￥{yuan(Fen(abs(amount)))} ", look)])
