"""The keys of the sale: prices, discounts, weights, choices, what the catalogue lacks, what a line shows."""

from collections.abc import Callable, Sequence

import msgspec
import pytest

from edge_agent.domain.ids import ApprovalId, CartId, MemberId, ReceiptNo, StaffId, TicketNo, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Milli, pieces
from edge_agent.wire.approvals import ApprovalView
from edge_agent.wire.carts import CartMemberView, CartView, ChangeLine, HeldCart, LineView, StepView
from edge_agent.wire.goods import ChoiceView, OptionGroupView, OptionPick
from edge_agent.wire.health import Health
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.sessions import SessionView
from edge_agent.wire.tenders import CashTenderRequest, TenderAnswer
from ui.till.by_hand import TillByHand
from ui.till.carts import change_line
from ui.till.commands import Call, DoApproved, DoReadHealth, DoScan, DoSignOut, DoTender
from ui.till.events import Picked
from ui.till.state import SaleScreen, SignInScreen, TenderScreen, TroubleScreen

CartOf = Callable[..., CartView]
ProblemOf = Callable[..., Problem]
CheckGolden = Callable[..., None]

CUP = OptionGroupView(
    "cup",
    "杯型",
    1,
    1,
    (ChoiceView("m", "中杯", Fen(0), chosen=True), ChoiceView("l", "大杯", Fen(200))),
)
SUGAR = OptionGroupView(
    "sugar",
    "糖度",
    1,
    1,
    (ChoiceView("full", "全糖", Fen(0), chosen=True), ChoiceView("half", "半糖", Fen(0))),
)
EXTRA = OptionGroupView(
    "extra",
    "加料",
    0,
    2,
    (ChoiceView("pearl", "珍珠", Fen(100)), ChoiceView("pudding", "布丁", Fen(150), sold_out=True)),
)


@pytest.fixture
def tea(lines: Sequence[LineView]) -> LineView:
    """A drink as line 4."""
    return msgspec.structs.replace(lines[2], no=4, name="珍珠奶茶", options=("中杯", "全糖"))


@pytest.fixture
def choosing(selling: TillByHand, cart_of: CartOf, tea: LineView) -> TillByHand:
    """Menu number 7 was typed: its choices are open."""
    answer = ScanAnswer(cart_of(tea, version=2), 4, options=(CUP, SUGAR, EXTRA))
    return selling.press("7", "Enter").answer(answer)


def picks(till: TillByHand) -> list[tuple[OptionPick, ...]]:
    """What the waiting calls choose."""
    bodies = [command.body for command in till.sent if isinstance(command, Call)]
    return [body.options or () for body in bodies if isinstance(body, ChangeLine)]


# --- the selected line -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "body"),
    [
        (("9.9", "/"), ChangeLine(price_fen=990)),
        (("88", "%"), ChangeLine(pay_permille=880)),
        (("8", "F4"), ChangeLine(pay_permille=800)),
        (("100", "%"), ChangeLine(pay_permille=1000)),
    ],
)
def test_number_before_verb_changes_the_line(full: TillByHand, keys: Sequence[str], body: ChangeLine) -> None:
    """A price, a discount, or the discount taken back."""
    assert full.press(*keys).sent == [change_line(3, body)]
    assert full.state.buffer == ""


@pytest.mark.parametrize("keys", [("/",), ("x", "/"), ("%",), ("0", "%"), ("101", "F4"), ("1.005", "/")])
def test_verbs_without_a_number_say_so(full: TillByHand, keys: Sequence[str]) -> None:
    """Nothing is sent, nothing typed is lost, and a line says what is missing."""
    full.press(*keys)
    assert (full.sent, full.state.bells, full.state.buffer) == ([], 1, "".join(keys[:-1]))
    assert full.state.notice is not None


def test_a_price_by_the_jin_is_typed_by_the_jin(
    selling: TillByHand, cart_of: CartOf, lines: Sequence[LineView]
) -> None:
    """The screen says 14.90 for 500 g, so does the cashier; the agent hears 29.80 a kilogram."""
    pork = msgspec.structs.replace(lines[1], price_unit="500g")
    selling.scan("2100012015857").answer(ScanAnswer(cart_of(pork), 2))
    assert "14.90/斤" in selling.text()
    assert selling.press("12.5", "/").sent == [change_line(2, ChangeLine(price_fen=2500))]


