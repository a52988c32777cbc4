"""叫号与排队: calling from the sale, cup labels on any screen, the queue, and a ticket's story."""

from collections.abc import Callable

import msgspec
import pytest

from edge_agent.domain.ids import ReceiptNo, Sku, StaffId, TicketId, TicketNo
from edge_agent.domain.orders import Channel
from edge_agent.domain.tickets import ItemState, TicketState
from edge_agent.wire.carts import CartView
from edge_agent.wire.problem import Problem
from edge_agent.wire.sales import SaleView
from edge_agent.wire.tenders import TenderAnswer
from edge_agent.wire.tickets import (
    CallNext,
    CallTicket,
    CancelTicket,
    CounterView,
    IssueTicket,
    ItemView,
    Moment,
    OfItem,
    QueueView,
    Remake,
    ScanCup,
    StationWait,
    TicketStory,
    TicketView,
)
from ui.till.by_hand import TillByHand
from ui.till.commands import Call, DoCountPickups, DoReadQueue, ToCollect
from ui.till.state import HelpScreen, SaleScreen, TenderScreen

CartOf = Callable[..., CartView]
CheckGolden = Callable[..., None]
ProblemOf = Callable[..., Problem]
NOON = 1_795_319_000_000
MINUTE = 60_000
LATTE = ItemView(1, Sku("D01"), "幽兰拿铁", "bar", ItemState.READY, ("大杯", "五分糖"))
TEA = ItemView(2, Sku("D04"), "珍珠奶茶", "bar", ItemState.PREPARING, ("中杯", "去冰"), remakes=1)


def ticket(no: str, state: TicketState, rank: int, *items: ItemView, **more: object) -> TicketView:
    channel = Channel.ONLINE if no[0] == "W" else Channel.COUNTER
    plain = TicketView(
        TicketId(f"t-{no}"), TicketNo(no), channel, state, NOON - (20 - rank) * MINUTE, rank, items
    )
    return msgspec.structs.replace(plain, **more)


MADE = ticket("A017", TicketState.READY, 1, LATTE, receipt_no=ReceiptNo("S0731-1-20261122-0042"))
MAKING = ticket("A018", TicketState.PREPARING, 2, LATTE, TEA)
ONLINE = ticket("W017", TicketState.ORDERED, 3, msgspec.structs.replace(TEA, no=1, state=ItemState.ORDERED))
MISSED = ticket("A012", TicketState.NO_SHOW, 4, LATTE, calls=3, counter="1")
SERVICE = ticket("A019", TicketState.ORDERED, 5)
COUNTERS = (CounterView("2", "2号台", "making"), CounterView("1", "1号台", "making"))
QUEUE = QueueView((MADE, MAKING, ONLINE, MISSED, SERVICE), COUNTERS, (StationWait("bar", "水吧", 2, 5, 10),))
CALLED = msgspec.structs.replace(
    MADE, state=TicketState.CALLED, calls=1, counter="1", called_at=NOON - MINUTE
)
STORY = TicketStory(
    msgspec.structs.replace(CALLED, wait_low_ms=5 * MINUTE, wait_high_ms=10 * MINUTE, calls=2),
    (
        Moment(NOON - 12 * MINUTE, "issued", StaffId("1001")),
        Moment(NOON - 7 * MINUTE, "ready", StaffId("1001"), item=1),
        Moment(NOON - 6 * MINUTE, "called", StaffId("1001"), "1"),
        Moment(NOON - 5 * MINUTE, "called", StaffId("1001"), "1"),
    ),
)
both_languages = pytest.mark.parametrize("till", ["zh-CN", "en"], indirect=True)


@pytest.fixture
def waiting(full: TillByHand) -> TillByHand:
    """A till with goods in its cart, that knows the queue; at noon."""
    full.desk.tick(NOON)
    full.desk.answered(DoReadQueue(), QUEUE)
    return full


@pytest.fixture
def shown(waiting: TillByHand) -> TillByHand:
    """The queue on its screen."""
    return waiting.press("Ctrl+T").reply(QUEUE)


def last_call(till: TillByHand) -> Call[object]:
    call = till.sent[-1]
    assert isinstance(call, Call)
    return call


@both_languages
def test_the_next_is_called_by_one_key_and_the_sale_stays(
    waiting: TillByHand, check_golden: CheckGolden
) -> None:
    """One line says who, where to, and how many still wait; the panel says it on."""
    waiting.desk.answered(DoCountPickups(), ToCollect(3))
    cart = waiting.state.cart
    waiting.press("F9")
    assert (last_call(waiting).path, last_call(waiting).body) == ("/v1/tickets/call-next", CallNext("1"))
    waiting.reply(CALLED)
    assert (waiting.state.screen, waiting.state.cart) == (SaleScreen(), cart)
    check_golden("called", waiting)


