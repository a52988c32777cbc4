"""What a line of a cart may be: refused when it cannot be, asked about once when it hardly is."""

from edge_agent.domain.cart import Cart, Line
from edge_agent.domain.catalogue import PRICE_FEN_MAX, Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit, quantity_text

QUANTITY_MAX = Milli(9_999 * THOUSANDTHS)
QUANTITY_CONFIRM = Milli(99 * THOUSANDTHS)
WEIGHT_MAX = Milli(99_999)
"""Of a typed weight, in grams."""
TOTAL_MAX = Fen(1_000_000_00)


def check_weight(article: Article | Line, weight: Milli, *, confirmed: bool) -> Refused | None:
    """Refuse what nobody can have weighed, and ask once about what hardly anybody has."""
    if article.unit is not Unit.KG or not 0 < weight <= WEIGHT_MAX:
        return Refused(Code.WEIGHT_INVALID, {"name": article.name, "max": WEIGHT_MAX})
    return check_quantity(weight, article.unit, confirmed=confirmed)


def check_quantity(quantity: Milli, unit: Unit, *, confirmed: bool) -> Refused | None:
    """Refuse what cannot be a quantity, and ask once about what hardly is one."""
    if not 0 < quantity <= QUANTITY_MAX or (unit is Unit.EACH and quantity % THOUSANDTHS):
        return Refused(Code.QUANTITY_INVALID, {"max": QUANTITY_MAX // THOUSANDTHS})
    if quantity > QUANTITY_CONFIRM and not confirmed:
        return Refused(Code.QUANTITY_CONFIRM, {"quantity": quantity_text(quantity, unit)})
    return None


def check_amount(line: Line, confirm_above_fen: Fen, *, confirmed: bool) -> Refused | None:
    """Ask once about a line whose amount is above the store's limit."""
    if line.gross_fen > confirm_above_fen and not confirmed:
        return Refused(Code.AMOUNT_CONFIRM, {"name": line.name, "amount": yuan(line.gross_fen)})
    return None


def check_total(cart: Cart) -> Refused | None:
    """Refuse a cart that comes to more than a shop takes, before any discount."""
    total = sum(line.gross_fen for line in cart.live_lines)
    return Refused(Code.AMOUNT_TOO_LARGE, {"max": yuan(TOTAL_MAX)}) if total > TOTAL_MAX else None


def price_invalid() -> Refused:
    """The refusal of a unit price below zero, or above any that a shop has."""
    return Refused(Code.PRICE_INVALID, {"max": yuan(PRICE_FEN_MAX)})
