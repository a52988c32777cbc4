"""The proofs of the scripted day: they hold for an honest day, and each fails when its sides disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.cli.scripted_day import tell
from edge_agent.cli.scripted_day.happenings import HAPPENINGS
from edge_agent.cli.scripted_day.proof import enough_sales

if TYPE_CHECKING:
    from collections.abc import Callable

    from edge_agent.cli.scripted_day.tally import GivenBack, Served, Tally
    from tests.cli.scripted_day.conftest import Yesterday

SERVED = "every customer was served"
PRICES = "each receipt costs what the script works out"
ADDS_UP = "each receipt adds up"
MONEY = "receipts = journal = tables = Z, in fen"
COUNTS = "as many sales and refunds on each side"
TENDERS = "each tender as the cashiers took it"
PAPER_TENDERS = "each tender as it is on paper"
PROVIDER = "the payment provider holds what was paid by code"
TAXES = "each tax class on every side"
TAX_WITHIN = "the tax within it, on each Z report"
CASH = "each drawer's cash: expected, counted, over or short"
Z_COUNTS = "the Z reports count what the cashiers counted"
REFUNDS = "refunds are exact shares, the way they came, never above what was paid"
RECOMPUTED = "each sale recomputed from its event"
FIGURES = "the owner's figures"
STOCK = "stock, to the gram"
POINTS = "each member's points"
COUPONS = "each coupon is used where it was shown, one-time codes once"
NUMBERS = "each number is given once, to the sale that names it"
ENDS = "each ticket ends collected, cancelled, a no-show or expired"
LABELS = "each cup has its label, one made again another"
PARCELS = "each parcel is handed over once, or never"
COLLECTED = "what left by pickup is what was ordered, to the gram"
REFUSALS = "each refused pickup is on record with its reason"
ONLINE_TICKETS = "each online order of drinks has one ticket, which ends with it"
PAPER = "each sale and refund is on paper once, each job is one slip"
CANCELLED = "each cancelled cart is on record"
SWITCH_OFF = "one may switch off"
REPLAY = "chain intact, replay identical"
HEADQUARTERS = "headquarters holds the same journal, byte for byte"
EVERYTHING = (
    SERVED,
    PRICES,
    ADDS_UP,
    MONEY,
    COUNTS,
    TENDERS,
    PAPER_TENDERS,
    PROVIDER,
    TAXES,
    TAX_WITHIN,
    CASH,
    Z_COUNTS,
    REFUNDS,
    RECOMPUTED,
    FIGURES,
    STOCK,
    POINTS,
    COUPONS,
    NUMBERS,
    ENDS,
    LABELS,
    PARCELS,
    COLLECTED,
    REFUSALS,
    ONLINE_TICKETS,
    PAPER,
    CANCELLED,
    SWITCH_OFF,
    REPLAY,
    HEADQUARTERS,
)
HAPPENED = (
    "approvals",
    "cancelled_carts",
    "cart_discounts",
    "cash moves",
    "corrections",
    "coupons given back",
    "cups made",
    "cups made again",
    "deliveries",
    "drawer_openings",
    "drinks with options",
    "exchanges",
    "group orders collected",
    "group orders nobody collected",
    "hand-overs undone",
    "holds",
    "line_discounts",
    "lines short in the batch",
    "members",
    "members enrolled",
    "no-shows",
    "online drinks collected",
    "online orders",
    "open prices",
    "orders not here yet",
    "parcels handed over",
    "payment codes declined",
    "payment codes paid",
    "payment codes reversed",
    "points spent",
    "price changes",
    "refunds by provider",
    "refunds by wall code",
    "refunds, goods back",
    "refunds, goods kept",
    "refunds, goods written_off",
    "reprices",
    "reprints",
    "returns without a receipt",
    "sales reopened",
    "second counts",
    "short codes read out",
    "sold out",
    "stock counts",
    "tails of two members",
    "unknown codes refused",
    "used coupons refused",
    "voids",
    "weights typed",
    "written off",
    "wrong PINs",
    "X reports",
)


def test_an_honest_day_is_proved(yesterday: Yesterday, capsys: pytest.CaptureFixture[str]) -> None:
    """Every proof holds; exit 0."""
    proofs = yesterday.proofs()
    assert [proof.name for proof in proofs if proof.holds] == list(EVERYTHING)
    assert tell(yesterday.lived, proofs) == 0
    assert capsys.readouterr().out.endswith("Every proof holds.\n")


@pytest.mark.parametrize("what", HAPPENED)
def test_everything_happens_in_a_shop_of_sixty_customers(yesterday: Yesterday, what: str) -> None:
    """Whatever a cashier, a customer or the manager may do was done, and the summary counts it."""
    tally = yesterday.tally
    assert tally.told[what] + tally.counts["1", what] + tally.counts["2", what] > 0
    assert all(first <= yesterday.lived.customers for _, first in HAPPENINGS.values())


def test_every_kind_of_promotion_takes_something_off(yesterday: Yesterday) -> None:
    """On the paper, by the name of the promotion."""
    tables = yesterday.rows("SELECT body FROM journal WHERE type = 'sale.completed'")
    told = {
        step["name"]
        for (body,) in tables
        for line in msgspec.json.decode(body)["data"]["lines"]
        for step in line.get("steps", [])
        if step.get("name")
    }
    assert told >= {
        "咖啡会员九折",
        "蔬菜晚市",
        "纯牛奶特价",
        "茶派第二件半价",
        "泡面第二件八折",
        "巧克力棒买二送一",
        "汽水三瓶八元",
        "周末罐装啤酒四听十二元",
        "臭豆腐配柠檬绿茶",
        "关东煮配水",
        "全店满减",
        "日化纸品每满三十减四",
        "新客五元券",
        "饮品八折券",
    }


def test_one_failed_proof_fails_the_day(yesterday: Yesterday, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named in the summary with what differs, and the exit code is 1."""
    yesterday.tally.stock["P1001"] += 1000
    assert tell(yesterday.lived, yesterday.proofs()) == 1
    said = capsys.readouterr().out
    there = yesterday.tally.stock["P1001"]
    assert f"  FAIL  {STOCK}: P1001: script {there}, moves {there - 1000}, levels {there - 1000}\n" in said
    assert said.endswith("1 of 30 proofs FAILED.\n")


