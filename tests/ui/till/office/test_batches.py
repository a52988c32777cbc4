"""Group buying at the till: counted, split, packed, handed to a leader, closed."""

from collections.abc import Callable

import msgspec
import pytest

from edge_agent.domain.events import NoShow, Proof
from edge_agent.domain.ids import BatchId, HandoverId, PickupId, Sku
from edge_agent.domain.money import Fen
from edge_agent.domain.orders import Channel
from edge_agent.domain.quantity import Milli, Unit, pieces
from edge_agent.wire.batches import (
    LEADER_ORDERS_MAX,
    BagWeight,
    BatchCount,
    BatchDone,
    BatchGoodsView,
    BatchLineView,
    BatchOrderView,
    BatchRow,
    BatchView,
    CloseBatch,
    HandedToLeader,
    HandToLeader,
    PrintBatch,
    ReadyBag,
    ReceiveBatch,
    SettleOrder,
    SplitBatch,
)
from edge_agent.wire.goods import ArticleView
from edge_agent.wire.pickups import HandoverView, ParcelView, PickupDone, PickupView
from edge_agent.wire.problem import Problem
from ui.till.by_hand import TillByHand
from ui.till.commands import Call, DoFind
from ui.till.office.activity import Group
from ui.till.office.batch_words import Said
from ui.till.words import LANGUAGES, say

CheckGolden = Callable[..., None]
ProblemOf = Callable[..., Problem]
NOON = 1_795_319_000_000
ID = BatchId("G20261122-01")
WATER, PORK = Sku("P1"), Sku("W00202")
ROW = BatchRow(ID, "周末鲜果", "received", NOON - 3_600_000, NOON + 86_400_000, orders=3, left=0)
GOODS = (
    BatchGoodsView(WATER, "农夫山泉饮用天然水550ml", Unit.EACH, pieces(6), pieces(6)),
    BatchGoodsView(PORK, "五花肉", Unit.KG, Milli(500), Milli(500)),
)
COUNTED = tuple(
    msgspec.structs.replace(goods, counted=counted)
    for goods, counted in zip(GOODS, (pieces(5), Milli(500)), strict=True)
)


def _water(ordered: int, short: int = 0) -> BatchLineView:
    quantity, missing = pieces(ordered), pieces(short)
    given = Milli(quantity - missing)
    return BatchLineView(1, WATER, "农夫山泉饮用天然水550ml", Unit.EACH, quantity, given, missing)


MEAT = BatchLineView(2, PORK, "五花肉", Unit.KG, Milli(500), Milli(500))
ORDERS = (
    BatchOrderView(
        PickupId("a" * 16), "T1122-0001", 1, "waiting", (_water(2), MEAT), "5678", "L07", "湘江苑"
    ),
    BatchOrderView(PickupId("b" * 16), "T1122-0002", 2, "waiting", (_water(3),), "1234", "L07", "湘江苑"),
    BatchOrderView(PickupId("c" * 16), "T1122-0003", 3, "waiting", (_water(1, 1),), "", "L08", ""),
)
EXPECTED = BatchView(ID, "周末鲜果", "expected", NOON - 3_600_000, NOON + 86_400_000, GOODS, ORDERS)
RECEIVED = msgspec.structs.replace(EXPECTED, state="received", goods=COUNTED)
BAGS = (
    msgspec.structs.replace(ORDERS[0], bag="T031"),
    msgspec.structs.replace(ORDERS[1], bag="T032", state="ready", places=("B2",)),
    msgspec.structs.replace(ORDERS[2], bag="T033", state="none"),
)
SPLIT = msgspec.structs.replace(RECEIVED, state="split", orders=BAGS)
CODE = "PK1:6BFOXN*TS0BI$ZD 4N.H:ABD/"
LEADERS_MEMBER = PickupView(
    BAGS[1].pickup, "T1122-0002", Channel.GROUP, "ready", 1, 2, Fen(1), (ParcelView(0, "B2"),), (), bag="T032"
)
HELD = HandoverView(
    HandoverId("h1"), BAGS[1].pickup, Proof.CODE, (0,), 1, 0, NOON + 900_000, order=LEADERS_MEMBER
)
WATER_FOUND = ArticleView(WATER, "农夫山泉饮用天然水550ml", Unit.EACH, Fen(200), (), None, None, "饮料")