@pytest.mark.parametrize(
    ("typed", "no"), [("17", "A017"), ("017", "A017"), ("W017", "W017"), ("w017", "W017"), ("18", "A018")]
)
def test_a_number_is_called_by_its_digits(waiting: TillByHand, typed: str, no: str) -> None:
    """The counter's own letter before others; a letter that was typed names its own."""
    waiting.press(typed, "F9")
    assert (last_call(waiting).path, last_call(waiting).body) == (
        f"/v1/tickets/{no}/recall",
        CallTicket("1"),
    )
    assert waiting.state.buffer == ""


@pytest.mark.parametrize("typed", ["99", "B017", "0"])
def test_a_number_that_nobody_has_is_refused(waiting: TillByHand, typed: str) -> None:
    """What was typed stays to be put right."""
    waiting.press(typed, "F9")
    assert (waiting.sent, waiting.state.buffer) == ([], typed)
    assert f"没有 {typed} 号" in waiting.text()


def test_the_last_one_is_called_again(waiting: TillByHand) -> None:
    """The one that this counter called, not its neighbour's."""
    other = msgspec.structs.replace(MAKING, state=TicketState.CALLED, calls=1, counter="2", called_at=NOON)
    waiting.desk.answered(
        DoReadQueue(), msgspec.structs.replace(QUEUE, tickets=(CALLED, other, *QUEUE.tickets[2:]))
    )
    waiting.press("Shift+F9")
    assert last_call(waiting).path == "/v1/tickets/A017/recall"
    waiting.reply(msgspec.structs.replace(CALLED, calls=2))
    assert "A017 1号台 第 2 次" in waiting.text()


def test_again_without_a_call_is_refused(waiting: TillByHand) -> None:
    """In a sentence, and nothing is asked of the agent."""
    waiting.press("Shift+F9")
    assert waiting.sent == []
    assert "先叫下一位" in waiting.text()


def test_a_till_without_a_counter_of_its_own_calls_for_the_first(waiting: TillByHand) -> None:
    """As the shop lists them."""
    others = (CounterView("7", "7号台", "making"), CounterView("8", "8号台", "making"))
    waiting.desk.answered(DoReadQueue(), msgspec.structs.replace(QUEUE, counters=others))
    waiting.press("F9")
    assert last_call(waiting).body == CallNext("7")


def test_nobody_to_call_is_told_in_the_agents_words(waiting: TillByHand, problem_of: ProblemOf) -> None:
    """The sale is as it was."""
    waiting.press("F9").answer(problem_of("ticket.none-waiting", "没有可以叫的号"))
    assert waiting.state.screen == SaleScreen()
    assert "没有可以叫的号" in waiting.text()


def test_news_of_the_queue_is_read(waiting: TillByHand) -> None:
    """What the panel shows is asked for again when it changes."""
    waiting.desk.changed("tickets")
    waiting.desk.changed("pickups")
    assert waiting.sent == [DoReadQueue(), DoCountPickups()]


# --- cup labels -------------------------------------------------------------------------------------------


def test_a_cup_label_is_made_ready_on_any_screen(waiting: TillByHand) -> None:
    """The tender and what was typed of it stay; one line says what is still to be made."""
    waiting.press("+", "50").scan("L:1122A01801")
    assert last_call(waiting).body == ScanCup("L:1122A01801")
    waiting.reply(MAKING)
    assert (waiting.state.screen, waiting.state.buffer) == (TenderScreen(), "50")
    assert "A018 做好 1 件, 还差 1 件" in waiting.text()


def test_the_last_label_says_that_it_can_be_called(waiting: TillByHand) -> None:
    """Or that it was called by itself."""
    waiting.scan("L:1122A01701").reply(MADE)
    assert "A017 做好了, 可以叫号" in waiting.text()
    waiting.scan("L:1122A01701").reply(CALLED)
    assert "A017 做好了, 已叫号" in waiting.text()


def test_a_slip_brings_its_no_show_back(waiting: TillByHand) -> None:
    """On a form too, which keeps what was typed."""
    waiting.press("F12")
    form = waiting.state.screen
    waiting.scan("L:1122A01200").reply(msgspec.structs.replace(MISSED, state=TicketState.READY))
    assert waiting.state.screen == form
    assert "A012 归队了" in waiting.text()


def test_a_refused_label_loses_nothing(waiting: TillByHand, problem_of: ProblemOf) -> None:
    """The agent's words, on the screen as it was."""
    waiting.press("?")
    waiting.scan("L:1121A01701").answer(problem_of("ticket.label-other-day", "这张杯贴是 11-21 的"))
    assert isinstance(waiting.state.screen, HelpScreen)
    assert "这张杯贴是 11-21 的" in waiting.text()


# --- the queue --------------------------------------------------------------------------------------------


