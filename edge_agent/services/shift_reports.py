"""The X report: a shift's figures so far; the expected cash only for whoever has the right to see it."""

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import Figures
from edge_agent.domain.ids import JobId, TillId
from edge_agent.domain.paper import Paper
from edge_agent.domain.rights import Right
from edge_agent.domain.shifts import Shift
from edge_agent.domain.x_report import compose_x
from edge_agent.services.printing import add_job, job_view
from edge_agent.services.rights import has, may
from edge_agent.services.shift_figures import (
    counts_view,
    figures_of,
    move_views,
    slip_of,
    tax_views,
    tender_views,
)
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who
from edge_agent.wire.print_jobs import PrintJobView
from edge_agent.wire.shifts import ShiftReport


class Seen(msgspec.Struct, frozen=True):
    """A shift's figures, and whether the one who asked may see the cash."""

    shift: Shift
    figures: Figures
    sees_cash: bool


def x_report(tx: JournalTx, settings: Settings, who: Who) -> ShiftReport | Refused:
    """The figures of the till's open shift."""
    seen = _seen(tx, settings, who)
    return seen if isinstance(seen, Refused) else _view(tx, settings, seen)


def print_x_report(tx: JournalTx, settings: Settings, who: Who) -> PrintJobView | Refused:
    """The same on paper."""
    printer = printer_of(settings, who.till)
    if printer is None:
        return Refused(Code.SHIFT_NO_PRINTER)
    seen = _seen(tx, settings, who)
    if isinstance(seen, Refused):
        return seen
    slip = slip_of(tx, settings, who, seen.shift, seen.figures, tx.now)
    paper = compose_x(slip, shows_cash=seen.sees_cash)
    return job_view(tx, print_slip(tx, printer, "x", paper))


def printer_of(settings: Settings, till: TillId) -> str | None:
    """The printer of the till's lane; None when it has none."""
    lane = settings.lane(till)
    return lane.printer if lane else None


def print_slip(tx: Tx, printer: str, template: str, paper: Paper, copy: int = 0) -> JobId:
    """Put a shift's slip down for a printer."""
    return add_job(tx, sale=None, template=template, printer=printer, paper=paper, copy=copy)


def _seen(tx: JournalTx, settings: Settings, who: Who) -> Seen | Refused:
    shift = shift_of_till(tx, settings, who.till)
    if isinstance(shift, Refused):
        return shift
    figures = figures_of(tx, settings, shift)
    if not has(tx, settings, who.staff, Right.SEE_EXPECTED_CASH) and who.approval is None:
        return Seen(shift, figures, sees_cash=False)  # whoever asks for no more is refused nothing
    by = may(tx, settings, who, Right.SEE_EXPECTED_CASH, shift.id)
    return by if isinstance(by, Refused) else Seen(shift, figures, sees_cash=True)


def _view(tx: Tx, settings: Settings, seen: Seen) -> ShiftReport:
    """What would tell the cash by subtraction is hidden with it: sales, refunds, taxes."""
    shift, figures, sees = seen.shift, seen.figures, seen.sees_cash
    tenders = tender_views(settings, figures)
    return ShiftReport(
        shift=shift.id,
        drawer=shift.drawer,
        business_date=shift.business_date,
        opened_at=shift.opened_at,
        opened_by=shift.opened_by,
        at=tx.now,
        float_fen=shift.float_fen,
        tenders=tuple(tender for tender in tenders if sees or tender.kind != "cash"),
        moves=move_views(figures),
        counts=counts_view(figures),
        expected_fen=figures.expected_fen if sees else None,
        sales_fen=figures.sales_fen if sees else None,
        refunds_fen=figures.refunds_fen if sees else None,
        net_fen=figures.net_fen if sees else None,
        taxes=tax_views(settings, figures) if sees else None,
        discount_fen=figures.discount_fen,
        rounding_fen=figures.rounding_fen,
    )
