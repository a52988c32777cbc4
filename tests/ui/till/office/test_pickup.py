"""自提: a code on any screen, the hand-over, its parts, what is refused, and the orders to be collected."""

from collections.abc import Callable, Sequence

import msgspec
import pytest

from edge_agent.domain.events import Proof
from edge_agent.domain.ids import (
    ApprovalId,
    BatchId,
    HandoverId,
    PaymentId,
    PickupId,
    Sku,
    StaffId,
    TicketNo,
    TillId,
)
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel
from edge_agent.domain.pickup.envelope import PREFIX
from edge_agent.domain.quantity import Milli, Unit, pieces
from edge_agent.domain.scan import Prefixed
from edge_agent.wire.approvals import ApprovalView
from edge_agent.wire.carts import CartView, LineView
from edge_agent.wire.goods import ArticleView, ChoiceView, OptionGroupView
from edge_agent.wire.payments import PaymentView
from edge_agent.wire.pickups import (
    HandoverView,
    LookPhone,
    LookShort,
    OrderLineView,
    ParcelView,
    PickupDone,
    PickupUndoneView,
    PickupView,
    ReadyPickup,
    RedeemPickup,
    ScanPickup,
    UndoPickup,
)
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView
from edge_agent.wire.scans import ScanAnswer
from edge_agent.wire.sessions import SessionView
from edge_agent.wire.stock import GoodsLine
from edge_agent.wire.tickets import ScanCup
from ui.till.by_hand import TillByHand
from ui.till.commands import Call, DoApproved, DoCountPickups, DoScan
from ui.till.decoder import Key, Typed
from ui.till.office.codes import PICKUP
from ui.till.state import SaleScreen, TenderScreen

CartOf = Callable[..., CartView]
CheckGolden = Callable[..., None]
ProblemOf = Callable[..., Problem]
CODE = "PK1:6BFOXN*TS0BI$ZD 4N.H:ABD/"
NOON = 1_795_319_000_000
ID = PickupId("0011223344556677")
LINES = (
    OrderLineView(1, Sku("P1"), "农夫山泉饮用天然水550ml", Unit.EACH, pieces(2), Fen(400), 0),
    OrderLineView(2, Sku("P3"), "臭豆腐(小份)", Unit.EACH, pieces(1), Fen(1000), 0, ("微辣",)),
    OrderLineView(3, Sku("P2"), "五花肉", Unit.KG, Milli(532), Fen(1585), 1),
    OrderLineView(4, Sku("D01"), "幽兰拿铁", Unit.EACH, pieces(1), Fen(1800), 2, ("大杯", "五分糖")),
)
ORDER = PickupView(
    ID,
    "W1122-0042",
    Channel.ONLINE,
    "ready",
    NOON - 3_600_000,
    NOON + 86_400_000,
    Fen(4785),
    (ParcelView(0, "B2"), ParcelView(1, "冷柜3"), ParcelView(2, "B2")),
    LINES,
    tail="5678",
    wanted_at=NOON + 600_000,
    ticket=TicketNo("W003"),
)
PARTLY = msgspec.structs.replace(
    ORDER,
    state="partly",
    parcels=(
        ParcelView(0, "B2", NOON - 600_000, TillId("2"), StaffId("1002"), HandoverId("h0")),
        *ORDER.parcels[1:],
    ),
)
HELD = HandoverView(HandoverId("h1"), ID, Proof.CODE, (0, 1, 2), 3, 0, NOON + 900_000, ORDER)
HELD_PARTLY = msgspec.structs.replace(HELD, units=(1, 2), order=PARTLY)
UNLISTED = msgspec.structs.replace(HELD, units=(0,), of_units=1, order=None, unlisted_max_fen=Fen(5000))
DONE = PickupDone(HELD.handover, ID, (0, 1, 2), (), "W1122-0042", TicketNo("W003"))
WATER = ArticleView(Sku("P1"), "农夫山泉550ml", Unit.EACH, Fen(200), ("06921168509256",), None, None, "水")
PORK = ArticleView(Sku("P2"), "五花肉", Unit.KG, Fen(2980), (), "00012", None, "肉")


@pytest.fixture
def selling(selling: TillByHand) -> TillByHand:
    """At noon of the orders' day."""
    selling.desk.tick(NOON)
    return selling