def test_a_typed_weight_is_corrected_in_grams(
    selling: TillByHand, cart_of: CartOf, lines: Sequence[LineView]
) -> None:
    """`480 *` on a line whose weight somebody typed."""
    pork = msgspec.structs.replace(lines[1], typed_weight=True, weight_derived=False)
    selling.scan("2100012015857").answer(ScanAnswer(cart_of(pork), 2))
    assert "手0.532kg" in selling.text()
    assert selling.press("480", "*").sent == [change_line(2, ChangeLine(quantity=Milli(480)))]


def test_an_approved_price_is_sent_again(full: TillByHand, cart_of: CartOf) -> None:
    """`right.needed` asks somebody who may, over the sale; what was typed meanwhile is found again."""
    params: dict[str, str | int] = {"right": "reprice", "subject": "P3"}
    full.press("9", "/").answer(Problem("urn:x", "要有改价权限", 403, "right.needed", params=params))
    assert "要有改价权限" in full.text()
    full.press("2001", "Enter", "8888", "Enter")
    full.reply(ApprovalView(ApprovalId("ok"), StaffId("2001"), "店长"))
    assert full.sent == [DoApproved(change_line(3, ChangeLine(price_fen=900)), ApprovalId("ok"))]
    assert full.answer(cart_of(version=5)).state.screen == SaleScreen()


# --- what was asked about a scan --------------------------------------------------------------------------


@pytest.mark.parametrize("keys", [("500", "Enter"), ("500", "/"), ("/", "500", "Enter")])
def test_a_weight_is_asked_in_place(selling: TillByHand, problem_of: ProblemOf, keys: Sequence[str]) -> None:
    """A PLU without a label: the next number is grams, with the key before or after it or without."""
    selling.press("12", "Enter").answer(problem_of("scan.weight-needed", "五花肉 要称重"))
    assert "克数>" in selling.text()
    assert selling.press(*keys).sent == [DoScan("12", typed=True, weight_grams=500)]


def test_a_weight_typed_ahead_is_the_weight(selling: TillByHand, problem_of: ProblemOf) -> None:
    """`12` Enter `500` Enter without looking up: the agent is slower, the meaning is the same."""
    selling.press("12", "Enter", "500", "Enter")
    assert selling.sent == [DoScan("12", typed=True)]
    assert selling.desk.ahead == "500"
    selling.answer(problem_of("scan.weight-needed", "五花肉 要称重"))
    assert selling.sent == [DoScan("12", typed=True, weight_grams=500)]


def test_a_weight_that_is_none_is_asked_again(
    selling: TillByHand, problem_of: ProblemOf, cart_of: CartOf, lines: Sequence[LineView]
) -> None:
    """Refused by the till or by the agent, the question stays until it is answered or dismissed."""
    selling.press("12", "Enter").answer(problem_of("scan.weight-needed"))
    assert selling.press("0", "Enter").sent == []
    selling.press("Back", "99999", "Enter").answer(problem_of("weight.invalid", "重量不对"))
    assert "重量不对" in selling.text()
    assert len(selling.state.refusals) == 1
    selling.press("500", "Enter").answer(ScanAnswer(cart_of(lines[1]), 2))
    assert not selling.state.refusals


def test_a_weight_is_dismissed_like_any_refusal(selling: TillByHand, problem_of: ProblemOf) -> None:
    """Backspace: then a number is a code again."""
    selling.press("12", "Enter").answer(problem_of("scan.weight-needed")).press("Back")
    assert selling.press("7", "Enter").sent == [DoScan("7", typed=True)]


def test_an_open_price_is_asked_in_place(selling: TillByHand, problem_of: ProblemOf) -> None:
    """An article without a price: the next number is yuan."""
    selling.press("90", "Enter").answer(problem_of("scan.price-needed", "日用杂货 要输入单价"))
    assert "单价>" in selling.text()
    assert selling.press("12.5", "Enter").sent == [DoScan("90", typed=True, price_fen=Fen(1250))]


