"""What stands beside the lines: the member, what is said of the whole cart, and the selected line's price."""

from edge_agent.domain.money import Fen, yuan
from edge_agent.wire.carts import CartView, LineView, StepView
from ui.till.picture.cart_lines import pays
from ui.till.picture.digits import large
from ui.till.picture.rows import Look, Row, Span, View, ends, filled, line, widened
from ui.till.text import wrap
from ui.till.waiting import ahead, called_last
from ui.till.words import Phrase, Word

STEPS: dict[str, Phrase] = {
    "member": Word.STEP_MEMBER,
    "timed": Word.STEP_TIMED,
    "multi": Word.STEP_MULTI,
    "manual": Word.STEP_MANUAL,
    "spend_save": Word.STEP_SPEND_SAVE,
    "order": Word.STEP_ORDER,
    "coupon": Word.STEP_COUPON,
    "points": Word.STEP_POINTS,
}
STEPS_SHOWN_MAX = 5


def cart_side(view: View, columns: int, height: int) -> list[Row]:
    """The notes above, what is due in large digits below."""
    digits = _due_digits(view, columns - 1)
    notes = [*_of_cart(view, columns), *_of_line(view, columns)]
    return filled([*filled(notes, columns, height - len(digits)), *digits], columns, height)


def step_name(view: View, step: StepView) -> str:
    """A promotion's own name, else what kind of step it is."""
    return step.name or view.label(STEPS.get(step.kind, step.kind))


def due_of(cart: CartView) -> tuple[Word, Fen]:
    """What is to be paid, less what comes back for it; or what that leaves for the customer."""
    if cart.exchange is None:
        return Word.DUE, cart.total_fen
    if cart.exchange.back_fen and cart.total_fen:
        return Word.MONEY_BACK, cart.exchange.back_fen
    return Word.DUE, cart.rest_fen


def _of_cart(view: View, columns: int) -> list[Row]:
    state, notes = view.state, []
    if state.cart is not None:
        notes.extend(_of_member(view, state.cart, columns))
        notes.extend(_of_exchange(view, state.cart, columns))
        for text in _marks(view, state.cart):
            notes.extend(line(columns, f" {part}", Look.STRONG) for part in wrap(text, columns - 2, 2))
        notes.extend(_discounts(view, columns))
    if state.health and state.health.held_carts:
        notes.append(line(columns, f" {view.say(Word.HELD_COUNT, n=state.health.held_carts)}", Look.STRONG))
    notes.extend(line(columns, f" {text}", Look.STRONG) for text in _waiting(view))
    voided = len(state.cart.lines) - len(state.lines) if state.cart else 0
    if voided:
        notes.append(line(columns, f" {view.say(Word.VOIDED, n=voided)}", Look.DIM))
    return notes


def _waiting(view: View) -> list[str]:
    """Orders that lie ready; the number that was called here last, and how many come after it."""
    state, told = view.state, []
    if state.to_collect:
        told.append(view.say(Word.TO_COLLECT, n=state.to_collect))
    last, count = called_last(state), ahead(state)
    if last is not None:
        told.append(view.say(Word.CALLED_LAST, no=last.no, n=count))
    elif count:
        told.append(view.say(Word.WAITING_TICKETS, n=count))
    return told


def _of_member(view: View, cart: CartView, columns: int) -> list[Row]:
    member = cart.member
    if member is None:
        return []
    rows = [
        line(columns, f" {view.say(Word.MEMBER, tail=member.tail)}", Look.STRONG),
        line(columns, f" {view.say(Word.POINTS, n=member.points)}"),
    ]
    if member.points_spent:
        rows.append(line(columns, f" {view.say(Word.POINTS_SPENT, n=member.points_spent)}", Look.GOOD))
    return rows


def _of_exchange(view: View, cart: CartView, columns: int) -> list[Row]:
    """What comes back, and of which receipt."""
    if cart.exchange is None:
        return []
    rows = [_amount(columns, view.say(Word.EXCHANGE_CREDIT), cart.exchange.credit_fen, Look.GOOD)]
    return [*rows, *(line(columns, f"  {one.name}", Look.DIM) for one in cart.exchange.lines)]


def _marks(view: View, cart: CartView) -> list[str]:
    marks = [view.say(Word.COUPON, code=code) for code in cart.coupons]
    if cart.order_discount is not None and cart.order_discount.pay_permille is not None:
        share = pays(cart.order_discount.pay_permille, view.state.language)
        marks.append(f"{view.say(Word.STEP_ORDER)} {share}")
    if cart.wants_invoice:
        marks.append(view.say(Word.WANTS_INVOICE))
    return marks


def _discounts(view: View, columns: int) -> list[Row]:
    """What each rule took off the whole cart, the largest first."""
    sums: dict[str, int] = {}
    for shown in view.state.lines:
        for step in shown.steps:
            name = step_name(view, step)
            sums[name] = sums.get(name, 0) + step.fen
    largest = sorted(sums.items(), key=lambda one: (one[1], one[0]))[:STEPS_SHOWN_MAX]
    return [_amount(columns, name, Fen(fen), Look.GOOD) for name, fen in largest]


def _of_line(view: View, columns: int) -> list[Row]:
    selected = view.state.selected_line
    if selected is None:
        return []
    room = columns - 2
    rows = [line(columns, f" {view.say(Word.SELECTED, no=selected.no)}", Look.DIM)]
    rows += [line(columns, f" {part}") for part in wrap(selected.name, room, 3)]
    rows += [_amount(columns, step_name(view, step), step.fen, Look.DIM) for step in selected.steps]
    for word in _remarks(view, selected):
        rows += [line(columns, f" {part}", Look.BAD) for part in wrap(view.say(word), room, 2)]
    return rows


def _remarks(view: View, selected: LineView) -> list[Word]:
    remarks = (
        (selected.no in view.state.moved, Word.MOVED),
        (selected.price_differs, Word.PRICE_DIFFERS),
        (selected.weight_derived, Word.WEIGHT_DERIVED),
        (selected.typed_weight, Word.TYPED_WEIGHT),
        (selected.is_open_price, Word.OPEN_PRICE),
        (selected.list_price_fen is not None, Word.REPRICED),
    )
    return [word for holds, word in remarks if holds]


def _amount(columns: int, name: str, fen: Fen, look: Look) -> Row:
    return ends(columns, [Span(f" {name}", look)], [Span(f" {yuan(fen)} ", look)])


def _due_digits(view: View, columns: int) -> list[Row]:
    cart = view.state.cart
    if cart is None or not view.state.lines:
        return []
    return widened(large(yuan(due_of(cart)[1]), columns, 1) or [], 1)