both_languages = pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)


def last_call(till: TillByHand) -> Call[object]:
    call = till.sent[-1]
    assert isinstance(call, Call)
    return call


def test_a_pickup_code_is_known_by_its_standard_prefix() -> None:
    """What the till looks for is what headquarters writes."""
    assert PICKUP == PREFIX


@both_languages
def test_a_code_shows_every_parcel_and_enter_hands_all_over(
    full: TillByHand, check_golden: CheckGolden
) -> None:
    """One key after the scan; the cart is there again as it was."""
    cart = full.state.cart
    full.scan(CODE)
    assert last_call(full).body == ScanPickup(CODE)
    full.reply(HELD)
    check_golden("handover", full)
    full.press("Enter")
    assert last_call(full).path == "/v1/pickups/redeem"
    assert last_call(full).body == RedeemPickup(handover=HELD.handover)
    full.reply(DONE)
    assert (full.state.screen, full.state.cart) == (SaleScreen(), cart)
    assert "W1122-0042" in full.text()


def test_caps_lock_turns_nothing(selling: TillByHand) -> None:
    """What a wedge types in small letters is the code all the same."""
    selling.scan(CODE.lower())
    assert last_call(selling).body == ScanPickup(CODE)


def test_a_digit_chooses_a_parcel_alone_and_more_digits_more(selling: TillByHand) -> None:
    """Partial: two of three parcels by three keys."""
    selling.scan(CODE).reply(HELD).press("1", "3")
    assert "确认即交第 1 3 件; 留下 1 件" in selling.text()
    selling.press("Enter")
    assert last_call(selling).body == RedeemPickup(handover=HELD.handover, units=(0, 2))
    selling.reply(msgspec.structs.replace(DONE, units=(0, 2), left=(1,)))
    assert "还有 1 件在店" in selling.text()


def test_a_parcel_is_turned_on_its_row(selling: TillByHand) -> None:
    """For an order of more parcels than there are digits: every row of a parcel is its own."""
    selling.scan(CODE).reply(HELD).press("Down", "Down", "Down", "Space", "Enter")
    assert last_call(selling).body == RedeemPickup(handover=HELD.handover, units=(0, 1))


def test_with_none_ticked_all_of_it_goes(selling: TillByHand) -> None:
    """A digit twice, and every parcel is ticked as at first."""
    selling.scan(CODE).reply(HELD).press("2", "2", "Enter")
    assert last_call(selling).body == RedeemPickup(handover=HELD.handover)


@both_languages
def test_what_is_gone_is_told_and_not_given_again(selling: TillByHand, check_golden: CheckGolden) -> None:
    """When, and at which till; its digit is refused, Enter gives the rest."""
    selling.scan(CODE).reply(HELD_PARTLY)
    check_golden("handover-partly", selling)
    before = selling.state.screen
    selling.press("1")
    assert selling.state.screen == before
    assert selling.state.notice is not None
    selling.press("2", "Enter")
    assert last_call(selling).body == RedeemPickup(handover=HELD.handover, units=(1,))


def test_what_is_left_of_an_order_is_selected_and_counted_as_the_rest(selling: TillByHand) -> None:
    """Nobody takes the first row, which is gone, for what Enter hands over."""
    selling.scan(CODE).reply(HELD_PARTLY)
    assert ">  2    冷柜3" in selling.text()
    assert "确认即交剩下的 2 件" in selling.text()


def test_the_only_parcel_cannot_stay(selling: TillByHand) -> None:
    """A key that would change nothing says why."""
    only = msgspec.structs.replace(HELD, units=(1,), order=PARTLY)
    selling.scan(CODE).reply(only).press("Space")
    assert "只有这一件" in selling.text()


def test_a_bag_of_group_buying_and_what_is_missing_in_it(selling: TillByHand) -> None:
    """At the hand-over and on the order's page: which bag to fetch, what the customer is not given."""
    short = msgspec.structs.replace(LINES[0], quantity=pieces(0), short=pieces(2))
    bagged = msgspec.structs.replace(ORDER, channel=Channel.GROUP, bag="T031", lines=(short, *LINES[1:]))
    selling.scan(CODE).reply(msgspec.structs.replace(HELD, order=bagged))
    assert "袋 T031" in selling.text()
    assert "农夫山泉饮用天然水550ml 缺 2" in selling.text(100)
    selling.press("Back", "F8").reply((bagged,)).press("Enter").reply(bagged)
    page = selling.text(100).splitlines()
    assert any("袋" in row and row.endswith("T031") for row in page)
    assert any("农夫山泉饮用天然水550ml 缺 2" in row for row in page)


