"""Pruning of what is local: request answers, closed carts, the bytes of printed jobs. Never the journal."""

from config.settings import Limits
from edge_agent.db.queries import carts, print_jobs, requests
from edge_agent.db.tx import Tx
from edge_agent.domain.moments import DAY


def prune(tx: Tx, limits: Limits) -> int:
    """Drop what is older than its limit; the number of rows dropped."""
    return (
        tx.run(requests.PRUNE, tx.now - limits.request_answers_kept_days * DAY)
        + tx.run(carts.PRUNE_CLOSED, tx.now - limits.closed_carts_kept_days * DAY)
        + tx.run(print_jobs.PRUNE_BYTES, tx.now - limits.printed_bytes_kept_days * DAY)
    )
