"""The lines of a cart: as many as fit around the selected one, each with what is special about it."""

from functools import lru_cache

from edge_agent.domain.money import Fen, by_jin, yuan
from edge_agent.domain.quantity import quantity_text
from edge_agent.wire.carts import LineView
from ui.till.picture.rows import Look, Row, Span, View, blank, centred, filled, line, row
from ui.till.screens.line import is_told_by_jin
from ui.till.text import fit, fit_right
from ui.till.words import Word, say

MARK_COLUMNS, QUANTITY_COLUMNS, PRICE_COLUMNS, AMOUNT_COLUMNS, FLAG_COLUMNS = 5, 10, 10, 8, 2
FIXED_COLUMNS = MARK_COLUMNS + QUANTITY_COLUMNS + PRICE_COLUMNS + AMOUNT_COLUMNS + FLAG_COLUMNS
"""The name has the rest."""


def lines_table(view: View, columns: int, height: int) -> list[Row]:
    """The heads and the lines."""
    state = view.state
    lines = state.lines
    rows = [_heads(state.language, columns)]
    if not lines:
        hint = centred(columns, view.say(Word.EMPTY_SALE), Look.DIM)
        return filled([*rows, blank(columns), hint], columns, height)
    index = next((at for at, shown in enumerate(lines) if shown.no == state.selected), len(lines) - 1)
    flashing = state.now < state.flash_until
    for shown in lines[_first(lines, index, height - 1) :]:
        is_selected = shown.no == state.selected
        look = Look.FLASH if is_selected and flashing else Look.SELECTED if is_selected else Look.PLAIN
        rows.extend(_line_rows(shown, columns, look, state.language, shown.no in state.moved))
        if len(rows) >= height:
            break
    return filled(rows, columns, height)


def details(shown: LineView, language: str) -> str:
    """What stands below a line: its choices, the price it had, the discount on it."""
    parts = list(shown.options)
    if shown.list_price_fen is not None:
        parts.append(say(language, Word.LIST_PRICE, price=price_told(shown, shown.list_price_fen, language)))
    if shown.pay_permille is not None:
        parts.append(pays(shown.pay_permille, language))
    return "  ".join(parts)


def pays(permille: int, language: str) -> str:
    """`8.8 折`, or what percent is left to pay."""
    tenths = f"{permille // 100}.{permille // 10 % 10}".removesuffix(".0")
    share = str(permille // 10) if language.startswith("en") else tenths
    return say(language, Word.LINE_PAYS, share=share)


def _first(lines: tuple[LineView, ...], index: int, room: int) -> int:
    """The first line shown, so that the selected one and the one after it are in sight."""
    first = min(index + 1, len(lines) - 1)
    taken = _height(lines[first])
    if taken + _height(lines[index]) > room:
        return index
    while first > 0 and taken + _height(lines[first - 1]) <= room:
        first -= 1
        taken += _height(lines[first])
    return first


def _height(shown: LineView) -> int:
    return 2 if shown.options or shown.list_price_fen is not None or shown.pay_permille is not None else 1


@lru_cache(maxsize=64)
def _heads(language: str, columns: int) -> Row:
    name = fit(say(language, Word.NAME), columns - FIXED_COLUMNS)
    quantity = fit_right(say(language, Word.QUANTITY), QUANTITY_COLUMNS)
    price = fit_right(say(language, Word.PRICE), PRICE_COLUMNS)
    amount = fit_right(say(language, Word.AMOUNT), AMOUNT_COLUMNS)
    return line(columns, f"   # {name}{quantity}{price}{amount}", Look.HEAD)


@lru_cache(maxsize=4096)
def _line_rows(shown: LineView, columns: int, look: Look, language: str, has_moved: bool) -> tuple[Row, ...]:
    mark = " " if look is Look.PLAIN else ">"
    name = fit(shown.name, columns - FIXED_COLUMNS - 1)
    about = Word.ABOUT if shown.weight_derived else Word.TYPED_MARK if shown.typed_weight else None
    prefix = say(language, about) if about else ""
    quantity = fit_right(f"{prefix}{quantity_text(shown.quantity, shown.unit)}", QUANTITY_COLUMNS)
    price = fit_right(price_told(shown, shown.price_fen, language), PRICE_COLUMNS)
    amount = fit_right(yuan(shown.amount_fen), AMOUNT_COLUMNS)
    flag = fit(_flag(shown, language, has_moved), FLAG_COLUMNS)
    text = f"{mark}{shown.no:>3} {name} {quantity}{price}{amount}{flag}"
    first = row(columns, Span(text, look), look=look, pick=shown.no)
    below = details(shown, language)
    if not below:
        return (first,)
    indented = f"{' ' * (MARK_COLUMNS + 2)}{below}"
    quiet = Look.HEAD if look is Look.PLAIN else look
    return first, row(columns, Span(indented, quiet), look=quiet, pick=shown.no)


def price_told(shown: LineView, price: Fen, language: str) -> str:
    """A price of this line's article: by the 斤 where the shop tells it so."""
    if not is_told_by_jin(shown):
        return yuan(price)
    return f"{yuan(by_jin(price))}{say(language, Word.PER_JIN)}"


def _flag(shown: LineView, language: str, has_moved: bool) -> str:
    """The most surprising thing about a line, as a mark."""
    kinds = {step.kind for step in shown.steps}
    marks = (
        (has_moved, Word.MARK_MOVED),
        (shown.price_differs, Word.MARK_DIFFERS),
        (shown.is_open_price, Word.MARK_OPEN_PRICE),
        (shown.list_price_fen is not None, Word.MARK_REPRICED),
        (shown.pay_permille is not None, Word.MARK_DISCOUNT),
        ("member" in kinds, Word.MARK_MEMBER),
        (bool(kinds), Word.MARK_STEP),
    )
    return next((say(language, word) for holds, word in marks if holds), "")
