"""中途对账单 and 日结单: what a shift's X and Z reports show on the screen."""

from collections.abc import Iterable

from edge_agent.domain.events import CashKind
from edge_agent.domain.money import Fen, yuan
from edge_agent.wire.shifts import (
    CashMoveView,
    CloseCheck,
    CountsView,
    ShiftReport,
    TaxSumView,
    TenderSumView,
    ZReport,
)
from ui.till.generic.kinds import Column, Gap, Grid, Heading, Pair, Part, Text
from ui.till.picture.clock import moment_text
from ui.till.picture.methods import method_name
from ui.till.picture.rows import View
from ui.till.words import Phrase, Word


class Said(Phrase):
    """The texts of both reports."""

    DRAWER = "钱箱", "Drawer"
    BUSINESS_DATE = "营业日", "Business date"
    OPENED = "开班", "Opened"
    CLOSED = "交班", "Closed"
    LATE = "补交", "closed late"
    FLOAT = "备用金", "Cash float"
    EXPECTED = "应有现金", "Expected cash"
    HIDDEN = "应有现金要有权限的人才能看", "Only who has the right sees the expected cash"
    COUNTED = "实点现金", "Counted cash"
    FIRST_COUNT = "第一次点", "First count"
    OVER = "长款", "Over"
    SHORT = "短款", "Short"
    EXACT = "相符", "Exact"
    LEFT = "留作备用金", "Left as float"
    TAKEN = "取走", "Taken out"
    SALES = "销售额", "Sales"
    REFUNDS = "退款", "Refunds"
    NET = "净销售额", "Net sales"
    DISCOUNT = "其中优惠", "of it discounts"
    ROUNDING = "抹零", "Rounding"
    TENDERS = "收款方式", "Tenders"
    TAKEN_IN = "收入", "Taken"
    CORRECTED = "更正", "Corrected"
    TOTAL = "合计", "Total"
    DEVICE = "机上", "Device"
    TAXES = "税(含在价内)", "Tax, within the prices"
    NO_TAX_CLASS = "未分税类", "no tax class"
    TAX = "税", "Tax"
    MOVES = "存取款", "Cash in and out"
    COUNTS = "次数", "Counts"
    CARTS = "移交挂单", "Carts on hold, handed over"
    PAYMENTS = "移交未定付款", "Payments, handed over"
    HEAD = "日志", "Journal"


class Counted(Phrase):
    """The counters, by the names of `CountsView`'s fields."""

    sales = "单数", "Sales"
    refunds = "退货", "Refunds"
    voids = "删行", "Voids"
    cancelled_carts = "整单取消", "Cancelled carts"
    reprices = "改价", "Reprices"
    line_discounts = "单品折扣", "Line discounts"
    cart_discounts = "整单折扣", "Order discounts"
    corrections = "更正付款", "Corrections"
    drawer_openings = "开钱箱", "Drawer openings"
    reprints = "补打", "Reprints"
    approvals = "授权", "Approvals"
    single_approvals = "本人授权", "Own approvals"


MOVED: dict[CashKind, Phrase] = {
    CashKind.IN: Word.CASH_IN,
    CashKind.OUT: Word.CASH_OUT,
    CashKind.DROP: Word.CASH_DROP,
}


def x_parts(view: View, report: ShiftReport) -> tuple[Part, ...]:
    """The shift so far; the cash only for those who may see it."""
    expected = (
        Pair(view.say(Said.EXPECTED), yuan(report.expected_fen), is_strong=True)
        if report.expected_fen is not None
        else Text(view.say(Said.HIDDEN))
    )
    sums = (
        _sums(view, report.sales_fen, report.refunds_fen or Fen(0), report.net_fen or Fen(0))
        if report.sales_fen is not None
        else ()
    )
    return (
        *_head(view, report),
        Pair(view.say(Said.FLOAT), yuan(report.float_fen)),
        expected,
        *sums,
        *_discounts(view, report),
        *_tenders(view, report.tenders),
        *_taxes(view, report.taxes or ()),
        *_moves(view, report.moves),
        *_counts(view, report.counts),
    )


def z_parts(view: View, report: ZReport, check: CloseCheck | None) -> tuple[Part, ...]:
    """The close: the count before all else, and whether one may switch off."""
    return (
        *(_switching_off(check) if check else ()),
        *_head(view, report),
        *_count(view, report),
        *_sums(view, report.sales_fen, report.refunds_fen, report.net_fen),
        *_discounts(view, report),
        *_tenders(view, report.tenders),
        *_taxes(view, report.taxes),
        *_moves(view, report.moves),
        *_counts(view, report.counts),
        *_handed(view, report),
        Heading(view.say(Said.HEAD)),
        Text(report.head),
    )


def _switching_off(check: CloseCheck) -> tuple[Part, ...]:
    """Whether one may, and all that waits, what must be seen to before as an alarm."""
    may = Text(check.sentence, is_alarm=not check.can_switch_off)
    return may, *(Text(f"- {one.sentence}", is_alarm=one.blocks) for one in check.waiting)


