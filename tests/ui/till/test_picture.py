"""The picture: exact rows, golden screens in both languages, names that try to break out."""

import re
from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge_agent.domain.ids import CartId, JobId, MemberId, PaymentId, Sku, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import ONE, Unit
from edge_agent.wire.carts import CartDiscount, CartMemberView, CartView, HeldCart, LineView, StepView
from edge_agent.wire.goods import ArticleView, ChoiceView, OptionGroupView
from edge_agent.wire.health import Health, PrinterView
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.sessions import SessionView
from edge_agent.wire.tenders import TenderAnswer
from ui.till.by_hand import TillByHand
from ui.till.commands import DoFind, DoReadHealth, Found
from ui.till.picture.digits import FONT, large_fitting
from ui.till.picture.rows import Look
from ui.till.text import width

SIZES = [(80, 24), (120, 36), (60, 20), (40, 10), (200, 60), (20, 5), (1, 1)]
PAYMENT = PaymentView(
    PaymentId("pay"), "S0731P1", "wechat", Fen(2985), "awaiting_customer", 1_795_319_000_000
)
OPTIONS = (
    OptionGroupView(
        "cup",
        "杯型",
        1,
        1,
        (ChoiceView("m", "中杯", Fen(0), chosen=True), ChoiceView("l", "大杯", Fen(300))),
    ),
    OptionGroupView(
        "sugar",
        "糖",
        1,
        1,
        (ChoiceView("full", "全糖", Fen(0), chosen=True), ChoiceView("half", "半糖", Fen(0), sold_out=True)),
    ),
    OptionGroupView("extra", "加料", 0, 3, (ChoiceView("pearl", "珍珠", Fen(100)),)),
)
CartOf = Callable[..., CartView]
CheckGolden = Callable[..., None]
ProblemOf = Callable[..., Problem]
Show = Callable[[TillByHand], TillByHand]


@pytest.fixture
def held() -> tuple[HeldCart, ...]:
    """Two held carts."""
    return tuple(
        HeldCart(CartId(f"h{no}"), 3, TillId(str(no)), 0, no, Fen(985 * no), "农夫山泉饮用天然水550ml")
        for no in (1, 2)
    )


