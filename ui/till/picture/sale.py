"""The sale: the lines of the cart, what is known about the selected one, and what is due."""

from functools import lru_cache

from edge_agent.domain.money import ZERO, yuan
from edge_agent.domain.quantity import THOUSANDTHS, Unit, quantity_text
from edge_agent.wire.types import LineView, StepView
from ui.till.picture.digits import large
from ui.till.picture.rows import (
    Look,
    Row,
    Span,
    View,
    beside,
    blank,
    centred,
    ends,
    filled,
    line,
    row,
    rule,
    widened,
)
from ui.till.text import fit, fit_right, wrap
from ui.till.words import Word, say

SIDE_COLUMNS_MIN = 22
SIDE_NEEDS_COLUMNS = 72
FIXED_COLUMNS = 5 + 10 + 8 + 9 + 1
"""Mark and number, quantity, price, amount, flag: the name has the rest."""


def sale_body(view: View, height: int) -> list[Row]:
    """The lines and the side panel above the totals."""
    table_height = height - 2
    side = side_columns(view.columns)
    left = view.columns - side - 1 if side else view.columns
    table = _table(view, left, table_height)
    top = beside(table, _side(view, side, table_height)) if side else table
    return [*top, rule(view.columns), _totals(view)]


def side_columns(columns: int) -> int:
    """The width of the side panel; none on a narrow terminal."""
    return max(SIDE_COLUMNS_MIN, columns // 4) if columns >= SIDE_NEEDS_COLUMNS else 0


def _table(view: View, columns: int, height: int) -> list[Row]:
    state = view.state
    lines = state.lines
    rows = [_table_head(state.language, columns)]
    if not lines:
        return filled(
            [*rows, blank(columns), centred(columns, view.say(Word.EMPTY_SALE), Look.DIM)], columns, height
        )
    room = height - 1
    index = next((at for at, shown in enumerate(lines) if shown.no == state.selected), len(lines) - 1)
    first = max(0, min(index - room + 1 + (index < len(lines) - 1), len(lines) - room))
    flashing = state.now < state.flash_until
    for shown in lines[first : first + room]:
        is_selected = shown.no == state.selected
        look = Look.FLASH if is_selected and flashing else Look.SELECTED if is_selected else Look.PLAIN
        rows.append(_line_row(shown, columns, look, state.language))
    return filled(rows, columns, height)


@lru_cache(maxsize=64)
def _table_head(language: str, columns: int) -> Row:
    name = fit(say(language, Word.NAME), columns - FIXED_COLUMNS)
    quantity = fit_right(say(language, Word.QUANTITY), 10)
    price = fit_right(say(language, Word.PRICE), 8)
    amount = fit_right(say(language, Word.AMOUNT), 9)
    return line(columns, f"   # {name}{quantity}{price}{amount} ", Look.HEAD)


@lru_cache(maxsize=4096)
def _line_row(shown: LineView, columns: int, look: Look, language: str) -> Row:
    mark = " " if look is Look.PLAIN else ">"
    about = say(language, Word.ABOUT) if shown.weight_derived else ""
    name = fit(shown.name, columns - FIXED_COLUMNS - 1)
    quantity = fit_right(f"{about}{quantity_text(shown.quantity, shown.unit)}", 10)
    price, amount = fit_right(yuan(shown.price_fen), 8), fit_right(yuan(shown.amount_fen), 9)
    flag = "!" if shown.price_differs else " "
    text = f"{mark}{shown.no:>3} {name} {quantity}{price}{amount}{flag}"
    return row(columns, Span(text, look), look=look, pick=shown.no)


def _side(view: View, columns: int, height: int) -> list[Row]:
    digits = _due_digits(view, columns - 1)
    return filled([*filled(_notes(view, columns), columns, height - len(digits)), *digits], columns, height)


def _notes(view: View, columns: int) -> list[Row]:
    state, notes = view.state, []
    if state.health and state.health.held_carts:
        notes.append(line(columns, f" {view.say(Word.HELD_COUNT, n=state.health.held_carts)}", Look.STRONG))
    voided = len(state.cart.lines) - len(state.lines) if state.cart else 0
    if voided:
        notes.append(line(columns, f" {view.say(Word.VOIDED, n=voided)}", Look.DIM))
    selected = state.selected_line
    return [*notes, *_selected_notes(view, selected, columns)] if selected else notes


def _selected_notes(view: View, selected: LineView, columns: int) -> list[Row]:
    room = columns - 2
    notes = [line(columns, f" {view.say(Word.SELECTED, no=selected.no)}", Look.DIM)]
    notes.extend(line(columns, f" {part}") for part in wrap(selected.name, room, 3))
    notes.extend(_step_row(step, columns) for step in selected.steps)
    for holds, word in (
        (selected.price_differs, Word.PRICE_DIFFERS),
        (selected.weight_derived, Word.WEIGHT_DERIVED),
    ):
        if holds:
            notes.extend(line(columns, f" {part}", Look.BAD) for part in wrap(view.say(word), room, 2))
    return notes


def _step_row(step: StepView, columns: int) -> Row:
    name = Span(f" {step.name or step.kind}", Look.DIM)
    return ends(columns, [name], [Span(f"{yuan(step.fen)} ", Look.DIM)])


def _due_digits(view: View, columns: int) -> list[Row]:
    cart = view.state.cart
    if cart is None or not view.state.lines:
        return []
    return widened(large(yuan(cart.total_fen), columns, 1) or [], 1)


def _totals(view: View) -> Row:
    cart = view.state.cart
    total = cart.total_fen if cart else ZERO
    discount = cart.discount_fen if cart else ZERO
    pieces = sum(_pieces(shown) for shown in view.state.lines)
    left = [Span(f" {view.say(Word.PIECES, n=pieces)}", Look.STRONG)]
    if discount:
        left.append(Span(f"    {view.say(Word.DISCOUNT, amount=yuan(discount))}", Look.STRONG))
    due = [Span(f"{view.say(Word.DUE)}  ", Look.STRONG), Span(f"￥{yuan(total)} ", Look.STRONG)]
    return ends(view.columns, left, due)


def _pieces(shown: LineView) -> int:
    return shown.quantity // THOUSANDTHS if shown.unit is Unit.EACH else 1