def test_what_the_catalogue_lacks_is_sold_at_a_typed_price(
    selling: TillByHand, problem_of: ProblemOf, cart_of: CartOf, lines: Sequence[LineView]
) -> None:
    """The refusal stays in sight, `n /` sells it as 无码商品, and any code in between is a code."""
    selling.scan("6900000000007").answer(problem_of("scan.unknown", "目录里没有这个码"))
    assert "/ 按无码商品卖" in selling.text().replace("单价 ", "")
    assert selling.press("7", "Enter").sent == [DoScan("7", typed=True)]
    selling.answer(ScanAnswer(cart_of(lines[0]), 1))
    assert selling.press("3.5", "/").sent == [DoScan("6900000000007", price_fen=Fen(350))]
    assert "目录里没有这个码" in selling.text()
    selling.answer(ScanAnswer(cart_of(lines[0], lines[2]), 3))
    assert selling.state.refusals == ()


def test_an_open_price_may_need_an_approval_and_loses_nothing(
    selling: TillByHand, problem_of: ProblemOf
) -> None:
    """Given up, the unknown code is still there with its offer."""
    selling.scan("6900000000007").answer(problem_of("scan.unknown", "目录里没有这个码")).press("3.5", "/")
    selling.answer(problem_of("right.needed")).press("Esc")
    assert (selling.state.screen, len(selling.state.refusals)) == (SaleScreen(), 1)


def test_sold_out_is_asked_and_space_sells_it(selling: TillByHand, problem_of: ProblemOf) -> None:
    """沽清, but it is on the counter."""
    selling.scan("6901234567892").answer(problem_of("scan.sold-out", "水 已沽清"))
    assert selling.press("Space").sent == [DoScan("6901234567892", confirm=True)]


# --- choices ----------------------------------------------------------------------------------------------


def test_a_drink_with_defaults_takes_two_keys(choosing: TillByHand) -> None:
    """Its choices are open, and anything else than a choice leaves them as they are."""
    assert choosing.state.options is not None
    assert "1 中杯" in choosing.text()
    assert isinstance(choosing.press("+").state.screen, TenderScreen)
    assert choosing.sent == []


def test_a_drink_with_two_choices_takes_four_keys(choosing: TillByHand) -> None:
    """A digit per group, in order, each at once."""
    choosing.press("2", "2")
    assert picks(choosing) == [(OptionPick("cup", "l"),), (OptionPick("sugar", "half"),)]
    assert choosing.state.options is not None
    assert choosing.state.options.group.id == "extra"


def test_choices_typed_ahead_are_choices(selling: TillByHand, cart_of: CartOf, tea: LineView) -> None:
    """`7` Enter `2` `2` before the agent has answered: the digits wait, and are no code."""
    selling.press("7", "Enter", "2", "2")
    selling.answer(ScanAnswer(cart_of(tea, version=2), 4, options=(CUP, SUGAR)))
    assert picks(selling) == [(OptionPick("cup", "l"),), (OptionPick("sugar", "half"),)]
    assert (selling.state.options, selling.state.buffer) == (None, "")


def test_a_group_can_be_skipped(choosing: TillByHand) -> None:
    """`0` or Enter keeps what is chosen."""
    choosing.press("0", "2")
    assert picks(choosing) == [(OptionPick("sugar", "half"),)]


def test_several_of_a_group_are_put_in_and_out(choosing: TillByHand) -> None:
    """Each digit toggles; none at all is said too; Enter is the end."""
    choosing.press("0", "0", "1", "2", "1", "2")
    assert picks(choosing) == [
        (OptionPick("extra", "pearl"),),
        (OptionPick("extra", "pearl"), OptionPick("extra", "pudding")),
        (OptionPick("extra", "pudding"),),
        (OptionPick("extra", ""),),
    ]
    assert choosing.press("Enter").state.options is None


def test_a_scan_closes_the_choices(choosing: TillByHand) -> None:
    """The next article is scanned: the drink stays as it is."""
    choosing.scan("6901234567892")
    assert (choosing.state.options, choosing.sent) == (None, [DoScan("6901234567892")])


