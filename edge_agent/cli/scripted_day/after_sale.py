"""What a customer comes back with: goods, a wish for other ones, a bill to be made anew, another copy."""

from collections.abc import Awaitable, Callable, Mapping

import msgspec

from edge_agent.cli.scripted_day.baskets import Basket
from edge_agent.cli.scripted_day.bookkeeper import credit, reckon
from edge_agent.cli.scripted_day.cashier import Disagreement, taken
from edge_agent.cli.scripted_day.goods import ONE_TIME_RULE, Goods
from edge_agent.cli.scripted_day.happenings import times
from edge_agent.cli.scripted_day.lane import Lane
from edge_agent.cli.scripted_day.paying import decided, pay
from edge_agent.cli.scripted_day.reckoning import Ticket
from edge_agent.cli.scripted_day.tally import GivenBack, Served
from edge_agent.domain.errors import Code
from edge_agent.domain.events import GoodsGo
from edge_agent.domain.quantity import THOUSANDTHS
from edge_agent.wire.after_sale import (
    ExchangeRequest,
    RefundDone,
    RefundLineRequest,
    RefundPlan,
    RefundRequest,
    ReopenRequest,
)
from edge_agent.wire.carts import CartView
from edge_agent.wire.payments import CorrectTender, ToCash, ToExternal
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView

WALL = "wechat"
"""Where a correction books what was no cash."""
GO = (GoodsGo.BACK, GoodsGo.WRITTEN_OFF, GoodsGo.KEPT)


async def follow(lane: Lane, basket: Basket, sale: Served) -> None:
    """Whatever happens with this customer's receipt: of what would be in each other's way, the first."""
    if basket.has("reprint"):
        await lane.cashier.does(PrintJobView, "POST", f"/v1/sales/{sale.view.id}/reprint")
        await lane.cashier.other_slip()
        lane.cashier.count("reprints")
    for kind, happen in COMES_BACK.items():
        if basket.has(kind):
            await happen(lane, basket, sale)
            return


async def _refund_part(lane: Lane, basket: Basket, sale: Served) -> None:
    """One line, of several pieces one of them; to the shelf, written off, or left to the customer."""
    goods = GO[times("refund_part", basket.number) % len(GO)]
    place = next((no for no, (_, fen) in enumerate(sale.paper.lines) if fen), None)
    if place is None:
        return
    part = _part(sale, place)
    line = _live(sale)[place]
    request = RefundRequest((RefundLineRequest(line, part[1], goods),), reason="不合适")
    plan = taken(
        await lane.cashier.client.call("POST", f"{_path(sale)}/refunds/plan", RefundPlan, body=request)
    )
    done = await _given_back(lane, sale, (part,), goods, f"{_path(sale)}/refunds", request)
    if plan.back_fen != done.paper.back_fen:
        raise Disagreement(f"{plan.back_fen} was planned, and {done.paper.back_fen} given back")


async def _coupon_back(lane: Lane, basket: Basket, sale: Served) -> None:
    if sale.coupons:
        await _refund_all(lane, basket, sale)


async def _refund_all(lane: Lane, _basket: Basket, sale: Served) -> None:
    await _given_back(
        lane, sale, _everything(sale), GoodsGo.BACK, f"{_path(sale)}/refunds", RefundRequest(all=True)
    )


async def _exchange(lane: Lane, basket: Basket, sale: Served) -> None:
    """The first line comes back and pays for something else; only the difference moves, in cash."""
    cashier, whole = lane.cashier, sale.items[0].quantity
    parts = ((0, whole, whole),)
    if not sale.paper.lines[0][1]:
        return
    lines = (RefundLineRequest(_live(sale)[0], whole),)
    cart = await cashier.does(
        CartView, "POST", "/v1/exchanges", ExchangeRequest(sale.receipt_no, lines, "换一件")
    )
    goods = Goods(cashier, cart, Ticket(has_member=sale.member is not None))
    await goods.scan(basket.other)
    goods.done()
    paid = await pay(cashier, goods.cart, basket, "cash", credit(sale, parts))
    given = GivenBack(cashier.till, sale, parts, 0, [], 0, await cashier.refund_slip())
    reckon(sale, given, paid.legs[0].fen)
    _remember(lane, sale, given, GoodsGo.BACK)
    await lane.book(goods, paid, sale.member)
    cashier.tally.told["exchanges"] += 1


