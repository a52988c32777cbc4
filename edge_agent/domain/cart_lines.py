"""The lines of a cart: what goes in as one, joins one, and what may be done to one."""

import msgspec

from edge_agent.domain.cart import LINES_MAX, Action, Cart, Change, Label, Line, after, check
from edge_agent.domain.cart_limits import (
    TOTAL_MAX,
    check_amount,
    check_quantity,
    check_total,
    check_weight,
    price_invalid,
)
from edge_agent.domain.cart_options import Chosen, default_choices, money_of
from edge_agent.domain.catalogue import PRICE_FEN_MAX, Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.moments import Millis
from edge_agent.domain.money import Fen, amount_of, weight_for, yuan
from edge_agent.domain.pricing import hold_alike
from edge_agent.domain.promotions import NO_RULES, WHOLE_PERMILLE, Rules
from edge_agent.domain.quantity import Milli, Unit


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
        return price_invalid()
    return msgspec.structs.replace(article, price_fen=price, member_price_fen=None)


def add(cart: Cart, addition: Addition, at: Millis, rules: Rules = NO_RULES) -> Added | Refused:
    """The cart with `addition`: more of the same article at the same price and choices joins its line.

    A line keeps one time, so a piece that `rules` price otherwise at its own time (限时价) begins a new one.
    """
    refused = check(cart, Action.EDIT) or _check_addition(cart, addition)
    if refused:
        return refused
    new = _new_line(cart, addition, at)
    if isinstance(new, Refused):
        return new
    same = _line_to_join(cart, new, rules)
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
    refused = check_total(changed)
    if refused is None and line.gross_fen > found.gross_fen:
        refused = check_amount(line, change.confirm_above_fen, confirmed=change.confirmed)
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
        return check_weight(article, addition.quantity, confirmed=addition.confirmed)
    if article.unit is Unit.KG:
        return Refused(Code.SCAN_WEIGHT_NEEDED, {"sku": article.sku, "name": article.name})
    return check_quantity(addition.quantity, article.unit, confirmed=addition.confirmed)


def _check_repeated(cart: Cart, addition: Addition, label: Label) -> Refused | None:
    if not addition.confirmed and any(
        line.label and line.label.code == label.code for line in cart.live_lines
    ):
        return Refused(Code.SCAN_LABEL_REPEATED, {"name": addition.article.name})
    return None


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
        return price_invalid()
    return msgspec.structs.replace(line, options=options, **prices)


def _line_to_join(cart: Cart, new: Line, rules: Rules) -> Line | None:
    if not can_join(new):
        return None
    for line in cart.lines:
        if can_join(line) and _is_same(line, new) and hold_alike(cart, rules, line, new.added_at):
            return line
    return None


def can_join(line: Line) -> bool:
    """More of the same may be added to a line: pieces that neither a label nor a person priced."""
    return (
        line.is_live
        and line.unit is Unit.EACH
        and line.label is None
        and line.list_price_fen is None
        and line.pay_permille is None
    )


def _is_same(line: Line, new: Line) -> bool:
    """The same thing at the same price; of what the catalogue lacks, only the same code is the same."""
    return (
        line.sku == new.sku
        and line.price_fen == new.price_fen
        and line.member_price_fen == new.member_price_fen
        and line.options == new.options
        and (line.code == new.code or not line.is_open_price)
    )


def _joined(cart: Cart, same: Line, addition: Addition) -> Added | Refused:
    quantity = Milli(same.quantity + addition.quantity)
    refused = check_quantity(quantity, same.unit, confirmed=addition.confirmed)
    if refused:
        return refused
    line = msgspec.structs.replace(same, quantity=quantity)
    return _added(_replaced(cart, line), line, addition, joined=True)


def _added(cart: Change, line: Line, addition: Addition, *, joined: bool) -> Added | Refused:
    if isinstance(cart, Refused):
        return cart
    refused = check_total(cart) or check_amount(
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
        refused = check_weight(line, change.quantity, confirmed=change.confirmed)
    else:
        refused = check_quantity(change.quantity, line.unit, confirmed=change.confirmed)
    return refused or msgspec.structs.replace(line, quantity=change.quantity)


def _with_price(line: Line, change: LineChange) -> Line | Refused:
    """改价; the price of an open-price line is typed anew, which is no other price than before."""
    price = change.price_fen
    if price is None:
        return line
    if line.label is not None:
        return Refused(Code.PRICE_LABELLED, {"name": line.name})
    if not 0 <= price <= PRICE_FEN_MAX or (line.is_open_price and price == 0):
        return price_invalid()
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
    if not 0 < pay <= WHOLE_PERMILLE:
        return Refused(Code.DISCOUNT_INVALID)
    return msgspec.structs.replace(line, pay_permille=None if pay == WHOLE_PERMILLE else pay)
