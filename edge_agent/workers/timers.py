"""What happens by the clock: what is local and old is dropped, tickets that nobody answers are no-shows."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from config.settings import Settings
from edge_agent.db.database import StoreWriter
from edge_agent.domain.errors import EdgeError
from edge_agent.services import clock, ticket_due, upkeep

PRUNE, TICKETS, CLOCK = "prune", "tickets", "clock"
TICKETS_EVERY_S = 5
CLOCK_EVERY_S = 10
_PRUNE_AT_HOUR = 4
_FIRST_PRUNE_AFTER = timedelta(minutes=10)
"""Of a start: many a shop's PC is switched off at night."""

log = structlog.get_logger("timers")


@contextmanager
def timers(settings: Settings, writer: StoreWriter) -> Iterator[AsyncIOScheduler]:
    """Run what is due until the block ends; a run that the PC slept through is made up for once."""
    zone = settings.store.zone
    scheduler = AsyncIOScheduler(timezone=zone)
    scheduler.add_job(
        _prune,
        "cron",
        (settings, writer),
        id=PRUNE,
        hour=_PRUNE_AT_HOUR,
        next_run_time=datetime.now(zone) + _FIRST_PRUNE_AFTER,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.add_job(
        _tend_tickets,
        "interval",
        (settings, writer),
        id=TICKETS,
        seconds=TICKETS_EVERY_S,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.add_job(
        _look_at_clock,
        "interval",
        (writer,),
        id=CLOCK,
        seconds=CLOCK_EVERY_S,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=False)


async def _prune(settings: Settings, writer: StoreWriter) -> None:
    """Piece by piece, so that no sale waits for more than one piece."""
    pruned = 0
    try:
        while piece := await writer.run_bulk(lambda tx: upkeep.prune(tx, settings.limits)):
            pruned += piece
    except EdgeError as error:  # a full disk, or the agent stops: tomorrow is another day
        log.warning("not-pruned", code=error.code)
    log.info("pruned", rows=pruned)


async def _tend_tickets(settings: Settings, writer: StoreWriter) -> None:
    """A full disk, or a stop, leaves the rest for the next time."""
    with contextlib.suppress(EdgeError):
        await writer.run_bulk(lambda tx: ticket_due.tend(tx, settings))


async def _look_at_clock(writer: StoreWriter) -> None:
    """A full disk, or a stop, leaves it for the next time."""
    with contextlib.suppress(EdgeError):
        await writer.run(clock.notice)
