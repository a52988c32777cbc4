"""The words of a day's figures on the command line, in both languages."""

import msgspec


class DayWords(msgspec.Struct, frozen=True):
    """What is said in one language."""

    title: str
    as_of: str
    orders: str
    net: str
    paid: str
    refunds: str
    discount: str
    rounding: str
    average: str
    items_per_order: str
    repeat: str
    members: str
    anonymous: str
    margin: str
    costed: str
    loss: str
    loss_rate: str
    stock_out: str
    stock_out_minutes: str
    tenders: str
    hours: str
    top: str
    care: str
    care_unit: str
    over: str
    short: str
    offline_minutes: str
    queue: str
    tickets: str
    wait_half: str
    wait_most: str
    missed: str
    told: str
    online_orders: str
    collected: str
    care_names: dict[str, str]


_ZH = DayWords(
    title="经营数据",
    as_of="数据时间",
    orders="订单量",
    net="净销售额",
    paid="实收",
    refunds="退款",
    discount="优惠",
    rounding="抹零",
    average="客单价",
    items_per_order="连带率",
    repeat="复购率(近30天)",
    members="有单会员",
    anonymous="非会员单(不计入复购)",
    margin="毛利率",
    costed="有成本价的占比",
    loss="损耗",
    loss_rate="损耗率",
    stock_out="缺货率",
    stock_out_minutes="缺货分钟(各商品合计)",
    tenders="收款方式",
    hours="时段",
    top="销售额前十",
    care="每百单",
    care_unit="次",
    over="长款",
    short="短款",
    offline_minutes="连不上总部(分钟)",
    queue="叫号与自提",
    tickets="排队号",
    wait_half="等候中位数(分钟)",
    wait_most="等候九成以内(分钟)",
    missed="过号率",
    told="等候时间报准率",
    online_orders="线上自提单",
    collected="自提率",
    care_names={
        "voids": "删行",
        "reprices": "改价",
        "corrections": "更正付款",
        "drawer_openings": "开钱箱",
        "refunds": "退货",
        "cancelled_carts": "整单取消",
    },
)
_EN = DayWords(
    title="Figures",
    as_of="Data of",
    orders="Orders",
    net="Net sales",
    paid="Paid",
    refunds="Refunds",
    discount="Discounts",
    rounding="Rounding",
    average="Average order",
    items_per_order="Items per order",
    repeat="Came again (30 days)",
    members="Members with an order",
    anonymous="Orders without member",
    margin="Gross margin",
    costed="Share with known cost",
    loss="Shrink",
    loss_rate="Shrink rate",
    stock_out="Out of stock",
    stock_out_minutes="Minutes out of stock",
    tenders="Tenders",
    hours="Hours",
    top="Best ten",
    care="per 100 orders",
    care_unit="times",
    over="Over",
    short="Short",
    offline_minutes="Headquarters not reached",
    queue="Queue and pickups",
    tickets="Tickets",
    wait_half="Wait, median",
    wait_most="Wait, nine of ten",
    missed="No-shows",
    told="Within the wait told",
    online_orders="Orders to collect",
    collected="Collected",
    care_names={
        "voids": "Voids",
        "reprices": "Reprices",
        "corrections": "Corrections",
        "drawer_openings": "Drawer openings",
        "refunds": "Refunds",
        "cancelled_carts": "Cancelled carts",
    },
)


def day_words(language: str) -> DayWords:
    """The words of a language."""
    return _EN if language == "en" else _ZH
