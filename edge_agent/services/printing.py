"""Print jobs: put down with the sale, moved through their states by the spooler, settled by people."""

import hashlib
from collections.abc import Mapping

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import print_jobs as queries
from edge_agent.db.queries import sales as sale_queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import ReceiptReprinted
from edge_agent.domain.ids import JobId, ReceiptNo, RefundId, SaleId
from edge_agent.domain.moments import HOUR, Millis
from edge_agent.domain.paper import Align, Paper, PaperLine, Size, Text
from edge_agent.domain.practice import marked_as_practice
from edge_agent.services.slips import Draft, draft_receipt, draft_refund, paper_of
from edge_agent.services.who import Who
from edge_agent.wire.print_jobs import PrintJobView

STATES: tuple[str, ...] = (
    "queued",
    "sending",
    "fenced",
    "printed",
    "uncertain",
    "held",
    "cancelled",
    "sent_unconfirmed",
)
SETTLEMENTS: Mapping[tuple[str, str], str] = {
    ("uncertain", "printed"): "printed",
    ("uncertain", "reprint"): "cancelled",
    ("uncertain", "drop"): "cancelled",
    ("held", "printed"): "printed",
    ("held", "reprint"): "queued",
    ("held", "drop"): "cancelled",
}
"""(state, what the person said) → state.

What is uncertain may be on paper: its reprint is a job of its own, marked 补打. What is held is on none, and
is sent.
"""
RECEIPT, REFUND = "receipt", "refund"
"""The templates of the two slips that are composed when they are sent."""
LABEL, TICKET = "cup_label", "ticket"
"""The templates of the queue's paper, which is wanted however late it comes."""
PICKUP_STALE_AFTER_MS = 2 * HOUR
"""Later the slip of a pickup (its template begins so) is not printed unasked: its customer has gone."""
_COMPOSED_LATER = ""

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(tuple[PaperLine, ...])


class Job(msgspec.Struct, frozen=True):
    """A job that the spooler may send."""

    id: JobId
    template: str
    copy: int
    created_at: Millis
    paper: Paper | Draft


class PrintedSlip(msgspec.Struct, frozen=True):
    """A sale's or a refund's slip, as it is counted."""

    receipt_no: ReceiptNo
    at: Millis
    copies: int
    sale: SaleId | None = None
    refund: RefundId | None = None


def add_job(
    tx: Tx, *, sale: SaleId | None, template: str, printer: str, paper: Paper, copy: int = 0
) -> JobId:
    """Put a job down; it is sent after the commit, by the spooler."""
    body = _encoder.encode(paper).decode()
    return _add(tx, sale=sale, refund=None, template=template, printer=printer, copy=copy, body=body)


def add_receipt(tx: Tx, sale: SaleId, printer: str) -> JobId:
    """The same for a sale's first receipt, which is composed when it is sent."""
    return _add(tx, sale=sale, refund=None, template=RECEIPT, printer=printer, copy=0, body=_COMPOSED_LATER)


def add_slip(tx: Tx, slip: PrintedSlip, printer: str, copy: int = 0) -> JobId:
    """The same for a slip that is looked up."""
    template = REFUND if slip.refund else RECEIPT
    return _add(
        tx,
        sale=slip.sale,
        refund=slip.refund,
        template=template,
        printer=printer,
        copy=copy,
        body=_COMPOSED_LATER,
    )


def add_copy(tx: JournalTx, who: Who, slip: PrintedSlip, printer: str) -> JobId:
    """补打: a copy with the next number, on record."""
    copy = slip.copies + 1
    tx.record(ReceiptReprinted(slip.receipt_no, copy), actor=who.staff, till=who.till)
    tx.touch("sales")
    return add_slip(tx, slip, printer, copy)


def next_job(tx: Tx, printer: str, stale_after_ms: int) -> Job | None:
    """The next job to send, after receipts and pickup slips that nobody waits for any more were held.

    A batch's labels and pick lists, of which there may be hundreds, let everything else go first.
    """
    pickups_from = tx.now - PICKUP_STALE_AFTER_MS
    if tx.run(queries.HOLD_STALE, tx.now, printer, tx.now - stale_after_ms, pickups_from):
        tx.touch("print-jobs")
    row = tx.one(queries.NEXT_QUEUED, printer)
    if row is None:
        return None
    return Job(JobId(row.id), row.template, row.copy, Millis(row.created_at), _paper(tx, row))


def paper_of_job(settings: Settings, job: Job) -> Paper:
    """The lines of meaning that the spooler draws; needs no transaction."""
    paper = paper_of(settings, job.paper) if isinstance(job.paper, Draft) else job.paper
    return marked_as_practice(paper) if settings.is_practice else paper


def give_to_fallback(tx: Tx, printer: str, fallback: str) -> int:
    """Labels and tickets that nobody has begun go to another printer: somebody waits for them; how many."""
    moved = tx.run(queries.MOVE_QUEUED, fallback, tx.now, printer)
    if moved:
        tx.touch("print-jobs")
    return moved


def begin_sending(tx: Tx, job: JobId, data: bytes) -> None:
    """Keep the bytes before the first of them leaves: from now on the job is uncertain until it is fenced."""
    tx.run(queries.SET_BYTES, data, hashlib.sha256(data).digest(), tx.now, job)
    tx.touch("print-jobs")


