"""The cart at the counter: open, scan, change, void, hold, recall, cancel."""

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import carts as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain import cart as carts
from edge_agent.domain.cart import Addition, Cart, CartState, Change
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CartId, SaleId
from edge_agent.domain.moments import Millis, utc_offset_minutes
from edge_agent.domain.money import Fen
from edge_agent.domain.pricing import PricedCart, price
from edge_agent.domain.quantity import ONE, Milli, Unit
from edge_agent.domain.sale import cancelled
from edge_agent.domain.scan import (
    ArticleScan,
    PaymentScan,
    PrefixedScan,
    Reason,
    Scan,
    UnknownScan,
    WeighedScan,
    classify,
)
from edge_agent.services.articles import find_article, find_by_plu
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.rules import read_rules, rules_in_force, rules_of
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.types import ChangeLine, ScanRequest

_CODE_SHOWN_MAX = 40
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Cart)


class CartAt(msgspec.Struct, frozen=True):
    """Which cart a call means, and the version of it that the caller saw."""

    id: CartId
    version: int


def open_cart(tx: JournalTx, settings: Settings, who: Who) -> CartChanged | Refused:
    """This till's live cart, so that a till that crashed finds it again; else a new one."""
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    row = tx.one(queries.LIVE_OF_TILL, who.till)
    if row is not None:
        cart = _decoder.decode(row.body)
        return CartChanged(cart, priced(tx, cart), Millis(row.updated_at))
    return saved(
        tx,
        Cart(
            CartId(tx.new_id()),
            who.till,
            who.staff,
            tx.now,
            business_date=shift.business_date,
            utc_offset_minutes=utc_offset_minutes(tx.now, settings.store.zone),
            rules=rules_in_force(tx),
        ),
    )


def scan(
    tx: JournalTx, settings: Settings, who: Who, at: CartAt, request: ScanRequest
) -> CartChanged | Refused:
    """Route a scan by what it is; an article or a weighed label goes into the cart."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    meaning = classify(request.code, request.symbology, settings.scan)
    addition = _addition(tx, meaning, msgspec.structs.replace(request, code=request.code.strip()))
    if isinstance(addition, Refused):
        return addition
    limit = Fen(settings.limits.line_confirm_fen)
    added = carts.add(cart, msgspec.structs.replace(addition, confirm_above_fen=limit), tx.now)
    if isinstance(added, Refused):
        return added
    return saved(tx, added.cart, line_no=added.line_no, joined=added.joined)


def change_line(
    tx: JournalTx, settings: Settings, who: Who, at: CartAt, line_no: int, change: ChangeLine
) -> CartChanged | Refused:
    """Put another quantity on a line."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    limit = Fen(settings.limits.line_confirm_fen)
    return _saved(
        tx,
        carts.set_quantity(
            cart, line_no, Milli(change.quantity or 0), confirmed=change.confirm, confirm_above_fen=limit
        ),
    )


def void_line(tx: JournalTx, who: Who, at: CartAt, line_no: int) -> CartChanged | Refused:
    """Strike a line out; it stays on record in the sale."""
    cart = own_cart(tx, who, at)
    return cart if isinstance(cart, Refused) else _saved(tx, carts.void(cart, line_no, tx.now))


def hold(tx: JournalTx, who: Who, at: CartAt) -> CartChanged | Refused:
    """Set the cart aside for any till."""
    cart = own_cart(tx, who, at)
    return cart if isinstance(cart, Refused) else _saved(tx, carts.hold(cart))


def recall(tx: JournalTx, who: Who, at: CartAt) -> CartChanged | Refused:
    """Take a held cart to this till, whose own cart must be empty and is dropped."""
    cart = _cart_at(tx, at)
    if isinstance(cart, Refused):
        return cart
    recalled = carts.recall(cart, who.till)
    if isinstance(recalled, Refused):
        return recalled
    own = tx.one(queries.LIVE_OF_TILL, who.till)
    if own is not None:
        mine = _decoder.decode(own.body)
        if mine.lines:
            return Refused(Code.CART_TILL_BUSY)
        tx.run(queries.DROP, mine.id)
    return saved(tx, recalled)


def cancel(tx: JournalTx, settings: Settings, who: Who, at: CartAt) -> CartChanged | Refused:
    """Give the cart up; one that ever held a line is on record."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    given_up = carts.cancel(cart)
    if isinstance(given_up, Refused):
        return given_up
    if cart.lines:
        shift = shift_of_till(tx, settings, who.till)
        business_date = None if isinstance(shift, Refused) else shift.business_date
        record = cancelled(cart, priced(tx, cart))
        tx.record(record, actor=who.staff, till=who.till, business_date=business_date)
    return saved(tx, given_up)


def own_cart(tx: Tx, who: Who, at: CartAt) -> Cart | Refused:
    """The cart that the caller means, if it is this till's and still the version that the caller saw."""
    cart = _cart_at(tx, at)
    if isinstance(cart, Refused):
        return cart
    if cart.state is not CartState.HELD and cart.till != who.till:
        return Refused(Code.CART_OTHER_TILL, {"till": cart.till})
    return cart


