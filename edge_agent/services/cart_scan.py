"""One entry for every scan: goods go into the cart, members and coupons to it, payment codes pay for it."""

from typing import NamedTuple, assert_never

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import carts as queries
from edge_agent.domain import cart_lines as lines
from edge_agent.domain.cart import Action, Cart, CartState, check
from edge_agent.domain.cart_lines import Addition
from edge_agent.domain.cart_whole import with_coupon, with_member
from edge_agent.domain.catalogue import Article
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import ReceiptNo, Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import ONE, Milli, Unit
from edge_agent.domain.scan import (
    ArticleScan,
    PaymentScan,
    Prefixed,
    PrefixedScan,
    Reason,
    Scan,
    UnknownScan,
    WeighedScan,
    classify,
)
from edge_agent.services.articles import find_article, find_by_plu, find_by_sku
from edge_agent.services.cart_lines import open_price_right
from edge_agent.services.carts import CartAt, as_of_now, changed_now, edited, own_cart
from edge_agent.services.coupons import find_coupon
from edge_agent.services.members import find_member
from edge_agent.services.outcomes import CartChanged
from edge_agent.services.payments import start_payment
from edge_agent.services.rights import may
from edge_agent.services.rules import rules_of
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.scans import ScanRequest

_CODE_SHOWN_MAX = 40


class _Scanned(NamedTuple):
    """A scan at the counter: where, by whom, into which cart, and what was said with it."""

    tx: JournalTx
    settings: Settings
    who: Who
    cart: Cart
    request: ScanRequest


def scan(
    tx: JournalTx, settings: Settings, who: Who, at: CartAt, request: ScanRequest
) -> CartChanged | Refused:
    """Route a scan by what it is; a question (`scan.weight-needed`) is answered by repeating it with more."""
    cart = own_cart(tx, who, at)
    if isinstance(cart, Refused):
        return cart
    meaning = classify(request.code, request.symbology, settings.scan)
    told = msgspec.structs.replace(request, code=request.code.strip())
    scanned = _Scanned(tx, settings, who, cart, told)
    return _routed(scanned, _while_tendering(meaning) if cart.state is CartState.TENDERING else meaning)


def _while_tendering(meaning: Scan) -> Scan:
    """A code that may be a label and a payment code is a payment while the customer pays."""
    if isinstance(meaning, WeighedScan) and isinstance(meaning.otherwise, PaymentScan):
        return meaning.otherwise
    return meaning


def _routed(scanned: _Scanned, meaning: Scan) -> CartChanged | Refused:
    match meaning:
        case ArticleScan():
            return _article(scanned, meaning)
        case WeighedScan():
            return _label(scanned, meaning)
        case PrefixedScan():
            return _prefixed(scanned, meaning)
        case PaymentScan():
            return _payment(scanned, meaning)
        case UnknownScan(reasons=(Reason.EMPTY,)):
            return Refused(Code.SCAN_EMPTY)
        case UnknownScan():
            reasons = " ".join(meaning.reasons)
            return Refused(Code.SCAN_UNREADABLE, {"code": meaning.code[:_CODE_SHOWN_MAX], "reasons": reasons})
        case _:
            assert_never(meaning)


# --- goods ------------------------------------------------------------------------------------------------


def _article(scanned: _Scanned, meaning: ArticleScan) -> CartChanged | Refused:
    article = find_article(scanned.tx, meaning.keys)
    if article is None:
        return _unknown(scanned)
    article_now = _to_be_had(scanned, article)
    if isinstance(article_now, Refused):
        return article_now
    if meaning.quantity is not None and article.unit is Unit.KG:  # of a piece its weight is no price
        return _add(scanned, lines.labelled(article_now, scanned.request.code, None, meaning.quantity))
    return _add(scanned, _as_asked(scanned.request, article_now))


def _label(scanned: _Scanned, meaning: WeighedScan) -> CartChanged | Refused:
    article = find_by_plu(scanned.tx, meaning.plu)
    if article is None or article.unit is not Unit.KG:  # a scale's label means something weighed
        return _unknown(scanned) if meaning.otherwise is None else _routed(scanned, meaning.otherwise)
    article_now = _to_be_had(scanned, article)
    if isinstance(article_now, Refused):
        return article_now
    code = scanned.request.code
    return _add(scanned, lines.labelled(article_now, code, meaning.amount_fen, meaning.weight))


def _unknown(scanned: _Scanned) -> CartChanged | Refused:
    """What the catalogue lacks is sold as an open-price article (无码商品), as soon as a price is typed."""
    request = scanned.request
    if request.price_fen is None:
        return Refused(Code.SCAN_UNKNOWN, {"code": request.code[:_CODE_SHOWN_MAX]})
    article = _open_price_article(scanned.tx, request.open_sku)
    if isinstance(article, Refused):
        return article
    article_now = _to_be_had(scanned, article)
    if isinstance(article_now, Refused):
        return article_now
    return _add(scanned, _as_asked(request, article_now))