@pytest.fixture
def screens(
    health: Health,
    session: SessionView,
    sale: SaleView,
    held: tuple[HeldCart, ...],
    lines: Sequence[LineView],
    cart_of: CartOf,
    problem_of: ProblemOf,
) -> dict[str, Show]:
    """Every screen, as steps from a till where nobody has signed in."""
    water = ArticleView(Sku("P1"), "农夫山泉550ml", Unit.EACH, Fen(200), ("6901234567892",), None, None, "水")
    pork = ArticleView(Sku("P2"), "五花肉", Unit.KG, Fen(2980), (), "00012", None, "肉")
    jobs = (
        PrintJobView(JobId("a"), sale.id, "standard", "front", "uncertain", 0, 0),
        PrintJobView(JobId("b"), sale.id, "standard", "front", "held", 0, 1),
    )

    def sign_in(till: TillByHand) -> TillByHand:
        till.desk.answered(DoReadHealth(), msgspec.structs.replace(health, language=till.state.language))
        return till.press("1001", "Enter", "12")

    def sell(till: TillByHand) -> TillByHand:
        sign_in(till).press("34", "Enter").answer(session, cart_of(), cart_of())
        answer = ScanAnswer(cart_of(*lines, version=4), 2, joined=False)
        till.scan("2100012015857").answer(answer)
        till.desk.tick(health.now + 60_000)
        return till

    def lost(till: TillByHand) -> TillByHand:
        sell(till).desk.lost()
        return till.press("-")

    def partly(till: TillByHand) -> TillByHand:
        sell(till).press("+", "20", "Enter")
        return till.answer(TenderAnswer(cart_of(*lines, version=5, state="tendering", paid=2000)))

    def options(till: TillByHand) -> TillByHand:
        tea = msgspec.structs.replace(lines[2], no=4, name="珍珠奶茶", options=("中杯", "全糖"))
        answer = ScanAnswer(cart_of(*lines, tea, version=5), 4, options=OPTIONS)
        return sell(till).press("7", "Enter").answer(answer).press("1")

    def whole(till: TillByHand) -> TillByHand:
        return sell(till).scan("M:0042").answer(ScanAnswer(_whole(cart_of(*lines, version=5)), kind="member"))

    def paying(till: TillByHand) -> TillByHand:
        cart = cart_of(*lines, version=5, state="tendering")
        pending = msgspec.structs.replace(cart, pending=PAYMENT.id)
        sell(till).scan("134567890123456789").answer(ScanAnswer(pending, kind="payment", payment=PAYMENT))
        till.desk.tick(PAYMENT.started_at + 12_000)
        return till

    return {
        "sign-in": sign_in,
        "kept": lambda till: sign_in(till).scan("6901234567892"),
        "float": lambda till: (
            sign_in(till).press("34", "Enter").answer(msgspec.structs.replace(session, shift=None))
        ),
        "sale": lambda till: sell(till).press("690"),
        "refused": lambda till: (
            sell(till)
            .scan("6900000000000", "2100012015857")
            .answer(
                problem_of("scan.unknown", "没有这个商品"),
                problem_of("scan.label-repeated", "重复秤签: 五花肉"),
            )
        ),
        "lost": lost,
        "tender": lambda till: sell(till).press("+", "50"),
        "tender-partly": lambda till: partly(till).press("."),
        "reference": lambda till: partly(till).press(".", "5", "MT12"),
        "after-sale": lambda till: (
            sell(till).press("+", "Enter").answer(TenderAnswer(cart_of(state="sold"), sale), cart_of(no=2))
        ),
        "recall": lambda till: (
            sell(till)
            .press("+", "Enter")
            .answer(TenderAnswer(cart_of(state="sold"), sale), cart_of(no=2))
            .press("F5")
            .reply(held)
        ),
        "search": lambda till: _found(sell(till).press("F3", "n"), "n", water, pork),
        "price": lambda till: _found(sell(till).press("F3").scan("6901234567892"), "6901234567892", water),
        "jobs": lambda till: sell(till).press("Ctrl+U").reply(jobs[:1], jobs[1:]),
        "ask": lambda till: sell(till).press("Ctrl+D"),
        "help": lambda till: sell(till).press("?"),
        "trouble": lambda till: (
            sell(till)
            .scan("6900000000000")
            .answer(problem_of("scan.unknown", "没有这个商品"))
            .press("Back", "?", "?")
        ),
        "form": lambda till: sell(till).press("F12"),
        "approval": lambda till: (
            sell(till).press("9", "/").answer(problem_of("right.needed", "改价要授权")).press("9001")
        ),
        "options": options,
        "weight": lambda till: (
            sell(till)
            .press("12", "Enter")
            .answer(problem_of("scan.weight-needed", "五花肉 要称重", ""))
            .press("48")
        ),
        "unknown": lambda till: (
            sell(till).scan("6900000000000").answer(problem_of("scan.unknown", "目录里没有这个码"))
        ),
        "whole": whole,
        "tender-rounded": lambda till: whole(till).press("+"),
        "tender-paying": paying,
    }


SCREENS = [
    *("sign-in", "kept", "float", "sale", "refused", "lost", "tender", "tender-partly", "reference"),
    *(
        "after-sale",
        "recall",
        "search",
        "price",
        "jobs",
        "ask",
        "help",
        "trouble",
        "form",
        "approval",
    ),
    *("options", "weight", "unknown", "whole", "tender-rounded", "tender-paying"),
]
GOLDEN_SCREENS = [
    *((name, 80, 24) for name in SCREENS),
    *((name, 120, 36) for name in ("sale", "tender", "after-sale", "options", "whole")),
]


