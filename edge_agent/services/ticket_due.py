"""What becomes of tickets by the clock: no-shows, those of another day, online orders whose time has come."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import tickets as queries
from edge_agent.domain.clock_doubt import Why
from edge_agent.domain.events import Data, TicketExpired, TicketNoShow
from edge_agent.domain.ids import TicketId
from edge_agent.domain.moments import HOUR, MINUTE, SECOND
from edge_agent.services.clock import doubt, set_ago_ms
from edge_agent.services.ticket_issue import open_dates, queue_date
from edge_agent.services.tickets import record
from edge_agent.services.tickets_online import join_due

EXPIRES_AFTER_MS = HOUR
PIECE_MAX = 50
"""Tickets at a time, so that no sale waits for long; the next run goes on."""


def tend(tx: JournalTx, settings: Settings) -> int:
    """Do what is due now; how many tickets it was.

    By a clock in doubt nobody is a no-show, and nothing expires. Orders join all the same, or nobody would
    make them; but not by a clock that has jumped: tomorrow's would be made today.
    """
    why = doubt(tx)
    if why is None:
        return _miss(tx, settings) + _expire(tx, settings) + join_due(tx, settings)
    return 0 if why is Why.JUMPED else join_due(tx, settings)


def _miss(tx: JournalTx, settings: Settings) -> int:
    """过号: nobody came to the last call, or for minutes after the first.

    A clock that was put right makes nobody late: the minutes are counted anew. A call that lies farther
    ahead than they last was made before.
    """
    rules = settings.queue
    no_show_ms = rules.no_show_minutes * MINUTE
    if set_ago_ms(tx) < no_show_ms:
        return 0
    last_before = tx.now - rules.call_gap_seconds * SECOND
    found = tx.all(
        queries.UNANSWERED, tx.now - no_show_ms, rules.calls_max, last_before, PIECE_MAX, tx.now + no_show_ms
    )
    return sum(_record(tx, one.id, TicketNoShow(TicketId(one.id))) for one in found)


def _expire(tx: JournalTx, settings: Settings) -> int:
    """What is left of a day of which no shift is open any more: the shop opens with empty hands.

    A shop that never closes changes its day between an order and its call: nothing of the last hour expires.
    """
    first_open, _ = open_dates(tx)
    day = first_open or queue_date(tx, settings)
    found = tx.all(queries.OF_EARLIER_DAYS, day, tx.now - EXPIRES_AFTER_MS, PIECE_MAX)
    return sum(_record(tx, one.id, TicketExpired(TicketId(one.id))) for one in found)


def _record(tx: JournalTx, ticket: str, event: Data) -> bool:
    row = tx.one(queries.BY_ID, ticket)
    if row is not None:
        record(tx, None, row, event)
    return row is not None
