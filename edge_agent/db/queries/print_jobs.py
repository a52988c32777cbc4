"""Print jobs as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class PrintJobRow(msgspec.Struct, frozen=True):
    """A job with its paper as JSON lines of meaning; empty when it is a sale's or a refund's slip."""

    id: str
    sale: str | None
    refund: str | None
    template: str
    printer: str
    copy: int
    state: str
    created_at: int
    paper: str


class FirstJob(msgspec.Struct, frozen=True):
    """The job of a slip's first paper."""

    id: str
    state: str
    was_begun: int
    """Its bytes were made: some of them may have left."""


class JobCount(msgspec.Struct, frozen=True):
    """How many jobs of a printer are in a state."""

    printer: str
    state: str
    jobs: int


class LastCopy(msgspec.Struct, frozen=True):
    """The highest reprint number of a sale's paper."""

    copy: int | None


ADD = Command("print_jobs.add")
NEXT_QUEUED = Query("print_jobs.next_queued", PrintJobRow)
BY_ID = Query("print_jobs.by_id", PrintJobRow)
FIRST_OF_SALE = Query("print_jobs.first_of_sale", FirstJob)
FIRST_OF_REFUND = Query("print_jobs.first_of_refund", FirstJob)
LAST_COPY = Query("print_jobs.last_copy", LastCopy)
IN_STATE = Query("print_jobs.in_state", PrintJobRow)
COUNTS = Query("print_jobs.counts", JobCount)
SET_STATE = Command("print_jobs.set_state")
QUEUE_AGAIN = Command("print_jobs.queue_again")
SET_BYTES = Command("print_jobs.set_bytes")
DOUBT_UNFINISHED = Command("print_jobs.doubt_unfinished")
HOLD_STALE = Command("print_jobs.hold_stale")
MOVE_QUEUED = Command("print_jobs.move_queued")
PRUNE_DONE = Command("print_jobs.prune_done")