def _call(till: TillByHand) -> Call[object]:
    call = till.sent[-1]
    assert isinstance(call, Call)
    return call


@pytest.fixture
def listed(selling: TillByHand) -> TillByHand:
    """The list of batches is on the screen."""
    selling.choose(*(say(selling.state.language, word) for word in (Group.PICKUP, Said.TITLE)))
    selling.reply((ROW,))
    return selling


@pytest.fixture
def counting(listed: TillByHand) -> TillByHand:
    """A batch that nobody has counted."""
    listed.press("Enter")
    listed.reply(EXPECTED)
    return listed


@pytest.fixture
def bags(listed: TillByHand) -> TillByHand:
    """A batch that is split."""
    listed.press("Enter")
    listed.reply(SPLIT)
    return listed


def test_the_batches_are_listed(listed: TillByHand) -> None:
    """With where each stands."""
    assert "周末鲜果" in listed.text()
    assert "待分货" in listed.text()


def test_a_batch_is_counted_article_by_article(counting: TillByHand) -> None:
    """Typed, or as expected; only what was counted is posted."""
    counting.press("Enter", "5", "Enter")
    counting.press("+")
    assert _call(counting).body == ReceiveBatch((BatchCount(WATER, 5_000),))
    counting.reply(BatchDone(ID, "received", 1))
    counting.reply(RECEIVED)
    assert "已点货入账" in counting.text()


def test_what_nobody_counted_otherwise_came_as_it_should(counting: TillByHand) -> None:
    """One key for the rest."""
    counting.press("Enter", "5", "Enter", "1", "+")
    assert _call(counting).body == ReceiveBatch((BatchCount(WATER, 5_000), BatchCount(PORK, 500)))


def test_a_scan_asks_for_its_count(counting: TillByHand) -> None:
    """Of what is in the batch; anything else is refused."""
    counting.scan("6921168509256")
    assert isinstance(counting.sent[-1], DoFind)
    counting.found(WATER_FOUND)
    counting.press("4", "Enter")
    assert " 4 " in counting.text()
    counting.scan("6907992500010")
    counting.found(msgspec.structs.replace(WATER_FOUND, sku=Sku("P9")))
    assert "不在这一批里" in counting.text()


def test_the_next_uncounted_article_is_selected(counting: TillByHand) -> None:
    """A delivery is counted down the list without a key between two articles."""
    counting.press("Enter", "5", "Enter", "Enter", "0.480", "Enter", "+")
    assert _call(counting).body == ReceiveBatch((BatchCount(WATER, pieces(5)), BatchCount(PORK, Milli(480))))


def test_all_that_an_order_lacks_can_be_read(listed: TillByHand) -> None:
    """Its column may be too narrow for that."""
    lacking = msgspec.structs.replace(
        ORDERS[0], lines=(_water(3, 2), msgspec.structs.replace(MEAT, short=Milli(20)))
    )
    listed.press("Enter").reply(msgspec.structs.replace(RECEIVED, orders=(lacking,)))
    listed.press("2")
    assert "T1122-0001 缺货: 农夫山泉饮用天然水550ml 2, 五花肉 0.020kg" in listed.text()


def test_nothing_is_posted_or_split_before_it_was_counted(counting: TillByHand) -> None:
    """And the till says so without asking anybody."""
    sent = len(counting.sent)
    counting.press("+")
    assert "还没有填实到数" in counting.text()
    counting.press("2")
    assert "请先点货入账" in counting.text()
    assert len(counting.sent) == sent


def test_a_split_is_looked_at_and_then_made(listed: TillByHand) -> None:
    """Who is short stands there before; afterwards the bags do."""
    listed.press("Enter")
    listed.reply(RECEIVED)
    listed.press("2")
    listed.press("+")
    assert (_call(listed).path, _call(listed).body) == (f"/v1/batches/{ID}/split", SplitBatch())
    listed.reply(BatchDone(ID, "split", 3, 1))
    listed.reply(SPLIT)
    assert "T031" in listed.text()
    assert "已分货 3 单, 缺货 1 行" in listed.text()


