"""Drawings of the screens: every screen that the design names has them, in both languages and two sizes.

Most are compared where the screen is tested (`check_golden`); here are those that nothing else stops at.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from edge_agent.domain.events import GoodsGo
from edge_agent.domain.ids import DrawerId, MemberId, PaymentId, Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, Unit, pieces
from edge_agent.wire.after_sale import RefundedLineView, RefundLegView, RefundPlan
from edge_agent.wire.carts import CartMemberView, CartView, ComingBackView, ExchangeView, LineView
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.health import Health, LinkView
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.sales import SaleView, SoldLineView
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.shifts import DrawerView
from edge_agent.wire.stock import LevelView
from ui.till.commands import DoReadHealth, SignedOut
from ui.till.drawing import drawing
from ui.till.office import open_payments, prices, stock_lists
from ui.till.office.activity import Group
from ui.till.picture.rows import Look, Row, Span
from ui.till.words import Phrase, say

if TYPE_CHECKING:
    from tests.ui.till.conftest import CartOf, CheckGolden
    from ui.till.by_hand import TillByHand

GOLDEN = Path(__file__).parent / "golden"
SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
BYTES_MAX = 6_000_000
"""Of all drawings together: a repository is no album."""
DESIGNED = (
    *("sign-in", "lock", "kept", "float", "sale-empty", "sale", "whole", "options", "weight", "unknown"),
    *("refused", "lost", "tender", "tender-rounded", "tender-partly", "tender-paying", "reference"),
    *("after-sale", "recall", "search", "price", "return-lines", "return-lines-chosen", "return-plan"),
    *(
        "return-device",
        "refunded",
        "sale-page",
        "find-sale",
        "exchange-plan",
        "exchange-begun",
        "exchange",
        "correct-tender",
    ),
    *("close-by-amount", "close_by_notes", "x_report", "z_report", "cash", "form", "delivery"),
    *("count-review", "moves", "stock-low", "stock-near-expiry", "price-change", "price-changes", "unfiled"),
    *("sold-out", "sold-out-choice", "member", "member-on-sale", "member-account", "promotions", "staff"),
    *("figures", "payments", "payment-settled", "jobs", "approval", "ask", "menu", "menu-group", "help"),
    *("trouble", "handover", "handover-partly", "handover-unlisted-empty", "handover-unlisted"),
    *("pickup-refused", "pickup-short", "pickups", "pickup-order", "called", "queue", "ticket-story"),
)
WATER = ArticleView(
    Sku("P1"), "农夫山泉550ml", Unit.EACH, Fen(200), ("06921168509256",), None, None, "饮料", Fen(180)
)
SOLD = SoldLineView(
    1, Sku("P1"), "农夫山泉550ml", Unit.EACH, pieces(2), Fen(200), Fen(400), left=pieces(2), left_fen=Fen(400)
)
BACK = RefundedLineView(1, Sku("P1"), SOLD.name, Unit.EACH, pieces(2), Fen(400), GoodsGo.BACK, 1)
CASH_LEG = RefundLegView("cash", Fen(400), of_tender=1)
LEVELS = (
    LevelView(Sku("P1"), pieces(2), "农夫山泉550ml", expiry="2026-11-29", expiring=pieces(2)),
    LevelView(Sku("W2"), Milli(1_250), "五花肉", "kg", expiry="2026-11-23", expiring=Milli(800)),
)
both_languages = pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)


@pytest.fixture
def calm(selling: "TillByHand", health: Health) -> "TillByHand":
    """A till at which nothing is wrong."""
    fine = msgspec.structs.replace(
        health, language=selling.state.language, link=LinkView("online", 0, None), printers=(), held_carts=0
    )
    selling.desk.answered(DoReadHealth(), fine)
    return selling


def choose(till: "TillByHand", group: Group, title: Phrase) -> "TillByHand":
    """Through the menu, in the till's language."""
    return till.choose(say(till.state.language, group), say(till.state.language, title))


@both_languages
def test_what_a_till_looks_like_at_rest(calm: "TillByHand", check_drawings: "CheckGolden") -> None:
    """Nothing sold yet; the menu and a group of it; locked."""
    check_drawings("sale-empty", calm)
    check_drawings("menu", calm.press("Insert"))
    check_drawings("menu-group", calm.press("3"))
    check_drawings("lock", calm.press("Esc", "Esc", "Ctrl+L").answer(SignedOut()))


@both_languages
def test_what_cash_looks_like(calm: "TillByHand", check_drawings: "CheckGolden") -> None:
    """A move half typed in, and the blind count."""
    check_drawings("cash", calm.press("Ctrl+K", "1", "200", "Enter"))
    counting = calm.press("Esc", "Ctrl+E").reply(DrawerView(DrawerId("1"), 0))
    check_drawings("close-by-amount", counting.press("508.15", "Enter"))