def test_what_a_supervisor_approved_at_the_look_is_not_asked_again(selling: TillByHand) -> None:
    """And the screen does not say that it will be."""
    asked = msgspec.structs.replace(HELD, proof=Proof.PHONE, overrides=("phone",))
    selling.scan(CODE).reply(msgspec.structs.replace(asked, approved_by=StaffId("9001")))
    assert "主管已授权: 只凭手机号" in selling.text()
    selling.scan(CODE).reply(asked)
    assert "交货要主管授权: 只凭手机号" in selling.text()


def test_an_order_that_is_gone_is_shown_from_its_refusal(full: TillByHand, problem_of: ProblemOf) -> None:
    """Who had it, and where it is undone, in place of the refusal; the tender below is as it was."""
    refused = problem_of("pickup.already-collected", "已取走:12:40,2 号机,1 件", "请核对当班记录")
    full.press("+", "5").scan(CODE).answer(msgspec.structs.replace(refused, params={"pickup": ID})).press("1")
    assert last_call(full).path == f"/v1/pickups/{ID}"
    full.reply(PARTLY)
    assert "2机" in full.text()
    full.press("Back")
    assert (full.state.screen, full.state.buffer) == (TenderScreen(), "5")


def test_a_scanners_second_cr_hands_nothing_over(selling: TillByHand) -> None:
    """An Enter within 300 ms of a scan, before the answer and after it."""
    selling.scan(CODE)
    selling.desk.take(Typed(Key("enter"), soon_after_scan=True))
    selling.reply(HELD)
    selling.desk.take(Typed(Key("enter"), soon_after_scan=True))
    assert selling.sent == []
    selling.press("Enter")
    assert last_call(selling).path == "/v1/pickups/redeem"


def test_a_key_pressed_too_early_waits_for_the_parcels(selling: TillByHand) -> None:
    """Enter right after the scan hands over what the answer shows, once."""
    selling.scan(CODE).press("Enter").reply(HELD)
    assert [call.path for call in selling.sent if isinstance(call, Call)] == ["/v1/pickups/redeem"]


def test_the_tender_waits_under_the_hand_over(full: TillByHand) -> None:
    """With what was typed of it."""
    full.press("+", "50").scan(CODE).reply(HELD).press("Enter").reply(DONE)
    assert (full.state.screen, full.state.buffer) == (TenderScreen(), "50")


def test_a_form_waits_under_the_hand_over(selling: TillByHand) -> None:
    """What was filled in is there again."""
    selling.press("F12")
    form = selling.state.screen
    selling.scan(CODE).reply(HELD).press("Back")
    assert selling.state.screen == form


def test_one_hand_over_takes_the_place_of_another(full: TillByHand) -> None:
    """The next customer's code; nothing leads back to the first one's parcels."""
    full.press("+").scan(CODE).reply(HELD).scan(CODE).reply(HELD_PARTLY).press("Back")
    assert full.state.screen == TenderScreen()


@both_languages
def test_a_refusal_says_what_to_do_next(
    full: TillByHand, problem_of: ProblemOf, check_golden: CheckGolden
) -> None:
    """On a page of its own that Enter leaves; the short code is one key away."""
    full.press("+", "5").scan(CODE)
    full.answer(problem_of("pickup.stale-screen", "截图无效", "请下单人打开页面,或报取货码和手机尾号"))
    check_golden("pickup-refused", full)
    full.press("1", "12345678", "Enter", "5678", "Enter")
    assert last_call(full).body == LookShort("12345678", "5678")
    full.reply(HELD).press("Back")
    assert (full.state.screen, full.state.buffer) == (TenderScreen(), "5")


