"""The selected line: its quantity, its price, its discount, and how it is struck out; number before verb."""

from edge_agent.domain.money import Fen, parse_yuan
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit, pieces
from edge_agent.wire.carts import ChangeLine, LineView
from ui.till.carts import change_line, void_line
from ui.till.commands import Command
from ui.till.generic.values import pay_permille
from ui.till.keymap import Keymap
from ui.till.state import State
from ui.till.step import Step, change, refuse, stay
from ui.till.words import Word

QUANTITY_DIGITS_MAX = 4
GRAM_DIGITS_MAX = 5
JIN_PER_KG = 2


def on_quantity(state: State, keymap: Keymap) -> Step:
    """`n *`: of the selected line, or of the next scan; grams where a person typed the weight."""
    line, cleared = state.selected_line, change(state, buffer="")
    if line is not None and line.typed_weight and keymap.quantity_is_of_line:
        weight = grams(state.buffer)
        if weight is None:
            return refuse(state, Word.NOT_GRAMS)
        return Step(cleared, (change_line(line.no, ChangeLine(quantity=weight)),))
    quantity = _count(state.buffer)
    if quantity is None:
        return refuse(state, Word.QUANTITY_FIRST)
    if line is None or not keymap.quantity_is_of_line:
        return stay(change(cleared, next_quantity=quantity))
    return Step(cleared, (change_line(line.no, ChangeLine(quantity=quantity)),))


def on_price(state: State) -> Step:
    """`n /`: another unit price; by the 斤 where that is how the price is told."""
    line = state.selected_line
    if not state.buffer:
        return refuse(state, Word.PRICE_FIRST)
    if line is None:
        return refuse(state, Word.NO_LINE)
    price = parse_yuan(state.buffer)
    if price is None:
        return refuse(state, Word.NOT_AN_AMOUNT)
    per_unit = Fen(price * JIN_PER_KG) if is_told_by_jin(line) else price
    return Step(change(state, buffer=""), (change_line(line.no, ChangeLine(price_fen=per_unit)),))


def on_discount(state: State) -> Step:
    """`n %`: 88 is 8.8 折, 100 takes the discount back."""
    line = state.selected_line
    if line is None:
        return refuse(state, Word.NO_LINE)
    if not state.buffer:
        return refuse(state, Word.DISCOUNT_FIRST)
    left = pay_permille(state.buffer)
    if left is None:
        return refuse(state, Word.NOT_A_DISCOUNT)
    return Step(change(state, buffer=""), (change_line(line.no, ChangeLine(pay_permille=left)),))


def on_void(state: State) -> Step:
    """`-`: the line; `n -`: so many pieces of it."""
    line = state.selected_line
    if line is None:
        return refuse(state, Word.NO_LINE)
    if not state.buffer:
        return Step(state, (void_line(line.no),))
    quantity = _count(state.buffer)
    if quantity is None or line.unit is not Unit.EACH:
        return refuse(state, Word.VOID_COUNT)
    return Step(change(state, buffer=""), (_less(line, quantity),))


def is_told_by_jin(line: LineView) -> bool:
    """Its price is told for 500 g."""
    return line.unit is Unit.KG and line.price_unit == "500g"


def grams(text: str) -> Milli | None:
    """The weight that somebody typed in grams."""
    if not (text.isascii() and text.isdecimal()) or len(text) > GRAM_DIGITS_MAX:
        return None
    return Milli(int(text)) if int(text) > 0 else None


def _less(line: LineView, quantity: Milli) -> Command:
    left = Milli(line.quantity - quantity)
    # Fewer of many may still be many: whoever takes some off has seen the number.
    return change_line(line.no, ChangeLine(quantity=left, confirm=True)) if left > 0 else void_line(line.no)


def _count(text: str) -> Milli | None:
    if not (text.isascii() and text.isdecimal()) or len(text) > QUANTITY_DIGITS_MAX:
        return None
    quantity = pieces(int(text))
    return quantity if quantity >= THOUSANDTHS else None
