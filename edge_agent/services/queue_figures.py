"""Figures of the queue and of what is collected: waits, no-shows, how true the estimates were, 自提率."""

from edge_agent.db.queries import queue_figures as queries
from edge_agent.db.reads import Reads
from edge_agent.domain.figures import permille
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.wire.figures import QueueFigures

_MEDIAN, _TAIL = 50, 90


async def read_queue_figures(
    reads: Reads, first: BusinessDate, last: BusinessDate, begins_at: Millis, ends_at: Millis
) -> QueueFigures:
    """The figures of the tickets of these business dates, and of the orders wanted in that time."""
    tickets = (await reads.all(queries.TICKETS, first, last))[0]
    orders = (await reads.all(queries.PICKUPS, begins_at, ends_at))[0]
    return QueueFigures(
        tickets=tickets.tickets,
        called=tickets.called,
        wait_p50_ms=await _wait(reads, first, last, tickets.called * _MEDIAN // 100),
        wait_p90_ms=await _wait(reads, first, last, tickets.called * _TAIL // 100),
        missed=tickets.missed,
        missed_permille=permille(tickets.missed, tickets.called),
        told_permille=permille(tickets.hits, tickets.told),
        online_orders=orders.orders,
        collected=orders.collected,
        collected_permille=permille(orders.collected, orders.orders),
    )


async def _wait(reads: Reads, first: BusinessDate, last: BusinessDate, place: int) -> int | None:
    """The wait that so many customers did not reach; None when nobody was called."""
    row = await reads.one(queries.WAIT, first, last, place)
    return row.ms if row else None