def test_a_refused_choice_shows_how_the_line_stands(choosing: TillByHand, problem_of: ProblemOf) -> None:
    """Sold out after all: said in a line, and the groups are asked for anew."""
    choosing.press("2").answer(problem_of("option.sold-out", "大杯 已沽清"))
    assert "大杯 已沽清" in choosing.text()
    (ask,) = choosing.sent
    assert isinstance(ask, Call)
    assert (ask.method, ask.path, ask.on_cart) == ("GET", "/lines/4/options", True)
    choosing.reply((CUP, SUGAR))
    assert choosing.state.options is not None


def test_choices_can_be_opened_again(full: TillByHand) -> None:
    """Right, on the selected line; an article without any says so."""
    full.press("Right").reply((CUP,))
    assert "1 中杯" in full.text()
    full.press("Back")
    assert full.state.options is None
    full.press("Right").reply(())
    assert full.state.notice is not None


# --- the whole sale ---------------------------------------------------------------------------------------


def test_a_member_scanned_is_told(full: TillByHand, cart_of: CartOf, lines: Sequence[LineView]) -> None:
    """The tail and the points, and the lines as they were."""
    member = CartMemberView(MemberId("m"), "5678", 320)
    cart = msgspec.structs.replace(cart_of(*lines, version=5), member=member)
    full.scan("M:0042").answer(ScanAnswer(cart, kind="member"))
    assert "会员 尾号5678" in full.text()
    assert "积分 320" in full.text()
    assert full.state.selected == 3


def test_what_each_rule_took_off_is_shown(selling: TillByHand, cart_of: CartOf, tea: LineView) -> None:
    """By the promotion's own name, summed over the lines; the line's own marks below it."""
    line = msgspec.structs.replace(
        tea,
        steps=(StepView("spend_save", Fen(-500), "满30减5"), StepView("member", Fen(-100))),
        list_price_fen=Fen(1200),
        pay_permille=880,
    )
    selling.press("7", "Enter").answer(ScanAnswer(cart_of(line), 4))
    text = selling.text()
    for shown in ("满30减5", "-5.00", "会员价", "-1.00", "原价 12.00", "8.8 折", "中杯  全糖", "改价"):
        assert shown in text


def test_lines_that_moved_are_marked_until_the_next_key(
    selling: TillByHand, cart_of: CartOf, lines: Sequence[LineView]
) -> None:
    """Recalled on another day: told in a line, marked, and gone with the next key."""
    held = HeldCart(CartId("cart-9"), 5, TillId("2"), 0, 3, Fen(2985), "农夫山泉")
    cart = msgspec.structs.replace(cart_of(*lines, no=9), moved_lines=(1, 3))
    selling.press("F5").reply((held,)).press("Enter").answer(cart)
    assert "2 行的价格已变" in selling.text()
    assert selling.text().count("变") == 4
    assert "变" not in selling.press("Up").text()


@pytest.mark.parametrize(("rounded", "sent"), [(2985, 2985), (2980, 2980)])
def test_exact_cash_is_what_rounding_leaves(
    full: TillByHand, cart_of: CartOf, lines: Sequence[LineView], rounded: int, sent: int
) -> None:
    """抹零 on the cash part only: Enter takes that; WeChat takes the whole."""
    cart = msgspec.structs.replace(cart_of(*lines, version=5), cash_rest_fen=Fen(rounded))
    full.scan("6901234567892").answer(ScanAnswer(cart, 3)).press("+")
    assert ("抹零" in full.text()) == (rounded != 2985)
    (tender,) = full.press("Enter").sent
    assert tender == DoTender(CashTenderRequest(sent))


def test_the_sale_can_be_printed_again_after_the_next_began(
    full: TillByHand, sale: SaleView, cart_of: CartOf
) -> None:
    """Ctrl+R means the last finished sale of this till."""
    full.press("+", "Enter").answer(TenderAnswer(cart_of(state="sold"), sale), cart_of(no=2))
    full.scan("6901234567892").answer(ScanAnswer(cart_of(no=2), 1)).press("Ctrl+R")
    (call,) = full.sent
    assert isinstance(call, Call)
    assert (call.method, call.path) == ("POST", "/v1/sales/sale/reprint")