def set_state(tx: Tx, job: JobId, state: str) -> None:
    """What became of the job."""
    tx.run(queries.SET_STATE, state, tx.now, job)
    tx.touch("print-jobs")


def queue_again(tx: Tx, job: JobId, printer: str) -> None:
    """Send a job that is not on paper, as if it were put down now."""
    tx.run(queries.QUEUE_AGAIN, printer, tx.now, tx.now, job)
    tx.touch("print-jobs")


def doubt_unfinished(tx: Tx) -> int:
    """After a restart nobody knows what became of a job that was being sent: a person is asked."""
    return tx.run(queries.DOUBT_UNFINISHED, tx.now)


def settle_job(tx: JournalTx, settings: Settings, who: Who, job: str, said: str) -> PrintJobView | Refused:
    """Take a person's word for an uncertain or held job."""
    row = tx.one(queries.BY_ID, job)
    if row is None:
        return Refused(Code.JOB_UNKNOWN)
    state = SETTLEMENTS.get((row.state, said))
    if state is None:
        return Refused(Code.JOB_STATE, {"state": row.state})
    if state == "queued":
        queue_again(tx, JobId(row.id), row.printer)
    else:
        set_state(tx, JobId(row.id), state)
    if said == "reprint" and state == "cancelled":
        _reprint(tx, who, row, settings.printing.template.words.copy)
    return job_view(tx, job)


async def list_jobs(reads: Reads, state: str, limit: int) -> tuple[PrintJobView, ...]:
    """Jobs in a state, oldest first."""
    return tuple(view(row) for row in await reads.all(queries.IN_STATE, state, limit))


def job_view(tx: Tx, job: str) -> PrintJobView:
    """A job as it is now; raises LookupError when there is none."""
    row = tx.one(queries.BY_ID, job)
    if row is None:
        raise LookupError(f"print job {job} vanished")
    return view(row)


def view(row: queries.PrintJobRow) -> PrintJobView:
    """A job as the wire shows it."""
    return PrintJobView(
        id=JobId(row.id),
        sale=SaleId(row.sale) if row.sale else None,
        template=row.template,
        printer=row.printer,
        state=row.state,
        created_at=row.created_at,
        copy=row.copy,
    )


def slip_of_sale(tx: Tx, sale: SaleId) -> PrintedSlip | None:
    """The receipt of a sale and its copies so far."""
    row = tx.one(sale_queries.BY_ID, sale)
    return PrintedSlip(ReceiptNo(row.receipt_no), Millis(row.at), row.copies, sale=sale) if row else None


def slip_of_refund(tx: Tx, refund: RefundId) -> PrintedSlip | None:
    """The slip of a refund and its copies so far."""
    row = tx.one(sale_queries.REFUND_BY_ID, refund)
    return PrintedSlip(ReceiptNo(row.receipt_no), Millis(row.at), row.copies, refund=refund) if row else None


def _add(
    tx: Tx,
    *,
    sale: SaleId | None,
    refund: RefundId | None,
    template: str,
    printer: str,
    copy: int,
    body: str,
) -> JobId:
    job = JobId(tx.new_id())
    tx.run(queries.ADD, job, sale, refund, template, printer, copy, tx.now, tx.now, body)
    tx.touch("print-jobs")
    return job


def _paper(tx: Tx, row: queries.PrintJobRow) -> Paper | Draft:
    if row.paper != _COMPOSED_LATER:
        return _decoder.decode(row.paper)
    if row.refund is not None:
        return draft_refund(tx, RefundId(row.refund), row.copy)
    return draft_receipt(tx, SaleId(row.sale or ""), row.copy)


def _reprint(tx: JournalTx, who: Who, row: queries.PrintJobRow, word: str) -> None:
    if row.paper != _COMPOSED_LATER:
        _copy_as_it_was(tx, row, word)
        return
    slip = (
        slip_of_refund(tx, RefundId(row.refund)) if row.refund else slip_of_sale(tx, SaleId(row.sale or ""))
    )
    if slip is None:
        raise LookupError(f"print job {row.id} belongs to nothing")
    add_copy(tx, who, slip, row.printer)


def _copy_as_it_was(tx: Tx, row: queries.PrintJobRow, word: str) -> None:
    """Of a paper that is kept with its job: the same lines under a new mark."""
    copy = _next_copy(tx, row)
    mark = Text(f"{word} {copy}", Align.CENTRE, Size.LARGE, bold=True)
    add_job(
        tx,
        sale=SaleId(row.sale) if row.sale else None,
        template=row.template,
        printer=row.printer,
        paper=(mark, *_unmarked(_decoder.decode(row.paper), row.copy)),
        copy=copy,
    )


def _next_copy(tx: Tx, row: queries.PrintJobRow) -> int:
    last = tx.one(queries.LAST_COPY, row.sale) if row.sale else None
    return max(row.copy, (last.copy or 0) if last else 0) + 1


def _unmarked(paper: Paper, copy: int) -> Paper:
    """A copy's paper begins with its own mark."""
    return paper[1:] if copy else paper


async def read_counts(reads: Reads) -> dict[tuple[str, str], int]:
    """How many unfinished jobs there are, by printer and state."""
    return {(row.printer, row.state): row.jobs for row in await reads.all(queries.COUNTS)}
