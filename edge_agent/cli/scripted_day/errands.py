"""What is done between customers: cash and drawer, goods that come and go, prices, 沽清, an X report."""

from collections.abc import Awaitable, Callable, Mapping

from edge_agent.cli.scripted_day.baskets import Basket
from edge_agent.cli.scripted_day.cashier import Cashier, taken
from edge_agent.cli.scripted_day.happenings import times
from edge_agent.cli.scripted_day.tally import FLOAT_FEN, GivenBack, Leg
from edge_agent.domain.errors import Code
from edge_agent.domain.events import CashKind
from edge_agent.domain.ids import Sku
from edge_agent.domain.quantity import THOUSANDTHS
from edge_agent.wire.after_sale import CashReturn, RefundDone, ReturnLineRequest, ReturnRequest
from edge_agent.wire.goods import ArticleView, ChangePrice, MarkSoldOut
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.problem import Problem
from edge_agent.wire.scans import ScanRequest
from edge_agent.wire.shifts import CashMoveView, CloseShift, DrawerView, MoveCash, OpenDrawer, ZReport
from edge_agent.wire.stock import (
    CountLine,
    CountStock,
    CountView,
    GoodsLine,
    ReceiptLine,
    ReceiveStock,
    ReviewCount,
    StockPosted,
    WriteOffStock,
)

RETURNED_SKU = "P1072"
RETAGGED_SKU, NEW_PRICES = "P1001", (320, 370)
SOLD_OUT_SKU, SOLD_OUT_CODE = "H04", "12"
RECEIVED_SKUS = ("P1039", "W00003")
IN_FEN, OUT_FEN, DROP_FEN = 20_000, 3_000, 10_000
PIECE = THOUSANDTHS


async def run(cashier: Cashier, basket: Basket) -> None:
    """Whatever is due after this customer."""
    for kind, errand in ERRANDS.items():
        if basket.has(kind):
            await errand(cashier, times(kind, basket.number))


async def close(cashier: Cashier, short_fen: int) -> None:
    """Count the drawer blind, `short_fen` missing in it; a count that differs too much is done once more."""
    tally = cashier.tally
    counted = tally.expected_fen(cashier.till) - short_fen
    externals = {
        method: fen
        for (till, kind, method), fen in tally.takings.items()
        if till == cashier.till and kind == "external"
    }
    request = CloseShift(min(FLOAT_FEN, counted), counted, externals=externals)
    path = "/v1/shifts/current/close"
    answer = await cashier.tries(ZReport, "POST", path, request)
    if isinstance(answer, Problem):
        cashier.refused(answer, Code.COUNT_AGAIN)
        tally.told["second counts"] += 1
        answer = await cashier.does(ZReport, "POST", path, request)
    tally.counted[cashier.till] = counted
    tally.short[cashier.till] = short_fen
    tally.closed[cashier.till] = await cashier.z_report()


async def _move(cashier: Cashier, kind: CashKind, fen: int, reason: str) -> None:
    await cashier.does(CashMoveView, "POST", "/v1/cash-moves", MoveCash(kind, fen, reason))
    cashier.tally.moved[cashier.till] += fen if kind is CashKind.IN else -fen
    cashier.tally.told["cash moves"] += 1


async def _cash_in(cashier: Cashier, _nth: int) -> None:
    await _move(cashier, CashKind.IN, IN_FEN, "换零钱")


async def _cash_out(cashier: Cashier, _nth: int) -> None:
    await _move(cashier, CashKind.OUT, OUT_FEN, "买抹布")


async def _cash_drop(cashier: Cashier, _nth: int) -> None:
    await _move(cashier, CashKind.DROP, DROP_FEN, "缴款")


async def _no_sale(cashier: Cashier, _nth: int) -> None:
    await cashier.does(DrawerView, "POST", "/v1/drawer/open", OpenDrawer("给顾客换零钱"))
    cashier.count("drawer_openings")