@both_languages
def test_the_queue_shows_every_cup(shown: TillByHand, check_golden: CheckGolden) -> None:
    """Tickets by rank; each cup at its station with its options; how long a newcomer waits."""
    check_golden("queue", shown)


@pytest.mark.parametrize(
    ("keys", "path", "body"),
    [
        (("18", "Enter"), "A018/ready", OfItem()),
        (("W017", "Enter"), "W017/ready", OfItem()),
        (("w017", "+"), "W017/start", OfItem()),
        (("Down", "Down", "Enter"), "A018/ready", OfItem(2)),
        (("Down", "Down", "Down", "+"), "W017/start", OfItem(1)),
        (("*",), "A017/recall", CallTicket("1")),
        (("Space",), "A017/serve", None),
        (("17", "Space"), "A017/serve", None),
        (("-",), "A017/skip", None),
        (("12", "/"), "A012/reinstate", None),
        (("F9",), "call-next", CallNext("1")),
        (("18", "F9"), "A018/recall", CallTicket("1")),
        (("Right",), "A017", None),
    ],
)
def test_each_key_of_the_queue_does_what_it_says(
    shown: TillByHand, keys: tuple[str, ...], path: str, body: object
) -> None:
    """To the ticket of the typed number as a whole, else to the cup of the row."""
    shown.press(*keys)
    call = next(one for one in shown.sent if isinstance(one, Call))
    assert (call.path, call.body) == (f"/v1/tickets/{path}", body)
    assert shown.state.buffer == ""


def test_the_selection_stays_on_its_cup(shown: TillByHand) -> None:
    """However the queue moves meanwhile."""
    shown.press("Down", "Down")
    moved = msgspec.structs.replace(QUEUE, tickets=(SERVICE, MADE, MISSED, MAKING))
    shown.desk.answered(DoReadQueue(), moved)
    shown.press("Enter")
    assert (last_call(shown).path, last_call(shown).body) == ("/v1/tickets/A018/ready", OfItem(2))


def test_the_queue_is_read_again_after_each_act(shown: TillByHand) -> None:
    """What was done is told, and the rows are of now."""
    shown.press("17", "Space").reply(msgspec.structs.replace(MADE, state=TicketState.COLLECTED))
    assert "A017 已取" in shown.text()
    shown.reply(msgspec.structs.replace(QUEUE, tickets=QUEUE.tickets[1:]))
    assert "A017" not in "".join(shown.text().splitlines(keepends=True)[2:-2])


def test_an_unknown_number_is_put_right(shown: TillByHand) -> None:
    """It stays to be seen."""
    shown.press("99", "Enter")
    assert (shown.sent, shown.state.buffer) == ([], "99")
    assert "没有 99 号" in shown.text()


def test_a_lost_slip_is_found_by_its_receipt(shown: TillByHand) -> None:
    """Scanned on the queue it selects its ticket; one without a ticket is refused."""
    shown.press("Down", "Down").scan("S0731-1-20261122-0042").press("Space")
    assert last_call(shown).path == "/v1/tickets/A017/serve"


def test_a_receipt_without_a_ticket_is_told(shown: TillByHand) -> None:
    """It opens no return here."""
    shown.scan("S0731-1-20261122-0001")
    assert shown.sent == []
    assert "没有小票 S0731-1-20261122-0001 的排队号" in shown.text()


def test_a_cup_is_made_again_for_a_reason(shown: TillByHand) -> None:
    """The row's cup, or the only one of a typed number that was made; of several the cup is asked for."""
    shown.press("Down", "F7", "2")
    assert (last_call(shown).path, last_call(shown).body) == ("/v1/tickets/A018/remake", Remake(1, "打翻"))
    shown.reply(MAKING).reply(QUEUE)
    shown.press("18", "F7", "1")
    assert last_call(shown).body == Remake(1, "做错")
    both = ticket("A018", TicketState.READY, 2, LATTE, msgspec.structs.replace(TEA, state=ItemState.READY))
    shown.reply(both).reply(msgspec.structs.replace(QUEUE, tickets=(MADE, both)))
    shown.press("18", "F7", "2", "1")
    assert last_call(shown).body == Remake(2, "做错")


def test_a_ticket_is_given_up_for_a_reason(shown: TillByHand) -> None:
    """All of a typed number, or one of its cups; the row's cup without asking which."""
    shown.press("18", "Delete", "1", "1")
    assert last_call(shown).body == CancelTicket("顾客不要了")
    shown.reply(MAKING).reply(QUEUE)
    shown.press("18", "Delete", "3", "2")
    assert last_call(shown).body == CancelTicket("做不了", 2)
    shown.reply(MAKING).reply(QUEUE)
    shown.press("Delete", "4")
    assert last_call(shown).body == CancelTicket("其他", 1)


