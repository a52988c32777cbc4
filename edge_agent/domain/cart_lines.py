"""The lines of a cart: what goes in as one, joins one, and what may be done to one."""

import msgspec

from edge_agent.domain.cart import LINES_MAX, Action, Cart, Change, Label, Line, after, check
from edge_agent.domain.cart_options import Chosen, default_choices, money_of
from edge_agent.domain.catalogue import PRICE_FEN_MAX, Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen, amount_of, weight_for, yuan
from edge_agent.domain.quantity import THOUSANDTHS, Milli, Unit, quantity_text
from edge_agent.domain.tax import PERMILLE

QUANTITY_MAX = Milli(9_999 * THOUSANDTHS)
QUANTITY_CONFIRM = Milli(99 * THOUSANDTHS)
WEIGHT_MAX = Milli(99_999)
"""Of a typed weight, in grams."""
TOTAL_MAX = Fen(1_000_000_00)


class Addition(msgspec.Struct, frozen=True):
    """An article and how much of it, ready to become a line."""

    article: Article
    quantity: Milli
    code: str
    label: Label | None = None
    confirmed: bool = False
    """A person has confirmed an unusual quantity or amount, or a repeated label."""
    confirm_above_fen: Fen = TOTAL_MAX
    """A line above this amount asks for confirmation: the store's limit."""
    typed_weight: bool = False
    """`quantity` is a weight that a person typed (手输)."""


class Added(msgspec.Struct, frozen=True):
    """A scan that was taken: the cart now, and the line that took it."""

    cart: Cart
    line_no: int
    joined: bool


class LineChange(msgspec.Struct, frozen=True):
    """What is to become of a line; None leaves that part as it is."""

    quantity: Milli | None = None
    options: Chosen | None = None
    price_fen: Fen | None = None
    pay_permille: int | None = None
    confirmed: bool = False
    """A person has confirmed an unusual quantity, amount or price."""
    confirm_above_fen: Fen = TOTAL_MAX


def labelled(article: Article, code: str, amount: Fen | None, weight: Milli | None) -> Addition | Refused:
    """The addition that a weighed label means: by its money, its weight, or both."""
    if (amount is not None and amount <= 0) or (weight is not None and weight <= 0):
        return Refused(Code.SCAN_LABEL_ZERO, {"code": code})
    if amount is None:
        return Addition(article, weight or Milli(0), code, Label(code))
    if weight is None:
        derived = weight_for(amount, article.price_fen)
        return Addition(article, derived, code, Label(code, amount, weight_derived=True))
    differs = abs(amount_of(article.price_fen, weight) - amount) > 1
    return Addition(article, weight, code, Label(code, amount, price_differs=differs))


def at_typed_price(article: Article, price: Fen) -> Article | Refused:
    """An open-price article (无码商品) at the price that a person typed for it."""
    if not 0 < price <= PRICE_FEN_MAX:
        return _price_invalid()
    return msgspec.structs.replace(article, price_fen=price, member_price_fen=None)


def add(cart: Cart, addition: Addition, at: Millis) -> Added | Refused:
    """The cart with `addition`: more of the same article at the same price and choices joins its line."""
    refused = check(cart, Action.EDIT) or _check_addition(cart, addition)
    if refused:
        return refused
    new = _new_line(cart, addition, at)
    if isinstance(new, Refused):
        return new
    same = _line_to_join(cart, new)
    if same is not None:
        return _joined(cart, same, addition)
    if len(cart.lines) >= LINES_MAX:
        return Refused(Code.CART_FULL, {"max": LINES_MAX})
    grown = with_lines(cart, (*cart.lines, new), opened_at=cart.opened_at or at)
    return _added(grown, new, addition, joined=False)


def change_line(cart: Cart, line_no: int, change: LineChange) -> Change:
    """The cart with a line changed: all that `change` names, or nothing of it."""
    found = editable_line(cart, line_no)
    if isinstance(found, Refused):
        return found
    line = _changed(found, change)
    if isinstance(line, Refused):
        return line
    changed = _replaced(cart, line)
    if isinstance(changed, Refused):
        return changed
    refused = _check_total(changed)
    if refused is None and line.gross_fen > found.gross_fen:
        refused = _check_amount(line, change.confirm_above_fen, confirmed=change.confirmed)
    return refused or changed