async def _return(cashier: Cashier, _nth: int) -> None:
    """Goods without a receipt, at today's price, out of the drawer."""
    fen, lines = cashier.shelf.tag(RETURNED_SKU).price_fen, (ReturnLineRequest(Sku(RETURNED_SKU), PIECE),)
    request = ReturnRequest(lines, "小票丢了", CashReturn())
    await cashier.does(RefundDone, "POST", "/v1/returns", request)
    paper, legs = await cashier.refund_slip(), [Leg("cash", "", fen)]
    tally = cashier.tally
    tally.refunds.append(GivenBack(cashier.till, None, (), fen, legs, 0, paper))
    tally.book(cashier.till, legs, -1)
    tally.stock[RETURNED_SKU] += PIECE
    cashier.count("refunds")
    tally.told["returns without a receipt"] += 1


async def _receive(cashier: Cashier, nth: int) -> None:
    lines = tuple(ReceiptLine(Sku(sku), 12 * PIECE, 150, "2027-06-30") for sku in RECEIVED_SKUS)
    request = ReceiveStock(lines, f"SH{nth:05d}", "长沙供货")
    await cashier.does(StockPosted, "POST", "/v1/stock/receipts", request)
    for sku in RECEIVED_SKUS:
        cashier.tally.stock[sku] += 12 * PIECE
    cashier.tally.told["deliveries"] += 1


async def _count(cashier: Cashier, nth: int) -> None:
    """A sheet of this morning, typed later: two pieces fewer than there were then."""
    tally = cashier.tally
    sku, there = sorted(tally.opening.items())[7 * nth % len(tally.opening)]
    line = CountLine(Sku(sku), there - 2 * PIECE, tally.opened_at)
    view = await cashier.does(CountView, "POST", "/v1/stock/counts", CountStock((line,)))
    review = ReviewCount(accept=True)
    await cashier.does(CountView, "POST", f"/v1/stock/counts/{view.document}/review", review)
    tally.stock[sku] -= 2 * PIECE
    tally.told["stock counts"] += 1


async def _write_off(cashier: Cashier, nth: int) -> None:
    tally = cashier.tally
    sku = sorted(tally.opening)[3 * nth % len(tally.opening)]
    request = WriteOffStock((GoodsLine(Sku(sku), PIECE),), "破损")
    await cashier.does(StockPosted, "POST", "/v1/stock/write-offs", request)
    tally.stock[sku] -= PIECE
    tally.told["written off"] += 1


async def _new_price(cashier: Cashier, nth: int) -> None:
    """The tag changes with the price, and nobody scans the article meanwhile."""
    fen = NEW_PRICES[nth % len(NEW_PRICES)]
    async with cashier.shelf.lock(RETAGGED_SKU):
        path = f"/v1/articles/{RETAGGED_SKU}/price"
        await cashier.does(ArticleView, "PUT", path, ChangePrice(fen))
        cashier.shelf.retag(RETAGGED_SKU, fen)
    cashier.tally.told["price changes"] += 1


async def _sold_out(cashier: Cashier, _nth: int) -> None:
    """沽清: the scan is refused, until it is there again."""
    path = f"/v1/articles/{SOLD_OUT_SKU}/sold-out"
    await cashier.does(ArticleView, "POST", path, MarkSoldOut(sold_out=True))
    cart = taken(await cashier.client.open_cart())
    cashier.refused(
        await cashier.client.scan(cart, ScanRequest(SOLD_OUT_CODE, "keyboard")), Code.SCAN_SOLD_OUT
    )
    await cashier.does(ArticleView, "POST", path, MarkSoldOut(sold_out=False))
    cashier.tally.told["sold out"] += 1


async def _x_report(cashier: Cashier, _nth: int) -> None:
    await cashier.does(PrintJobView, "POST", "/v1/shifts/current/report/print")
    await cashier.other_slip()
    cashier.tally.told["X reports"] += 1


async def _wrong_pin(cashier: Cashier, _nth: int) -> None:
    await cashier.wrong_pin()


ERRANDS: Mapping[str, Callable[[Cashier, int], Awaitable[None]]] = {
    "wrong_pin": _wrong_pin,
    "return": _return,
    "cash_in": _cash_in,
    "cash_out": _cash_out,
    "cash_drop": _cash_drop,
    "no_sale": _no_sale,
    "receive": _receive,
    "count": _count,
    "write_off": _write_off,
    "new_price": _new_price,
    "sold_out": _sold_out,
    "x_report": _x_report,
}
"""In this order, when several are due."""