def _open_price_article(tx: JournalTx, sku: Sku | None) -> Article | Refused:
    """The one that was asked for, else the shop's first."""
    if sku is not None:
        named = find_by_sku(tx, sku)
        if named is None or not named.is_open_price:
            return Refused(Code.OPEN_PRICE_UNKNOWN, {"sku": sku[:_CODE_SHOWN_MAX]})
        return named
    row = tx.one(queries.FIRST_OPEN_PRICE)
    first = find_by_sku(tx, Sku(row.sku)) if row else None
    return first or Refused(Code.OPEN_PRICE_NONE)


def _to_be_had(scanned: _Scanned, article: Article) -> Article | Refused:
    """The article at its price or a typed one, unless it is sold out and nobody says that it is there."""
    price = scanned.request.price_fen
    if article.sold_out and not scanned.request.confirm:
        return Refused(Code.SCAN_SOLD_OUT, {"sku": article.sku, "name": article.name})
    if not article.is_open_price:
        return article if price is None else Refused(Code.PRICE_NOT_OPEN, {"name": article.name})
    if price is None:
        return Refused(Code.SCAN_PRICE_NEEDED, {"sku": article.sku, "name": article.name})
    return lines.at_typed_price(article, Fen(price))


def _as_asked(request: ScanRequest, article: Article) -> Addition:
    """So many pieces, or the weight that a person typed."""
    if request.weight_grams is not None:
        return Addition(article, Milli(request.weight_grams), request.code, typed_weight=True)
    return Addition(article, ONE if request.quantity is None else Milli(request.quantity), request.code)


def _add(scanned: _Scanned, addition: Addition | Refused) -> CartChanged | Refused:
    if isinstance(addition, Refused):
        return addition
    tx, settings, article = scanned.tx, scanned.settings, addition.article
    asked = msgspec.structs.replace(
        addition,
        confirmed=scanned.request.confirm,
        confirm_above_fen=Fen(settings.limits.line_confirm_fen),
    )
    cart = _begun(scanned)
    added = cart if isinstance(cart, Refused) else lines.add(cart, asked, tx.now, rules_of(tx, cart.rules))
    if isinstance(added, Refused):
        return added
    if article.is_open_price:
        right = open_price_right(settings, article.price_fen)
        by = may(tx, settings, scanned.who, right, article.sku)
        if isinstance(by, Refused):
            return by
    kept = edited(tx, added.cart)
    if isinstance(kept, Refused):
        return kept
    return msgspec.structs.replace(kept, line_no=added.line_no, joined=added.joined, groups=article.options)


def _begun(scanned: _Scanned) -> Cart | Refused:
    """The cart; an empty one may have waited for hours and begins now: by its rules, for its cashier."""
    tx, settings, who, cart, _ = scanned
    if cart.lines:
        return cart
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    return as_of_now(tx, settings, shift, msgspec.structs.replace(cart, staff=who.staff))


# --- what is no goods -------------------------------------------------------------------------------------


def _prefixed(scanned: _Scanned, meaning: PrefixedScan) -> CartChanged | Refused:
    match meaning.kind:
        case Prefixed.MEMBER:
            return _member(scanned, meaning)
        case Prefixed.COUPON:
            return _coupon(scanned, meaning)
        case Prefixed.RECEIPT:
            return _receipt(scanned, ReceiptNo(meaning.value))
        case _:
            return Refused(Code.SCAN_NOT_TAKEN, {"kind": meaning.kind})


def _member(scanned: _Scanned, meaning: PrefixedScan) -> CartChanged | Refused:
    tx, settings = scanned.tx, scanned.settings
    refused = check(scanned.cart, Action.EDIT)
    if refused:
        return refused
    prefix = next(prefix for prefix, kind in settings.scan.prefixes if kind is Prefixed.MEMBER)
    found = find_member(tx, settings, scanned.who, prefix + meaning.value)
    if isinstance(found, Refused):
        return found
    return _of_kind("member", edited(tx, with_member(scanned.cart, found)))


def _coupon(scanned: _Scanned, meaning: PrefixedScan) -> CartChanged | Refused:
    refused = check(scanned.cart, Action.EDIT)
    cart = refused or _begun(scanned)
    if isinstance(cart, Refused):
        return cart
    found = find_coupon(scanned.tx, cart, meaning.value)
    if isinstance(found, Refused):
        return found
    return _of_kind("coupon", edited(scanned.tx, with_coupon(cart, found)))


def _receipt(scanned: _Scanned, receipt_no: ReceiptNo) -> CartChanged | Refused:
    """A receipt number opens a return at the till; the cart stays as it is."""
    now = changed_now(scanned.tx, scanned.cart.id)
    if isinstance(now, Refused):
        return now
    return msgspec.structs.replace(now, kind="receipt", receipt_no=receipt_no)


def _payment(scanned: _Scanned, meaning: PaymentScan) -> CartChanged | Refused:
    tx, settings, who, cart, request = scanned
    return _of_kind("payment", start_payment(tx, settings, who, cart, meaning, confirm=request.confirm))


def _of_kind(kind: str, changed: CartChanged | Refused) -> CartChanged | Refused:
    return changed if isinstance(changed, Refused) else msgspec.structs.replace(changed, kind=kind)
