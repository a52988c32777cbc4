"""What the tests of the till share: a till by hand, and values as the agent would show them."""

import itertools
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

import pytest

from edge_agent.domain.ids import CartId, DrawerId, ReceiptNo, SaleId, ShiftId, Sku, StaffId, TillId
from edge_agent.domain.money import Fen, amount_of
from edge_agent.domain.quantity import Milli, Unit, pieces
from edge_agent.wire.carts import CartView, LineView, TenderView
from edge_agent.wire.health import Health, LinkView, PrinterView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView, SoldTenderView
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.sessions import MethodView, SessionView
from edge_agent.wire.shifts import ShiftView
from ui.till.by_hand import TillByHand
from ui.till.keymap import load_keymap
from ui.till.words import LANGUAGES

GOLDEN = Path(__file__).parent / "golden"
SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
SIZES = ((80, 24), (120, 36))
NOON = 1_795_319_000_000
SHIFT = ShiftView(ShiftId("shift"), DrawerId("1"), "2026-11-22", NOON, StaffId("1001"), Fen(20_000))


class _NoParameters:
    params: ClassVar[dict[str, object]] = {}


CartOf = Callable[..., CartView]
CheckGolden = Callable[..., None]


@pytest.fixture
def check_golden(check_drawings: CheckGolden) -> CheckGolden:
    """Compares a screen with its golden file and drawings; EDGE_GOLDEN=1 writes all anew, =svg drawings."""

    def check(name: str, till: TillByHand, columns: int = 80, rows: int = 24) -> None:
        file = f"{name}.{till.state.language}.{columns}x{rows}.txt"
        _check(GOLDEN / file, till.text(columns, rows))
        check_drawings(name, till)

    return check


@pytest.fixture
def check_drawings(request: pytest.FixtureRequest) -> CheckGolden:
    """Compares a screen with its drawings; where a test runs in one language, in the other one as well."""
    is_of_one = "till" in getattr(request.node, "callspec", _NoParameters).params

    def check(name: str, till: TillByHand) -> None:
        languages = (till.state.language,) if is_of_one else LANGUAGES
        for language, (columns, rows) in itertools.product(languages, SIZES):
            file = f"{name}.{language}.{columns}x{rows}.svg"
            _check(SNAPSHOTS / file, till.drawn(language, columns, rows))

    return check


def _check(file: Path, text: str) -> None:
    if os.environ.get("EDGE_GOLDEN") in ("1", file.suffix[1:]):
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text


def line_view(no: int, name: str, count: int = 1, price: int = 200) -> LineView:
    """A line of pieces."""
    quantity = pieces(count)
    amount = amount_of(Fen(price), quantity)
    return LineView(no, Sku(f"P{no}"), name, Unit.EACH, quantity, Fen(price), amount)


WATER = line_view(1, "农夫山泉饮用天然水550ml", 2)
PORK = LineView(
    2, Sku("P2"), "五花肉", Unit.KG, Milli(532), Fen(2980), Fen(1585), weight_derived=True, price_differs=True
)
TOFU = line_view(3, "臭豆腐(小份)", 1, 1000)


@pytest.fixture
def cart_of() -> CartOf:
    """Makes carts as the agent shows them."""

    def make(*lines: LineView, version: int = 1, state: str = "open", paid: int = 0, no: int = 1) -> CartView:
        live = [line for line in lines if not line.voided]
        total = sum(line.amount_fen for line in live)
        tenders = (TenderView("cash", Fen(paid)),) if paid else ()
        return CartView(
            CartId(f"cart-{no}"),
            version,
            state,
            TillId("1"),
            lines,
            tenders,
            len(live),
            Fen(total),
            Fen(0),
            Fen(total),
            Fen(paid),
            Fen(total - paid),
            NOON,
            cash_rest_fen=Fen(total - paid),
        )

    return make


@pytest.fixture
def session() -> SessionView:
    """小李 at till 1, the shift open, three ways to pay besides cash."""
    methods = (
        MethodView("wechat", "微信", "2", asks_reference=False),
        MethodView("alipay", "支付宝", "3", asks_reference=False),
        MethodView("meituan", "美团券", "5", asks_reference=True),
    )
    return SessionView(
        "token", StaffId("1001"), "小李", TillId("1"), "01机", "长沙五一店", methods, SHIFT, Fen(20_000)
    )


@pytest.fixture
def health() -> Health:
    """Behind with two sales, the printer out of paper with one receipt stuck, one cart on hold."""
    return Health(
        "ok",
        "0.1.0",
        "S0731",
        "长沙五一店",
        "zh-CN",
        NOON,
        0,
        LinkView("behind", 2, NOON - 60_000),
        (PrinterView("front", "paper_out", 1, 1),),
        held_carts=1,
    )


@pytest.fixture
def lines() -> Sequence[LineView]:
    """Pieces, a weighed label, a dish."""
    return WATER, PORK, TOFU


@pytest.fixture(params=["zh-CN"])
def till(request: pytest.FixtureRequest) -> TillByHand:
    """A till where nobody has signed in; in another language by indirect parametrisation."""
    return TillByHand(load_keymap(), request.param)


@pytest.fixture
def selling(till: TillByHand, session: SessionView, cart_of: CartOf) -> TillByHand:
    """Signed in, an empty cart, nothing under way."""
    till.press("1001", "Enter", "1234", "Enter").answer(session)
    return till.answer(cart_of(), cart_of())


@pytest.fixture
def full(selling: TillByHand, lines: Sequence[LineView], cart_of: CartOf) -> TillByHand:
    """A cart of three lines, the last selected, nothing under way."""
    return selling.scan("6901234567892").answer(ScanAnswer(cart_of(*lines, version=4), 3, joined=False))


@pytest.fixture
def problem_of() -> Callable[..., Problem]:
    """Makes refusals as the agent words them."""

    def make(code: str, title: str = "不行", hint: str = "请再试") -> Problem:
        return Problem("urn:x", title, 409, code, hint=hint)

    return make


@pytest.fixture
def sale() -> SaleView:
    """29.85 paid with 50.00."""
    return SaleView(
        SaleId("sale"),
        ReceiptNo("S0731-1-20261122-0042"),
        "2026-11-22",
        NOON,
        StaffId("1001"),
        TillId("1"),
        CartId("cart-1"),
        Fen(2985),
        Fen(2015),
        (),
        (SoldTenderView("cash", Fen(2985), Fen(5000)),),
    )