def test_a_whole_day_has_a_thousand_sales(yesterday: Yesterday) -> None:
    """Carts that were cancelled are none."""
    sales = len(yesterday.tally.sales)
    assert not enough_sales(yesterday.tally, sales + 1).holds
    assert enough_sales(yesterday.tally, sales).holds


# --- what the cashiers know ---------------------------------------------------------------------------------


def _sale(tally: Tally) -> Served:
    """One that nobody brought back, by somebody who is no member."""
    returned = {given.paper.sale_receipt_no for given in tally.refunds}
    plain = (sale for sale in tally.sales.values() if sale.receipt_no not in returned and not sale.member)
    return next(sale for sale in plain if sale.legs[0].kind == "cash" and len(sale.legs) == 1)


def _refund(tally: Tally) -> GivenBack:
    return next(given for given in tally.refunds if given.sale is not None and given.legs[0].kind == "cash")


def _on_paper(tally: Tally, **changes: object) -> None:
    sale = _sale(tally)
    sale.paper = msgspec.structs.replace(sale.paper, **changes)


def _price(tally: Tally) -> None:
    _sale(tally).due_fen += 1


def _rounding(tally: Tally) -> None:
    _sale(tally).rounding_fen -= 1


def _cash(tally: Tally) -> None:
    tally.takings["1", "cash", ""] -= 1


def _cash_for_wechat(tally: Tally) -> None:
    tally.takings["1", "cash", ""] += 1
    tally.takings["1", "external", "wechat"] -= 1