def test_a_refused_code_leaves_no_other_hand_over_to_enter(
    selling: TillByHand, problem_of: ProblemOf
) -> None:
    """The second customer's code is refused: Enter must not give the first one's parcels."""
    selling.scan(CODE).reply(HELD).scan(CODE).answer(problem_of("pickup.forged"))
    selling.press("Enter")
    assert selling.sent == []
    assert selling.state.screen == SaleScreen()


def test_goods_scanned_at_a_hand_over_are_no_sale(selling: TillByHand) -> None:
    """The parcels stay on the screen, the cart stays as it is."""
    selling.scan(CODE).reply(HELD)
    before = selling.state.screen
    selling.scan("6901234567892")
    assert (selling.state.screen, selling.sent) == (before, [])
    assert "用不上" in selling.text()


def test_a_code_before_sign_in_is_looked_at_afterwards(
    till: TillByHand, session: SessionView, cart_of: CartOf, problem_of: ProblemOf
) -> None:
    """The agent takes it for no goods, and the till goes on with what it is."""
    till.scan(CODE).press("1001", "Enter", "1234", "Enter").answer(session, cart_of(), cart_of())
    assert till.sent == [DoScan(CODE)]
    refused = msgspec.structs.replace(problem_of("scan.not-taken"), params={"kind": Prefixed.PICKUP.value})
    till.answer(refused)
    assert last_call(till).body == ScanPickup(CODE)


def test_a_label_with_the_shops_own_prefix_is_told_by_the_agent(
    selling: TillByHand, problem_of: ProblemOf
) -> None:
    """Whatever the configuration calls cup labels."""
    selling.scan("CUP:1122A01701")
    kind = {"kind": Prefixed.CUP_LABEL.value}
    selling.answer(msgspec.structs.replace(problem_of("scan.not-taken"), params=kind))
    assert last_call(selling).body == ScanCup("CUP:1122A01701")


def test_a_supervisor_lets_an_override_through(selling: TillByHand, problem_of: ProblemOf) -> None:
    """Why is told before; the order stands in the prompt; the same hand-over is asked for again."""
    selling.scan(CODE).reply(msgspec.structs.replace(HELD, overrides=("clock", "keys")))
    assert "本机时间可疑, 签名密钥过期" in selling.text()
    needed = msgspec.structs.replace(
        problem_of("right.needed"), params={"right": "pickup_override", "subject": "W1122-0042"}
    )
    selling.press("Enter").answer(needed)
    assert "W1122-0042" in selling.text()
    assert "五花肉  0.532kg" in selling.text()
    selling.press("9001", "Enter", "1234", "Enter").reply(
        ApprovalView(ApprovalId("yes"), StaffId("9001"), "王店长")
    )
    again = selling.sent[-1]
    assert isinstance(again, DoApproved)
    assert isinstance(again.command, Call)
    assert again.command.body == RedeemPickup(handover=HELD.handover)


@both_languages
def test_an_order_that_is_not_here_is_scanned(selling: TillByHand, check_golden: CheckGolden) -> None:
    """码有效,订单未到店: what is handed over makes a list, Enter hands it over."""
    selling.scan(CODE).reply(UNLISTED)
    check_golden("handover-unlisted-empty", selling)
    selling.press("Enter")
    assert selling.sent == []
    for _ in range(2):
        selling.scan("6921168509256").found(WATER)
    selling.press("+", "wh").found(PORK).press("Enter", "2.5", "Enter")
    check_golden("handover-unlisted", selling)
    selling.press("Enter")
    goods = (GoodsLine(Sku("P1"), 2_000), GoodsLine(Sku("P2"), 2_500))
    assert last_call(selling).body == RedeemPickup(handover=HELD.handover, unlisted=goods)


def test_how_many_parcels_an_absent_order_has_is_told(selling: TillByHand) -> None:
    """The code knows it; and its hand-over has no number to tell."""
    selling.scan(CODE).reply(msgspec.structs.replace(UNLISTED, units=(1,), of_units=2))
    selling.scan("6921168509256").found(WATER)
    assert "这张码共 2 件, 还没取 1 件" in selling.text()
    selling.press("Enter").reply(PickupDone(HELD.handover, ID, (1,), ()))
    assert "未到店的订单已交货" in selling.text()
    assert ID not in selling.text()