def _whole(cart: CartView) -> CartView:
    """A cart with everything that can be said of one: each line in another way dear or cheap."""
    water, pork, tofu = cart.lines
    marked = (
        msgspec.structs.replace(water, steps=(StepView("multi", Fen(-100), "第二件半价"),)),
        msgspec.structs.replace(pork, price_unit="500g", typed_weight=True, weight_derived=False),
        msgspec.structs.replace(tofu, list_price_fen=Fen(1200), pay_permille=880, options=("多辣",)),
    )
    return msgspec.structs.replace(
        cart,
        lines=marked,
        member=CartMemberView(MemberId("m"), "5678", 320, may_spend=True, points_spent=200),
        coupons=("C8812",),
        order_discount=CartDiscount(pay_permille=950),
        wants_invoice=True,
        discount_fen=Fen(-100),
        cash_rest_fen=Fen(cart.rest_fen // 10 * 10),
    )


def _found(till: TillByHand, query: str, *articles: ArticleView) -> TillByHand:
    till.sent.clear()
    till.desk.answered(DoFind(query), Found(query, articles))
    return till


def test_every_screen_is_listed(screens: dict[str, Show]) -> None:
    """What the fixture has is what is tested."""
    assert list(screens) == SCREENS


@pytest.mark.parametrize(("name", "columns", "rows"), GOLDEN_SCREENS)
@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_screens_look_as_they_did(
    till: TillByHand, screens: dict[str, Show], check_golden: CheckGolden, name: str, columns: int, rows: int
) -> None:
    """Every screen as text, in both languages, some wide too; EDGE_GOLDEN=1 writes the files anew."""
    check_golden(name, screens[name](till), columns, rows)


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_every_row_has_exactly_its_cells(
    till: TillByHand, screens: dict[str, Show], name: str, columns: int, rows: int
) -> None:
    """As many rows as the terminal has, each as wide as it is: nothing wraps, nothing is left from before."""
    painted = screens[name](till).rows(columns, rows)
    assert [sum(width(span.text) for span in row.spans) for row in painted] == [columns] * rows


@pytest.mark.parametrize(
    "name", ["辣条[/]", "[@click=app.quit]'\"", "a\x1b[2Jb\n\tc", "🍜" * 40, "长" * 60, ""]
)
def test_names_are_only_text(
    selling: TillByHand, lines: Sequence[LineView], cart_of: CartOf, name: str
) -> None:
    """Markup, quotes, escape codes, emoji and endless names are shown, and move nothing."""
    hostile = msgspec.structs.replace(lines[0], name=name)
    selling.scan("6901234567892").answer(ScanAnswer(cart_of(hostile), 1, joined=False))
    painted = selling.rows()
    assert {sum(width(span.text) for span in row.spans) for row in painted} == {80}
    assert not re.search(r"[\x00-\x1f\x7f]", "".join(row.text for row in painted))
    if name.startswith(("辣", "[")):
        assert name in selling.text()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_carts_of_any_size_keep_the_selected_line_in_sight(
    selling: TillByHand, cart_of: CartOf, data: st.DataObject
) -> None:
    """Up to five hundred lines: the selected one is on the screen, and the total below."""
    count = data.draw(st.integers(1, 500))
    selected = data.draw(st.integers(1, count))
    price = Fen(data.draw(st.integers(1, 20_000)))
    lines = [
        LineView(no, Sku(str(no)), f"商品{no}", Unit.EACH, ONE, price, price) for no in range(1, count + 1)
    ]
    selling.scan("6901234567892").answer(ScanAnswer(cart_of(*lines), selected, joined=True))
    marked = [row for row in selling.rows() if row.pick == selected]
    assert len(marked) == 1
    assert marked[0].spans[0].look in (Look.FLASH, Look.SELECTED)
    assert f"商品{selected} " in marked[0].text


def test_a_joined_line_flashes_and_stops(full: TillByHand) -> None:
    """The line that took a scan is lit for a moment; time alone puts it out."""
    looks = {row.spans[0].look for row in full.rows() if row.pick == 3}
    full.desk.tick(1000)
    assert (looks, {row.spans[0].look for row in full.rows() if row.pick == 3}) == (
        {Look.FLASH},
        {Look.SELECTED},
    )


def test_a_voided_line_is_counted_but_not_shown(
    selling: TillByHand, lines: Sequence[LineView], cart_of: CartOf
) -> None:
    """It stays on record in the sale, not in the cashier's way."""
    voided = msgspec.structs.replace(lines[0], voided=True)
    selling.scan("6901234567892").answer(ScanAnswer(cart_of(voided, lines[2]), 3, joined=False))
    assert "农夫山泉" not in selling.text()
    assert "已删 1 行" in selling.text()


@pytest.mark.parametrize("text", ["0.00", "27.85", "1234567.89", "-2.00"])
@pytest.mark.parametrize("columns", [10, 30, 80])
def test_large_digits_fit(text: str, columns: int) -> None:
    """As large as there is room, and readable in any case."""
    rows = large_fitting(text, columns)
    assert {sum(width(span.text) for span in row.spans) for row in rows} == {columns}
    assert len(rows) == 5 or rows[0].text.strip().startswith(text[: columns - 2])


def test_large_digits_differ() -> None:
    """No two look alike, and each is five rows of one width."""
    assert len(set(FONT.values())) == len(FONT)
    assert all(len({len(piece) for piece in glyph}) == 1 and len(glyph) == 5 for glyph in FONT.values())


def test_a_pin_is_never_shown(till: TillByHand) -> None:
    """Not what is typed, nor what is only echoed."""
    till.press("1001", "Enter", "12")
    text = "".join(row.text for row in till.rows(echo="34"))
    assert "****_" in text
    assert "12" not in text
    assert "34" not in text


def test_a_search_shows_names_whole_where_there_is_room(selling: TillByHand) -> None:
    """A column is as wide as what stands in it, and an empty one is not there."""
    name = "农夫山泉饮用天然水 550ml x 24 瓶整箱装"
    full = ArticleView(
        Sku("P1"), name, Unit.EACH, Fen(200), ("06921168509256",), None, None, "饮料", Fen(180)
    )
    row, *_ = (text for text in selling.press("F3", "n").found(full).text().splitlines() if "农夫" in text)
    assert row.split() == [">", *name.split(), "2.00", "1.80", "6921168509256"]
    assert "会员价" in selling.text()
    bare = msgspec.structs.replace(full, member_price_fen=None)
    assert "会员价" not in selling.press("f").found(bare).text()


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_the_help_line_of_the_sale_has_the_keys_of_every_day(selling: TillByHand) -> None:
    """At 80 columns too, in shorter words; a wider one has the whole words."""
    shown = selling.text().splitlines()[-1]
    for key in ("*", "/", "-", "+", "F2", "F3", "F5", "F7", "F8", "F9", "?", "Ins"):
        assert key in shown
    wide = selling.text(120, 36).splitlines()[-1]
    assert ("F3查询" in wide) != ("F3 search" in wide)


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_how_to_see_the_other_keys_is_told_at_any_width(selling: TillByHand) -> None:
    """`?` and the menu."""
    for columns in range(50, 121, 5):
        shown = selling.text(columns).splitlines()[-1]
        assert "?" in shown
        assert "Ins" in shown


@pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)
def test_every_choice_is_seen_before_the_hint(selling: TillByHand, cart_of: CartOf) -> None:
    """Four extras with their prices fill eighty columns: how to choose is told where there is room."""
    extras = tuple(ChoiceView(name, name, Fen(100)) for name in ("珍珠", "椰果", "布丁", "奶盖"))
    group = OptionGroupView("extra", "加料", 0, 3, extras)
    line = LineView(1, Sku("D04"), "珍珠奶茶", Unit.EACH, ONE, Fen(1200), Fen(1200))
    answer = ScanAnswer(cart_of(line), 1, options=(group,))
    selling.press("4", "Enter").answer(answer)
    hints = ("0 跳过", "0 skips")
    assert "4 奶盖+1.00" in selling.text()
    assert not any(hint in selling.text() for hint in hints)
    assert any(hint in selling.text(120) for hint in hints)


def test_which_of_several_printers_is_in_trouble(selling: TillByHand, health: Health) -> None:
    """Is told by its name; one that is alone needs none."""
    front, kitchen = health.printers[0], PrinterView("kitchen", "ok", 0, 0)
    both = msgspec.structs.replace(health, printers=(front, kitchen))
    selling.desk.answered(DoReadHealth(), health)
    assert "front" not in selling.text()
    selling.desk.answered(DoReadHealth(), both)
    assert "front 缺纸" in selling.text()
    assert "kitchen" not in selling.text()
