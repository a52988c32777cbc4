"""What is said of headquarters' feed, in Chinese: what happened, and what to do."""

from collections.abc import Mapping

from edge_agent.domain.errors import Code

SAID: Mapping[Code, tuple[str, str]] = {
    Code.FEED_UNREADABLE: ("这个文件不是总部下发的数据", "请重新导出:edge-hq feed export"),
    Code.FEED_STORE: ("这是发给 {store} 店的数据", "请导出本店 {here} 的"),
    Code.FEED_HISTORY: ("总部换了新的数据库", "请从头导出:--after 0"),
    Code.FEED_GAP: ("中间少了一段:本店收到 {position},这一页从 {after} 开始", "请从 {position} 导出"),
    Code.FEED_ITEM: ("有一项读不懂,没有收:{kind} {item}", "请升级本机,或报总部"),
    Code.FEED_ROOT_UNKNOWN: ("{kind}不是本店信任的密钥签的,没有收", "请核对 [pickup] roots,再从头导出"),
    Code.FEED_FORGED: ("{kind}的签名是假的,没有收", "请查文件从哪里来,并报总部"),
    Code.FEED_KEY_RETIRED: ("{kind}由已过期的密钥签名,没有收", "请核对本机时间,再从头导出:--after 0"),
    Code.FEED_OLD: ("{kind}比本店已有的旧,没有收", "请重新导出最新的"),
    Code.FEED_REVOCATIONS_GAP: ("作废名单中间少了一段,没有收", "请从头导出:--after 0"),
}

VALUES: Mapping[str, str] = {
    "key_set": "公钥清单",
    "revocations": "作废名单",
    "store_key": "本店密钥",
    "order": "订单",
    "batch": "团购批次",
}