@both_languages
def test_what_goods_and_stock_look_like(calm: "TillByHand", check_drawings: "CheckGolden") -> None:
    """A new price, what is low, and what goes off."""
    choose(calm, Group.GOODS, prices.Said.CHANGE).press("nfsq").found(WATER)
    check_drawings("price-change", calm.press("Enter", "2.5", "Enter"))
    choose(calm.press("Esc", "Esc"), Group.STOCK, stock_lists.Said.LOW).reply(LEVELS)
    check_drawings("stock-low", calm)
    choose(calm.press("Esc"), Group.STOCK, stock_lists.Said.NEAR_EXPIRY).reply(LEVELS)
    check_drawings("stock-near-expiry", calm)


@both_languages
def test_what_members_and_payments_look_like(
    calm: "TillByHand", cart_of: "CartOf", lines: Sequence[LineView], check_drawings: "CheckGolden"
) -> None:
    """Who is it, what may be done about who is there, and a payment of unknown outcome."""
    check_drawings("member", calm.press("F2", "567"))
    member = CartMemberView(MemberId("m"), "5678", 320, may_spend=True)
    cart: CartView = msgspec.structs.replace(cart_of(*lines, version=5), member=member)
    calm.press("Esc").scan("M:0042").answer(ScanAnswer(cart, kind="member"))
    check_drawings("member-on-sale", calm.press("F2"))
    unknown = PaymentView(PaymentId("pay"), "S0731P1", "wechat", Fen(2985), "unknown", calm.state.now)
    choose(calm.press("Esc"), Group.CASH, open_payments.Said.TITLE).reply((unknown,))
    check_drawings("payments", calm)
    check_drawings("payment-settled", calm.press("Enter", "1", "4200001234"))


@both_languages
def test_what_an_exchange_looks_like(
    calm: "TillByHand",
    sale: SaleView,
    cart_of: "CartOf",
    lines: Sequence[LineView],
    check_drawings: "CheckGolden",
) -> None:
    """Its plan, the sale into which it goes, and the goods that it pays for."""
    plan = RefundPlan((BACK,), (CASH_LEG,), Fen(400), Fen(0), Fen(400), 0, 0, Fen(0))
    calm.press("F7").scan(sale.receipt_no).reply(msgspec.structs.replace(sale, lines=(SOLD,)))
    check_drawings("exchange-plan", calm.press("*", "F7").reply(plan))
    coming = ComingBackView(1, SOLD.name, SOLD.unit, SOLD.quantity, SOLD.amount_fen, "back")
    exchange = ExchangeView(sale.id, sale.receipt_no, (coming,), Fen(400), Fen(0))
    begun = msgspec.structs.replace(cart_of(no=2), exchange=exchange)
    calm.press("Enter").reply(begun)
    tofu = msgspec.structs.replace(cart_of(lines[2], no=2), exchange=exchange, rest_fen=Fen(600))
    check_drawings("exchange-begun", calm)
    calm.scan("6901234567892").answer(ScanAnswer(tofu, lines[2].no))
    check_drawings("exchange", calm)


def test_every_designed_screen_is_drawn() -> None:
    """In both languages and both sizes, and all of them together are light."""
    names = {file.name for file in SNAPSHOTS.iterdir()}
    sizes = [f"{language}.{size}" for language in ("zh-CN", "en") for size in ("80x24", "120x36")]
    assert [
        f"{name}.{size}" for name in DESIGNED for size in sizes if f"{name}.{size}.svg" not in names
    ] == []
    assert sum(file.stat().st_size for file in SNAPSHOTS.iterdir()) < BYTES_MAX


def test_no_drawing_is_of_a_screen_that_is_gone() -> None:
    """Each is of a designed screen, or stands beside a golden file."""
    known = {file.name.partition(".")[0] for file in GOLDEN.iterdir()} | set(DESIGNED)
    assert {file.name.partition(".")[0] for file in SNAPSHOTS.iterdir()} - known == set()


def test_a_drawing_puts_each_text_where_its_cells_are() -> None:
    """Wide characters count two; markup is only text; spaces on paper are not drawn."""
    row = Row((Span("水 a", Look.DIM), Span("  <b>&", Look.BAD), Span("   ")))
    texts = re.findall(
        r'<text x="(\d+)" y="15" textLength="(\d+)" class="(\w+)">(.*)</text>', drawing([row], 13)
    )
    assert texts == [("0", "36", "dim", "水 a"), ("54", "36", "bad", "&lt;b&gt;&amp;")]


@pytest.mark.parametrize(("look", "ground"), [(Look.STATUS, "#1f4e79"), (Look.BLOCK, "#ffffff")])
def test_a_drawing_has_the_grounds(look: Look, ground: str) -> None:
    """What is lit is lit over all its cells."""
    svg = drawing([Row((Span(" "), Span("  ", look)))], 3)
    assert f'<rect x="9" y="0" width="18" height="20" fill="{ground}"/>' in svg


def test_a_drawing_shows_a_code_in_half_cells() -> None:
    """A QR code's blocks are drawn as what they light, in no font."""
    svg = drawing([Row((Span("█▄", Look.QR),))], 2)
    assert '<rect x="0" y="0" width="9" height="10" fill="#ffffff"/>' in svg
    assert '<rect x="0" y="10" width="18" height="10" fill="#ffffff"/>' in svg
    assert "<text" not in svg.partition("</style>")[2]