def test_the_bags_are_shown_with_what_is_missing(bags: TillByHand) -> None:
    """And printed: all labels, one, the pick lists."""
    for key, body in (
        ("1", PrintBatch("labels")),
        ("4", PrintBatch("labels", pickup=ORDERS[0].pickup)),
        ("2", PrintBatch("picks")),
    ):
        bags.press(key)
        assert _call(bags).body == body
        bags.reply(BatchDone(ID, "split", 3))
        assert "3 张正在打印" in bags.text()


def test_an_order_is_packed_with_its_weight_and_place(bags: TillByHand) -> None:
    """What was given is proposed; a weight that is as given is not sent."""
    bags.press("Enter")
    bags.press("0", ".", "5", "2", "Enter", "B", "2", "Enter")
    assert _call(bags).body == ReadyBag(ORDERS[0].pickup, "B2", (BagWeight(2, 520),))
    parcels = (ParcelView(0, "B2"),)
    order = PickupView(
        ORDERS[0].pickup, "T1122-0001", Channel.GROUP, "ready", 1, 2, Fen(1), parcels, (), bag="T031"
    )
    bags.reply(order)
    assert "T031 已放 B2" in bags.text()
    assert _call(bags).path == f"/v1/batches/{ID}"


def test_the_next_bag_to_pack_is_selected(bags: TillByHand) -> None:
    """Bag after bag goes without moving; one that is ready, or has nothing, is stepped over."""
    last = msgspec.structs.replace(BAGS[0], pickup=PickupId("d" * 16), bag="T034")
    many = msgspec.structs.replace(SPLIT, orders=(*BAGS, last))
    bags.scan(CODE).reply(HELD).press("Back").reply(many)
    bags.press("Enter", "Enter", "B2", "Enter")
    packed = PickupView(BAGS[0].pickup, "T1122-0001", Channel.GROUP, "ready", 1, 2, Fen(1), (), ())
    bags.reply(packed).reply(many)
    assert ">  T034" in bags.text()


def test_whoever_collects_over_the_bags_is_gone_from_them(bags: TillByHand) -> None:
    """A code scanned there opens its hand-over, and the bags are read again after it."""
    bags.scan(CODE).reply(HELD).press("Enter")
    bags.reply(PickupDone(HELD.handover, HELD.pickup, (0,), (), "T1122-0002"))
    gone = msgspec.structs.replace(BAGS[1], state="collected", places=())
    bags.reply(msgspec.structs.replace(SPLIT, orders=(BAGS[0], gone, BAGS[2])))
    (row,) = [row for row in bags.text().splitlines() if "T032" in row]
    assert row.endswith("已取")
    assert "未装袋 1, 待取 0, 已取 1" in bags.text()


def test_nothing_is_packed_for_whoever_got_nothing(bags: TillByHand) -> None:
    """The third order."""
    bags.press("Down", "Down", "Enter")
    assert "没有可装的货" in bags.text()


def test_a_leader_takes_what_is_ticked(bags: TillByHand) -> None:
    """All of it at first; one slip is to be signed."""
    bags.press("3")
    bags.press("Enter", "+")
    assert _call(bags).body == HandToLeader("L07", (ORDERS[1].pickup,))
    bags.reply(HandedToLeader(ID, "L07", (HandoverId("h1"),)))
    bags.reply(SPLIT)
    assert "已交团长 1 单" in bags.text()


def test_a_leader_with_nothing_ticked_takes_nothing(bags: TillByHand) -> None:
    """The till refuses by itself."""
    bags.press("3", "Enter", "Down", "Enter", "+")
    assert "一单也没勾" in bags.text()


def test_a_very_long_list_is_signed_in_parts(bags: TillByHand) -> None:
    """The first of them go; the rest is still here afterwards."""
    many = [
        msgspec.structs.replace(BAGS[0], pickup=PickupId(f"{no:016x}")) for no in range(LEADER_ORDERS_MAX + 1)
    ]
    bags.scan(CODE).reply(HELD).press("Back")
    bags.reply(msgspec.structs.replace(SPLIT, orders=tuple(many))).press("3", "+")
    named = tuple(order.pickup for order in many[:LEADER_ORDERS_MAX])
    assert _call(bags).body == HandToLeader("L07", named)


