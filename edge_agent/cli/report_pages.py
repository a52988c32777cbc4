"""Reports as rows of a name and a value: what `edge-agent report` prints, and what it writes as CSV."""

import math
import unicodedata
from collections.abc import Iterable

import msgspec

from config.settings import Settings
from edge_agent.cli.day_words import DayWords, day_words
from edge_agent.domain.events import Figures, ShiftClosed
from edge_agent.domain.moments import MINUTE, Millis, local_text
from edge_agent.domain.money import Fen, yuan
from edge_agent.domain.quantity import quantity_text
from edge_agent.domain.report_words import ReportWords, report_words
from edge_agent.domain.shifts import Shift
from edge_agent.domain.z_report import z_name
from edge_agent.wire.figures import FiguresView, QueueFigures

NAME_COLUMNS = 24
BAR_COLUMNS = 24


class Row(msgspec.Struct, frozen=True):
    """A line of a report; without a name it is a heading, which a spreadsheet does not get."""

    name: str
    shown: str
    plain: str = ""
    """The value as a spreadsheet takes it."""
    unit: str = ""


def day_rows(figures: FiguresView, settings: Settings, language: str) -> list[Row]:
    """The figures of one business date or several."""
    words = day_words(language)
    offline = figures.offline_minutes
    dates = figures.first if figures.first == figures.last else f"{figures.first} – {figures.last}"
    return [
        _heading(f"{settings.store.name} {words.title} {dates}"),
        Row(words.as_of, *(local_text_of(Millis(figures.as_of), settings),) * 2),
        _count(words.orders, figures.orders),
        _money(words.net, figures.net_fen),
        _money(words.paid, figures.paid_fen),
        _money(words.refunds, figures.refunds_fen),
        _money(words.discount, figures.discount_fen),
        _money(words.rounding, figures.rounding_fen),
        _money(words.average, figures.average_fen),
        _thousandths(words.items_per_order, figures.items_per_order),
        _share(words.repeat, figures.repeat_permille),
        _count(words.members, figures.members),
        _count(words.anonymous, figures.anonymous_orders),
        _share(words.margin, figures.margin_permille),
        _share(words.costed, figures.costed_permille),
        _money(words.loss, figures.loss_fen),
        _share(words.loss_rate, figures.loss_permille),
        _share(words.stock_out, figures.stock_out_permille),
        _count(words.stock_out_minutes, figures.stock_out_minutes, "min"),
        *_tenders(figures, words),
        *_hours(figures, words),
        *_top(figures, words),
        *_queue(figures.queue, words),
        *_care(figures, words),
        _money(words.over, figures.over_fen),
        _money(words.short, figures.short_fen),
        *([] if offline is None else [_count(words.offline_minutes, offline, "min")]),
    ]


def shift_rows(
    shift: Shift, figures: Figures, closed: ShiftClosed | None, settings: Settings, language: str
) -> list[Row]:
    """A drawer's session so far, or as it was closed."""
    words = report_words(language)
    title = words.x_report if closed is None else f"{words.z_report} {z_name(closed.z_no)}"
    counts = msgspec.structs.asdict(figures.counts)
    return [
        _heading(f"{settings.store.name} {title}"),
        Row(words.drawer, shift.drawer, shift.drawer),
        Row(words.business_date, shift.business_date, shift.business_date),
        Row(words.opened, *(f"{local_text_of(shift.opened_at, settings)} {shift.opened_by}",) * 2),
        _money(words.cash_float, shift.float_fen),
        _money(words.sales, figures.sales_fen),
        _money(words.refunds, figures.refunds_fen),
        _money(words.net, figures.net_fen),
        _money(words.discount, figures.discount_fen),
        _money(words.rounding, figures.rounding_fen),
        *(
            _money(_method(tender.method, settings, words, language), tender.total_fen)
            for tender in figures.tenders
        ),
        *(_money(words.moves[move.kind], move.amount_fen) for move in figures.moves),
        _money(words.expected, figures.expected_fen),
        *(_count_rows(closed, words) if closed else ()),
        _heading(words.taxes),
        *(_money(tax.tax_class or words.no_tax_class, tax.tax_fen) for tax in figures.taxes),
        *(_count(name, counts[field]) for field, name in words.counters.items()),
    ]


