"""What keys and scans do: the flows at the counter, and what happens when something is refused or lost."""

from collections.abc import Callable, Sequence

import msgspec
import pytest

from edge_agent.domain.ids import CartId, JobId, Sku, TillId
from edge_agent.domain.money import Fen
from edge_agent.domain.quantity import Unit, pieces
from edge_agent.wire.carts import CartView, ChangeLine, HeldCart, LineView
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.health import Health
from edge_agent.wire.print_jobs import PrintJobView, SettleJob
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.sessions import SessionView
from edge_agent.wire.shifts import ShiftView
from edge_agent.wire.tenders import CashTenderRequest, ExternalTenderRequest, TenderAnswer
from ui.till.by_hand import TillByHand
from ui.till.carts import change_line, void_line
from ui.till.commands import (
    Call,
    Command,
    DoCancel,
    DoFind,
    DoGiveBack,
    DoHold,
    DoOpenCart,
    DoOpenShift,
    DoReadHealth,
    DoRepeatLast,
    DoScan,
    DoSignIn,
    DoSignOut,
    DoTender,
    Found,
    SignedOut,
)
from ui.till.decoder import Key, Typed
from ui.till.generic.kinds import ListScreen
from ui.till.state import (
    AskScreen,
    FloatScreen,
    HelpScreen,
    Outcome,
    SaleScreen,
    SearchScreen,
    SignInScreen,
    TenderScreen,
)

CartOf = Callable[..., CartView]
ProblemOf = Callable[..., Problem]
CASH = CashTenderRequest(2985)


def asked(commands: Sequence[Command]) -> list[tuple[str, str]]:
    """The method and path of calls."""
    return [(command.method, command.path) for command in commands if isinstance(command, Call)]


def test_sign_in_asks_staff_then_pin(till: TillByHand) -> None:
    """Number, Enter, PIN, Enter; nothing leaves before both are there."""
    till.press("1001", "Enter", "12")
    assert (till.sent, till.state.screen) == ([], SignInScreen("1001"))
    till.press("34", "Enter")
    assert till.sent == [DoSignIn("1001", "1234")]


def test_a_wrong_pin_asks_for_the_pin_again(till: TillByHand, problem_of: ProblemOf) -> None:
    """The staff number stays, the PIN is gone, the till sounds."""
    till.press("1001", "Enter", "9999", "Enter").answer(problem_of("session.wrong-pin", "密码不对"))
    assert (till.state.screen, till.state.buffer, till.state.bells) == (SignInScreen("1001"), "", 1)
    assert "密码不对" in till.text()


def test_an_open_shift_leads_to_the_sale(till: TillByHand, session: SessionView) -> None:
    """After sign-in the till finds its cart, and whatever an earlier till died over."""
    till.press("1001", "Enter", "1234", "Enter").answer(session)
    assert (till.sent, till.state.screen) == ([DoOpenCart(), DoRepeatLast()], SaleScreen())


@pytest.mark.parametrize(("typed", "fen"), [("", 20_000), ("150.5", 15_050)])
def test_the_shift_opens_with_the_float(till: TillByHand, session: SessionView, typed: str, fen: int) -> None:
    """Enter takes what the last close left; an amount corrects it."""
    till.press("1001", "Enter", "1234", "Enter").answer(msgspec.structs.replace(session, shift=None))
    assert till.state.screen == FloatScreen()
    assert "￥200.00" in till.text()
    assert till.press(typed, "Enter").sent == [DoOpenShift(Fen(fen))]


def test_scans_before_sign_in_are_kept(till: TillByHand, session: SessionView) -> None:
    """What is scanned at the sign-in screen is counted there and sold after it, in order."""
    till.scan("6901234567892").press("1001", "Enter").scan("6909409012031").press("1234", "Enter")
    assert "已保留 2 个扫码" in till.text()
    till.answer(session)
    assert till.sent == [
        DoOpenCart(),
        DoRepeatLast(),
        DoScan("6901234567892"),
        DoScan("6909409012031"),
    ]


def test_scans_leave_at_once_and_in_order(selling: TillByHand) -> None:
    """No scan waits for the answer to another."""
    selling.scan("6901234567892", "6909409012031")
    assert selling.sent == [DoScan("6901234567892"), DoScan("6909409012031")]