def _by_code_for_by_wall(tally: Tally) -> None:
    tally.takings["1", "external", "wechat"] += 1
    tally.takings["1", "payment", "wechat"] -= 1


def _from_drawer_to_drawer(tally: Tally) -> None:
    tally.takings["1", "cash", ""] += 1
    tally.takings["2", "cash", ""] -= 1


def _cash_move(tally: Tally) -> None:
    tally.moved["2"] += 1


def _miscounted(tally: Tally) -> None:
    tally.counted["2"] += 1


def _forgotten_correction(tally: Tally) -> None:
    tally.corrections.clear()


def _wrong_tender_on_paper(tally: Tally) -> None:
    sale = _sale(tally)
    _on_paper(tally, kept={"支付宝": sale.paper.due_fen})


def _wrong_line_on_paper(tally: Tally) -> None:
    (name, fen), *more = _sale(tally).paper.lines
    _on_paper(tally, lines=((name, fen + 1), *more))


def _other_goods_on_paper(tally: Tally) -> None:
    sale = _sale(tally)
    other = "大白菜" if sale.items[0].tax_class != "exempt" else "糖油粑粑"
    (_, fen), *more = sale.paper.lines
    _on_paper(tally, lines=((other, fen), *more))


def _points_on_paper(tally: Tally) -> None:
    _on_paper(tally, earned=1)


def _total_on_paper(tally: Tally) -> None:
    _on_paper(tally, due_fen=_sale(tally).paper.due_fen + 1)


def _refund_on_paper(tally: Tally) -> None:
    given = _refund(tally)
    given.paper = msgspec.structs.replace(given.paper, back_fen=given.paper.back_fen + 1)


def _refund_by_another_way(tally: Tally) -> None:
    _refund(tally).legs[0].method = "alipay"


def _lost_label(tally: Tally) -> None:
    tally.labels -= 1


def _another_end(tally: Tally) -> None:
    no = next(iter(tally.ended))
    tally.ended[no] = "ready"


def _refund_of_points(tally: Tally) -> None:
    _refund(tally).points += 1


def _refund_of_another_part(tally: Tally) -> None:
    given = _refund(tally)
    (place, part, whole), *more = given.parts
    given.parts = ((place, part, whole * 3), *more)


def _refunds_above(tally: Tally) -> None:
    """A slip names a receipt that was cheaper."""
    given, cheapest = _refund(tally), min(tally.sales.values(), key=lambda sale: sale.paper.due_fen)
    given.paper = msgspec.structs.replace(given.paper, sale_receipt_no=cheapest.receipt_no)
    cheapest.paper = msgspec.structs.replace(cheapest.paper, due_fen=0, kept={}, rounding_fen=0)


def _gram(tally: Tally) -> None:
    tally.stock[min(tally.stock)] += 1


def _never_there(tally: Tally) -> None:
    tally.stock["NONE"] = 1000


def _point(tally: Tally) -> None:
    tally.points[min(tally.member_ids)] += 1


def _coupon_elsewhere(tally: Tally) -> None:
    code, _ = tally.redeemed.pop()
    tally.redeemed.append((code, "S0731-1-20261121-9999"))


def _lost_slip(tally: Tally) -> None:
    tally.slips -= 1


def _counted_twice(tally: Tally) -> None:
    tally.counts["1", "voids"] += 1


def _forgotten_cart(tally: Tally) -> None:
    tally.counts["1", "cancelled_carts"] += 1


def _exchanged_once_more(tally: Tally) -> None:
    tally.told["exchanges"] += 1


def _z_on_paper(name: str) -> Callable[[Tally], None]:
    def alter(tally: Tally) -> None:
        closed = tally.closed["1"]
        tally.closed["1"] = msgspec.structs.replace(
            closed, amounts={**closed.amounts, name: closed.amounts.get(name, 0) + 1}
        )

    return alter


