"""What is said of group buying, in Chinese: what happened, and what to do."""

from collections.abc import Mapping

from edge_agent.domain.errors import Code

SAID: Mapping[Code, tuple[str, str]] = {
    Code.BATCH_UNKNOWN: ("店里没有这一批团购", "请刷新列表"),
    Code.BATCH_STATE: ("这一批{state},不能这样做", "请看这一批现在的情况"),
    Code.BATCH_COUNTS: ("没有点到商品,或同一商品点了两次", "每种商品填一个数"),
    Code.BATCH_SKU: ("{sku} 不在这一批里", "不是这一批的货请走进货"),
    Code.BATCH_QUANTITY: ("{name} 的数量不对", "论件的请填整数"),
    Code.BATCH_ABOVE_CONFIRM: ("{goods} 比应到的多,对吗", "点过没错就确认"),
    Code.BATCH_ORDERS_CONFIRM: ("{goods} 的订单还没到齐,现在就分吗", "晚到的订单分不到货;订单就这些才确认"),
    Code.BATCH_NO_ORDERS: ("这一批没有要分的订单", "请等总部的订单到店"),
    Code.BATCH_ORDER: ("这一批里没有这张订单,或它已经结清", "请刷新列表"),
    Code.BATCH_NOT_SPLIT: ("{number} 的团购还没分货", "请先点货、分货"),
    Code.BATCH_NOTHING_GIVEN: ("{number} 没有分到货", "缺货由总部退款"),
    Code.BATCH_SETTLED: ("{number} 结团时已退回或报损", "不要交货;请顾客联系客服"),
    Code.BATCH_NOT_WEIGHED: ("{name} 不用填实际重量", "只有称重商品填克数"),
    Code.BATCH_WEIGHT: ("{name} 的实际重量不对", "请重新过秤;最多是订购量的两倍"),
    Code.BATCH_LEADER: ("这一批没有团长 {leader}", "请刷新列表"),
    Code.BATCH_NOTHING_LEFT: ("团长 {leader} 的货已取完", "不用再交"),
    Code.BATCH_NOTHING_PRINTED: ("没有可以打印的", "请先分货;取走的不再打印"),
    Code.BATCH_GONE: ("{number} 已经取走", "请刷新列表"),
    Code.BATCH_NO_SHOWS: ("还有 {count} 单没取,没有说怎么办", "请选保留、退回库存或报损"),
}
"""A title, and a hint."""
VALUES: Mapping[str, str] = {
    "batch-expected": "还没点货",
    "batch-received": "还没分货",
    "batch-split": "已经分货",
    "batch-closed": "已经结团",
}