def test_typed_codes_say_that_they_were_typed(selling: TillByHand) -> None:
    """Digits and Enter are a menu number or a PLU first; the agent must know."""
    assert selling.press("12", "Enter").sent == [DoScan("12", typed=True)]


def test_enter_on_an_empty_buffer_does_nothing(full: TillByHand) -> None:
    """On the sale screen a stray Enter is harmless."""
    before = full.state
    full.press("Enter")
    assert (full.sent, full.state) == ([], before)


@pytest.mark.parametrize(
    ("kind", "said"),
    [("line", "已加"), ("member", "会员已记"), ("coupon", "券已记"), ("payment", "付款已发")],
)
def test_the_input_line_tells_what_a_scan_did(
    full: TillByHand, cart_of: CartOf, lines: Sequence[LineView], kind: str, said: str
) -> None:
    """Only an article is added."""
    full.scan("M:0042").answer(ScanAnswer(cart_of(*lines, version=5), 3, kind=kind))
    assert f"上一扫 M:0042 {said}" in full.text()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("scan.unknown", "未加"),
        ("member.unknown", "未用"),
        ("coupon.used", "未用"),
        ("payment.no-provider", "未收"),
    ],
)
def test_the_input_line_tells_what_a_refused_scan_was(
    full: TillByHand, problem_of: Callable[..., Problem], code: str, said: str
) -> None:
    """An article not added, a member or a coupon not used, a payment not taken."""
    full.scan("M:0042").answer(problem_of(code))
    assert f"上一扫 M:0042 {said}" in full.text()


def test_a_taken_scan_is_selected(full: TillByHand) -> None:
    """The line that took the scan is the one that `-` and `*` mean."""
    assert (full.state.selected, full.state.last_scan and full.state.last_scan.outcome) == (3, Outcome.ADDED)


@pytest.mark.parametrize(
    ("keys", "command"),
    [
        (("-",), void_line(3)),
        (("Up", "-"), void_line(2)),
        (("Up", "Up", "Up", "Down", "-"), void_line(2)),
        (("5", "*"), change_line(3, ChangeLine(pieces(5)))),
        (("Up", "Up", "1", "-"), change_line(1, ChangeLine(pieces(1), confirm=True))),
        (("Up", "Up", "2", "-"), void_line(1)),
        (("Up", "Up", "9", "-"), void_line(1)),
        (("F5",), DoHold()),
        (("Ctrl+L",), DoSignOut()),
    ],
)
def test_keys_of_the_sale(full: TillByHand, keys: Sequence[str], command: Command) -> None:
    """Number before verb; the selected line is meant."""
    assert full.press(*keys).sent == [command]


@pytest.mark.parametrize(
    "keys", [("*",), ("0", "*"), ("2.5", "*"), ("12345", "*"), ("Up", "1", "-"), ("7", "F5")]
)
def test_keys_that_make_no_sense_say_so(full: TillByHand, keys: Sequence[str]) -> None:
    """A sound and a line, and what was typed stays."""
    full.press(*keys)
    assert (full.sent, full.state.bells) == ([], 1)
    assert full.state.notice is not None
    assert full.state.buffer == "".join(keys[:-1]).removeprefix("Up")


def test_a_quantity_before_the_first_scan_is_the_scans(selling: TillByHand) -> None:
    """With an empty cart `n *` multiplies the next scan, once."""
    selling.press("6", "*").scan("6901234567892", "6909409012031")
    assert selling.sent == [DoScan("6901234567892", quantity=pieces(6)), DoScan("6909409012031")]


def test_five_items_with_exact_cash_take_two_keys(full: TillByHand, sale: SaleView, cart_of: CartOf) -> None:
    """`+` and Enter; the change is shown and the next cart is opened."""
    assert full.press("+", "Enter").sent == [DoTender(CASH)]
    full.answer(TenderAnswer(cart_of(state="sold"), sale))
    assert (full.state.finished, full.sent) == (sale, [DoOpenCart()])


def test_cash_with_change_takes_four_keys(full: TillByHand) -> None:
    """`+` `5` `0` Enter."""
    assert full.press("+", "5", "0", "Enter").sent == [DoTender(CashTenderRequest(5000))]