async def _reopen(lane: Lane, basket: Basket, sale: Served) -> None:
    """反结账: all of it back, and the same goods at the same prices, paid in cash; points stay unspent."""
    request = ReopenRequest("付款方式错了")
    await _given_back(lane, sale, _everything(sale), GoodsGo.BACK, f"{_path(sale)}/reopen", request)
    ticket = sale.ticket
    ticket.points_fen = 0
    goods = Goods(lane.cashier, taken(await lane.cashier.client.open_cart()), ticket)
    goods.items = dict(enumerate(ticket.items, 1))
    for code in [code for code, rule in ticket.coupons if rule == ONE_TIME_RULE]:
        lane.cashier.tally.coupons.remove(code)
    await lane.settle(goods, basket, sale.member, kind="cash")
    lane.cashier.tally.told["sales reopened"] += 1


async def _correct(lane: Lane, _basket: Basket, sale: Served) -> None:
    """The first leg was booked wrongly: cash was a wall code, or the other way round."""
    leg = sale.legs[0]
    if leg.kind == "payment":
        return
    to = ToExternal(WALL) if leg.kind == "cash" else ToCash()
    path = f"{_path(sale)}/tender-correction"
    await lane.cashier.does(SaleView, "POST", path, CorrectTender(1, to))
    tally = lane.cashier.tally
    tally.book(sale.till, [leg], -1)
    tally.corrections[leg.method] -= leg.fen
    leg.kind, leg.method = ("external", WALL) if leg.kind == "cash" else ("cash", "")
    tally.book(sale.till, [leg], 1)
    tally.corrections[leg.method] += leg.fen
    lane.cashier.count("corrections")


# --- giving back --------------------------------------------------------------------------------------------


async def _given_back(
    lane: Lane,
    sale: Served,
    parts: tuple[tuple[int, int, int], ...],
    goods: GoodsGo,
    path: str,
    request: RefundRequest | ReopenRequest,
) -> GivenBack:
    """Ask for it, do on the other devices what they must do first, and remember it by own reckoning."""
    cashier = lane.cashier
    answer = await cashier.tries(RefundDone, "POST", path, request)
    if isinstance(answer, Problem):
        needed = cashier.refused(answer, Code.REFUND_CONFIRM_EXTERNAL)
        told = int(needed.params["external_fen"])
        done = msgspec.structs.replace(request, external_done=True, external_fen=told)
        answer = await cashier.does(RefundDone, "POST", path, done)
        cashier.tally.told["refunds by wall code"] += 1
    paper = await cashier.refund_slip()
    for leg in answer.refund.legs:
        if leg.payment is not None:
            await decided(cashier, leg.payment)
            cashier.tally.told["refunds by provider"] += 1
    given = GivenBack(cashier.till, sale, parts, 0, [], 0, paper)
    reckon(sale, given)
    _remember(lane, sale, given, goods)
    return given


def _remember(lane: Lane, sale: Served, given: GivenBack, goods: GoodsGo) -> None:
    tally = lane.cashier.tally
    tally.refunds.append(given)
    tally.book(given.till, given.legs, -1)
    lane.cashier.count("refunds")
    tally.told[f"refunds, goods {goods}"] += 1
    if sale.member is not None:
        tally.points[sale.member] += given.points
    for place, part, _ in given.parts:
        item = sale.items[place]
        if item.keeps_stock and goods is GoodsGo.BACK:
            tally.stock[item.sku] += part
    if given.parts == _everything(sale):
        _coupons_back(lane, sale)


def _coupons_back(lane: Lane, sale: Served) -> None:
    tally = lane.cashier.tally
    for code in sale.coupons:
        tally.redeemed.remove((code, sale.receipt_no))
        if code in tally.coupons_used:
            tally.coupons_used.remove(code)
            tally.coupons.append(code)
            tally.told["coupons given back"] += 1


def _everything(sale: Served) -> tuple[tuple[int, int, int], ...]:
    return tuple((place, item.quantity, item.quantity) for place, item in enumerate(sale.items))


def _part(sale: Served, place: int) -> tuple[int, int, int]:
    item = sale.items[place]
    is_several = item.is_each and item.quantity > THOUSANDTHS
    return place, THOUSANDTHS if is_several else item.quantity, item.quantity


def _live(sale: Served) -> list[int]:
    """The numbers of the lines on the receipt."""
    return [line.no for line in sale.view.lines if not line.voided]


def _path(sale: Served) -> str:
    return f"/v1/sales/{sale.view.id}"


COMES_BACK: Mapping[str, Callable[[Lane, Basket, Served], Awaitable[None]]] = {
    "reopen": _reopen,
    "coupon_back": _coupon_back,
    "exchange": _exchange,
    "refund_all": _refund_all,
    "correct": _correct,
    "refund_part": _refund_part,
}