def test_what_is_weighed_is_typed_in_kilograms(selling: TillByHand) -> None:
    """Said where it is typed."""
    selling.scan(CODE).reply(UNLISTED).press("+", "wh").found(PORK).press("Enter")
    assert "千克数: 例如 0.532" in selling.text()


def test_a_fresh_screen_of_the_same_order_keeps_what_was_scanned(
    selling: TillByHand, problem_of: ProblemOf
) -> None:
    """And a code that is refused meanwhile takes nothing away either."""
    selling.scan(CODE).reply(UNLISTED).scan("6921168509256").found(WATER)
    selling.scan(CODE).answer(problem_of("pickup.stale-screen"))
    selling.scan(CODE).reply(msgspec.structs.replace(UNLISTED, handover=HandoverId("h2"))).press("Enter")
    body = last_call(selling).body
    assert body == RedeemPickup(handover=HandoverId("h2"), unlisted=(GoodsLine(Sku("P1"), 1_000),))


# --- the list ---------------------------------------------------------------------------------------------


def listed() -> tuple[PickupView, ...]:
    waiting = msgspec.structs.replace(
        ORDER,
        id=PickupId("8811223344556677"),
        number="W1122-0043",
        state="waiting",
        tail="8937",
        parcels=(ParcelView(0),),
        lines=LINES[:1],
        ticket=None,
        wanted_at=None,
    )
    return waiting, PARTLY, ORDER


@both_languages
def test_the_orders_to_be_collected(selling: TillByHand, check_golden: CheckGolden) -> None:
    """What can go out first; what waits below."""
    selling.press("F8")
    assert dict(last_call(selling).params) == {"limit": "100"}
    selling.reply(listed())
    check_golden("pickups", selling)


def test_digits_show_the_orders_that_end_so(selling: TillByHand) -> None:
    """Of the number or of the phone; taken back, all are there again."""
    selling.press("F8").reply(listed()).press("8937")
    assert ("W1122-0043" in selling.text(), "W1122-0042" in selling.text()) == (True, False)
    selling.press("Back", "Back", "Back", "Back", "2")
    assert ("W1122-0043" in selling.text(), "W1122-0042" in selling.text()) == (False, True)


def test_a_batch_that_is_not_split_stands_last(selling: TillByHand) -> None:
    """Nothing of it can be fetched yet; what an online customer waits for comes before."""
    waiting, partly, ready = listed()
    unsplit = msgspec.structs.replace(waiting, number="T1122-0001", batch=BatchId("G20261122-01"))
    bagged = msgspec.structs.replace(waiting, number="T1122-0002", batch=BatchId("G20261122-00"), bag="T031")
    selling.press("F8").reply((unsplit, bagged, waiting, partly, ready))
    rows = [row.removeprefix(">").split()[0] for row in selling.text().splitlines()[3:8]]
    assert rows == ["W1122-0042", "W1122-0042", "T1122-0002", "W1122-0043", "T1122-0001"]


def test_what_is_typed_is_seen_where_no_row_fits(selling: TillByHand) -> None:
    """With what Enter does: look among the collected, or take eight digits for a short code."""
    selling.press("F8").reply(listed()).press("7777")
    assert "没有以 7777 结尾的" in selling.text()
    assert "没有要取的自提订单" not in selling.text()
    selling.press("1234")
    assert "取货码 7777 1234" in selling.text()


def test_the_goods_of_the_selected_order_are_told_in_full(selling: TillByHand) -> None:
    """Their column is narrow at 80; what is gone is not looked for on the shelf."""
    selling.press("F8").reply((ORDER, PARTLY))
    assert "农夫山泉饮用天然水550ml 2, 臭豆腐(小份) 1, 五花肉 0.532kg, 幽兰拿铁 1" in selling.text()
    selling.press("Down")
    assert "   五花肉 0.532kg, 幽兰拿铁 1\n" in selling.text()


def test_digits_that_are_on_no_row_are_asked_for(selling: TillByHand) -> None:
    """An order that was collected long ago, or that did not fit on the list."""
    selling.press("F8").reply(listed()).press("7777", "Enter")
    assert dict(last_call(selling).params)["q"] == "7777"
    selling.reply(())
    assert "没有号码或尾号是 7777" in selling.text()


