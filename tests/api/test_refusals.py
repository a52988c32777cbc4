"""Every refusal that the API knows: its code, its status, and that it changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import httpx
import pytest

from edge_agent.domain.catalogue import Article, Choice, OptionGroup
from edge_agent.domain.errors import Code
from edge_agent.domain.ids import Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.pickup import Reason
from edge_agent.domain.quantity import Unit
from edge_agent.services.articles import save_articles

if TYPE_CHECKING:
    from tests.api.conftest import Shop

Attempt: TypeAlias = Awaitable[httpx.Response]
"""What is to be refused, not yet begun: everything before it has been arranged."""
Case: TypeAlias = Callable[["Shop"], Awaitable[Attempt]]

WATER, GOLD, PORK = "6921168509256", "9000002", "00202"
LABEL = "2100202015852"
"""PORK for ￥15.85."""

_CHOICES = (Choice("m", "中杯"), Choice("l", "大杯", Fen(300)))
LATTE = Article(
    Sku("D1"),
    "拿铁",
    Unit.EACH,
    Fen(1_600),
    options=(
        OptionGroup("cup", "杯型", _CHOICES, defaults=("m",)),
        OptionGroup("extra", "加料", _CHOICES, least=0, most=2),
    ),
)
OPEN = Article(Sku("X1"), "无码商品", Unit.EACH, Fen(0), is_open_price=True)

_ONE_FEN: dict[str, Any] = {"kind": "cash", "amount_fen": 1}


def _scan(**body: Any) -> Case:
    async def case(shop: Shop) -> Attempt:
        return shop.till.try_change(await shop.till.open(), "scan", body)

    return case


def _latte(action: str = "lines/1", method: str = "PATCH", **body: Any) -> Case:
    """A change of a cart with a drink, made by somebody who has every right."""

    async def case(shop: Shop) -> Attempt:
        cart = await shop.till.open()
        await shop.agent.writer.run(lambda tx: save_articles(tx, [LATTE, OPEN]))
        await shop.till.sign_in("9001")
        return shop.till.try_change(await shop.till.scan(cart, LATTE.sku), action, body, method)

    return case


def _pick(*picks: tuple[str, str]) -> Case:
    return _latte(options=[{"group": group, "choice": choice} for group, choice in picks])


def _tender(*before: dict[str, Any], **body: Any) -> Case:
    """A tender for two bottles of water, ￥4.00, after the legs `before`."""

    async def case(shop: Shop) -> Attempt:
        cart = await shop.till.scan(await shop.till.open(), WATER, WATER)
        for leg in before:
            cart = (await shop.till.change(cart, "tenders", leg))["cart"]
        return shop.till.try_change(cart, "tenders", body)

    return case


def _with_line(*codes: str, action: str, body: Any = None, method: str = "POST") -> Case:
    """A change of a cart that holds `codes`."""

    async def case(shop: Shop) -> Attempt:
        cart = await shop.till.scan(await shop.till.open(), *codes)
        return shop.till.try_change(cart, action, body, method)

    return case


def _staff(**other: str) -> Case:
    async def case(shop: Shop) -> Attempt:
        person = {"staff": "2001", "name": "小张", "role": "cashier", "pin": "4321"}
        return shop.till.call("POST", "/staff", {**person, **other})

    return case


def _read(path: str) -> Case:
    async def case(shop: Shop) -> Attempt:
        await shop.till.open()
        return shop.till.call("GET", path)

    return case


def _article(action: str, body: Any, sku: str = "P1", method: str = "PUT") -> Case:
    """What the shop changes of its goods, by its manager."""

    async def case(shop: Shop) -> Attempt:
        await shop.till.sign_in("9001")
        return shop.till.call(method, f"/articles/{sku}/{action}", body)

    return case


_SENSELESS = {"kind": "nth_piece", "id": "H1", "name": "x", "scope": {}, "n": 2, "pay_permille": 500}


def _promotion(method: str, body: Any = None) -> Case:
    async def case(shop: Shop) -> Attempt:
        await shop.till.open()
        return shop.till.call(method, "/promotions/H1", body)

    return case


def _import(data: bytes) -> Case:
    async def case(shop: Shop) -> Attempt:
        return shop.till.http.post("/v1/imports/catalogue", content=data)

    return case


def _feed(page: bytes) -> Case:
    async def case(shop: Shop) -> Attempt:
        return shop.till.http.post("/v1/feed/pages", content=page)

    return case


def _post(path: str, **body: Any) -> Case:
    """A change beside the cart."""

    async def case(shop: Shop) -> Attempt:
        await shop.till.open()
        return shop.till.call("POST", path, body)

    return case


def _goods(path: str, *, sku: str = "P1", quantity: int = 1_000, **more: Any) -> Case:
    """A document of stock with one line."""
    return _post(path, lines=[{"sku": sku, "quantity": quantity}], **more)


def _delivery(**line: Any) -> Case:
    return _post("/stock/receipts", lines=[{"sku": "P1", "quantity": 1_000, **line}])


def _counted(*lines: dict[str, Any]) -> Case:
    return _post("/stock/counts", lines=[{"sku": "P1", "counted": 1_000, **line} for line in lines])


def _correction(
    *, sale: str = "", tender: int = 1, kind: str = "external", till: str = "till", method: str = "wechat"
) -> Case:
    """A correction of a sale that was paid in cash, or of another."""

    async def case(shop: Shop) -> Attempt:
        await shop.till.open()
        await shop.other.open()
        sold = await shop.till.sell(WATER)
        to = {"kind": kind, "method": method} if kind == "external" else {"kind": kind}
        path = f"/sales/{sale or sold['id']}/tender-correction"
        return getattr(shop, till).call("POST", path, {"tender": tender, "to": to})  # type: ignore[no-any-return]

    return case


async def _note_twice(shop: Shop) -> Attempt:
    await shop.till.open()
    note = {"lines": [{"sku": "P1", "quantity": 1_000}], "document": "N1", "supplier": "米业"}
    await shop.till.do("POST", "/stock/receipts", note)
    return shop.till.call("POST", "/stock/receipts", note)


def _review(*, again: bool = False, **body: Any) -> Case:
    """A review of a count, by somebody who may."""

    async def case(shop: Shop) -> Attempt:
        await shop.till.sign_in("9001")
        count = await shop.till.do("POST", "/stock/counts", {"lines": [{"sku": "P1", "counted": 1_000}]})
        path = f"/stock/counts/{count['document']}/review"
        if again:
            await shop.till.do("POST", path, body)
        return shop.till.call("POST", path, body)

    return case


async def _count_overtaken(shop: Shop) -> Attempt:
    await shop.till.sign_in("9001")
    before = shop.clock.at
    count = await shop.till.do("POST", "/stock/counts", {"lines": [{"sku": "P1", "counted": 1_000}]})
    await shop.till.do("POST", f"/stock/counts/{count['document']}/review", {"accept": True})
    late = {"lines": [{"sku": "P1", "counted": 2_000, "counted_at": before}]}
    return shop.till.call("POST", "/stock/counts", late)


def _enrol(**other: Any) -> Case:
    """Somebody beside the member of 17000005678, code VIP0042."""

    async def case(shop: Shop) -> Attempt:
        await shop.till.open()
        known = {"phone": "17000005678", "code": "VIP0042", "consent": True}
        await shop.till.do("POST", "/members", known)
        return shop.till.call("POST", "/members", {"phone": "17100000001", "consent": True, **other})

    return case


async def _sold_out_article(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    await shop.till.do("POST", "/articles/P1/sold-out", {"sold_out": True})
    return shop.till.try_change(cart, "scan", {"code": WATER})


async def _sold_out_choice(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    await shop.agent.writer.run(lambda tx: save_articles(tx, [LATTE]))
    large = {"group": "cup", "choice": "l"}
    await shop.till.do("POST", "/articles/D1/sold-out", {"sold_out": True, "choice": large})
    cart = await shop.till.scan(cart, LATTE.sku)
    return shop.till.try_change(cart, "lines/1", {"options": [large]}, "PATCH")


async def _repeated_label(shop: Shop) -> Attempt:
    cart = await shop.till.scan(await shop.till.open(), LABEL)
    return shop.till.try_change(cart, "scan", {"code": f"{LABEL}\r"})


async def _weighed_quantity(shop: Shop) -> Attempt:
    cart = await shop.till.scan(await shop.till.open(), LABEL)
    return shop.till.try_change(cart, "lines/1", {"quantity": 2_000}, "PATCH")


async def _stale(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    await shop.till.scan(cart, WATER)
    return shop.till.try_change(cart, "scan", {"code": WATER})


async def _other_till(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    await shop.other.open()
    return shop.other.try_change(cart, "scan", {"code": WATER})


async def _closed_cart(shop: Shop) -> Attempt:
    cart = await shop.till.change(await shop.till.open(), "cancel")
    return shop.till.try_change(cart, "scan", {"code": WATER})


async def _recall_into_a_full_till(shop: Shop) -> Attempt:
    held = await shop.till.change(await shop.till.scan(await shop.till.open(), WATER), "hold")
    await shop.other.scan(await shop.other.open(), WATER)
    return shop.other.try_change(held, "recall")


async def _recall_what_is_not_held(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    return shop.till.try_change(cart, "recall")


async def _full_cart(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    for _ in range(500):
        cart = (await shop.till.change(cart, "scan", {"code": LABEL, "confirm": True}))["cart"]
    return shop.till.try_change(cart, "scan", {"code": LABEL, "confirm": True})


async def _no_shift(shop: Shop) -> Attempt:
    await shop.till.sign_in()
    return shop.till.call("POST", "/carts")


async def _second_shift(shop: Shop) -> Attempt:
    await shop.till.open()
    return shop.till.call("POST", "/shifts", {"float_fen": 0})


async def _strange_float(shop: Shop) -> Attempt:
    await shop.till.sign_in()
    return shop.till.call("POST", "/shifts", {"float_fen": -1})


def _post_staff(path: str) -> Case:
    """A change of an account from the command line's side."""

    async def case(shop: Shop) -> Attempt:
        return shop.till.call("POST", f"/staff/{path}")

    return case


