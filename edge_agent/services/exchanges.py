"""Exchanges (换货): a return and a sale in one, of which only the difference is paid.

What comes back is kept in the cart, and nothing of it is on record before the cart is paid: then refund and
sale are made in one unit, so neither can be without the other.
"""

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries.sales import SaleRow
from edge_agent.db.tx import Tx
from edge_agent.domain import cart_whole as whole
from edge_agent.domain.cart import Action, Cart, ComingBack, Exchange, check
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.exchange import credit_used, set_off, wishes
from edge_agent.domain.ids import ReceiptNo, RefundId, SaleId, StaffId
from edge_agent.domain.money import Fen
from edge_agent.domain.refund import Plan, plan
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right
from edge_agent.domain.shifts import Shift
from edge_agent.services.carts import CartAt, edited, open_cart, own_cart
from edge_agent.services.members import known_member
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.refunds import Asked, Given, check_devices, left_of, make_refund, wishes_of
from edge_agent.services.rights import may
from edge_agent.services.sales import find_sale
from edge_agent.services.who import Who
from edge_agent.wire.after_sale import ExchangeRequest


class Half(msgspec.Struct, frozen=True):
    """The refund of an exchange, ready to be made with its sale."""

    asked: Asked
    answered_by: StaffId


def exchange(tx: JournalTx, settings: Settings, who: Who, request: ExchangeRequest) -> CartChanged | Refused:
    """Put what comes back into this till's cart, by right; of the same sale it replaces what was there."""
    row = find_sale(tx, request.sale)
    if row is None:
        return Refused(Code.SALE_UNKNOWN)
    opened = open_cart(tx, settings, who)
    if isinstance(opened, Refused):
        return opened
    planned = plan(left_of(tx, row), wishes_of(request.lines))
    if isinstance(planned, Refused):
        return planned
    refused = check_reason(request.reason, needed=False) or _check_cart(opened.cart, row)
    if refused:
        return refused
    by = may(tx, settings, who, Right.REFUND, row.receipt_no)
    if isinstance(by, Refused):
        return by
    kept = _kept(row, planned, by, request.reason.strip())
    return edited(tx, whole.with_exchange(opened.cart, kept, known_member(tx, row.member)))


def take_off(tx: JournalTx, who: Who, at: CartAt) -> CartChanged | Refused:
    """The customer keeps the goods after all."""
    cart = own_cart(tx, who, at)
    return cart if isinstance(cart, Refused) else edited(tx, whole.without_exchange(cart))


def check_left(tx: Tx, cart: Cart) -> Refused | None:
    """Why what comes back is worth something else by now, or None: another till may have refunded it."""
    if cart.exchange is None:
        return None
    planned = _plan(tx, cart.exchange)
    return planned if isinstance(planned, Refused) else None


def half_of(tx: Tx, settings: Settings, cart: Cart, total: Fen, given: Given) -> Half | Refused | None:
    """The refund that belongs to the sale of `cart` for `total`, if any; or why it cannot be made now."""
    kept = cart.exchange
    if kept is None:
        return None
    row, planned = find_sale(tx, kept.sale), _plan(tx, kept)
    if row is None or isinstance(planned, Refused):
        return _changed(kept)
    asked = Asked(row, set_off(planned, credit_used(cart, total)), kept.reason, given)
    return check_devices(settings, asked) or Half(asked, kept.answered_by)


def make_half(tx: JournalTx, settings: Settings, who: Who, shift: Shift, half: Half) -> RefundId | Refused:
    """Record the refund; its sale is recorded next."""
    made = make_refund(tx, settings, who, shift, half.asked, half.answered_by)
    return made if isinstance(made, Refused) else made.id


def _check_cart(cart: Cart, row: SaleRow) -> Refused | None:
    held = cart.exchange
    if held is not None and held.sale != row.id:
        return Refused(Code.EXCHANGE_OTHER_SALE, {"receipt": held.receipt_no})
    return check(cart, Action.EDIT)


def _kept(row: SaleRow, planned: Plan, by: StaffId, reason: str) -> Exchange:
    return Exchange(
        sale=SaleId(row.id),
        receipt_no=ReceiptNo(row.receipt_no),
        lines=tuple(
            ComingBack(
                line.sale_line or 0, line.name, line.unit, line.quantity, line.amount_fen, line.goods.value
            )
            for line in planned.lines
        ),
        credit_fen=planned.back_fen,
        answered_by=by,
        reason=reason,
    )


def _plan(tx: Tx, kept: Exchange) -> Plan | Refused:
    row = find_sale(tx, kept.sale)
    planned = plan(left_of(tx, row), wishes(kept)) if row else _changed(kept)
    if isinstance(planned, Refused) or planned.back_fen != kept.credit_fen:
        return _changed(kept)
    return planned


def _changed(kept: Exchange) -> Refused:
    return Refused(Code.EXCHANGE_CHANGED, {"receipt": kept.receipt_no})
