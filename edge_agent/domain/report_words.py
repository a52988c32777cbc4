"""The words of X and Z reports on paper, in both languages."""

from collections.abc import Mapping

import msgspec

from edge_agent.domain.events import CashKind


class ReportWords(msgspec.Struct, frozen=True):
    """The words of a shift's reports in one language."""

    x_report: str
    z_report: str
    late: str
    drawer: str
    business_date: str
    opened: str
    closed: str
    printed: str
    by: str
    cash: str
    cash_float: str
    float_expected: str
    sold: str
    refunded: str
    corrected: str
    moves: Mapping[CashKind, str]
    expected: str
    first_count: str
    counting: str
    """Why the drawer is opened before a close."""
    counted: str
    over: str
    short: str
    exact: str
    taken: str
    left: str
    device: str
    sales: str
    refunds: str
    net: str
    discount: str
    rounding: str
    taxes: str
    tax: str
    no_tax_class: str
    counters: Mapping[str, str]
    """Every field of `Counts`, in the order of the paper."""
    carts: str
    cart: str
    payments: str
    reason: str
    head: str
    pieces: str


ZH = ReportWords(
    x_report="中途对账单",
    z_report="日结单",
    late="补交",
    drawer="钱箱",
    business_date="营业日",
    opened="开班",
    closed="交班",
    printed="打印",
    by="收银员",
    cash="现金",
    cash_float="备用金",
    float_expected="上班留下",
    sold="收入",
    refunded="退出",
    corrected="更正",
    moves={CashKind.IN: "存入", CashKind.OUT: "取出", CashKind.DROP: "缴款"},
    expected="应有现金",
    first_count="第一次点",
    counting="交班点钱",
    counted="实点现金",
    over="长款",
    short="短款",
    exact="相符",
    taken="取走",
    left="留作备用金",
    device="机上合计",
    sales="销售额",
    refunds="退款",
    net="净销售额",
    discount="其中优惠",
    rounding="抹零",
    taxes="税(含在价内)",
    tax="税",
    no_tax_class="未分税类",
    counters={
        "sales": "单数",
        "refunds": "退货",
        "voids": "删行",
        "cancelled_carts": "整单取消",
        "reprices": "改价",
        "line_discounts": "单品折扣",
        "cart_discounts": "整单折扣",
        "corrections": "更正付款",
        "drawer_openings": "开钱箱",
        "reprints": "补打",
        "approvals": "授权",
        "single_approvals": "本人授权",
    },
    carts="移交挂单",
    cart="挂单",
    payments="移交未定付款",
    reason="说明",
    head="日志",
    pieces="件",
)
EN = ReportWords(
    x_report="X report",
    z_report="Z report",
    late="LATE",
    drawer="Drawer",
    business_date="Business date",
    opened="Opened",
    closed="Closed",
    printed="Printed",
    by="by",
    cash="Cash",
    cash_float="Float",
    float_expected="Left before",
    sold="taken",
    refunded="refunded",
    corrected="corrected",
    moves={CashKind.IN: "Cash in", CashKind.OUT: "Cash out", CashKind.DROP: "Safe drop"},
    expected="Expected cash",
    first_count="First count",
    counting="count for the close",
    counted="Counted cash",
    over="Over",
    short="Short",
    exact="Exact",
    taken="Taken out",
    left="Left as float",
    device="device says",
    sales="Sales",
    refunds="Refunds",
    net="Net sales",
    discount="of it discounts",
    rounding="Rounding",
    taxes="Tax within the prices",
    tax="tax",
    no_tax_class="no tax class",
    counters={
        "sales": "Sales",
        "refunds": "Refunds",
        "voids": "Voids",
        "cancelled_carts": "Cancelled carts",
        "reprices": "Reprices",
        "line_discounts": "Line discounts",
        "cart_discounts": "Cart discounts",
        "corrections": "Tender corrections",
        "drawer_openings": "Drawer openings",
        "reprints": "Reprints",
        "approvals": "Approvals",
        "single_approvals": "Approved alone",
    },
    carts="Held carts handed over",
    cart="Cart",
    payments="Unsettled payments handed over",
    reason="Note",
    head="Journal",
    pieces="pcs",
)


def report_words(language: str) -> ReportWords:
    """The words in the shop's language."""
    return EN if language == "en" else ZH