def test_a_wall_code_takes_three_keys(full: TillByHand) -> None:
    """`+` `.` `2`: choosing the method is the confirmation."""
    assert full.press("+", ".", "2").sent == [DoTender(ExternalTenderRequest("wechat", 2985))]


def test_cash_and_the_rest_external_take_six_keys(
    full: TillByHand, lines: Sequence[LineView], cart_of: CartOf
) -> None:
    """`+` `2` `0` Enter `.` `2`, even when they come before the agent has answered."""
    full.press("+", "2", "0", "Enter", ".", "2")
    assert full.sent == [DoTender(CashTenderRequest(2000))]
    full.answer(TenderAnswer(cart_of(*lines, version=5, state="tendering", paid=2000)))
    assert full.sent == [DoTender(ExternalTenderRequest("wechat", 985))]


@pytest.mark.parametrize(
    ("keys", "tender"),
    [
        (("7.5", "Enter"), CashTenderRequest(750)),
        (("20", "Down", "Enter"), ExternalTenderRequest("wechat", 2000)),
        (("7.5", ".", "3"), ExternalTenderRequest("alipay", 750)),
        (("Down", "Down", "Enter"), ExternalTenderRequest("alipay", 2985)),
        ((".", "Back", "20", "Enter"), CashTenderRequest(2000)),
        ((".", "1"), CASH),
    ],
)
def test_amounts_and_methods(full: TillByHand, keys: Sequence[str], tender: Command) -> None:
    """An amount first, then Enter or a method; after digits the first point is the decimal point."""
    assert full.press("+", *keys).sent == [DoTender(tender)]  # type: ignore[arg-type]


def test_a_reference_is_asked_where_needed(full: TillByHand) -> None:
    """A voucher's number is typed or scanned before the leg is taken."""
    assert full.press("+", ".", "5", "Enter").sent == []
    assert full.press("AB12", "Enter").sent == [DoTender(ExternalTenderRequest("meituan", 2985, "AB12"))]


def test_a_scan_is_the_reference_that_is_asked(full: TillByHand) -> None:
    """The voucher's barcode, without a key."""
    full.press("+", ".", "5").scan("MT0099887766")
    assert full.sent == [DoTender(ExternalTenderRequest("meituan", 2985, "MT0099887766"))]


def test_a_scanners_second_cr_never_pays(full: TillByHand) -> None:
    """An Enter marked as soon after a scan confirms neither payment nor question."""
    soon = Typed(Key("enter"), soon_after_scan=True)
    full.press("+").desk.take(soon)
    full.press("Back", "Ctrl+D").desk.take(soon)
    assert full.sent == []


def test_an_article_scanned_while_paying_goes_into_the_cart(
    full: TillByHand, lines: Sequence[LineView], cart_of: CartOf
) -> None:
    """One more thing: the sale comes back with the new line."""
    full.press("+").scan("6909409012031").answer(ScanAnswer(cart_of(*lines, version=5), 1, joined=True))
    assert (full.state.screen, full.state.selected) == (SaleScreen(), 1)


def test_leaving_a_payment_gives_back_what_was_taken_after_asking(
    full: TillByHand, lines: Sequence[LineView], cart_of: CartOf
) -> None:
    """Backspace asks first; yes gives every leg back and opens the cart."""
    full.press("+", "20", "Enter").answer(
        TenderAnswer(cart_of(*lines, version=5, state="tendering", paid=2000))
    )
    full.press("Back")
    assert "￥20.00" in full.text()
    assert full.press("Enter").sent == [DoGiveBack()]
    full.answer(cart_of(*lines, version=6))
    assert full.state.screen == SaleScreen()


def test_leaving_a_payment_without_legs_asks_nothing(full: TillByHand) -> None:
    """Backspace on an empty amount goes back, and Esc clears an amount first."""
    assert full.press("+", "50", "Esc", "Back").state.screen == SaleScreen()


def test_the_next_scan_begins_the_next_sale(
    full: TillByHand, sale: SaleView, cart_of: CartOf, lines: Sequence[LineView]
) -> None:
    """No key is needed after a sale: the scan replaces its picture, and `n *` counts for it."""
    full.press("+", "Enter").answer(TenderAnswer(cart_of(state="sold"), sale), cart_of(no=2))
    full.press("3", "*").scan("6901234567892")
    assert full.sent == [DoScan("6901234567892", quantity=pieces(3))]
    full.answer(ScanAnswer(cart_of(lines[0], version=2, no=2), 1, joined=False))
    assert full.state.finished is None


