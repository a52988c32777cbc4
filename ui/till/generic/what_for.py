"""What an approval is asked for: the article or the slip, and the amount, before somebody approves."""

import re

from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.quantity import THOUSANDTHS, Milli, quantity_text
from edge_agent.wire.carts import CartDiscount, ChangeLine, LineView
from ui.till.commands import Call, DoCancel, DoScan, Errand
from ui.till.generic.kinds import FormScreen, Kind, List, ListScreen, PageScreen, Pair
from ui.till.picture.cart_lines import pays, price_told
from ui.till.picture.office import filled_in
from ui.till.picture.rows import View
from ui.till.state import Screen
from ui.till.words import Phrase

LINE = re.compile(r"/lines/(\d+)$")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|(?=.*[a-f])[0-9a-f]{16}$")
"""A name that only machines read begins so, or is that of an order that has not arrived."""


class Said(Phrase):
    """The texts of what is approved of."""

    LINE = "{name}  {quantity}  ￥{amount}", "{name}  {quantity}  ￥{amount}"
    PRICE = "单价 {was}, 改为 {now}", "Price {was}, to become {now}"
    OPEN_PRICE = "单价 ￥{now}", "Price ￥{now}"
    QUANTITY = "数量 {was}, 改为 {now}", "Quantity {was}, to become {now}"
    DISCOUNT = "折扣: {share}", "Discount: {share}"
    VOID = "整行删去", "The line is to be voided"
    TOTAL = "合计改为 ￥{amount}", "The total is to become ￥{amount}"
    SALE = "本单 {n} 行, 合计 ￥{amount}", "This sale: {n} lines, ￥{amount}"
    FIELD = "{name}: {value}", "{name}: {value}"


def what_for(view: View, command: Errand, subject: str, below: Screen, typed_below: str) -> tuple[str, ...]:
    """`subject` is the agent's, `below` the screen on which it was refused."""
    match command:
        case DoScan():
            return _of_scan(view, command, subject)
        case DoCancel():
            return _of_sale(view)
        case Call(on_cart=True) if (line := _line(view, command.path)) is not None:
            return _of_line(view, line, command)
        case Call(on_cart=True, body=CartDiscount() as discount):
            return (*_of_sale(view), *_of_discount(view, discount))
    shown = _of_screen(view, below, typed_below)
    if isinstance(command, Call) and command.on_cart:
        return (*_of_sale(view), *shown)
    is_told = not subject or ID.match(subject) or any(subject in text for text in shown)
    return shown if is_told else (subject, *shown)


def _of_scan(view: View, scan: DoScan, subject: str) -> tuple[str, ...]:
    code = scan.code if scan.code == subject or not subject else f"{scan.code}  {subject}"
    price = scan.price_fen
    return (code,) if price is None else (code, view.say(Said.OPEN_PRICE, now=yuan(price)))


def _line(view: View, path: str) -> LineView | None:
    found = LINE.match(path)
    return next((line for line in view.state.lines if found and line.no == int(found[1])), None)


def _of_line(view: View, line: LineView, call: Call[object]) -> tuple[str, ...]:
    had = quantity_text(line.quantity, line.unit)
    told = view.say(Said.LINE, name=line.name, quantity=had, amount=yuan(line.amount_fen))
    body = call.body
    if not isinstance(body, ChangeLine):
        return told, view.say(Said.VOID)
    changes: list[str] = []
    if body.price_fen is not None:
        language = view.state.language
        was, now = price_told(line, line.price_fen, language), price_told(line, Fen(body.price_fen), language)
        changes.append(view.say(Said.PRICE, was=was, now=now))
    if body.pay_permille is not None:
        changes.append(view.say(Said.DISCOUNT, share=pays(body.pay_permille, view.state.language)))
    if body.quantity is not None:
        now = quantity_text(Milli(body.quantity), line.unit)
        changes.append(view.say(Said.QUANTITY, was=had, now=now))
    return told, *changes


def _of_sale(view: View) -> tuple[str, ...]:
    cart = view.state.cart
    if cart is None:
        return ()
    return (view.say(Said.SALE, n=len(view.state.lines), amount=yuan(cart.total_fen)),)


def _of_discount(view: View, discount: CartDiscount) -> tuple[str, ...]:
    """Neither of the two takes a discount back."""
    if discount.total_fen is not None:
        return (view.say(Said.TOTAL, amount=yuan(Fen(discount.total_fen))),)
    share = THOUSANDTHS if discount.pay_permille is None else discount.pay_permille
    return (view.say(Said.DISCOUNT, share=pays(share, view.state.language)),)


def _of_screen(view: View, below: Screen, typed: str) -> tuple[str, ...]:
    """A form as it was filled in, the row that was chosen of a list, what is strong on a page."""
    match below:
        case FormScreen():
            note = below.form.note(view, below.subject) if below.form.note else ()
            return (*note, *_fields(view, below, typed))
        case ListScreen(listing=List(about=about)) if about is not None and below.rows:
            return about(view, below.subject, below.rows)
        case ListScreen() if below.row is not None:
            return ("  ".join(text for text in below.listing.cells(view, below.row) if text),)
        case PageScreen() if below.subject is not None:
            parts = below.page.parts(view, below.subject)
            strong = (part for part in parts if isinstance(part, Pair) and part.is_strong)
            return tuple(view.say(Said.FIELD, name=part.name, value=part.value) for part in strong)
        case _:
            return ()


def _fields(view: View, form: FormScreen, typed: str) -> tuple[str, ...]:
    told = ((field, typed if at == form.at else form.typed[at]) for at, field in enumerate(form.fields))
    shown = (
        (field.label, filled_in(view, field, text)) for field, text in told if field.kind is not Kind.SECRET
    )
    return tuple(view.say(Said.FIELD, name=view.label(name), value=value) for name, value in shown if value)