@both_languages
def test_eight_digits_are_a_short_code(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Then the last four of the phone, and the parcels are there; nothing leads back to the code."""
    selling.press("F8").reply(listed()).press("12345678", "Enter")
    check_golden("pickup-short", selling)
    selling.press("5678", "Enter")
    assert last_call(selling).body == LookShort("12345678", "5678")
    selling.reply(msgspec.structs.replace(HELD, proof=Proof.SHORT))
    assert "W1122-0042" in selling.text()
    selling.press("Enter").reply(DONE)
    assert last_call(selling).path == "/v1/pickups"


def test_a_wrong_short_code_can_be_put_right(selling: TillByHand, problem_of: ProblemOf) -> None:
    """What was typed stays."""
    selling.press("F8").reply(listed()).press("12345678", "Enter", "5679", "Enter")
    selling.answer(problem_of("pickup.short-wrong", "取货码或手机尾号不对"))
    selling.press("Back", "8", "Enter")
    assert last_call(selling).body == LookShort("12345678", "5678")


def test_the_choices_of_a_drink_wait_for_a_hand_over(
    selling: TillByHand, cart_of: CartOf, lines: Sequence[LineView]
) -> None:
    """Sugar and ice are still asked for when the customer of the code has gone."""
    group = OptionGroupView("sugar", "糖", 1, 1, (ChoiceView("full", "全糖", Fen(0), chosen=True),))
    tea = msgspec.structs.replace(lines[0], options=("全糖",))
    selling.press("7", "Enter").answer(ScanAnswer(cart_of(tea, version=2), 1, options=(group,)))
    selling.scan(CODE).reply(HELD).press("Enter").reply(DONE)
    assert selling.state.options is not None
    assert "全糖" in selling.text()


def test_a_digit_of_the_code_itself_can_be_put_right(selling: TillByHand, problem_of: ProblemOf) -> None:
    """The eight digits stand above the four, and are not typed anew for one that was misheard."""
    selling.press("F8").reply(listed()).press("12345679", "Enter", "5678", "Enter")
    selling.answer(problem_of("pickup.short-wrong", "取货码或手机尾号不对"))
    selling.press("Up", "Back", "8", "Enter", "Enter")
    assert last_call(selling).body == LookShort("12345678", "5678")


def test_what_nobody_may_collect_asks_for_nothing_more(selling: TillByHand, problem_of: ProblemOf) -> None:
    """The order is void: to read out its short code would lead nowhere."""
    selling.scan(CODE).answer(problem_of("pickup.revoked", "订单已取消,或取货码已作废", "不要交货"))
    assert "报取货码" not in selling.text()
    selling.press("1", "Enter")
    assert (selling.sent, selling.state.screen) == ([], SaleScreen())


def test_neither_code_nor_short_code(selling: TillByHand, problem_of: ProblemOf) -> None:
    """The phone number and an article of the order; when refused, the number is still there."""
    selling.press("F8").reply(listed()).press("*", "13800135678", "Enter")
    selling.scan("6921168509256").found(WATER)
    assert last_call(selling).body == LookPhone("13800135678", Sku("P1"))
    selling.answer(problem_of("pickup.phone-wrong", "没有这个手机号的订单"))
    assert "13800135678" in selling.text()
    selling.press("Enter").scan("6921168509256").found(WATER).reply(HELD)
    selling.press("Back")
    assert last_call(selling).path == "/v1/pickups"


# --- an order ---------------------------------------------------------------------------------------------


@both_languages
def test_an_order_and_what_can_be_done_about_it(selling: TillByHand, check_golden: CheckGolden) -> None:
    """Its parcels with their places, and who handed which one over."""
    selling.press("F8").reply((PARTLY,)).press("Enter")
    assert last_call(selling).path == f"/v1/pickups/{ID}"
    selling.reply(PARTLY)
    check_golden("pickup-order", selling)


def test_parcels_are_made_ready_at_a_place(selling: TillByHand) -> None:
    """One place for what is still here."""
    selling.press("F8").reply((ORDER,)).press("Enter").reply(ORDER).press("1", "C4", "Enter")
    assert (last_call(selling).path, last_call(selling).body) == (
        f"/v1/pickups/{ID}/ready",
        ReadyPickup("C4"),
    )
    selling.reply(ORDER)
    assert last_call(selling).path == f"/v1/pickups/{ID}"


def test_a_hand_over_is_undone_with_a_reason(selling: TillByHand) -> None:
    """The only one needs no choosing."""
    selling.press("F8").reply((PARTLY,)).press("Enter").reply(PARTLY).press("2", "1")
    assert last_call(selling).body == UndoPickup(HandoverId("h0"), "交错了顾客")
    selling.reply(PickupUndoneView(ID, (0,)))
    assert "1 件回到店里" in selling.text()


@pytest.mark.parametrize("till", ["en"], indirect=True)
def test_every_reason_can_be_read(selling: TillByHand) -> None:
    """Two on a row where three do not fit."""
    selling.press("F8").reply((PARTLY,)).press("Enter").reply(PARTLY).press("2")
    for reason in ("1 the wrong customer", "2 the wrong code", "3 the customer left it", "4 other"):
        assert reason in selling.text()


def test_of_several_hand_overs_one_is_chosen(selling: TillByHand) -> None:
    """The last one stands first."""
    later = ParcelView(1, "B2", NOON, TillId("1"), StaffId("1001"), HandoverId("h9"))
    twice = msgspec.structs.replace(PARTLY, parcels=(PARTLY.parcels[0], later, PARTLY.parcels[2]))
    selling.press("F8").reply((twice,)).press("Enter").reply(twice).press("2", "1", "3")
    assert last_call(selling).body == UndoPickup(HandoverId("h9"), "顾客没拿走")


def test_nothing_to_undo_is_said(selling: TillByHand) -> None:
    """No form opens for what did not happen."""
    selling.press("F8").reply((ORDER,)).press("Enter").reply(ORDER).press("2")
    assert "没有可撤销的" in selling.text()


def test_collected_orders_are_one_key_away(selling: TillByHand) -> None:
    """For whoever must undo one."""
    selling.press("F8").reply(listed()).press("+")
    assert dict(last_call(selling).params)["state"] == "collected"
    selling.reply(()).press("+")
    assert "state" not in dict(last_call(selling).params)


def test_a_scan_of_goods_still_sells(selling: TillByHand, lines: Sequence[LineView], cart_of: CartOf) -> None:
    """From the list as from any other."""
    selling.press("F8").reply(listed()).scan("6901234567892")
    selling.answer(ScanAnswer(cart_of(*lines, version=4), 3, joined=False))
    assert selling.state.screen == SaleScreen()


# --- beside a payment, and without an agent ---------------------------------------------------------------


def test_a_payment_that_ends_meanwhile_leaves_the_hand_over(
    full: TillByHand, lines: Sequence[LineView], cart_of: CartOf, sale: SaleView
) -> None:
    """Scanned while the provider was asked: the parcels stay, and below them stands the finished sale."""
    pending = msgspec.structs.replace(cart_of(*lines, version=5, state="tendering"), pending=PaymentId("pay"))
    full.scan("134567890123456788").answer(ScanAnswer(pending, kind="payment"))
    full.scan(CODE)
    waiting, look = full.sent
    full.sent[:] = [look]
    full.reply(HELD)
    paid = PaymentView(PaymentId("pay"), "S0731P1", "wechat", Fen(2985), "paid", NOON, sale=sale.id)
    full.desk.answered(waiting, paid)
    full.reply(sale).answer(cart_of(no=2))
    assert "W1122-0042" in full.text()
    full.press("Enter").reply(DONE)
    assert (full.state.screen, full.state.finished) == (SaleScreen(), sale)


def test_a_code_without_an_agent_is_to_be_scanned_again(selling: TillByHand) -> None:
    """A screen of the phone is good for a minute: it is not kept."""
    selling.desk.lost()
    selling.scan(CODE)
    assert (selling.sent, selling.state.screen) == ([], SaleScreen())
    assert "请再扫一次" in selling.text()


def test_the_list_follows_what_others_hand_over(selling: TillByHand) -> None:
    """Another till's hand-over is on it at once; what was typed stays."""
    selling.press("F8").reply(listed()).press("42")
    selling.desk.changed("pickups")
    assert DoCountPickups() in selling.sent
    selling.sent.remove(DoCountPickups())
    selling.reply(listed()[:2])
    assert (selling.text().count("W1122-0042"), selling.state.buffer) == (1, "42")