def _head(view: View, report: ShiftReport | ZReport) -> list[Part]:
    parts: list[Part] = [
        Pair(view.say(Said.DRAWER), report.drawer),
        Pair(view.say(Said.BUSINESS_DATE), report.business_date),
        Pair(view.say(Said.OPENED), f"{moment_text(view, report.opened_at)} {report.opened_by}"),
    ]
    if isinstance(report, ZReport):
        late = f" {view.say(Said.LATE)}" if report.is_late else ""
        closed = f"{moment_text(view, report.closed_at)} {report.closed_by}{late}"
        parts.append(Pair(view.say(Said.CLOSED), closed))
    return parts


def _count(view: View, report: ZReport) -> list[Part]:
    over = report.over_fen
    verdict = Said.EXACT if over == 0 else Said.OVER if over > 0 else Said.SHORT
    parts: list[Part] = [
        Gap(),
        Pair(view.say(Said.FLOAT), yuan(report.float_fen)),
        Pair(view.say(Said.EXPECTED), yuan(report.expected_fen)),
        Pair(view.say(Said.COUNTED), yuan(report.counted_fen), is_strong=True),
        Pair(view.say(verdict), yuan(Fen(abs(over))), is_strong=True),
    ]
    if report.first_counted_fen is not None:
        parts.append(Pair(view.say(Said.FIRST_COUNT), yuan(report.first_counted_fen)))
    parts.append(Pair(view.say(Said.LEFT), yuan(report.left_fen)))
    parts.append(Pair(view.say(Said.TAKEN), yuan(report.taken_fen)))
    return parts


def _sums(view: View, sales: Fen, refunds: Fen, net: Fen) -> list[Part]:
    return [
        Gap(),
        Pair(view.say(Said.SALES), yuan(sales)),
        Pair(view.say(Said.REFUNDS), yuan(refunds)),
        Pair(view.say(Said.NET), yuan(net), is_strong=True),
    ]


def _discounts(view: View, report: ShiftReport | ZReport) -> list[Part]:
    return [
        Pair(view.say(Said.DISCOUNT), yuan(report.discount_fen)),
        Pair(view.say(Said.ROUNDING), yuan(report.rounding_fen)),
    ]


def _tenders(view: View, tenders: Iterable[TenderSumView]) -> list[Part]:
    rows = tuple(
        (
            method_name(view, one.kind, one.method, view.state.methods, one.name),
            yuan(one.sales_fen),
            yuan(Fen(-one.refunds_fen)) if one.refunds_fen else "",
            yuan(one.corrections_fen) if one.corrections_fen else "",
            yuan(one.total_fen),
            "" if one.counted_fen is None else yuan(one.counted_fen),
        )
        for one in tenders
    )
    heads = (Said.TAKEN_IN, Said.REFUNDS, Said.CORRECTED, Said.TOTAL, Said.DEVICE)
    columns = (Column(Said.TENDERS), *(Column(head, 11, right=True) for head in heads))
    return [Gap(), Grid(columns, rows)] if rows else []


def _taxes(view: View, taxes: Iterable[TaxSumView]) -> list[Part]:
    rows = tuple(
        (one.name or view.say(Said.NO_TAX_CLASS), yuan(one.amount_fen), yuan(one.tax_fen)) for one in taxes
    )
    columns = (Column(Said.TAXES), Column(Word.AMOUNT, 12, right=True), Column(Said.TAX, 11, right=True))
    return [Gap(), Grid(columns, rows)] if rows else []


def _moves(view: View, moves: Iterable[CashMoveView]) -> list[Part]:
    rows = tuple(
        (
            moment_text(view, one.at),
            view.say(MOVED[one.kind]),
            yuan(one.amount_fen),
            f"{one.reason} {one.staff}",
        )
        for one in moves
    )
    columns = (
        Column(Word.TIME, 11),
        Column(Said.MOVES, 16),
        Column(Word.AMOUNT, 11, right=True),
        Column(Word.REASON),
    )
    return [Gap(), Grid(columns, rows)] if rows else []


def _counts(view: View, counts: CountsView) -> list[Part]:
    pairs: list[Part] = [Pair(view.say(name), str(getattr(counts, name.name))) for name in Counted]
    return [Heading(view.say(Said.COUNTS)), *pairs]


def _handed(view: View, report: ZReport) -> list[Part]:
    parts: list[Part] = []
    if report.carts:
        parts.append(Heading(view.say(Said.CARTS)))
        parts += [Pair(f"{one.staff_name} ({one.count})", yuan(one.total_fen)) for one in report.carts]
    if report.payments:
        parts.append(Heading(view.say(Said.PAYMENTS)))
        parts += [Pair(f"{one.provider} {one.order_no}", yuan(one.amount_fen)) for one in report.payments]
    return parts