def test_one_cup_of_several_is_given_up_alone(shown: TillByHand) -> None:
    """The form says so, and so does the line after it."""
    shown.press("Down", "Delete")
    assert "取消这一件" in shown.text()
    left = msgspec.structs.replace(
        MAKING, items=(LATTE, msgspec.structs.replace(TEA, state=ItemState.CANCELLED))
    )
    shown.press("4").reply(left)
    assert "A018 取消了 1 件, 还有 1 件" in shown.text()


@pytest.mark.parametrize("no", ["A019", "W017"])
def test_a_number_without_anything_made_has_nothing_to_make_again(shown: TillByHand, no: str) -> None:
    """One of a counter that serves, or one that still waits: said at once."""
    shown.press(no, "F7")
    assert shown.sent == []
    assert f"{no} 没有可重做的" in shown.text()


def test_a_paid_drink_tells_how_long_it_will_take(
    waiting: TillByHand, sale: SaleView, cart_of: CartOf
) -> None:
    """The range that the ticket was given, until it is made; then its number alone."""
    made = msgspec.structs.replace(sale, ticket=TicketNo("A018"))
    told = msgspec.structs.replace(MAKING, wait_low_ms=5 * MINUTE, wait_high_ms=10 * MINUTE)
    waiting.press("+", "Enter").answer(TenderAnswer(cart_of(state="sold"), made), cart_of(no=2))
    assert "A018 约 5-10 分钟" not in waiting.text()
    waiting.desk.answered(DoReadQueue(), msgspec.structs.replace(QUEUE, tickets=(MADE, told)))
    assert "A018 约 5-10 分钟" in waiting.text()
    ready = msgspec.structs.replace(told, state=TicketState.READY)
    waiting.desk.answered(DoReadQueue(), msgspec.structs.replace(QUEUE, tickets=(MADE, ready)))
    assert "A018" in waiting.text()
    assert "分钟" not in waiting.text()


# --- a story ----------------------------------------------------------------------------------------------


@both_languages
def test_a_ticket_tells_its_story(shown: TillByHand, check_golden: CheckGolden) -> None:
    """In one line, and moment by moment with who did it."""
    shown.press("Right").reply(STORY)
    check_golden("ticket-story", shown)


def test_the_story_counts_calls_in_a_row(shown: TillByHand) -> None:
    """The line that is read to a customer who asks."""
    shown.press("Right").reply(STORY)
    assert "A017  03:31下单  03:36做好  03:38叫号2次 1号台" in shown.text()


def test_cups_that_are_made_are_counted_as_cups(shown: TillByHand) -> None:
    """Two cups of a ticket are two, and none was made twice."""
    moments = (*STORY.moments[:2], Moment(NOON - 6 * MINUTE, "ready", StaffId("1001"), item=2))
    shown.press("Right").reply(TicketStory(MAKING, moments))
    assert "A018  03:31下单  03:37做好2件\n" in shown.text()


@pytest.mark.parametrize(
    ("state", "said"),
    [(TicketState.CALLED, "已叫 2"), (TicketState.NO_SHOW, "过号"), (TicketState.READY, "做好")],
)
def test_a_ticket_of_several_cups_says_that_it_was_called(
    waiting: TillByHand, state: TicketState, said: str
) -> None:
    """Its first row is the ticket's as soon as nothing is left to make; the other cups say what they are."""
    cups = (LATTE, msgspec.structs.replace(TEA, state=ItemState.READY))
    out = ticket("A018", state, 1, *cups, calls=2, counter="1", called_at=NOON)
    waiting.press("Ctrl+T").reply(msgspec.structs.replace(QUEUE, tickets=(out,)))
    rows = [row.split("  ") for row in waiting.text().splitlines()[3:5]]
    assert (said in rows[0], "做好" in "".join(rows[1])) == (True, True)


def test_a_number_is_taken_without_a_sale(waiting: TillByHand) -> None:
    """取号 for a counter that serves: the slip says who is ahead, and the next call knows it."""
    counters = (*COUNTERS, CounterView("3", "服务台", "service"))
    waiting.desk.answered(DoReadQueue(), msgspec.structs.replace(QUEUE, counters=counters))
    waiting.choose("自提与排队", "取号")
    assert (last_call(waiting).path, last_call(waiting).body) == ("/v1/tickets", IssueTicket())
    waiting.reply(ticket("A020", TicketState.ORDERED, 6))
    assert "取号 A020, 号条正在打印" in waiting.text()


def test_no_number_is_given_that_nobody_would_call(waiting: TillByHand) -> None:
    """Counters that make things call what is made."""
    waiting.choose("自提与排队", "取号")
    assert not any(isinstance(one, Call) for one in waiting.sent)
    assert "本店没有服务台" in waiting.text()