def _z_tax_on_paper(tally: Tally) -> None:
    closed = tally.closed["1"]
    amount, tax = closed.taxes["13%"]
    tally.closed["1"] = msgspec.structs.replace(closed, taxes={**closed.taxes, "13%": (amount, tax + 1)})


def _z_amount_of_tax_on_paper(tally: Tally) -> None:
    closed = tally.closed["1"]
    amount, tax = closed.taxes["免税"]
    tally.closed["1"] = msgspec.structs.replace(closed, taxes={**closed.taxes, "免税": (amount + 1, tax)})


@pytest.mark.parametrize(
    ("alter", "failed"),
    [
        (_price, {PRICES, MONEY}),
        (_rounding, {PRICES}),
        (_cash, {TENDERS, PAPER_TENDERS, CASH}),
        (_cash_for_wechat, {TENDERS, PAPER_TENDERS, CASH}),
        (_by_code_for_by_wall, {TENDERS, PROVIDER}),
        (_from_drawer_to_drawer, {CASH}),
        (_cash_move, {CASH}),
        (_miscounted, {CASH}),
        (_forgotten_correction, {PAPER_TENDERS}),
        (_wrong_tender_on_paper, {PAPER_TENDERS}),
        (_wrong_line_on_paper, {ADDS_UP, TAXES}),
        (_other_goods_on_paper, {ADDS_UP, TAXES}),
        (_points_on_paper, {ADDS_UP}),
        (_total_on_paper, {PRICES, ADDS_UP, MONEY, FIGURES}),
        (_refund_on_paper, {REFUNDS, FIGURES}),
        (_refund_by_another_way, {REFUNDS}),
        (_refund_of_points, {REFUNDS}),
        (_refund_of_another_part, {REFUNDS}),
        (_gram, {STOCK}),
        (_never_there, {STOCK}),
        (_point, {POINTS}),
        (_coupon_elsewhere, {COUPONS}),
        (_lost_slip, {PAPER}),
        (_lost_label, {LABELS}),
        (_another_end, {ENDS}),
        (_counted_twice, {Z_COUNTS}),
        (_forgotten_cart, {SERVED, Z_COUNTS, CANCELLED}),
        (_exchanged_once_more, {SERVED}),
        (_z_on_paper("销售额"), {MONEY}),
        (_z_on_paper("现金 收入"), {PAPER_TENDERS}),
        (_z_on_paper("微信"), {PAPER_TENDERS}),
        (_z_on_paper("应有现金"), {CASH}),
        (_z_on_paper("实点现金"), {CASH}),
        (_z_on_paper("短款"), {CASH}),
        (_z_tax_on_paper, {TAX_WITHIN}),
        (_z_amount_of_tax_on_paper, {TAXES}),
    ],
)
def test_what_the_cashiers_know(
    yesterday: Yesterday, alter: Callable[[Tally], None], failed: set[str]
) -> None:
    """One fen, one gram or one slip that the cashiers saw otherwise fails exactly its own proofs."""
    alter(yesterday.tally)
    assert yesterday.failed() == failed


def test_more_than_was_paid_is_never_given_back(yesterday: Yesterday) -> None:
    """A refund slip that names a cheaper receipt is found by the sum of what that receipt got back."""
    _refunds_above(yesterday.tally)
    proof = next(proof for proof in yesterday.proofs() if proof.name == REFUNDS)
    assert not proof.holds
    assert " of 0 back" in proof.found


@pytest.mark.parametrize("figure", ["orders", "paid_fen", "refunds", "refunds_fen", "net_fen", "average_fen"])
def test_what_the_owner_sees(yesterday: Yesterday, figure: str) -> None:
    """A figure that is not the bookkeeper's fails, and no other proof."""
    shown = yesterday.lived.evening.figures
    other = msgspec.structs.replace(shown, **{figure: getattr(shown, figure) + 1})
    yesterday.in_the_evening(figures=other)
    assert yesterday.failed() == {FIGURES}


