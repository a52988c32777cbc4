"""Pruning of what is local: request answers, closed carts, print jobs that are done. Never the journal."""

from config.settings import Limits
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import carts, orders, print_jobs, push, requests
from edge_agent.domain.moments import DAY, SECOND
from edge_agent.domain.orders import PickupOrder
from edge_agent.domain.pickup.revocations import KEPT_S
from edge_agent.services.clock import doubt

PIECE_ROWS_MAX = 200
"""Looked at in one table at a time, so that no sale waits for long."""
SILENCES_KEPT_DAYS = 400
"""As far back as the figures of a year look, and a month."""
ORDERS_KEPT_DAYS = 30
"""After their codes expired, whether they were collected or not: what was handed over is in the journal."""


def is_past(tx: JournalTx, order: PickupOrder) -> bool:
    """Whether an order expired so long ago that it is kept no more; nobody knows by a clock in doubt."""
    return order.expires_at < tx.now - ORDERS_KEPT_DAYS * DAY and doubt(tx) is None


def prune(tx: JournalTx, limits: Limits) -> int:
    """Drop one piece of what is older than its limit; the number of rows dropped, zero when nothing is left.

    A closed cart stays as long as an answer that names it: repeated, the answer shows the cart. While the
    clock is in doubt nothing is old: an order or a revocation that was dropped too early never comes again.
    """
    if doubt(tx):
        return 0
    answers_days = limits.request_answers_kept_days
    carts_days = max(limits.closed_carts_kept_days, answers_days)
    return (
        tx.run(requests.PRUNE, tx.now - answers_days * DAY, PIECE_ROWS_MAX)
        + tx.run(carts.PRUNE_CLOSED, tx.now - carts_days * DAY, PIECE_ROWS_MAX)
        + tx.run(print_jobs.PRUNE_DONE, tx.now - limits.print_jobs_kept_days * DAY, PIECE_ROWS_MAX)
        + tx.run(orders.PRUNE, tx.now - ORDERS_KEPT_DAYS * DAY, PIECE_ROWS_MAX)
        + tx.run(orders.DROP_REVOCATIONS, tx.now // SECOND - KEPT_S, PIECE_ROWS_MAX)
        + tx.run(push.PRUNE_SILENCES, tx.now - SILENCES_KEPT_DAYS * DAY, PIECE_ROWS_MAX)
    )
