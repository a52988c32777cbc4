"""A line of the cart changed: quantity, choices, price (改价), discount; or struck out."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.tx import Tx
from edge_agent.domain import cart_lines as lines
from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.cart_lines import LineChange
from edge_agent.domain.cart_options import Chosen, choose
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli
from edge_agent.domain.rights import Right
from edge_agent.services.articles import find_by_sku
from edge_agent.services.carts import CartAt, edited, own_cart
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.rights import may
from edge_agent.services.who import Who
from edge_agent.wire.carts import ChangeLine


def change_line(
    tx: JournalTx, settings: Settings, who: Who, at: CartAt, line_no: int, request: ChangeLine
) -> CartChanged | Refused:
    """Change all that the request names, or nothing; price and discount each take their own right."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    change = _change(tx, settings, cart, line_no, request)
    if isinstance(change, Refused):
        return change
    changed = lines.change_line(cart, line_no, change)
    if isinstance(changed, Refused):
        return changed
    line = changed.lines[line_no - 1]
    right = _right(settings, line, change)
    by = may(tx, settings, who, right, line.sku) if right else None
    return by if isinstance(by, Refused) else edited(tx, changed)


def void_line(tx: JournalTx, who: Who, at: CartAt, line_no: int) -> CartChanged | Refused:
    """Strike a line out; it stays on record in the sale."""
    cart = own_cart(tx, who, at)
    return cart if isinstance(cart, Refused) else edited(tx, lines.void(cart, line_no, tx.now))


def open_price_right(settings: Settings, price_fen: int) -> Right:
    """What it takes to sell at a typed unit price."""
    is_above = price_fen > settings.selling.open_price_max_fen
    return Right.OPEN_PRICE_ABOVE if is_above else Right.OPEN_PRICE


def _change(
    tx: Tx, settings: Settings, cart: Cart, line_no: int, request: ChangeLine
) -> LineChange | Refused:
    wanted = (request.quantity, request.price_fen, request.pay_permille, request.options)
    if all(part is None for part in wanted):
        return Refused(Code.REQUEST_MALFORMED, {"detail": "quantity, options, price_fen, pay_permille"})
    if request.price_fen is not None and request.pay_permille is not None:
        return Refused(Code.REQUEST_MALFORMED, {"detail": "price_fen, pay_permille: one a call"})
    options = _options(tx, cart, line_no, request)
    if isinstance(options, Refused):
        return options
    return LineChange(
        quantity=None if request.quantity is None else Milli(request.quantity),
        options=options,
        price_fen=None if request.price_fen is None else Fen(request.price_fen),
        pay_permille=request.pay_permille,
        confirmed=request.confirm,
        confirm_above_fen=Fen(settings.limits.line_confirm_fen),
    )


def _options(tx: Tx, cart: Cart, line_no: int, request: ChangeLine) -> Chosen | Refused | None:
    if request.options is None:
        return None
    line = lines.editable_line(cart, line_no)
    if isinstance(line, Refused):
        return line
    article = find_by_sku(tx, line.sku)
    groups = article.options if article else ()
    return choose(groups, line.options, [(pick.group, pick.choice) for pick in request.options])


def _right(settings: Settings, line: Line, change: LineChange) -> Right | None:
    """What the change takes; a discount or a price taken back takes nothing."""
    if change.price_fen is not None and line.is_open_price:
        return open_price_right(settings, change.price_fen)
    if change.price_fen is not None and line.list_price_fen is not None:
        return Right.REPRICE
    if change.pay_permille is not None and line.pay_permille is not None:
        return Right.LINE_DISCOUNT
    return None