def void(cart: Cart, line_no: int, at: Millis) -> Change:
    """The cart with a line struck out; the line stays on record."""
    found = editable_line(cart, line_no)
    if isinstance(found, Refused):
        return found
    return _replaced(cart, msgspec.structs.replace(found, voided_at=at))


def editable_line(cart: Cart, line_no: int) -> Line | Refused:
    """A line that may be changed: the cart is open, and it is not void."""
    refused = check(cart, Action.EDIT)
    if refused:
        return refused
    for line in cart.lines:
        if line.no == line_no and line.is_live:
            return line
    return Refused(Code.CART_LINE_UNKNOWN, {"line": line_no})


def with_lines(cart: Cart, lines: tuple[Line, ...], **changes: object) -> Change:
    """The cart with other lines; a total that was agreed on was agreed for the lines before, and goes."""
    agreed = cart.order_discount
    if agreed is not None and agreed.total_fen is not None:
        changes["order_discount"] = None
    return after(cart, Action.EDIT, lines=lines, **changes)


# --- what may go in ---------------------------------------------------------------------------------------


def _check_addition(cart: Cart, addition: Addition) -> Refused | None:
    article, label = addition.article, addition.label
    if label is not None:
        return _check_repeated(cart, addition, label)
    if addition.typed_weight:
        return _check_weight(article, addition.quantity, confirmed=addition.confirmed)
    if article.unit is Unit.KG:
        return Refused(Code.SCAN_WEIGHT_NEEDED, {"sku": article.sku, "name": article.name})
    return _check_quantity(addition.quantity, article.unit, confirmed=addition.confirmed)


def _check_repeated(cart: Cart, addition: Addition, label: Label) -> Refused | None:
    if not addition.confirmed and any(
        line.label and line.label.code == label.code for line in cart.live_lines
    ):
        return Refused(Code.SCAN_LABEL_REPEATED, {"name": addition.article.name})
    return None


def _check_weight(article: Article | Line, weight: Milli, *, confirmed: bool) -> Refused | None:
    if article.unit is not Unit.KG or not 0 < weight <= WEIGHT_MAX:
        return Refused(Code.WEIGHT_INVALID, {"name": article.name, "max": WEIGHT_MAX})
    return _check_quantity(weight, article.unit, confirmed=confirmed)


