"""反结账: a sale of this very shift goes back as a whole, and its lines stand in a new cart."""

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import carts as cart_queries
from edge_agent.db.queries.sales import SaleRow
from edge_agent.db.tx import Tx
from edge_agent.domain.cart import Cart, CartCoupon, Line
from edge_agent.domain.catalogue import PriceUnit
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import SaleCompleted, SoldLine
from edge_agent.domain.ids import CartId
from edge_agent.domain.refund import everything, plan
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right
from edge_agent.domain.shifts import Shift
from edge_agent.services.articles import find_by_sku
from edge_agent.services.carts import as_of_now, saved
from edge_agent.services.members import known_member
from edge_agent.services.refunds import Asked, Given, give_back, left_of, sale_event
from edge_agent.services.sales import find_sale
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.after_sale import RefundDone, ReopenRequest

_decoder = msgspec.json.Decoder(Cart)


def reopen(
    tx: JournalTx, settings: Settings, who: Who, sale: str, request: ReopenRequest
) -> RefundDone | Refused:
    """反结账: all of a sale of this very shift goes back, and its lines stand in a cart as they were sold."""
    row, shift = find_sale(tx, sale), shift_of_till(tx, settings, who.till)
    if row is None:
        return Refused(Code.SALE_UNKNOWN)
    if isinstance(shift, Refused):
        return shift
    left = left_of(tx, row)
    refused = check_reason(request.reason, needed=True) or _check_reopen(row, shift) or _check_free(tx, who)
    planned = refused or plan(left, everything(left))
    if isinstance(planned, Refused):
        return planned
    cart = CartId(tx.new_id())
    asked = Asked(
        sale=row,
        plan=planned,
        reason=request.reason.strip(),
        given=Given(request.external_done, request.external_fen, (request.reference or "").strip()),
        reopened_as=cart,
    )
    done = give_back(tx, settings, who, Right.REOPEN_SALE, asked)
    if isinstance(done, Refused):
        return done
    saved(tx, _refilled(tx, _new_cart(tx, settings, who, shift, cart), sale_event(tx, row)))
    return RefundDone(done, cart)


def _check_reopen(row: SaleRow, shift: Shift) -> Refused | None:
    if row.shift != shift.id:
        return Refused(Code.REOPEN_SHIFT)
    return Refused(Code.REOPEN_REFUNDED) if row.refunds else None


def _check_free(tx: Tx, who: Who) -> Refused | None:
    """The till's own cart must hold nothing, not even a voided line, which belongs on record."""
    row = tx.one(cart_queries.LIVE_OF_TILL, who.till)
    return Refused(Code.CART_TILL_BUSY) if row and not _decoder.decode(row.body).is_empty else None


def _new_cart(tx: Tx, settings: Settings, who: Who, shift: Shift, cart: CartId) -> Cart:
    """In place of the till's empty one."""
    row = tx.one(cart_queries.LIVE_OF_TILL, who.till)
    if row is not None:
        tx.run(cart_queries.DROP, _decoder.decode(row.body).id)
    return as_of_now(tx, settings, shift, Cart(cart, who.till, who.staff, tx.now))


def _refilled(tx: Tx, cart: Cart, sale: SaleCompleted) -> Cart:
    """The sale's lines, rules, coupons and discounts by hand; points are spent anew, after they came back."""
    sold = [line for line in sale.lines if line.voided_at is None]
    return msgspec.structs.replace(
        cart,
        lines=tuple(_line(tx, no, line) for no, line in enumerate(sold, 1)),
        opened_at=cart.created_at,
        utc_offset_minutes=sale.utc_offset_minutes,
        rules=sale.rules,
        member=known_member(tx, sale.member),
        coupons=tuple(CartCoupon(coupon.code, coupon.rule) for coupon in sale.coupons),
        order_discount=sale.order_discount,
        wants_invoice=sale.wants_invoice,
    )


def _line(tx: Tx, no: int, sold: SoldLine) -> Line:
    article = find_by_sku(tx, sold.sku)
    return Line(
        no=no,
        sku=sold.sku,
        name=sold.name,
        unit=sold.unit,
        quantity=sold.quantity,
        price_fen=sold.price_fen,
        code=sold.code,
        added_at=sold.added_at,
        category=sold.category,
        tax_class=sold.tax_class,
        label=sold.label,
        prep_seconds=sold.prep_seconds,
        tax_code=sold.tax_code,
        station=sold.station,
        options=sold.options,
        member_price_fen=sold.member_price_fen,
        price_unit=article.price_unit if article else PriceUnit.KG,
        typed_weight=sold.typed_weight,
        is_open_price=sold.is_open_price,
        list_price_fen=sold.list_price_fen,
        pay_permille=sold.pay_permille,
    )