def _count_rows(closed: ShiftClosed, words: ReportWords) -> list[Row]:
    over = closed.over_fen
    return [
        _money(words.counted, closed.counted_fen),
        _money(words.short if over < 0 else words.over, Fen(abs(over))),
        _money(words.taken, closed.taken_fen),
        _money(words.left, closed.left_fen),
    ]


def page(rows: Iterable[Row]) -> str:
    """The rows as a person reads them."""
    return "\n".join(
        f"{_padded(row.name)}{row.shown}" if row.name else f"\n{row.shown}" for row in rows
    ).strip()


def local_text_of(at: Millis, settings: Settings) -> str:
    """A moment on the shop's own clock."""
    return local_text(at, settings.store.zone)


def _tenders(figures: FiguresView, words: DayWords) -> list[Row]:
    return [_heading(words.tenders), *(_money(one.name, one.fen) for one in figures.tenders)]


def _hours(figures: FiguresView, words: DayWords) -> list[Row]:
    most = max((hour.fen for hour in figures.hours), default=0)
    rows = [_heading(words.hours)]
    for hour in figures.hours:
        bar = "#" * math.ceil(hour.fen * BAR_COLUMNS / most) if most > 0 else ""
        rows.append(Row(f"{hour.hour:02d}:00", f"{yuan(hour.fen):>12}  {bar}", yuan(hour.fen), "yuan"))
    return rows


def _top(figures: FiguresView, words: DayWords) -> list[Row]:
    rows = [_heading(words.top)]
    for one in figures.top:
        shown = f"{yuan(one.fen):>12}  {quantity_text(one.quantity, one.unit)}"
        rows.append(Row(one.name, shown, yuan(one.fen), "yuan"))
    return rows


def _queue(queue: QueueFigures | None, words: DayWords) -> list[Row]:
    if queue is None:
        return []
    return [
        _heading(words.queue),
        _count(words.tickets, queue.tickets),
        _minutes(words.wait_half, queue.wait_p50_ms),
        _minutes(words.wait_most, queue.wait_p90_ms),
        _share(words.missed, queue.missed_permille),
        _share(words.told, queue.told_permille),
        _count(words.online_orders, queue.online_orders),
        _share(words.collected, queue.collected_permille),
    ]


def _care(figures: FiguresView, words: DayWords) -> list[Row]:
    rows = [_heading(words.care)]
    for one in figures.care:
        share = "-" if one.per_100_orders is None else _decimal(one.per_100_orders)
        shown = f"{share:>12}  {one.count} {words.care_unit}"
        rows.append(Row(words.care_names[one.kind], shown, str(one.count), "count"))
    return rows


def _heading(text: str) -> Row:
    return Row("", text)


def _money(name: str, fen: Fen | None) -> Row:
    return Row(name, "-" if fen is None else f"{yuan(fen):>12}", "" if fen is None else yuan(fen), "yuan")


def _count(name: str, count: int, unit: str = "count") -> Row:
    return Row(name, f"{count:>12}", str(count), unit)


def _minutes(name: str, ms: int | None) -> Row:
    """Rounded up: nobody waits no time."""
    text = "-" if ms is None else str(-(-ms // MINUTE))
    return Row(name, f"{text:>12}", "" if ms is None else text, "min")


def _share(name: str, permille: int | None) -> Row:
    if permille is None:
        return Row(name, f"{'-':>12}", "", "%")
    percent = f"{'-' if permille < 0 else ''}{abs(permille) // 10}.{abs(permille) % 10}"
    return Row(name, f"{percent + '%':>12}", percent, "%")


def _thousandths(name: str, value: int | None) -> Row:
    text = "-" if value is None else _decimal(value)
    return Row(name, f"{text:>12}", "" if value is None else text, "")


def _decimal(thousandths: int) -> str:
    return f"{thousandths // 1000}.{thousandths % 1000 // 10:02d}"


def _method(method: str, settings: Settings, words: ReportWords, language: str) -> str:
    known = next((one for one in settings.methods if one.id == method), None)
    if known is None:
        return method or words.cash
    return known.name_en if language == "en" else known.name


def _padded(name: str) -> str:
    """In columns of a terminal, where Chinese takes two."""
    width = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in name)
    return name + " " * max(NAME_COLUMNS - width, 1)