def test_what_the_provider_holds(yesterday: Yesterday) -> None:
    """A fen that a customer paid twice is at the provider, and on no receipt."""
    yesterday.in_the_evening(provider_fen=yesterday.lived.evening.provider_fen + 1)
    assert yesterday.failed() == {PROVIDER}


def test_something_is_left_open(yesterday: Yesterday) -> None:
    """The reasons against switching off are told."""
    check = msgspec.structs.replace(
        yesterday.lived.evening.close_check, can_switch_off=False, reasons=("2 个班次没有交班",)
    )
    yesterday.in_the_evening(close_check=check)
    failed = [proof for proof in yesterday.proofs() if not proof.holds]
    assert [(proof.name, proof.found) for proof in failed] == [(SWITCH_OFF, "2 个班次没有交班")]


# --- what the store and headquarters keep -------------------------------------------------------------------


SOME = {
    "@last_sale": "(SELECT max(pos) FROM journal WHERE type = 'sale.completed')",
    "@first_refund": "(SELECT min(pos) FROM journal WHERE type = 'sale.refunded')",
    "@one_sale": "(SELECT min(id) FROM sale WHERE refunded_fen = 0"
    " AND id NOT IN (SELECT sale FROM coupon_use))",
    "@one_job": "(SELECT min(id) FROM print_job WHERE template = 'receipt')",
    "@refund_job": "(SELECT min(id) FROM print_job WHERE template = 'refund')",
    "@one_sku": "(SELECT min(sku) FROM stock_level)",
    "@one_shift": "(SELECT min(id) FROM shift)",
    "@one_member": "(SELECT min(member) FROM member_points)",
}


@pytest.mark.parametrize(
    ("sql", "failed"),
    [
        ("UPDATE sale SET total_fen = total_fen + 1 WHERE number = 1", {MONEY, REPLAY}),
        (
            "UPDATE sale_line SET amount_fen = amount_fen + 1 WHERE sale = @one_sale AND no = 1",
            {MONEY, TAXES, REPLAY},
        ),
        ("UPDATE sale_line SET tax_class = '13'", {TAXES, REPLAY}),
        ("UPDATE sale_tender SET kind = 'external', method = 'alipay'", {TENDERS, REPLAY}),
        ("UPDATE refund_leg SET amount_fen = amount_fen + 1", {TENDERS, REPLAY}),
        ("UPDATE refund_line SET amount_fen = amount_fen + 1", {TAXES, REPLAY}),
        ("UPDATE sale SET refunded_fen = 1 WHERE id = @one_sale", {REFUNDS, REPLAY}),
        ("UPDATE shift_tender SET refunds_fen = refunds_fen + 1 WHERE kind = 'cash'", {TENDERS, REPLAY}),
        ("UPDATE shift_tax SET amount_fen = 0 WHERE shift = @one_shift", {TAXES, REPLAY}),
        ("UPDATE member_points SET points = points + 1 WHERE member = @one_member", {POINTS, REPLAY}),
        ("UPDATE member SET points_hq = points_hq + 1", {POINTS}),
        ("UPDATE coupon_use SET code = 'XINKE001'", {COUPONS, REPLAY}),
        ("DELETE FROM coupon_use WHERE code = 'CHAYIN80'", {COUPONS, REPLAY}),
        ("DELETE FROM sale WHERE id = @one_sale", {MONEY, COUNTS, PAPER, REPLAY}),
        (
            "DELETE FROM refund WHERE id = (SELECT min(id) FROM refund WHERE sale IS NULL)",
            {COUNTS, PAPER, REPLAY},
        ),
        ("UPDATE stock_level SET quantity = quantity - 1 WHERE sku = @one_sku", {STOCK, REPLAY}),
        ("DELETE FROM stock_move WHERE sku = @one_sku", {STOCK, REPLAY}),
        ("DELETE FROM print_job WHERE id = @one_job", {PAPER}),
        ("DELETE FROM print_job WHERE id = @refund_job", {PAPER}),
        ("UPDATE print_job SET state = 'uncertain', is_done = 0 WHERE id = @one_job", {PAPER}),
        (
            "UPDATE print_job SET copy = 1, sale = (SELECT max(sale) FROM print_job) WHERE id = @one_job",
            {PAPER},
        ),
        ("UPDATE ticket SET state = 'called' WHERE no = 'A001'", {ENDS, REPLAY}),
        ("DELETE FROM ticket WHERE no = 'A001'", {ENDS, REPLAY}),
        (
            "UPDATE journal SET body = replace(body, 'A001', 'A002') WHERE type = 'ticket.issued'",
            {NUMBERS, ENDS, REPLAY, HEADQUARTERS},
        ),
        ("DELETE FROM sale_cancelled", {CANCELLED, REPLAY}),
        ("DELETE FROM rule_set", {RECOMPUTED}),
        (
            "UPDATE journal SET body = replace(body, 'total_fen', 'Total_fen') WHERE pos = @last_sale",
            {MONEY, COUNTS, TENDERS, TAXES, REPLAY, HEADQUARTERS},
        ),
        (
            "UPDATE journal SET body = replace(body, 'total_fen', 'Total_fen') WHERE pos = @first_refund",
            {COUNTS, TENDERS, TAXES, REPLAY, HEADQUARTERS},
        ),
        (
            "UPDATE journal SET body = '{' WHERE type = 'shift.closed'",
            {MONEY, TENDERS, TAXES, CASH, Z_COUNTS, REPLAY, HEADQUARTERS},
        ),
        ("UPDATE journal SET body = '{' WHERE pos = 1", {REPLAY, HEADQUARTERS}),
        ("UPDATE journal SET hash = zeroblob(32) WHERE pos = @last_sale", {REPLAY}),
    ],
)
def test_what_the_store_keeps(yesterday: Yesterday, sql: str, failed: set[str]) -> None:
    """A table or the journal altered by hand, past its triggers, fails exactly the proofs that it touches."""
    for name, rows in SOME.items():
        sql = sql.replace(name, rows)
    yesterday.at_the_store(sql)
    assert yesterday.failed() == failed


