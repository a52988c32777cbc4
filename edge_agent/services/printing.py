"""Print jobs: put down with the sale, moved through their states by the spooler, settled by people."""

import hashlib
from collections.abc import Mapping

import msgspec

from config.settings import Settings
from edge_agent.db.queries import print_jobs as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import JobId, SaleId
from edge_agent.domain.moments import Millis
from edge_agent.domain.paper import Align, Paper, PaperLine, Size, Text
from edge_agent.wire.types import PrintJobView

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
    ("held", "reprint"): "cancelled",
    ("held", "drop"): "cancelled",
}
"""(state, what the person said) → state; a reprint is a job of its own."""

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(tuple[PaperLine, ...])


class Job(msgspec.Struct, frozen=True):
    """A job that the spooler may send."""

    id: JobId
    template: str
    copy: int
    created_at: Millis
    paper: Paper


def add_job(
    tx: Tx, *, sale: SaleId | None, template: str, printer: str, paper: Paper, copy: int = 0
) -> JobId:
    """Put a job down; it is sent after the commit, by the spooler."""
    job = JobId(tx.new_id())
    body = _encoder.encode(paper).decode()
    tx.run(queries.ADD, job, sale, template, printer, copy, tx.now, tx.now, body)
    tx.touch("print-jobs")
    return job


def next_job(tx: Tx, printer: str, stale_after_ms: int) -> Job | None:
    """The next job to send, after receipts that nobody waits for any more were held."""
    if tx.run(queries.HOLD_STALE, tx.now, printer, tx.now - stale_after_ms):
        tx.touch("print-jobs")
    row = tx.one(queries.NEXT_QUEUED, printer)
    if row is None:
        return None
    return Job(JobId(row.id), row.template, row.copy, Millis(row.created_at), _decoder.decode(row.paper))


def begin_sending(tx: Tx, job: JobId, data: bytes) -> None:
    """Keep the bytes before the first of them leaves: from now on the job is uncertain until it is fenced."""
    tx.run(queries.SET_BYTES, data, hashlib.sha256(data).digest(), tx.now, job)
    tx.touch("print-jobs")


def set_state(tx: Tx, job: JobId, state: str) -> None:
    """What became of the job."""
    tx.run(queries.SET_STATE, state, tx.now, job)
    tx.touch("print-jobs")


def doubt_unfinished(tx: Tx) -> int:
    """After a restart nobody knows what became of a job that was being sent: a person is asked."""
    return tx.run(queries.DOUBT_UNFINISHED, tx.now)


def settle_job(tx: Tx, settings: Settings, job: str, said: str) -> PrintJobView | Refused:
    """Take a person's word for an uncertain or held job; a reprint is a new job, marked 补打."""
    row = tx.one(queries.BY_ID, job)
    if row is None:
        return Refused(Code.JOB_UNKNOWN)
    state = SETTLEMENTS.get((row.state, said))
    if state is None:
        return Refused(Code.JOB_STATE, {"state": row.state})
    set_state(tx, JobId(row.id), state)
    if said == "reprint":
        _reprint(tx, row, settings.printing.template.words.copy)
    settled = tx.one(queries.BY_ID, job)
    if settled is None:
        raise RuntimeError(f"print job {job} vanished")
    return view(settled)


async def list_jobs(reads: Reads, state: str, limit: int) -> tuple[PrintJobView, ...]:
    """Jobs in a state, oldest first."""
    return tuple(view(row) for row in await reads.all(queries.IN_STATE, state, limit))


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


def _reprint(tx: Tx, row: queries.PrintJobRow, word: str) -> None:
    copy = _next_copy(tx, row)
    mark = Text(f"{word} {copy}", Align.CENTRE, Size.LARGE, bold=True)
    paper = (mark, *_unmarked(_decoder.decode(row.paper), row.copy))
    add_job(
        tx,
        sale=SaleId(row.sale) if row.sale else None,
        template=row.template,
        printer=row.printer,
        paper=paper,
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
