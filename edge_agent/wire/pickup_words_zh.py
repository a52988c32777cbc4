"""What is said of pickup codes and hand-overs, in Chinese: what happened, and the next step."""

from collections.abc import Mapping

from edge_agent.domain.errors import Code

_ASK_SHORT = "请顾客重开取货页面,或报取货码和手机尾号"

SAID: Mapping[Code, tuple[str, str]] = {
    Code.PICKUP_FORMAT: ("这不是完整的取货码", "请重扫,或报取货码和手机尾号"),
    Code.PICKUP_B45: ("取货码读得不完整", _ASK_SHORT),
    Code.PICKUP_CBOR: ("取货码的内容不对", _ASK_SHORT),
    Code.PICKUP_COSE: ("取货码的内容不对", _ASK_SHORT),
    Code.PICKUP_UNKNOWN_KEY: ("取货码的签名不认识", "本店可能还没收到新密钥:请报取货码和尾号"),
    Code.PICKUP_FORGED: ("取货码的签名不对", "请再扫一次;还不对就不要交货,请叫主管"),
    Code.PICKUP_KEY_RETIRED: ("取货码的签名已过期", _ASK_SHORT),
    Code.PICKUP_CLAIMS: ("取货码的内容不对", _ASK_SHORT),
    Code.PICKUP_EXPIRED: ("取货码已过期", "请顾客在小程序里联系客服"),
    Code.PICKUP_NOT_YET: ("还没到取货时间", "请顾客看小程序里的取货时间"),
    Code.PICKUP_WRONG_STORE: ("这是别家店的取货码:{store}", "请顾客到小程序里写的那家店取"),
    Code.PICKUP_POP: ("不是下单人手机上的取货码", "请下单人打开页面,或报取货码和手机尾号"),
    Code.PICKUP_STALE_SCREEN: ("截图无效", "请下单人打开页面,或报取货码和手机尾号"),
    Code.PICKUP_REVOKED: ("订单已取消,或取货码已作废", "不要交货;请顾客看小程序里的订单"),
    Code.PICKUP_SUPERSEDED: ("已转给另一部手机", "请用那部手机的取货码"),
    Code.PICKUP_REPLAYED_SCREEN: ("这一屏已经用过", "请顾客等取货码刷新后再扫"),
    Code.PICKUP_UNITS: ("没有选对包裹", "请选屏幕上列出的包裹"),
    Code.PICKUP_ALREADY_COLLECTED: (
        "已取走:{at},{till} 号机,{count} 件",
        "请核对当班记录;交错了请主管撤销",
    ),
    Code.PICKUP_CLOCK: ("本机时间可疑,取货码的时间不好判断", "请主管看过顾客手机再授权"),
    Code.PICKUP_HANDOVER: ("离上次扫码太久了", "请重新扫码再交货"),
    Code.PICKUP_UNLISTED: ("码有效,订单未到店", "请看顾客手机上的订单,把交出的商品扫进来"),
    Code.PICKUP_LISTED: ("订单已经到店", "请重新扫码,按订单交货"),
    Code.PICKUP_SHORT_INVALID: ("取货码是 8 位数字,手机尾号是 4 位", "请再输一次"),
    Code.PICKUP_SHORT_WRONG: ("取货码或手机尾号不对", "请再核对一次;还不对就不要交货,待核条给顾客"),
    Code.PICKUP_SHORT_LOCKED: ("取货码错得太多,本机暂停输入", "请等 {seconds} 秒,或扫取货码"),
    Code.PICKUP_PHONE_INVALID: ("手机号不对", "请输入 11 位手机号"),
    Code.PICKUP_PHONE_WRONG: ("没有这个手机号买这件商品的订单", "请再核对一次;还没有就不要交货,待核条给顾客"),
    Code.PICKUP_NOT_LISTED: ("本店还没有收到总部的订单", "请顾客出示取货码;没有就不要交货,待核条给顾客"),
    Code.PICKUP_UNKNOWN: ("店里没有这张自提订单", "请刷新列表"),
    Code.PICKUP_PLACE: ("货位填得不对", "请填 1 到 {max} 个字"),
    Code.PICKUP_DONE_UNKNOWN: ("没有这次交货的记录", "请刷新列表"),
    Code.PICKUP_UNDONE: ("这次交货已经撤销过", "不必再撤"),
    Code.PICKUP_UNDO_DAY: ("只能撤销当天的交货", "这是 {date} 的;请报总部处理"),
}
"""A title, and a hint."""