def test_a_paid_sale_tells_its_number_in_the_queue(full: TillByHand, sale: SaleView, cart_of: CartOf) -> None:
    """Where something is made to order: the cashier says it with the change."""
    made = msgspec.structs.replace(sale, ticket=TicketNo("A017"))
    full.press("+", "Enter").answer(TenderAnswer(cart_of(state="sold"), made), cart_of(no=2))
    (row,) = [row for row in full.text().splitlines() if "取餐号" in row]
    assert "A017" in row


def test_a_receipt_scanned_while_selling_is_no_article(
    full: TillByHand, cart_of: CartOf, lines: Sequence[LineView]
) -> None:
    """The cart stays; the receipt's own number is what goes on."""
    receipt = ReceiptNo("S0731-1-20261122-0042")
    answer = ScanAnswer(cart_of(*lines, version=4), kind="receipt", receipt_no=receipt)
    full.scan(receipt).answer(answer)
    assert receipt in full.text()
    assert full.state.cart is not None


# --- locking, trouble -------------------------------------------------------------------------------------


def _with_idle_lock(till: TillByHand, session: SessionView) -> TillByHand:
    locking = msgspec.structs.replace(session, idle_lock_minutes=5)
    till.desk.state = msgspec.structs.replace(till.state, session=locking, now=1_000_000)
    till.press("1", "Back")
    return till


def test_an_idle_till_locks_itself(selling: TillByHand, session: SessionView) -> None:
    """After so many minutes without a key or a touch, each of which starts them anew."""
    _with_idle_lock(selling, session).desk.tick(1_000_000 + 299_999)
    assert selling.sent == []
    selling.press("1", "Back").desk.tick(1_000_000 + 2 * 299_000)
    assert selling.sent == []
    selling.desk.take(Picked(1))
    selling.desk.tick(1_000_000 + 3 * 299_000)
    assert selling.sent == []
    selling.desk.tick(1_000_000 + 4 * 300_000)
    assert selling.sent == [DoSignOut()]


@pytest.mark.parametrize("leap_ms", [86_400_000, -86_400_000])
def test_a_clock_that_is_put_right_locks_no_till(
    selling: TillByHand, session: SessionView, health: Health, leap_ms: int
) -> None:
    """The agent's clock leaps a day, either way: the minutes without a key go on from where they were."""
    _with_idle_lock(selling, session)
    selling.desk.answered(DoReadHealth(), msgspec.structs.replace(health, now=1_000_000 + leap_ms))
    selling.desk.tick(1_000_000 + leap_ms + 299_999)
    assert selling.sent == []
    selling.desk.tick(1_000_000 + leap_ms + 300_000)
    assert selling.sent == [DoSignOut()]


def test_a_computer_whose_clock_is_set_back_locks_its_till_all_the_same(
    selling: TillByHand, session: SessionView
) -> None:
    """Nobody waits a day for the lock."""
    _with_idle_lock(selling, session).desk.tick(1_000_000 - 86_400_000)
    selling.desk.tick(1_000_000 - 86_400_000 + 300_000)
    assert selling.sent == [DoSignOut()]


def test_a_till_with_lines_in_the_cart_never_locks(full: TillByHand, session: SessionView) -> None:
    """The customer is looking for the purse."""
    _with_idle_lock(full, session).desk.tick(1_000_000 + 3_600_000)
    assert full.sent == []
    assert not isinstance(full.state.screen, SignInScreen)


def test_help_pressed_twice_is_the_page_for_trouble(full: TillByHand, problem_of: ProblemOf) -> None:
    """Store, lane, version, the last codes; any key goes back to the sale."""
    full.scan("6900000000007").answer(problem_of("scan.unknown", "目录里没有这个码"))
    full.press("?", "?")
    assert isinstance(full.state.screen, TroubleScreen)
    assert "scan.unknown" in full.text()
    assert full.press("x").state.screen == SaleScreen()


def test_pieces_are_pieces_again_after_a_drink(choosing: TillByHand) -> None:
    """A verb closes the choices and means the line."""
    assert choosing.press("Esc", "3", "*").sent == [change_line(4, ChangeLine(quantity=pieces(3)))]