def test_a_refused_payment_stays_on_the_screen(full: TillByHand, problem_of: ProblemOf) -> None:
    """The reason in a line, a sound, the tender screen as it was."""
    full.press("+", "Enter").answer(problem_of("tender.too-large", "太多了"))
    assert isinstance(full.state.screen, TenderScreen)
    assert "太多了" in full.text()


def test_hold_takes_one_key_and_recall_two(full: TillByHand, cart_of: CartOf) -> None:
    """F5 with lines holds; F5 without lists, and Enter takes the first."""
    assert full.press("F5").sent == [DoHold()]
    full.answer(cart_of(state="held"), cart_of(no=2))
    held = HeldCart(CartId("cart-1"), 5, TillId("1"), 0, 3, Fen(2985), "农夫山泉")
    assert asked(full.press("F5").sent) == [("GET", "/v1/carts")]
    full.reply((held,))
    (recall,) = full.press("Enter").sent
    assert isinstance(recall, Call)
    assert (recall.path, recall.version) == ("/v1/carts/cart-1/recall", 5)


def test_a_recalled_cart_is_shown(selling: TillByHand, lines: Sequence[LineView], cart_of: CartOf) -> None:
    """The sale screen with its last line selected."""
    held = HeldCart(CartId("cart-9"), 5, TillId("2"), 0, 3, Fen(2985), "农夫山泉")
    selling.press("F5").reply((held,)).press("Enter").answer(cart_of(*lines, no=9))
    assert (selling.state.screen, selling.state.selected) == (SaleScreen(), 3)


def test_recalling_over_voided_lines_cancels_them_first(
    selling: TillByHand, lines: Sequence[LineView], cart_of: CartOf
) -> None:
    """The till's own cart must be empty; what was voided in it goes on record."""
    voided = cart_of(msgspec.structs.replace(lines[0], voided=True), version=3)
    held = HeldCart(CartId("cart-9"), 5, TillId("2"), 0, 3, Fen(2985), "农夫山泉")
    selling.scan("6901234567892").answer(ScanAnswer(cart_of(lines[0], version=2), 1, joined=False))
    selling.press("-").answer(voided).press("F5").reply((held,))
    cancel, recall = selling.press("Enter").sent
    assert cancel == DoCancel()
    assert asked([recall]) == [("POST", "/v1/carts/cart-9/recall")]
    selling.answer(cart_of(state="cancelled"), cart_of(*lines, no=9))
    assert (selling.state.screen, selling.state.cart and selling.state.cart.id) == (SaleScreen(), "cart-9")


def test_a_cart_that_moved_on_is_fetched_again(full: TillByHand, problem_of: ProblemOf) -> None:
    """A payment is never repeated on another version by itself: the cart is shown as it is."""
    full.press("+", "Enter").answer(problem_of("cart.stale", "购物车已变"))
    assert full.sent == [DoOpenCart()]
    assert "购物车已变" in full.text()


def test_enter_names_no_method(full: TillByHand) -> None:
    """After `.` only a method's key pays."""
    assert full.press("+", ".", "Enter").sent == []


def test_cancelling_asks_and_opens_a_new_cart(full: TillByHand, cart_of: CartOf) -> None:
    """Ctrl+D, Enter."""
    full.press("Ctrl+D")
    assert "￥29.85" in full.text()
    assert full.press("Enter").sent == [DoCancel()]
    assert full.answer(cart_of(state="cancelled")).sent == [DoOpenCart()]


def test_cancelling_can_be_refused(full: TillByHand) -> None:
    """Backspace is no."""
    full.press("Ctrl+D", "Back")
    assert (full.sent, full.state.screen) == ([], SaleScreen())


@pytest.mark.parametrize("key", ["+", "Ctrl+D", "-"])
def test_an_empty_cart_has_nothing_to_pay_cancel_or_void(selling: TillByHand, key: str) -> None:
    """One sentence and a sound."""
    assert (selling.press(key).sent, selling.state.bells) == ([], 1)


