"""Z reports (日结单): as a close answers them, and of any closed shift, shown and printed again (补打)."""

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import shifts as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import ShiftClosed, decode
from edge_agent.domain.ids import DrawerId, JobId, ShiftId, StaffId, TillId
from edge_agent.domain.moments import BusinessDate, Millis, local_text
from edge_agent.domain.paper import Align, Pair, Paper, Size, Text
from edge_agent.domain.report_words import report_words
from edge_agent.domain.rights import Right
from edge_agent.domain.shifts import Shift
from edge_agent.domain.z_report import compose_z, z_name
from edge_agent.services.printing import job_view
from edge_agent.services.rights import may
from edge_agent.services.shift_figures import (
    counts_view,
    move_views,
    name_of,
    slip_of,
    tax_views,
    tender_views,
)
from edge_agent.services.shift_reports import print_slip, printer_of
from edge_agent.services.who import Who
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.shifts import ClosedShiftView, HandedCartView, HandedPaymentView, ZReport

FIRST_Z_UNUSED = 2**31
"""Above every number: a list from here begins with the last close."""


class Close(msgspec.Struct, frozen=True):
    """A close, with what the journal's envelope says of it."""

    closed: ShiftClosed
    business_date: BusinessDate
    at: Millis
    who: Who


def z_report(tx: JournalTx, settings: Settings, who: Who, shift: str) -> ZReport | Refused:
    """The Z report of a closed shift, for whoever may see what was expected."""
    close = _seen(tx, settings, who, shift)
    return close if isinstance(close, Refused) else z_view(settings, close)


def print_copy(tx: JournalTx, settings: Settings, who: Who, shift: str) -> PrintJobView | Refused:
    """The same on this lane's paper, marked as a copy, and by whom it was printed."""
    printer = printer_of(settings, who.till)
    if printer is None:
        return Refused(Code.SHIFT_NO_PRINTER)
    close = _seen(tx, settings, who, shift)
    if isinstance(close, Refused):
        return close
    words = report_words(settings.store.language)
    mark = Text(settings.printing.template.words.copy, Align.CENTRE, Size.LARGE, bold=True)
    printed = Pair(
        f"{words.printed} {words.by} {name_of(tx, who.staff)}", local_text(tx.now, settings.store.zone)
    )
    paper = (mark, *_paper(tx, settings, close), printed)
    return job_view(tx, print_slip(tx, printer, "z", paper, copy=1))


def print_z(tx: Tx, settings: Settings, close: Close) -> JobId | None:
    """A close's own paper, at the till where it happened; None where there is no printer."""
    printer = printer_of(settings, close.who.till)
    return print_slip(tx, printer, "z", _paper(tx, settings, close)) if printer else None


def z_view(settings: Settings, close: Close) -> ZReport:
    """A Z report as the wire shows it."""
    closed, figures = close.closed, close.closed.figures
    return ZReport(
        z_no=closed.z_no,
        shift=closed.shift,
        drawer=closed.drawer,
        business_date=close.business_date,
        opened_at=closed.opened_at,
        opened_by=closed.opened_by,
        closed_at=close.at,
        closed_by=close.who.staff,
        is_late=closed.is_late,
        float_fen=figures.float_fen,
        float_expected_fen=closed.float_expected_fen,
        counted_fen=closed.counted_fen,
        first_counted_fen=closed.first_counted_fen,
        expected_fen=closed.expected_fen,
        over_fen=closed.over_fen,
        left_fen=closed.left_fen,
        taken_fen=closed.taken_fen,
        tenders=tender_views(settings, figures),
        taxes=tax_views(settings, figures),
        moves=move_views(figures),
        counts=counts_view(figures),
        sales_fen=figures.sales_fen,
        refunds_fen=figures.refunds_fen,
        net_fen=figures.net_fen,
        discount_fen=figures.discount_fen,
        rounding_fen=figures.rounding_fen,
        carts=tuple(msgspec.convert(cart, HandedCartView, from_attributes=True) for cart in closed.carts),
        payments=tuple(
            msgspec.convert(payment, HandedPaymentView, from_attributes=True) for payment in closed.payments
        ),
        head=f"{closed.head.epoch} {closed.head.seq} {closed.head.hash}",
    )


async def read_closed(reads: Reads, before: int, limit: int) -> tuple[ClosedShiftView, ...]:
    """The closed shifts with a Z number below `before`, the last first."""
    return tuple(
        ClosedShiftView(
            shift=ShiftId(row.id),
            z_no=row.z_no,
            drawer=DrawerId(row.drawer),
            business_date=row.business_date,
            opened_at=row.opened_at,
            opened_by=StaffId(row.opened_by),
            closed_at=row.closed_at,
            closed_by=StaffId(row.closed_by),
        )
        for row in await reads.all(queries.CLOSED, before, limit)
    )


def close_of_z(tx: Tx, z_no: int) -> Close | None:
    """The close with this Z number."""
    return _close(tx.one(queries.CLOSE_OF_Z, z_no)) if 0 < z_no < FIRST_Z_UNUSED else None


def shift_of(close: Close) -> Shift:
    """The shift as it was while it was open."""
    closed, date = close.closed, close.business_date
    float_fen = closed.figures.float_fen
    return Shift(closed.shift, closed.drawer, date, closed.opened_at, closed.opened_by, float_fen)


def _close(row: queries.CloseRow | None) -> Close | None:
    event = decode(row.body) if row else None
    if event is None or not isinstance(event.data, ShiftClosed):
        return None
    who = Who(event.actor or StaffId(""), event.till or TillId(""))
    return Close(event.data, event.business_date or BusinessDate(""), event.at, who)


def _seen(tx: JournalTx, settings: Settings, who: Who, shift: str) -> Close | Refused:
    close = _close(tx.one(queries.CLOSE_OF, shift))
    if close is None:
        return Refused(Code.SHIFT_UNKNOWN)
    by = may(tx, settings, who, Right.SEE_EXPECTED_CASH, z_name(close.closed.z_no))
    return by if isinstance(by, Refused) else close


def _paper(tx: Tx, settings: Settings, close: Close) -> Paper:
    slip = slip_of(tx, settings, close.who, shift_of(close), close.closed.figures, close.at)
    return compose_z(slip, close.closed)
