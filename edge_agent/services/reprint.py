"""Paper that somebody asks for: a slip's first, where none was printed, and every copy after it (补打)."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import print_jobs as queries
from edge_agent.db.queries import sales as sale_queries
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import JobId, RefundId, SaleId
from edge_agent.domain.moments import DAY
from edge_agent.domain.rights import Right
from edge_agent.services.printing import (
    PrintedSlip,
    add_copy,
    add_slip,
    job_view,
    queue_again,
    slip_of_refund,
    slip_of_sale,
)
from edge_agent.services.rights import may
from edge_agent.services.sales import find_sale
from edge_agent.services.who import Who
from edge_agent.wire.print_jobs import PrintJobView


def print_receipt(tx: JournalTx, settings: Settings, who: Who, sale: str) -> PrintJobView | Refused:
    """The first paper of a sale, where receipts are printed only when somebody wants one."""
    slip, printer = _slip_of_sale(tx, sale), _printer(settings, who)
    if isinstance(slip, Refused):
        return slip
    if isinstance(printer, Refused):
        return printer
    first = _first_paper(tx, settings, slip, printer)
    return job_view(tx, first) if first else Refused(Code.RECEIPT_PRINTED)


def reprint_receipt(tx: JournalTx, settings: Settings, who: Who, sale: str) -> PrintJobView | Refused:
    """Another paper of a sale: a copy with its number, unless none is on paper yet."""
    return _reprint(tx, settings, who, _slip_of_sale(tx, sale))


def reprint_refund(tx: JournalTx, settings: Settings, who: Who, refund: str) -> PrintJobView | Refused:
    """The same of a refund's slip, by its id or its own receipt number."""
    named = tx.one(sale_queries.REFUND_OF_RECEIPT, refund)
    slip = slip_of_refund(tx, RefundId(named.id if named else refund))
    return _reprint(tx, settings, who, slip or Refused(Code.REFUND_UNKNOWN))


def _reprint(
    tx: JournalTx, settings: Settings, who: Who, slip: PrintedSlip | Refused
) -> PrintJobView | Refused:
    printer = _printer(settings, who)
    if isinstance(slip, Refused):
        return slip
    if isinstance(printer, Refused):
        return printer
    first = _first_paper(tx, settings, slip, printer)
    if first is not None:
        return job_view(tx, first)
    by = may(tx, settings, who, Right.REPRINT, slip.receipt_no)
    return by if isinstance(by, Refused) else job_view(tx, add_copy(tx, who, slip, printer))


def _slip_of_sale(tx: Tx, sale: str) -> PrintedSlip | Refused:
    row = find_sale(tx, sale)
    slip = slip_of_sale(tx, SaleId(row.id)) if row else None
    return slip or Refused(Code.SALE_UNKNOWN)


def _printer(settings: Settings, who: Who) -> str | Refused:
    lane = settings.lane(who.till)
    if lane is None or lane.printer is None:
        return Refused(Code.PRINTER_NONE, {"till": who.till})
    return lane.printer


def _first_paper(tx: Tx, settings: Settings, slip: PrintedSlip, printer: str) -> JobId | None:
    """The job of a slip that is on no paper yet, sent now; None when it may be on paper."""
    query = queries.FIRST_OF_REFUND if slip.refund else queries.FIRST_OF_SALE
    job = tx.one(query, slip.refund or slip.sale)
    if job is None:
        return add_slip(tx, slip, printer) if _was_never_asked_for(tx, settings, slip) else None
    if job.state != "queued" and not _is_unprinted(job):
        return None
    queue_again(tx, JobId(job.id), printer)
    return JobId(job.id)


def _is_unprinted(job: queries.FirstJob) -> bool:
    """Held before its first byte left, or dropped before it had any."""
    return job.state == "held" or (job.state == "cancelled" and not job.was_begun)


def _was_never_asked_for(tx: Tx, settings: Settings, slip: PrintedSlip) -> bool:
    """No job has ever been put down for it: what was pruned, or lost with another PC, counts as printed."""
    kept_ms = settings.limits.print_jobs_kept_days * DAY
    made_here = slip.receipt_no.startswith(f"{settings.store.code}-{settings.store.generation}-")
    return slip.copies == 0 and made_here and tx.now - slip.at < kept_ms