def test_an_unknown_scan_stays_until_dismissed(full: TillByHand, problem_of: ProblemOf) -> None:
    """With its code and reason, through other scans, until Backspace."""
    full.scan("6900000000000", "6901234567892").answer(problem_of("scan.unknown", "没有这个商品"))
    assert "6900000000000 没有这个商品" in full.text()
    assert full.sent == [DoScan("6901234567892")]
    full.press("Back")
    assert "没有这个商品" not in full.text()


def test_several_refused_scans_are_counted(full: TillByHand, problem_of: ProblemOf) -> None:
    """The newest is shown, with how many there are."""
    full.scan("6900000000000", "6900000000001")
    full.answer(problem_of("scan.unknown"), problem_of("scan.unknown"))
    assert "6900000000001" in full.text()
    assert "未加 2 个" in full.text()


@pytest.mark.parametrize("code", ["quantity.confirm", "amount.confirm", "scan.label-repeated"])
def test_space_says_yes_to_what_was_asked(full: TillByHand, problem_of: ProblemOf, code: str) -> None:
    """The same scan again, confirmed; Enter does not."""
    full.scan("2100012003456").answer(problem_of(code))
    assert full.press("Enter").sent == []
    assert full.press("Space").sent == [DoScan("2100012003456", confirm=True)]
    assert full.state.refusals == ()


def test_space_does_not_sell_what_was_not_asked(full: TillByHand, problem_of: ProblemOf) -> None:
    """An unknown code cannot be confirmed."""
    full.scan("6900000000000").answer(problem_of("scan.unknown")).press("Space")
    assert (full.sent, len(full.state.refusals)) == ([], 1)


def test_an_unusual_quantity_is_asked_about(full: TillByHand, problem_of: ProblemOf) -> None:
    """`n *` above the limit waits for a yes too."""
    full.press("120", "*").answer(problem_of("quantity.confirm"))
    assert full.press("Space").sent == [change_line(3, ChangeLine(pieces(120), confirm=True))]


def test_a_payment_code_is_not_shown_in_full(full: TillByHand, problem_of: ProblemOf) -> None:
    """A customer's code is masked where it is shown as refused."""
    full.scan("134567890123456789").answer(problem_of("payment.no-provider", "本机未接付款码"))
    assert "134567890123456789" not in full.text()
    assert "1345**********6789 本机未接付款码" in full.text()


def test_keys_wait_for_the_scans_before_them(
    selling: TillByHand, lines: Sequence[LineView], cart_of: CartOf
) -> None:
    """`+` Enter typed while a scan is under way pays what that scan made."""
    selling.scan("6901234567892").press("+", "Enter")
    assert selling.sent == [DoScan("6901234567892")]
    assert selling.desk.ahead == "+"
    selling.answer(ScanAnswer(cart_of(*lines, version=2), 3, joined=False))
    assert selling.sent == [DoTender(CASH)]


def test_keys_behind_a_refusal_are_dropped_and_scans_are_not(
    selling: TillByHand, problem_of: ProblemOf
) -> None:
    """They were pressed for another picture; what was scanned still counts."""
    selling.scan("6900000000000").press("+", "Enter").scan("6901234567892")
    selling.answer(problem_of("scan.unknown"))
    assert (selling.sent, selling.state.screen) == ([DoScan("6901234567892")], SaleScreen())


def test_a_lost_agent_loses_no_scan_and_takes_no_key(full: TillByHand) -> None:
    """Scans wait, anything that needs the agent is refused in a sentence, editing goes on."""
    full.desk.lost()
    full.press("-").scan("6901234567892").press("12")
    assert full.sent == [DoScan("6901234567892")]
    assert full.state.buffer == "12"
    assert "主机没有回应" in full.text()


def test_a_found_agent_is_asked_for_cart_and_health(full: TillByHand) -> None:
    """After a reconnect the till fetches again what it shows."""
    full.desk.lost()
    full.desk.found()
    assert (full.sent, full.state.is_lost) == ([DoReadHealth(), DoOpenCart()], False)


def test_an_ended_session_keeps_the_scan(full: TillByHand, problem_of: ProblemOf) -> None:
    """The agent knows the till no more: sign-in, and the scan is kept for after it."""
    full.scan("6901234567892").answer(problem_of("session.needed", "请重新登录"))
    assert (full.state.screen, full.state.kept) == (SignInScreen(), (DoScan("6901234567892"),))
    assert "请重新登录" in full.text()