async def _cash_above_the_drawer(shop: Shop) -> Attempt:
    """By somebody who may move cash: nobody else is told."""
    await shop.till.open()
    await shop.till.sign_in("8001")
    return shop.till.call("POST", "/cash-moves", {"kind": "out", "amount_fen": 20_001, "reason": "缴款"})


def _close(**body: Any) -> Case:
    return _post("/shifts/current/close", **{"float_left_fen": 0, **body})


async def _close_over_a_cart(shop: Shop) -> Attempt:
    await shop.till.scan(await shop.till.open(), WATER)
    body = {"counted_fen": 20_000, "float_left_fen": 0}
    return shop.till.call("POST", "/shifts/current/close", body)


async def _strange_till(shop: Shop) -> Attempt:
    return shop.till.call("POST", "/sessions", {"staff": "1001", "pin": "1234", "till": "9"})


async def _no_session(shop: Shop) -> Attempt:
    return shop.till.call("POST", "/carts")


async def _no_request_id(shop: Shop) -> Attempt:
    await shop.till.open()
    return shop.till.http.post("/v1/carts")


async def _reused_request_id(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    path = f"/carts/{cart['id']}/scan"
    await shop.till.do("POST", path, {"code": WATER}, version=1, request_id="scan-once-1")
    return shop.till.call("POST", path, {"code": PORK}, version=1, request_id="scan-once-1")


async def _no_version(shop: Shop) -> Attempt:
    cart = await shop.till.open()
    return shop.till.call("POST", f"/carts/{cart['id']}/scan", {"code": WATER})


async def _unknown_field(shop: Shop) -> Attempt:
    return shop.till.try_change(await shop.till.open(), "scan", {"code": WATER, "more": 1})


async def _too_large(shop: Shop) -> Attempt:
    return shop.till.try_change(await shop.till.open(), "scan", {"code": "6" * 70_000})


async def _wrong_method(shop: Shop) -> Attempt:
    return shop.till.http.put("/v1/carts", content=b"")


async def _job_unknown(shop: Shop) -> Attempt:
    await shop.till.open()
    return shop.till.call("POST", "/print-jobs/none/settle", {"as": "drop"})


CASES: list[tuple[Code, int, Case]] = [
    (Code.SCAN_EMPTY, 422, _scan(code=" \r\n")),
    (Code.SCAN_UNKNOWN, 422, _scan(code="6907992500195")),
    (Code.SCAN_UNKNOWN, 422, _scan(code="2199999015855")),
    (Code.SCAN_UNREADABLE, 422, _scan(code="6921168509257")),
    (Code.SCAN_UNREADABLE, 422, _scan(code="69\x00211")),
    (Code.SCAN_NOT_TAKEN, 409, _scan(code="B:1001")),
    (Code.SCAN_WEIGHT_NEEDED, 409, _scan(code=PORK)),
    (Code.SCAN_LABEL_REPEATED, 409, _repeated_label),
    (Code.SCAN_LABEL_ZERO, 409, _scan(code="2100202000001")),
    (Code.PAYMENT_NO_PROVIDER, 409, _scan(code="134567890123456789")),
    # the cart at the counter
    (Code.SCAN_PRICE_NEEDED, 409, _latte("scan", "POST", code="X1")),
    (Code.SCAN_SOLD_OUT, 409, _sold_out_article),
    (Code.OPEN_PRICE_NONE, 409, _scan(code="6907992500195", price_fen=100)),
    (Code.OPEN_PRICE_UNKNOWN, 422, _scan(code="6907992500195", price_fen=100, open_sku="P1")),
    (Code.WEIGHT_INVALID, 422, _scan(code=PORK, weight_grams=0)),
    (Code.WEIGHT_INVALID, 422, _scan(code=PORK, weight_grams=100_000, confirm=True)),
    (Code.WEIGHT_INVALID, 422, _scan(code=WATER, weight_grams=500)),
    (Code.QUANTITY_CONFIRM, 409, _scan(code=PORK, weight_grams=99_999)),
    (Code.PRICE_INVALID, 422, _latte("scan", "POST", code="X1", price_fen=0)),
    (Code.PRICE_INVALID, 422, _latte(price_fen=-1)),
    (Code.PRICE_INVALID, 422, _latte(price_fen=100_000_001, confirm=True)),
    (Code.PRICE_CONFIRM, 409, _latte(price_fen=0)),
    (Code.AMOUNT_CONFIRM, 409, _latte(price_fen=100_001)),
    (Code.PRICE_LABELLED, 409, _with_line(LABEL, action="lines/1", body={"price_fen": 1}, method="PATCH")),
    (Code.PRICE_NOT_OPEN, 422, _scan(code=WATER, price_fen=1)),
    (Code.OPTION_UNKNOWN, 422, _pick(("ice", "less"))),
    (Code.OPTION_UNKNOWN, 422, _pick(("cup", "xl"))),
    (Code.OPTION_SOLD_OUT, 409, _sold_out_choice),
    (Code.OPTION_REPEATED, 422, _pick(("extra", "m"), ("extra", "m"))),
    (Code.OPTION_TOO_FEW, 422, _pick(("cup", ""))),
    (Code.OPTION_TOO_MANY, 422, _pick(("cup", "m"), ("cup", "l"))),
    (Code.DISCOUNT_INVALID, 422, _latte(pay_permille=0)),
    (Code.DISCOUNT_INVALID, 422, _latte("discount", "POST", pay_permille=1_001)),
    (Code.DISCOUNT_BOTH, 422, _latte("discount", "POST", pay_permille=900, total_fen=1)),
    (Code.DISCOUNT_ABOVE_SUM, 422, _latte("discount", "POST", total_fen=1_601)),
    (Code.DISCOUNT_ABOVE_SUM, 422, _latte("discount", "POST", total_fen=-1)),
    (Code.CART_EMPTY, 409, _with_line(action="discount", body={"total_fen": 0})),
    (Code.CART_MEMBER_NONE, 409, _latte("member", "POST", points=1)),
    (Code.CART_COUPON_UNKNOWN, 404, _latte("coupons/SAVE5", "DELETE")),
    (Code.REQUEST_MALFORMED, 400, _latte()),
    (Code.REQUEST_MALFORMED, 400, _latte(price_fen=1, pay_permille=900)),
    (Code.REQUEST_MALFORMED, 400, _latte("member", "POST", text="5678", points=1)),
    (Code.QUANTITY_INVALID, 422, _scan(code=WATER, quantity=0)),
    (Code.QUANTITY_INVALID, 422, _scan(code=WATER, quantity=-1_000)),
    (Code.QUANTITY_INVALID, 422, _scan(code=WATER, quantity=1_500)),
    (Code.QUANTITY_INVALID, 422, _scan(code=WATER, quantity=10_000_000)),
    (Code.QUANTITY_CONFIRM, 409, _scan(code=WATER, quantity=100_000)),
    (Code.QUANTITY_WEIGHED, 409, _weighed_quantity),
    (Code.AMOUNT_CONFIRM, 409, _scan(code=GOLD)),
    (Code.AMOUNT_TOO_LARGE, 409, _scan(code=GOLD, quantity=200_000, confirm=True)),
    (Code.CART_UNKNOWN, 404, _read("/carts/none")),
    (Code.CART_STALE, 412, _stale),
    (Code.CART_OTHER_TILL, 409, _other_till),
    (Code.CART_STATE, 409, _closed_cart),
    (Code.CART_STATE, 409, _recall_what_is_not_held),
    (Code.CART_EMPTY, 409, _with_line(action="hold")),
    (Code.CART_EMPTY, 409, _with_line(action="tenders", body={"kind": "cash", "amount_fen": 0})),
    (Code.CART_FULL, 409, _full_cart),
    (Code.CART_LINE_UNKNOWN, 404, _with_line(WATER, action="lines/2", method="DELETE")),
    (Code.CART_TILL_BUSY, 409, _recall_into_a_full_till),
    (Code.ARTICLE_UNKNOWN, 404, _read("/articles/P9")),
    (Code.ARTICLE_UNKNOWN, 404, _article("price", {"price_fen": 100}, "P9")),
    (Code.ARTICLE_UNKNOWN, 404, _article("sold-out", {"sold_out": True}, "P9", "POST")),
    (
        Code.ARTICLE_CHOICE_UNKNOWN,
        404,
        _article("sold-out", {"sold_out": True, "choice": {"group": "a", "choice": "b"}}, method="POST"),
    ),
    (Code.ARTICLE_PRICE_INVALID, 422, _article("price", {"price_fen": 0})),
    (Code.ARTICLE_PRICE_INVALID, 422, _article("price", {"price_fen": -200})),
    (Code.ARTICLE_PRICE_INVALID, 422, _article("price", {"price_fen": 100_000_001})),
    (Code.ARTICLE_MEMBER_PRICE, 422, _article("price", {"price_fen": 200, "member_price_fen": 201})),
    (Code.REQUEST_MALFORMED, 400, _article("price", {"price_fen": "200"})),
    (Code.REQUEST_MALFORMED, 400, _read("/articles/price-changes?date=2026-02-30")),
    (Code.TENDER_INVALID, 422, _tender(kind="cash", amount_fen=0)),
    (Code.TENDER_INVALID, 422, _tender(kind="cash", amount_fen=-400)),
    (Code.TENDER_INVALID, 422, _tender(kind="external", method="wechat", amount_fen=0)),
    (Code.TENDER_TOO_LARGE, 409, _tender(kind="cash", amount_fen=100_000_001)),
    (Code.TENDER_ABOVE_REST, 409, _tender(kind="external", method="wechat", amount_fen=401)),
    (
        Code.TENDER_ABOVE_REST,
        409,
        _tender({"kind": "cash", "amount_fen": 300}, kind="external", method="wechat", amount_fen=101),
    ),
    (Code.TENDER_TOO_MANY, 409, _tender(*20 * [_ONE_FEN], **_ONE_FEN)),
    (Code.TENDER_METHOD_UNKNOWN, 409, _tender(kind="external", method="bitcoin", amount_fen=400)),
    (
        Code.TENDER_REFERENCE_NEEDED,
        409,
        _tender(kind="external", method="meituan", amount_fen=400, reference="  "),
    ),
    (Code.PROMOTION_INVALID, 422, _promotion("PUT", {"rule": _SENSELESS})),
    (Code.PROMOTION_UNKNOWN, 404, _promotion("DELETE")),
    (Code.COUPON_UNKNOWN, 404, _scan(code="C:ZZZZ")),
    (Code.SHIFT_NONE, 404, _no_shift),
    (Code.SHIFT_OPEN, 409, _second_shift),
    (Code.FLOAT_INVALID, 422, _strange_float),
    (Code.TILL_UNKNOWN, 409, _strange_till),
    (Code.SESSION_NEEDED, 401, _no_session),
    (Code.STAFF_EXISTS, 409, _staff(staff="1001")),
    (Code.STAFF_INVALID, 422, _staff(staff="xiao")),
    (Code.STAFF_INVALID, 422, _staff(name="小\n张")),
    (Code.STAFF_INVALID, 422, _staff(role="owner")),
    (Code.PIN_INVALID, 422, _staff(pin="123")),
    (Code.PIN_INVALID, 422, _staff(pin="١٢٣٤")),
    # staff, approvals, shifts and cash
    (Code.STAFF_UNKNOWN, 404, _post_staff("7777/disable")),
    (Code.APPROVAL_ACTION, 422, _post("/approvals", staff="8001", pin="1234", action="rob")),
    (Code.REASON_NEEDED, 422, _post("/drawer/open", reason=" ")),
    (Code.REASON_INVALID, 422, _post("/drawer/open", reason="x" * 61)),
    (Code.CASH_AMOUNT_INVALID, 422, _post("/cash-moves", kind="in", amount_fen=0, reason="零钱")),
    (Code.CASH_ABOVE_DRAWER, 409, _cash_above_the_drawer),
    (Code.COUNT_INVALID, 422, _close()),
    (Code.COUNT_INVALID, 422, _close(counted_fen=-1)),
    (Code.COUNT_FACE_UNKNOWN, 422, _close(denominations={"300": 1})),
    (Code.COUNT_DIFFERS, 422, _close(counted_fen=1, denominations={"100": 1})),
    (Code.FLOAT_ABOVE_COUNT, 422, _close(counted_fen=0, float_left_fen=1)),
    (Code.SHIFT_METHOD_UNKNOWN, 422, _close(counted_fen=20_000, externals={"bitcoin": 1})),
    (Code.SHIFT_CART_OPEN, 409, _close_over_a_cart),
    (Code.SHIFT_NO_PRINTER, 409, _post("/shifts/current/report/print")),
    (Code.SHIFT_UNKNOWN, 404, _read("/shifts/none/z")),
    (Code.SHIFT_UNKNOWN, 404, _read("/shifts/current/z")),
    (Code.SALE_UNKNOWN, 404, _read("/sales/S0731-1-20261122-0001")),
    (Code.SALE_UNKNOWN, 404, _correction(sale="none")),
    (Code.PAYMENT_NOT_FOUND, 404, _read("/payments/none")),
    (Code.PAYMENT_NOT_FOUND, 404, _post("/payments/none/cancel")),
    (Code.PAYMENT_NOT_FOUND, 404, _post("/payments/none/settle", **{"as": "paid", "reason": "查过"})),
    (Code.EXCHANGE_NONE, 409, _with_line(WATER, action="exchange", method="DELETE")),
    (Code.EXCHANGE_NONE, 409, _tender(kind="exchange")),
    (Code.CORRECTION_LEG, 404, _correction(tender=2)),
    (Code.CORRECTION_SAME, 409, _correction(kind="cash")),
    (Code.CORRECTION_SHIFT, 409, _correction(till="other")),
    (Code.TENDER_METHOD_UNKNOWN, 409, _correction(method="bitcoin")),
    (Code.TENDER_REFERENCE_NEEDED, 409, _correction(method="meituan")),
    (Code.JOB_UNKNOWN, 404, _job_unknown),
    (Code.REQUEST_ID_NEEDED, 400, _no_request_id),
    (Code.REQUEST_ID_REUSED, 409, _reused_request_id),
    (Code.REQUEST_VERSION_NEEDED, 428, _no_version),
    (Code.REQUEST_MALFORMED, 400, _unknown_field),
    (Code.REQUEST_TOO_LARGE, 413, _too_large),
    (Code.NOT_FOUND, 404, _read("/none")),
    (Code.METHOD_NOT_ALLOWED, 405, _wrong_method),
    (Code.STOCK_SKU, 404, _read("/stock/P9")),
    (Code.STOCK_SKU, 404, _delivery(sku="P9")),
    (Code.STOCK_SKU, 404, _goods("/stock/write-offs", sku="P9", reason="破损")),
    (Code.STOCK_SKU, 404, _goods("/stock/transfers", sku="P9", to_store="S0002")),
    (Code.STOCK_SKU, 404, _counted({"sku": "P9"})),
    (Code.STOCK_EMPTY, 422, _post("/stock/receipts", lines=[])),
    (Code.STOCK_EMPTY, 422, _post("/stock/counts", lines=[])),
    (Code.STOCK_EMPTY, 422, _post("/stock/write-offs", lines=[], reason="破损")),
    (Code.STOCK_LINES, 422, _post("/stock/receipts", lines=501 * [{"sku": "P1", "quantity": 1_000}])),
    (Code.STOCK_QUANTITY, 422, _delivery(quantity=0)),
    (Code.STOCK_QUANTITY, 422, _delivery(quantity=-1_000)),
    (Code.STOCK_QUANTITY, 422, _delivery(quantity=1_000_000_001_000)),
    (Code.STOCK_QUANTITY, 422, _goods("/stock/transfers", quantity=-1_000, to_store="S0002")),
    (Code.STOCK_QUANTITY, 422, _counted({"counted": -1})),
    (Code.STOCK_FRACTION, 422, _delivery(quantity=1_500)),
    (Code.STOCK_FRACTION, 422, _counted({"counted": 1})),
    (Code.STOCK_COST, 422, _delivery(cost_fen=-1)),
    (Code.STOCK_EXPIRED_CONFIRM, 409, _delivery(expiry="2026-11-21")),
    (Code.STOCK_EXPIRY, 422, _delivery(expiry="2026-10-22")),
    (Code.STOCK_EXPIRY, 422, _delivery(expiry="2037-01-31")),
    (Code.STOCK_EXPIRY, 422, _delivery(expiry="2027-02-30")),
    (Code.STOCK_EXPIRY, 422, _delivery(expiry="20270131")),
    (Code.STOCK_NUMBER, 422, _goods("/stock/receipts", document="N" * 41)),
    (Code.STOCK_NUMBER, 422, _goods("/stock/receipts", document="N\n1")),
    (Code.STOCK_SUPPLIER, 422, _goods("/stock/receipts", supplier="米" * 61)),
    (Code.STOCK_NOTE_TWICE, 409, _note_twice),
    (Code.STOCK_STORE, 422, _goods("/stock/transfers")),
    (Code.STOCK_STORE, 422, _goods("/stock/transfers", to_store="S0731")),
    (Code.STOCK_STORE, 422, _goods("/stock/transfers", to_store="S0002", from_store="S0003")),
    (Code.STOCK_STORE, 422, _goods("/stock/transfers", from_store="")),
    (Code.REASON_NEEDED, 422, _goods("/stock/write-offs", reason=" ")),
    (Code.STOCK_COUNTED_AT, 422, _counted({"counted_at": 4_000_000_000_000})),
    (Code.STOCK_COUNTED_AT, 422, _counted({"counted_at": 0})),
    (Code.STOCK_COUNTED_AT, 422, _counted({"counted_at": -(10**30)})),
    (Code.STOCK_COUNT_TWICE, 422, _counted({}, {})),
    (Code.STOCK_COUNT_OVERTAKEN, 409, _count_overtaken),
    (Code.STOCK_COUNT_UNKNOWN, 404, _post("/stock/counts/none/review", accept=True)),
    (Code.STOCK_COUNT_LINE, 404, _review(accept=True, lines=[2])),
    (Code.STOCK_COUNT_REVIEWED, 409, _review(again=True, accept=False)),
    (Code.MEMBER_TEXT, 422, _read("/members?q=12")),
    (Code.MEMBER_GONE, 404, _read("/members/none")),
    (Code.MEMBER_PHONE, 422, _enrol(phone="12345678901")),
    (Code.MEMBER_NAME, 422, _enrol(name="长" * 41)),
    (Code.MEMBER_CODE, 422, _enrol(code="5678")),
    (Code.MEMBER_CODE, 422, _enrol(code="17000005678")),
    (Code.MEMBER_CODE_TAKEN, 409, _enrol(code="VIP0042")),
    (Code.MEMBER_EXISTS, 409, _enrol(phone="+86 170-0000-5678")),
    (Code.MEMBER_CONSENT, 422, _enrol(consent=False)),
    # pickup at the counter: what is no code at all, and what no transaction remembers
    (Code.PICKUP_HANDOVER, 409, _post("/pickups/redeem", handover="none")),
    (Code.PICKUP_SHORT_INVALID, 422, _post("/pickups/look-short", code="1", tail="5678")),
    (Code.PICKUP_PHONE_INVALID, 422, _post("/pickups/look-phone", phone="123", sku="P1")),
    (Code.PICKUP_UNKNOWN, 404, _post("/pickups/none/ready", place="A1")),
    (Code.PICKUP_UNKNOWN, 404, _read("/pickups/none")),
    (Code.BATCH_UNKNOWN, 404, _read("/batches/none")),
    (Code.BATCH_UNKNOWN, 404, _post("/batches/none/receive", lines=[])),
    (Code.BATCH_UNKNOWN, 404, _post("/batches/none/split")),
    (Code.BATCH_UNKNOWN, 404, _post("/batches/none/ready", pickup="none", place="A1")),
    (Code.BATCH_UNKNOWN, 404, _post("/batches/none/hand-over", leader="L07")),
    (Code.BATCH_UNKNOWN, 404, _post("/batches/none/close")),
    (Code.BATCH_UNKNOWN, 404, _post("/batches/none/print", what="picks")),
    (Code.PICKUP_DONE_UNKNOWN, 404, _post("/pickups/none/undo", handover="none", reason="x")),
    (Code.FILE_UNREADABLE, 422, _import(b"\x00\xff\x00")),
    (Code.FILE_HEADER, 422, _import(b"color,size\nred,1\n")),
    (Code.FEED_UNREADABLE, 422, _feed(b"PK\x03\x04")),
]

ELSEWHERE = {
    Code.CLOCK_CONFIRM: "test_clock: it takes a clock in doubt",
    Code.CLOCK_SURE: "test_clock",
    Code.CLOCK_INVALID: "test_clock: it takes a clock in doubt",
    Code.CLOCK_EARLIER: "test_clock: it takes a clock in doubt",
    Code.CLOCK_LATER: "test_clock: it takes a clock in doubt",
    Code.TICKET_UNKNOWN: "test_tickets",
    Code.TICKET_STATE: "test_tickets",
    Code.TICKET_NO_ITEMS: "test_tickets",
    Code.TICKET_ITEM_UNKNOWN: "test_tickets",
    Code.TICKET_ITEM_STATE: "test_tickets",
    Code.TICKET_NONE_WAITING: "test_tickets",
    Code.TICKET_COUNTER_UNKNOWN: "test_tickets",
    Code.TICKET_CALLED_NOW: "test_tickets",
    Code.TICKET_CALLS_SPENT: "test_tickets",
    Code.TICKET_BY_CODE: "services/test_tickets_online: it takes an order",
    Code.TICKET_LABEL: "test_tickets",
    Code.TICKET_LABEL_DAY: "test_tickets",
    Code.ARTICLE_PRICE_OPTIONS: "test_goods: it takes an article with options",
    Code.PAYMENT_PENDING: "test_payments: it needs a provider",
    Code.PAYMENT_CONFIRM: "test_payments: it needs a provider",
    Code.PAYMENT_NOTHING_DUE: "test_payments: it needs a provider",
    Code.PAYMENT_STATE: "test_payments: it needs a provider",
    Code.PAYMENT_REASON: "test_payments: it needs a provider",
    Code.PAYMENT_PROVIDER_OFF: "services/test_payments: it needs a provider that is gone",
    Code.PAYMENT_NOT_REFUNDABLE: "workers/test_payments: it needs a provider",
    Code.PAYMENT_REFUND_ABOVE: "workers/test_payments: it needs a provider",
    Code.CORRECTION_PAYMENT: "test_payments: it needs a provider",
    Code.CORRECTION_REFUNDED: "test_payments: after a refund",
    Code.CORRECTION_EXCHANGE: "test_exchanges",
    Code.EXCHANGE_OTHER_SALE: "test_exchanges",
    Code.EXCHANGE_CHANGED: "test_exchanges",
    Code.EXCHANGE_NOT_COVERED: "test_exchanges",
    Code.SIGN_IN_WRONG: "test_sessions: it is on record, so it does change a table",
    Code.RIGHT_NEEDED: "test_approvals: on record",
    Code.ACCOUNT_LOCKED: "test_lockout: on record",
    Code.STAFF_DISABLED: "test_staff: on record",
    Code.STAFF_SELF: "test_staff: that a manager tried is on record",
    Code.APPROVAL_SELF: "test_approvals: on record",
    Code.APPROVAL_LACKS: "test_approvals: on record",
    Code.COUNT_AGAIN: "test_shifts: the first count is on record",
    Code.SHIFT_PAYMENTS_CONFIRM: "test_shifts: it needs a payment that hangs",
    Code.JOB_STATE: "test_paper: it needs a printer",
    Code.POINTS_ABOVE_DUE: "test_cart_whole: it takes a member with points",
    Code.COUPON_TWICE: "test_promotions: it takes a coupon",
    Code.COUPON_NO_RULE: "test_promotions: it takes a coupon",
    Code.COUPON_NOT_VALID: "test_promotions: it takes a coupon",
    Code.COUPON_USED: "test_promotions: it takes a coupon",
    # after the sale
    Code.REFUND_UNKNOWN: "test_reprint",
    Code.REFUND_LINES: "test_refunds",
    Code.REFUND_LINE_UNKNOWN: "test_refunds",
    Code.REFUND_NOTHING_LEFT: "test_refunds",
    Code.REFUND_ABOVE_LEFT: "test_refunds",
    Code.REFUND_CONFIRM_EXTERNAL: "test_refunds",
    Code.RETURN_ABOVE_LIMIT: "test_refunds",
    Code.RETURN_ABOVE_PRICE: "test_refunds",
    Code.REOPEN_SHIFT: "test_refunds",
    Code.REOPEN_REFUNDED: "test_refunds",
    Code.RECEIPT_PRINTED: "test_reprint: it needs a printer",
    Code.PRINTER_NONE: "test_reprint",
    Code.FIND_INVALID: "test_find",
    Code.MEMBER_UNKNOWN: "test_members: the look-up is on record",
    Code.MEMBER_MANY: "test_members: the look-up is on record",
    # pickup at the counter: a refused code is on record
    **dict.fromkeys(
        [Code(f"pickup.{reason}") for reason in Reason], "pickups/test_hand_over, and domain/pickup"
    ),
    Code.BATCH_STATE: "batches/test_refused",
    Code.BATCH_COUNTS: "batches/test_refused",
    Code.BATCH_SKU: "batches/test_refused",
    Code.BATCH_QUANTITY: "batches/test_refused",
    Code.BATCH_ABOVE_CONFIRM: "batches/test_split",
    Code.BATCH_ORDERS_CONFIRM: "batches/test_feed",
    Code.BATCH_NO_ORDERS: "batches/test_refused",
    Code.BATCH_ORDER: "batches/test_refused",
    Code.BATCH_NOT_SPLIT: "batches/test_hand_over",
    Code.BATCH_NOTHING_GIVEN: "batches/test_hand_over",
    Code.BATCH_SETTLED: "batches/test_hand_over",
    Code.BATCH_NOT_WEIGHED: "batches/test_refused",
    Code.BATCH_WEIGHT: "batches/test_refused",
    Code.BATCH_LEADER: "batches/test_hand_over",
    Code.BATCH_NOTHING_LEFT: "batches/test_hand_over",
    Code.BATCH_NOTHING_PRINTED: "batches/test_refused",
    Code.BATCH_GONE: "batches/test_hand_over",
    Code.BATCH_NO_SHOWS: "batches/test_hand_over",
    Code.PICKUP_CLOCK: "pickups/test_doubt",
    Code.PICKUP_UNLISTED: "pickups/test_unlisted",
    Code.PICKUP_LISTED: "pickups/test_unlisted",
    Code.PICKUP_SHORT_WRONG: "pickups/test_short",
    Code.PICKUP_SHORT_LOCKED: "pickups/test_short",
    Code.PICKUP_PHONE_WRONG: "pickups/test_short",
    Code.PICKUP_NOT_LISTED: "pickups/test_short",
    Code.PICKUP_PLACE: "pickups/test_after",
    Code.PICKUP_UNDONE: "pickups/test_after",
    Code.PICKUP_UNDO_DAY: "pickups/test_after",
    Code.FEED_STORE: "test_feed: pages that are refused are on record",
    Code.FEED_GAP: "test_feed: pages that are refused are on record",
    Code.BUSY: "test_live: with every stream taken",
    Code.STOPPING: "test_server",
    Code.DEFECT: "test_server",
}
NOT_HERE = {
    Code.FEED_HISTORY: "services/feed/test_take: headquarters has begun anew",
    Code.FEED_ITEM: "services/feed/test_refused: named in the answer, on record",
    Code.FEED_ROOT_UNKNOWN: "services/feed/test_refused: named in the answer, on record",
    Code.FEED_FORGED: "services/feed/test_refused: named in the answer, on record",
    Code.FEED_KEY_RETIRED: "services/feed/test_refused: named in the answer, on record",
    Code.FEED_OLD: "services/feed/test_refused: named in the answer, on record",
    Code.FEED_REVOCATIONS_GAP: "services/feed/test_refused: named in the answer, on record",
    Code.CART_COUPON_MANY: "tests/domain/test_cart_whole: it takes twenty coupons",
    Code.STOCK_NOT_KEPT: "tests/domain/test_stock_documents: it needs an article of an open price",
    Code.POINTS_OFF: "tests/services/test_members",
    Code.POINTS_CODE_NEEDED: "tests/services/test_members",
    Code.POINTS_SHORT: "tests/services/test_members",
    Code.POINTS_OFFLINE: "tests/services/test_members",
    Code.UNREACHABLE: "said by a till, when nobody answers",
    Code.DISK_FULL: "tests/powercut, on a small disk",
    Code.DISK_FAILED: "tests/powercut, on a failing disk",
    Code.CONFIG_INVALID: "the agent does not start",
    Code.CONFIG_MISSING: "the agent does not start",
    Code.DIRECTORY_READ_ONLY: "the agent does not start",
    Code.DATABASE_IN_USE: "the agent does not start",
    Code.DATABASE_FOREIGN: "the agent does not start",
    Code.DATABASE_NEWER: "the agent does not start",
    Code.DATABASE_DAMAGED: "the agent does not start",
    Code.JOURNAL_BROKEN: "the agent does not start",
    Code.FILE_MISSING: "the command line reads files",
    Code.FILE_EXISTS: "the command line writes files",
}


@pytest.mark.parametrize(
    ("code", "status", "case"), CASES, ids=[f"{no:02d} {case[0]}" for no, case in enumerate(CASES)]
)
async def test_a_refusal_has_its_own_code_and_changes_nothing(
    shop: Shop, code: Code, status: int, case: Case
) -> None:
    """Refused as what it is, in words, and every table but the kept answers stays as it was."""
    attempt = await case(shop)
    before = shop.tables("request_answer")

    response = await attempt

    assert (status, code) == (response.status_code, response.json()["code"])
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"]
    assert before == shop.tables("request_answer")


def test_every_code_is_told_by_a_test() -> None:
    """A new code brings its own case, here or elsewhere."""
    told = {code for code, _, _ in CASES}
    assert set(Code) == told | set(ELSEWHERE) | set(NOT_HERE)
    assert not told & (set(ELSEWHERE) | set(NOT_HERE))
