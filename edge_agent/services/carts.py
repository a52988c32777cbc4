"""The cart at the counter: opened, held, recalled, given up; kept with every change, and read again.

Scans are in `cart_scan`, changes of a line in `cart_lines`, member, coupons and discount in `cart_whole`.
"""

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import carts as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain import cart as carts
from edge_agent.domain.cart import Cart, CartState, Change
from edge_agent.domain.cart_renewal import Today, moved_lines, renew
from edge_agent.domain.cart_whole import fit_points
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import CartId, SaleId
from edge_agent.domain.moments import Millis, utc_offset_minutes
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.pricing import PricedCart, price
from edge_agent.domain.rights import Right
from edge_agent.domain.sale import cancelled
from edge_agent.domain.shifts import Shift
from edge_agent.services.articles import find_by_sku
from edge_agent.services.cart_options import groups_of_line
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.rights import may
from edge_agent.services.rules import read_rules, rules_in_force, rules_of
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who

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
    return saved(tx, as_of_now(tx, settings, shift, Cart(CartId(tx.new_id()), who.till, who.staff, tx.now)))


def as_of_now(tx: Tx, settings: Settings, shift: Shift, cart: Cart) -> Cart:
    """An empty cart, going by the day, the clock and the rules of this moment."""
    return msgspec.structs.replace(
        cart,
        business_date=shift.business_date,
        utc_offset_minutes=utc_offset_minutes(tx.now, settings.store.zone),
        rules=rules_in_force(tx),
    )


def hold(tx: JournalTx, who: Who, at: CartAt) -> CartChanged | Refused:
    """Set the cart aside for any till."""
    cart = own_cart(tx, who, at)
    return cart if isinstance(cart, Refused) else edited(tx, carts.hold(cart))


def recall(tx: JournalTx, settings: Settings, who: Who, at: CartAt) -> CartChanged | Refused:
    """Take a held cart to this till, whose own cart must be empty and is dropped; see `_renewed`."""
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    cart = _cart_at(tx, at)
    if isinstance(cart, Refused):
        return cart
    recalled = carts.recall(cart, who.till)
    if isinstance(recalled, Refused):
        return recalled
    own = tx.one(queries.LIVE_OF_TILL, who.till)
    if own is not None:
        mine = _decoder.decode(own.body)
        if not mine.is_empty:
            return Refused(Code.CART_TILL_BUSY)
        tx.run(queries.DROP, mine.id)
    return _renewed(tx, settings, shift, recalled)


def cancel(tx: JournalTx, settings: Settings, who: Who, at: CartAt) -> CartChanged | Refused:
    """Give the cart up; one that ever held a line is on record, and takes the right to do so."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    given_up = carts.cancel(cart)
    if isinstance(given_up, Refused):
        return given_up
    if cart.lines:
        by = may(tx, settings, who, Right.CANCEL_CART, cart.id)
        if isinstance(by, Refused):
            return by
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


def edited(tx: Tx, change: Change) -> CartChanged | Refused:
    """Keep a cart that was changed; points that are worth more than what is due now go back to the member."""
    if isinstance(change, Refused):
        return change
    return saved(tx, _fitted(tx, change) if change.points_spent else change)


def saved(
    tx: Tx,
    cart: Cart,
    *,
    sale: SaleId | None = None,
    price_now: PricedCart | None = None,
) -> CartChanged:
    """Keep the cart as it is now; `price_now` when the caller has it already."""
    body = _encoder.encode(cart).decode()
    # A scan leaves state and till as they are, and so the index over them: a page less to sync.
    if not tx.run(queries.SAVE_LINES, cart.version, tx.now, body, cart.id, cart.state, cart.till):
        tx.run(queries.SAVE, cart.id, cart.till, cart.state, cart.is_live, cart.version, tx.now, body)
    tx.touch("carts")
    return CartChanged(cart, price_now or priced(tx, cart), tx.now, sale=sale)


def priced(tx: Tx, cart: Cart) -> PricedCart:
    """What the cart costs by its own rule set."""
    return price(cart, rules_of(tx, cart.rules))


def due_without_points(tx: Tx, cart: Cart) -> Fen:
    """What the cart costs as long as no points are spent."""
    return priced(tx, msgspec.structs.replace(cart, points_spent=0, points_fen=ZERO)).total_fen


def due_before_discount(tx: Tx, cart: Cart) -> Fen:
    """What a discount on the whole is taken from: coupons and points come after it."""
    before = msgspec.structs.replace(cart, order_discount=None, coupons=(), points_spent=0, points_fen=ZERO)
    return priced(tx, before).total_fen


def changed_now(tx: Tx, cart_id: CartId, line_no: int = 0) -> CartChanged | Refused:
    """A kept answer told again, with the cart as it is now, and the options of the line that took a scan."""
    row = tx.one(queries.BY_ID, cart_id)
    if row is None:
        return Refused(Code.CART_UNKNOWN)
    cart = _decoder.decode(row.body)
    groups = groups_of_line(tx, cart, line_no) if line_no else ()
    return CartChanged(cart, priced(tx, cart), Millis(row.updated_at), groups=groups)


def _cart_at(tx: Tx, at: CartAt) -> Cart | Refused:
    row = tx.one(queries.BY_ID, at.id)
    if row is None:
        return Refused(Code.CART_UNKNOWN)
    cart = _decoder.decode(row.body)
    if cart.version != at.version:
        return Refused(Code.CART_STALE, {"version": cart.version})
    return cart


def _renewed(tx: Tx, settings: Settings, shift: Shift, cart: Cart) -> CartChanged:
    """Keep the cart; one from another business day is priced anew, and says which lines moved."""
    if cart.business_date == shift.business_date:
        return saved(tx, cart)
    found = [find_by_sku(tx, sku) for sku in dict.fromkeys(line.sku for line in cart.live_lines)]
    today = Today(
        shift.business_date,
        tx.now,
        utc_offset_minutes(tx.now, settings.store.zone),
        rules_in_force(tx),
        {article.sku: article for article in found if article is not None},
    )
    renewed = _fitted(tx, renew(cart, today))
    now = priced(tx, renewed)
    moved = moved_lines(priced(tx, cart), now)
    return msgspec.structs.replace(saved(tx, renewed, price_now=now), moved_lines=moved)


def _fitted(tx: Tx, cart: Cart) -> Cart:
    if not cart.points_spent:
        return cart
    points, worth = fit_points(cart, due_without_points(tx, cart))
    return msgspec.structs.replace(cart, points_spent=points, points_fen=worth)


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