def _check_quantity(quantity: Milli, unit: Unit, *, confirmed: bool) -> Refused | None:
    """Refuse what cannot be a quantity, and ask once about what hardly is one."""
    if not 0 < quantity <= QUANTITY_MAX or (unit is Unit.EACH and quantity % THOUSANDTHS):
        return Refused(Code.QUANTITY_INVALID, {"max": QUANTITY_MAX // THOUSANDTHS})
    if quantity > QUANTITY_CONFIRM and not confirmed:
        return Refused(Code.QUANTITY_CONFIRM, {"quantity": quantity_text(quantity, unit)})
    return None


def _check_amount(line: Line, confirm_above_fen: Fen, *, confirmed: bool) -> Refused | None:
    """Ask once about a line whose amount is above the store's limit."""
    if line.gross_fen > confirm_above_fen and not confirmed:
        return Refused(Code.AMOUNT_CONFIRM, {"name": line.name, "amount": yuan(line.gross_fen)})
    return None


def _check_total(cart: Cart) -> Refused | None:
    total = sum(line.gross_fen for line in cart.live_lines)
    return Refused(Code.AMOUNT_TOO_LARGE, {"max": yuan(TOTAL_MAX)}) if total > TOTAL_MAX else None


def _price_invalid() -> Refused:
    return Refused(Code.PRICE_INVALID, {"max": yuan(PRICE_FEN_MAX)})


# --- a line in the making ---------------------------------------------------------------------------------


def _new_line(cart: Cart, addition: Addition, at: Millis) -> Line | Refused:
    article = addition.article
    options = default_choices(article.options)
    if isinstance(options, Refused):
        return options
    line = Line(
        no=len(cart.lines) + 1,
        sku=article.sku,
        name=article.name,
        unit=article.unit,
        quantity=addition.quantity,
        price_fen=article.price_fen,
        code=addition.code,
        added_at=at,
        category=article.category,
        tax_class=article.tax_class,
        label=addition.label,
        prep_seconds=article.prep_seconds,
        tax_code=article.tax_code,
        station=article.station,
        member_price_fen=article.member_price_fen,
        price_unit=article.price_unit,
        typed_weight=addition.typed_weight,
        is_open_price=article.is_open_price,
    )
    return reoptioned(line, options) if options else line


def reoptioned(line: Line, options: Chosen) -> Line | Refused:
    """The line with other choices, whose money takes the place of the former ones' in each of its prices."""
    more = money_of(options) - money_of(line.options)
    prices = {
        "price_fen": line.price_fen + more,
        "member_price_fen": None if line.member_price_fen is None else line.member_price_fen + more,
        "list_price_fen": None if line.list_price_fen is None else line.list_price_fen + more,
    }
    if not all(price is None or 0 <= price <= PRICE_FEN_MAX for price in prices.values()):
        return _price_invalid()
    return msgspec.structs.replace(line, options=options, **prices)


def _line_to_join(cart: Cart, new: Line) -> Line | None:
    if not new.can_join:
        return None
    for line in cart.lines:
        if line.sku == new.sku and line.can_join and _is_same(line, new):
            return line
    return None


def _is_same(line: Line, new: Line) -> bool:
    """The same thing at the same price; of what the catalogue lacks, only the same code is the same."""
    return (
        line.price_fen == new.price_fen
        and line.member_price_fen == new.member_price_fen
        and line.options == new.options
        and (line.code == new.code or not line.is_open_price)
    )


def _joined(cart: Cart, same: Line, addition: Addition) -> Added | Refused:
    quantity = Milli(same.quantity + addition.quantity)
    refused = _check_quantity(quantity, same.unit, confirmed=addition.confirmed)
    if refused:
        return refused
    line = msgspec.structs.replace(same, quantity=quantity)
    return _added(_replaced(cart, line), line, addition, joined=True)


def _added(cart: Change, line: Line, addition: Addition, *, joined: bool) -> Added | Refused:
    if isinstance(cart, Refused):
        return cart
    refused = _check_total(cart) or _check_amount(
        line, addition.confirm_above_fen, confirmed=addition.confirmed
    )
    return refused or Added(cart, line.no, joined)


def _replaced(cart: Cart, changed: Line) -> Change:
    return with_lines(cart, tuple([changed if line.no == changed.no else line for line in cart.lines]))


# --- a line in change -------------------------------------------------------------------------------------


def _changed(line: Line, change: LineChange) -> Line | Refused:
    for step in (_with_options, _with_quantity, _with_price, _with_discount):
        changed = step(line, change)
        if isinstance(changed, Refused):
            return changed
        line = changed
    return line


def _with_options(line: Line, change: LineChange) -> Line | Refused:
    return line if change.options is None else reoptioned(line, change.options)


def _with_quantity(line: Line, change: LineChange) -> Line | Refused:
    """A label's weight is not the cashier's to change; a weight that a person typed is."""
    if change.quantity is None:
        return line
    if line.label is not None:
        return Refused(Code.QUANTITY_WEIGHED, {"name": line.name})
    if line.typed_weight:
        refused = _check_weight(line, change.quantity, confirmed=change.confirmed)
    else:
        refused = _check_quantity(change.quantity, line.unit, confirmed=change.confirmed)
    return refused or msgspec.structs.replace(line, quantity=change.quantity)


def _with_price(line: Line, change: LineChange) -> Line | Refused:
    """改价; the price of an open-price line is typed anew, which is no other price than before."""
    price = change.price_fen
    if price is None:
        return line
    if line.label is not None:
        return Refused(Code.PRICE_LABELLED, {"name": line.name})
    if not 0 <= price <= PRICE_FEN_MAX or (line.is_open_price and price == 0):
        return _price_invalid()
    if price == 0 and not change.confirmed:
        return Refused(Code.PRICE_CONFIRM, {"name": line.name, "price": yuan(price)})
    if line.is_open_price:
        return reoptioned(msgspec.structs.replace(line, price_fen=price, options=()), line.options)
    list_price = line.price_fen if line.list_price_fen is None else line.list_price_fen
    return msgspec.structs.replace(
        line, price_fen=price, list_price_fen=None if price == list_price else list_price
    )


def _with_discount(line: Line, change: LineChange) -> Line | Refused:
    pay = change.pay_permille
    if pay is None:
        return line
    if not 0 < pay <= PERMILLE:
        return Refused(Code.DISCOUNT_INVALID)
    return msgspec.structs.replace(line, pay_permille=None if pay == PERMILLE else pay)