def test_no_open_shift_asks_for_one(full: TillByHand, problem_of: ProblemOf, session: SessionView) -> None:
    """A shift that was closed elsewhere leads to the float, and the scan is kept."""
    full.scan("6901234567892").answer(problem_of("shift.none"))
    assert (full.state.screen, full.state.kept) == (FloatScreen(), (DoScan("6901234567892"),))
    shift = session.shift
    assert isinstance(shift, ShiftView)
    full.press("Enter").answer(shift)
    assert full.sent == [DoOpenCart(), DoRepeatLast(), DoScan("6901234567892")]


def test_a_shift_that_a_colleague_opened_is_used(
    till: TillByHand, session: SessionView, problem_of: ProblemOf
) -> None:
    """Two tills on one drawer: the second finds it open and sells."""
    till.press("1001", "Enter", "1234", "Enter").answer(msgspec.structs.replace(session, shift=None))
    till.press("Enter").answer(problem_of("shift.open"))
    assert (till.state.screen, till.sent) == (SaleScreen(), [DoOpenCart(), DoRepeatLast()])


def test_a_payment_that_was_under_way_is_found_again(
    till: TillByHand, session: SessionView, lines: Sequence[LineView], cart_of: CartOf
) -> None:
    """A till that comes back in mid-payment stands at the payment."""
    till.press("1001", "Enter", "1234", "Enter").answer(session)
    till.answer(cart_of(*lines, version=5, state="tendering", paid=2000))
    assert (till.state.screen, till.state.cart and till.state.cart.rest_fen) == (TenderScreen(), 985)


def test_a_sale_that_was_paid_before_a_crash_shows_its_change(
    till: TillByHand, session: SessionView, sale: SaleView, cart_of: CartOf
) -> None:
    """The answer that the dead till did not see: the customer's change, over a new cart."""
    till.press("1001", "Enter", "1234", "Enter").answer(session, cart_of(no=2))
    till.answer(TenderAnswer(cart_of(state="sold"), sale))
    assert (till.state.finished, till.state.cart and till.state.cart.id) == (sale, "cart-2")
    assert "￥20.15" in till.text()


def test_locking_keeps_the_cart_with_the_agent(full: TillByHand) -> None:
    """Ctrl+L: nothing of the sale stays on the screen."""
    full.press("Ctrl+L").answer(SignedOut())
    assert (full.state.screen, full.state.cart, full.state.session) == (SignInScreen(), None, None)
    assert "农夫山泉" not in full.text()


def test_searching_asks_at_every_key_and_shows_the_newest(full: TillByHand) -> None:
    """Typing searches; an answer to an older query is not shown."""
    full.press("F3", "n", "f")
    assert full.sent == [DoFind("n"), DoFind("nf")]
    water = ArticleView(Sku("P1"), "农夫山泉", Unit.EACH, Fen(200), ("6901234567892",), None, None, "水")
    full.answer(Found("n", ()))
    assert full.state.screen == SearchScreen("nf")
    full.answer(Found("nf", (water,)))
    assert full.press("Enter").sent == [DoScan("6901234567892")]


def test_an_article_without_barcode_is_sold_by_its_number(full: TillByHand) -> None:
    """Chosen in the search, it goes in as if its number had been typed."""
    tea = ArticleView(Sku("P9"), "奶茶", Unit.EACH, Fen(1400), (), None, "7", "饮品")
    full.press("F3", "n").answer(Found("n", (tea,))).press("Enter")
    assert full.sent == [DoScan("P9", typed=True)]


def test_enter_before_the_answer_means_the_only_article(full: TillByHand) -> None:
    """Who types fast need not press it twice; of several none is taken unseen."""
    water = ArticleView(Sku("P1"), "水", Unit.EACH, Fen(200), ("06921168509256",), None, None, "饮料")
    other = msgspec.structs.replace(water, sku=Sku("P2"), gtins=("06931958014105",))
    full.press("F3", "n", "Enter").found(water, other)
    assert full.sent == []
    assert full.press("f", "Enter").found(water).state.screen == SaleScreen()
    assert full.sent == [DoScan("6921168509256")]


