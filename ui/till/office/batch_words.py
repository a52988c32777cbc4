"""The texts of group buying, and how its goods and orders are told in a line."""

from edge_agent.domain.events import NoShow
from edge_agent.domain.quantity import quantity_text
from edge_agent.wire.batches import BatchLineView, BatchOrderView
from ui.till.picture.rows import View
from ui.till.words import Phrase


class Said(Phrase):
    """The texts of group buying."""

    TITLE = "社区团购", "Group buying"
    NONE = "没有团购批次", "There is no batch"
    BATCH = "批次", "Batch"
    ARRIVES = "到货", "Arrives"
    ORDERS = "单数", "Orders"
    LEFT = "未取", "Left"
    SHORT = "缺货", "Short"
    OPEN = "进入", "open"
    # states of a batch
    EXPECTED = "待点货", "to count"
    RECEIVED = "待分货", "to split"
    SPLIT = "已分货", "split"
    CLOSED = "已结团", "closed"
    # counting
    COUNTING = "团购点货", "Count a batch"
    EXPECTED_QUANTITY = "应到", "Expected"
    COUNTED = "实到", "Counted"
    DIFFERENCE = "差异", "Difference"
    TYPE = "填实到数", "count"
    POST = "点货入账", "post"
    PLAN = "看分货", "how to split"
    ALL_THERE = "其余照应到", "the rest is all there"
    NOTHING_COUNTED = "还没有填实到数", "Nothing is counted yet"
    NOT_IN_BATCH = "这件商品不在这一批里", "This article is not in the batch"
    POSTED = "已点货入账", "The count is posted"
    POST_FIRST = "请先点货入账", "Post the count first"
    ALL_POSTED = "已入账: 按 2 看怎么分货", "Posted: 2 shows how it is split"
    COUNT_HINT = "扫商品或选一行填数; 没填的不入账", "Scan an article or pick a row; blanks are left out"
    # splitting
    PLANNING = "团购分货", "Split a batch"
    DO_SPLIT = "分货", "split"
    NUMBER = "订单号", "Order"
    BY_PAYMENT = (
        "先付款先得: {orders} 单, 缺货 {short} 行由总部退款",
        "Paid first, served first. Orders {orders}, short lines {short}",
    )
    SPLIT_DONE = "已分货 {n} 单, 缺货 {short} 行", "The batch is split: orders {n}, short lines {short}"
    # bags
    BAG = "袋号", "Bag"
    TAIL = "尾号", "Phone"
    LEADER = "团长", "Leader"
    GOODS = "商品", "Goods"
    STATE = "状态", "State"
    PACK = "装袋放货位", "pack"
    LABELS = "全部袋签", "all labels"
    LABEL = "这张袋签", "label"
    PICKS = "拣货单", "pick lists"
    TO_LEADER = "交团长", "to the leader"
    CLOSE = "结团", "close"
    PRINTING = "{n} 张正在打印", "Printing: {n}"
    NO_LEADER = "这一单没有团长", "This order has no leader"
    # packing
    PLACE = "货位", "Place"
    GRAMS = "{name} 实重", "{name}, actual"
    PACKED = "{bag} 已放 {place}", "{bag} lies at {place}"
    PLACE_HINT = "如 B2", "such as B2"
    PROGRESS = (
        "{name}: 未装袋 {waiting}, 待取 {ready}, 已取 {gone}",
        "{name}: to pack {waiting}, ready {ready}, gone {gone}",
    )
    IS_CLOSED = "{name}: 已结团", "{name}: closed"
    NOT_HERE = "这一单没有可装的货", "There is nothing to pack for this order"
    # a leader
    TURN = "勾/不勾", "tick"
    HAND_OVER = "交货", "hand over"
    TICKED = "团长 {leader}: 勾了 {n} 单, 共 {all} 单", "Leader {leader}: {n} of {all} orders ticked"
    ALL_GONE = "团长 {leader} 这里没有可交的货", "Nothing is here for leader {leader}"
    NONE_TICKED = "一单也没勾", "No order is ticked"
    HANDED = "已交团长 {n} 单, 请在单上签字", "Handed over: {n}. The leader signs the slip"
    # closing
    CLOSING = "团购结团", "Close a batch"
    NO_SHOWS = "没取的 {n} 单, 逐单说明怎么办", "Not collected: {n}. Say what becomes of each"
    ALL_COLLECTED = "全部取走, 可以结团", "Everything was collected: it may be closed"
    CHANGE = "换处理", "change"
    BECOMES = "处理", "Becomes"
    KEPT = "保留", "keep"
    RETURNED = "退回库存", "return"
    WRITTEN_OFF = "报损", "write off"
    WAS_CLOSED = "已结团", "The batch is closed"
    # states of an order
    WAITING = "未装袋", "not packed"
    READY = "待取", "ready"
    PARTLY = "取了一部分", "partly gone"
    COLLECTED = "已取", "collected"
    EXPIRED = "已过期", "expired"
    CANCELLED = "已取消", "cancelled"
    NOTHING = "没分到", "nothing"


_STATES = {
    "waiting": Said.WAITING,
    "ready": Said.READY,
    "partly": Said.PARTLY,
    "collected": Said.COLLECTED,
    "expired": Said.EXPIRED,
    "cancelled": Said.CANCELLED,
    "none": Said.NOTHING,
}
BATCH_STATES = {
    "expected": Said.EXPECTED,
    "received": Said.RECEIVED,
    "split": Said.SPLIT,
    "closed": Said.CLOSED,
}
OUTCOMES = {
    NoShow.KEPT: Said.KEPT,
    NoShow.RETURNED: Said.RETURNED,
    NoShow.WRITTEN_OFF: Said.WRITTEN_OFF,
}
_HERE = frozenset(("waiting", "ready", "partly"))
_LEFT = _HERE | {"expired", "cancelled"}


def lies_here(order: BatchOrderView) -> bool:
    """Whether something of it can be handed over."""
    return _has_goods(order) and order.state in _HERE


def is_no_show(order: BatchOrderView) -> bool:
    """Whether something of it is left, whoever may have it."""
    return _has_goods(order) and order.state in _LEFT


def state_text(view: View, order: BatchOrderView) -> str:
    """Where an order is, and where its bags are."""
    if order.outcome and order.state != "collected":
        return view.say(OUTCOMES[NoShow(order.outcome)])
    return " ".join((view.say(_STATES[order.state]), *dict.fromkeys(order.places)))


def goods_text(order: BatchOrderView) -> str:
    """What it was given."""
    return ", ".join(f"{line.name} {_quantity(line)}" for line in order.lines if line.given)


def short_text(order: BatchOrderView) -> str:
    """What is missing."""
    return ", ".join(
        f"{line.name} {quantity_text(line.short, line.unit)}" for line in order.lines if line.short
    )


def _has_goods(order: BatchOrderView) -> bool:
    is_settled = order.outcome in (NoShow.RETURNED, NoShow.WRITTEN_OFF)
    return bool(order.bag) and not is_settled and any(line.given for line in order.lines)


def _quantity(line: BatchLineView) -> str:
    return quantity_text(line.given, line.unit)