def test_a_sale_at_another_price_does_not_recompute(yesterday: Yesterday) -> None:
    """Whoever alters a price in the journal, and the sums with it, is found by working the sale out again."""
    (body,) = yesterday.rows("SELECT body FROM journal WHERE type = 'sale.completed' ORDER BY pos LIMIT 1")[0]
    event = msgspec.json.decode(body)
    event["data"]["total_fen"] += 1
    event["data"]["lines"][0]["amount_fen"] += 1
    altered = msgspec.json.encode(event).decode().replace("'", "''")
    yesterday.at_the_store(
        f"UPDATE journal SET body = '{altered}' WHERE pos = "  # noqa: S608 our own journal
        "(SELECT min(pos) FROM journal WHERE type = 'sale.completed')"
    )
    assert yesterday.failed() == {MONEY, TAXES, RECOMPUTED, REPLAY, HEADQUARTERS}


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM journal WHERE pos = (SELECT max(pos) FROM journal)",
        "DELETE FROM journal WHERE pos = 5",
        "UPDATE journal SET body = replace(body, '1001', '1002') WHERE type = 'shift.opened'",
    ],
)
def test_what_headquarters_holds(yesterday: Yesterday, sql: str) -> None:
    """An event that is missing there, or other than it was sent, fails its proof and no other."""
    yesterday.at_headquarters(sql)
    assert yesterday.failed() == {HEADQUARTERS}


@pytest.mark.parametrize("sql", ["DELETE FROM journal", "UPDATE epoch SET store = 'S0999'"])
def test_headquarters_holds_nothing(yesterday: Yesterday, sql: str) -> None:
    """Then it cannot tell what was collected either."""
    yesterday.at_headquarters(sql)
    assert yesterday.failed() == {HEADQUARTERS, PARCELS, COLLECTED, REFUSALS, ONLINE_TICKETS}