def saved(
    tx: Tx,
    cart: Cart,
    *,
    line_no: int = 0,
    joined: bool = False,
    sale: SaleId | None = None,
    price_now: PricedCart | None = None,
) -> CartChanged:
    """Keep the cart as it is now; `price_now` when the caller has it already."""
    body = _encoder.encode(cart).decode()
    # A scan leaves state and till as they are, and so the index over them: a page less to sync.
    if not tx.run(queries.SAVE_LINES, cart.version, tx.now, body, cart.id, cart.state, cart.till):
        tx.run(queries.SAVE, cart.id, cart.till, cart.state, cart.is_live, cart.version, tx.now, body)
    tx.touch("carts")
    return CartChanged(cart, price_now or priced(tx, cart), tx.now, line_no, joined, sale)


def priced(tx: Tx, cart: Cart) -> PricedCart:
    """What the cart costs by its own rule set."""
    return price(cart, rules_of(tx, cart.rules))


def changed_now(tx: Tx, cart_id: CartId) -> CartChanged | Refused:
    """A kept answer told again, with the cart as it is now."""
    row = tx.one(queries.BY_ID, cart_id)
    if row is None:
        return Refused(Code.CART_UNKNOWN)
    cart = _decoder.decode(row.body)
    return CartChanged(cart, priced(tx, cart), Millis(row.updated_at))


def _cart_at(tx: Tx, at: CartAt) -> Cart | Refused:
    row = tx.one(queries.BY_ID, at.id)
    if row is None:
        return Refused(Code.CART_UNKNOWN)
    cart = _decoder.decode(row.body)
    if cart.version != at.version:
        return Refused(Code.CART_STALE, {"version": cart.version})
    return cart


def _saved(tx: Tx, change: Change) -> CartChanged | Refused:
    return change if isinstance(change, Refused) else saved(tx, change)


def _addition(tx: Tx, meaning: Scan, request: ScanRequest) -> Addition | Refused:
    match meaning:
        case ArticleScan():
            return _article_addition(tx, meaning, request)
        case WeighedScan():
            return _weighed_addition(tx, meaning, request)
        case PrefixedScan():
            return Refused(Code.SCAN_NOT_TAKEN, {"kind": meaning.kind})
        case PaymentScan():
            return Refused(Code.PAYMENT_NO_PROVIDER)
        case UnknownScan(reasons=(Reason.EMPTY,)):
            return Refused(Code.SCAN_EMPTY)
        case UnknownScan():
            reasons = " ".join(meaning.reasons)
            return Refused(Code.SCAN_UNREADABLE, {"code": meaning.code[:_CODE_SHOWN_MAX], "reasons": reasons})


def _article_addition(tx: Tx, meaning: ArticleScan, request: ScanRequest) -> Addition | Refused:
    article = find_article(tx, meaning.keys)
    if article is None:
        return Refused(Code.SCAN_UNKNOWN, {"code": request.code[:_CODE_SHOWN_MAX]})
    if meaning.quantity is not None:
        labelled = carts.labelled(article, request.code, None, meaning.quantity)
        return _confirmed(labelled, request)
    quantity = ONE if request.quantity is None else Milli(request.quantity)
    return Addition(article, quantity, request.code, confirmed=request.confirm)


def _weighed_addition(tx: Tx, meaning: WeighedScan, request: ScanRequest) -> Addition | Refused:
    article = find_by_plu(tx, meaning.plu)
    if article is None or article.unit is not Unit.KG:  # a scale's label means something weighed
        if meaning.otherwise is not None:
            return _addition(tx, meaning.otherwise, request)
        return Refused(Code.SCAN_UNKNOWN, {"code": request.code[:_CODE_SHOWN_MAX]})
    return _confirmed(carts.labelled(article, request.code, meaning.amount_fen, meaning.weight), request)


def _confirmed(addition: Addition | Refused, request: ScanRequest) -> Addition | Refused:
    if isinstance(addition, Refused):
        return addition
    return msgspec.structs.replace(addition, confirmed=request.confirm)


async def read_one(reads: Reads, cart_id: str) -> CartChanged | None:
    """A cart as it is now, and when it last changed."""
    row = await reads.one(queries.BY_ID, cart_id)
    return await _read(reads, row) if row else None


async def read_held(reads: Reads) -> list[CartChanged]:
    """The held carts, oldest first."""
    return [await _read(reads, row) for row in await reads.all(queries.HELD)]


async def _read(reads: Reads, row: queries.CartRow) -> CartChanged:
    cart = _decoder.decode(row.body)
    return CartChanged(cart, price(cart, await read_rules(reads, cart.rules)), Millis(row.updated_at))
