"""The sale: the lines of the cart, what is known beside them, the choices that are open, and what is due."""

from edge_agent.domain.money import ZERO, yuan
from edge_agent.domain.quantity import THOUSANDTHS, Unit
from edge_agent.wire.carts import LineView
from edge_agent.wire.goods import ChoiceView
from ui.till.decoder import Key
from ui.till.picture.cart_lines import lines_table
from ui.till.picture.cart_side import cart_side, due_of
from ui.till.picture.rows import Look, Row, Span, View, beside, ends, rule
from ui.till.state import Options
from ui.till.text import clean, fit, width
from ui.till.words import Word

SIDE_COLUMNS_MIN = 22
SIDE_NEEDS_COLUMNS = 72
GROUP_COLUMNS = 8


def sale_body(view: View, height: int) -> list[Row]:
    """The lines and the side panel above the totals."""
    options = options_rows(view)
    table_height = height - 2 - len(options)
    side = side_columns(view.columns)
    left = view.columns - side - 1 if side else view.columns
    table = lines_table(view, left, table_height)
    top = beside(table, cart_side(view, side, table_height)) if side else table
    return [*top, *options, rule(view.columns), _totals(view)]


def side_columns(columns: int) -> int:
    """The width of the side panel; none on a narrow terminal."""
    return max(SIDE_COLUMNS_MIN, columns // 4) if columns >= SIDE_NEEDS_COLUMNS else 0


def options_rows(view: View) -> list[Row]:
    """A row per group of choices; the current one can be chosen from by a digit or a touch."""
    options = view.state.options
    if options is None:
        return []
    return [rule(view.columns), *(_group_row(view, options, at) for at in range(len(options.groups)))]


def _group_row(view: View, options: Options, at: int) -> Row:
    group, is_current = options.groups[at], at == options.at
    spans = [Span(f"{'>' if is_current else ' '} {fit(group.name, GROUP_COLUMNS)} ", Look.KEY)]
    for no, choice in enumerate(group.choices, 1):
        key = Key(str(no), str(no)) if is_current else None
        look = Look.SELECTED if choice.chosen else Look.PLAIN if is_current else Look.DIM
        number = f"{no} " if is_current else ""
        left, right = "[]" if choice.chosen else "  "
        spans.append(Span(f"{left}{number}{_choice_text(view, choice)}{right}", look, key))
    hint = Span(f" {view.say(Word.OPTIONS_HINT)} ", Look.DIM)
    has_room = sum(width(clean(span.text)) for span in (*spans, hint)) <= view.columns
    return ends(view.columns, spans, [hint] if is_current and has_room else [])


def _choice_text(view: View, choice: ChoiceView) -> str:
    extra = f"{'+' if choice.fen > 0 else ''}{yuan(choice.fen)}" if choice.fen else ""
    return f"{choice.name}{extra}{f' {view.say(Word.SOLD_OUT)}' if choice.sold_out else ''}"


def _totals(view: View) -> Row:
    cart = view.state.cart
    word, total = due_of(cart) if cart else (Word.DUE, ZERO)
    discount = cart.discount_fen if cart else ZERO
    pieces = sum(_pieces(shown) for shown in view.state.lines)
    left = [Span(f" {view.say(Word.PIECES, n=pieces)}", Look.STRONG)]
    if discount:
        left.append(Span(f"    {view.say(Word.DISCOUNT, amount=yuan(discount))}", Look.STRONG))
    if cart is not None and cart.member is not None and not side_columns(view.columns):
        left.append(Span(f"    {view.say(Word.MEMBER, tail=cart.member.tail)}", Look.STRONG))
    if cart is not None and cart.exchange is not None:
        credit = f"{view.say(Word.EXCHANGE_CREDIT)} ￥{yuan(cart.exchange.credit_fen)}"
        left.append(Span(f"    {credit}", Look.STRONG))
    due = [Span(f"{view.say(word)}  ", Look.STRONG), Span(f"￥{yuan(total)} ", Look.STRONG)]
    return ends(view.columns, left, due)


def _pieces(shown: LineView) -> int:
    return shown.quantity // THOUSANDTHS if shown.unit is Unit.EACH else 1