def test_what_a_member_took_meanwhile_does_not_go_to_the_leader(bags: TillByHand) -> None:
    """The list is read again after a hand-over; what was not ticked is not ticked."""
    bags.press("3", "Enter").scan(CODE).reply(HELD).press("Back")
    bags.reply(SPLIT)
    assert bags.text().count("[ ]") == 1
    gone = msgspec.structs.replace(BAGS[1], state="collected", places=())
    bags.scan(CODE).reply(HELD).press("Back")
    bags.reply(msgspec.structs.replace(SPLIT, orders=(BAGS[0], gone, BAGS[2]))).press("+")
    assert "一单也没勾" in bags.text()


def test_a_leader_whose_members_took_everything_is_told_so(bags: TillByHand) -> None:
    """Nothing of L08's came: no empty list to hand over."""
    bags.press("Down", "Down", "3")
    assert "团长 L08 这里没有可交的货" in bags.text()


def test_a_split_names_its_batch_where_it_is_approved(listed: TillByHand, problem_of: ProblemOf) -> None:
    """Not the order that happens to be selected."""
    listed.press("Enter")
    listed.reply(RECEIVED).press("2", "+")
    listed.answer(
        msgspec.structs.replace(problem_of("right.needed"), params={"right": "close_batch", "subject": ID})
    )
    assert "周末鲜果" in listed.text()
    assert "T1122-0001" not in listed.text()


def test_what_is_to_be_done_after_the_count_is_said(listed: TillByHand) -> None:
    """As long as nobody types another count."""
    listed.press("Enter")
    listed.reply(RECEIVED)
    assert "按 2 看怎么分货" in listed.text()
    listed.press("Enter", "4", "Enter")
    assert "没填的不入账" in listed.text()


def test_a_closing_keeps_what_was_said_when_it_is_read_again(bags: TillByHand) -> None:
    """Somebody came for the other one."""
    bags.press("9", "Enter").scan(CODE).reply(HELD).press("Back")
    gone = msgspec.structs.replace(BAGS[1], state="collected", places=())
    bags.reply(msgspec.structs.replace(SPLIT, orders=(BAGS[0], gone, BAGS[2]))).press("+")
    assert _call(bags).body == CloseBatch((SettleOrder(ORDERS[0].pickup, NoShow.RETURNED),))


def test_a_closing_says_what_becomes_of_each(bags: TillByHand) -> None:
    """Kept unless somebody says otherwise; writing off needs a reason."""
    bags.press("9", "Enter", "Enter")
    bags.press("+", *"guoqi", "Enter")
    assert _call(bags).body == CloseBatch(
        (
            SettleOrder(ORDERS[0].pickup, NoShow.WRITTEN_OFF),
            SettleOrder(ORDERS[1].pickup, NoShow.KEPT),
        ),
        reason="guoqi",
    )
    assert "T031  农夫山泉" in bags.text()
    bags.reply(BatchDone(ID, "closed", 2))
    bags.reply(msgspec.structs.replace(SPLIT, state="closed"))
    assert "周末鲜果: 已结团" in bags.text()


def test_a_closing_without_a_loss_needs_no_reason(bags: TillByHand) -> None:
    """One key."""
    bags.press("9", "+")
    assert isinstance(_call(bags).body, CloseBatch)


@pytest.mark.parametrize("till", LANGUAGES, indirect=True)
def test_the_screens_are_as_drawn(listed: TillByHand, check_golden: CheckGolden) -> None:
    """From the list to the closing, in both languages."""
    check_golden("batches", listed)
    listed.press("Enter")
    listed.reply(EXPECTED)
    listed.press("Enter", "5", "Enter")
    check_golden("batch-count", listed)
    listed.press("+")
    listed.reply(BatchDone(ID, "received", 1))
    listed.reply(RECEIVED)
    listed.press("2")
    check_golden("batch-plan", listed)
    listed.press("+")
    listed.reply(BatchDone(ID, "split", 3, 1))
    listed.reply(SPLIT)
    check_golden("batch-bags", listed)
    listed.press("Enter")
    check_golden("batch-pack", listed)
    listed.press("Back").reply(SPLIT).press("3")
    check_golden("batch-leader", listed)
    listed.press("Back").reply(SPLIT).press("9", "Enter", "Enter")
    check_golden("batch-close", listed)