def test_a_scan_while_searching_shows_the_price_and_sells_nothing(full: TillByHand) -> None:
    """查价: the next key starts a new search."""
    full.press("F3").scan("6901234567892")
    assert full.sent == [DoFind("6901234567892")]
    full.sent.clear()
    assert full.press("n").sent == [DoFind("n")]


def test_backspace_after_a_price_goes_back(full: TillByHand) -> None:
    """What was scanned is not taken back digit by digit."""
    assert full.press("F3").scan("6901234567892").press("Back").state.screen == SaleScreen()


def test_stuck_print_jobs_are_settled_one_by_one(full: TillByHand) -> None:
    """Ctrl+U lists them; 1, 2, 3 say what became of the selected one; Enter says nothing."""
    jobs = tuple(
        PrintJobView(JobId(name), None, "standard", "front", "uncertain", 0, 0) for name in ("a", "b")
    )
    full.press("Ctrl+U").reply(jobs, ()).press("Enter", "Down", "2")
    (settle,) = full.sent
    assert isinstance(settle, Call)
    assert (settle.path, settle.body) == ("/v1/print-jobs/b/settle", SettleJob("reprint"))
    full.reply(jobs[1], jobs[:1], ())
    assert isinstance(full.state.screen, ListScreen)
    assert full.state.screen.rows == jobs[:1]
    assert "已登记" in full.text()


def test_the_selection_among_stuck_print_jobs_does_not_slip(full: TillByHand) -> None:
    """A held job is settled: the next key means the next held one, never one above that nobody selected."""
    doubtful = PrintJobView(JobId("a"), None, "standard", "front", "uncertain", 0, 0)
    held = tuple(PrintJobView(JobId(name), None, "standard", "front", "held", 0, 0) for name in ("b", "c"))
    full.press("Ctrl+U").reply((doubtful,), held).press("Down", "1")
    full.reply(held[0], (doubtful,), held[1:])
    assert isinstance(full.state.screen, ListScreen)
    assert full.state.screen.row == held[1]


@pytest.mark.parametrize("key", ["F3", "F5", "Ctrl+U", "Ctrl+D", "?", "Ctrl+Q", "Insert", "F2", "F6"])
def test_backspace_always_goes_back(full: TillByHand, cart_of: CartOf, key: str) -> None:
    """From every screen to the sale, without the slow Esc."""
    if key == "F5":
        full.press(key).answer(cart_of(state="held"), cart_of(no=2))
    full.press(key)
    while full.sent:
        full.reply(())
    assert full.press("Back").state.screen == SaleScreen()


@pytest.mark.parametrize("key", ["?", "Ctrl+D", "Ctrl+U", "Insert"])
def test_a_scan_leaves_any_other_screen(full: TillByHand, key: str) -> None:
    """Help, a question, a list: the scan is sold, the question is answered with no."""
    full.press(key)
    while full.sent:
        full.reply(())
    full.scan("6901234567892")
    assert (full.state.screen, full.sent) == (SaleScreen(), [DoScan("6901234567892")])


def test_leaving_the_till_is_asked(full: TillByHand) -> None:
    """Ctrl+Q asks, Enter leaves."""
    assert isinstance(full.press("Ctrl+Q").state.screen, AskScreen)
    assert full.press("Enter").state.has_quit


def test_help_shows_the_keys_and_any_key_closes_it(full: TillByHand) -> None:
    """The screen below is untouched."""
    assert full.press("?").state.screen == HelpScreen(SaleScreen())
    assert "整单取消" in full.text()
    assert full.press("x").state.screen == SaleScreen()


def test_the_shops_language_comes_with_the_first_health(till: TillByHand, health: Health) -> None:
    """Nobody asked for one at start: the shop's own."""
    till.desk.answered(DoReadHealth(), msgspec.structs.replace(health, language="en"))
    assert "Sign in" in till.text()


def test_keys_pressed_by_the_thousand_are_bounded(full: TillByHand) -> None:
    """A stuck key while the agent works fills no memory."""
    full.press("+", "Enter").press("5" * 3000)
    assert len(full.desk.ahead) <= 1000


def test_a_recall_list_without_carts_takes_no_enter(selling: TillByHand) -> None:
    """Nothing to take, nothing sent."""
    assert selling.press("F5").reply(()).press("Enter").sent == []
    assert isinstance(selling.state.screen, ListScreen)
