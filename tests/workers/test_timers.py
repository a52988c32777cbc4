"""What happens by the clock: pruning on time, piece by piece, and of nothing that is still wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent

from edge_agent.db.database import Database
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import clock as queries
from edge_agent.db.queries import requests
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import DAY, HOUR, Millis
from edge_agent.ports.system import SystemChance, SystemClock
from edge_agent.services import clock, upkeep
from edge_agent.workers import timers

if TYPE_CHECKING:
    from config.settings import Settings


class Run:
    """A machine's run that no time passes in, unless a test says so."""

    boot = "run-1"
    ran_ms = 0

    def uptime_ms(self) -> int:
        """What the test has set."""
        return self.ran_ms


@pytest.fixture
def run() -> Run:
    return Run()


@pytest.fixture
def database(settings: Settings, run: Run) -> Iterator[Database]:
    with Database(settings.database, StoreCode("S0123"), 1, SystemClock(), SystemChance(), run) as opened:
        yield opened


def _settle(done: asyncio.Future[JobExecutionEvent], ran: JobExecutionEvent) -> None:
    """The pruning has run; other jobs have their own times."""
    if ran.job_id == timers.PRUNE:
        done.set_result(ran)


async def test_what_is_old_is_pruned_by_itself(settings: Settings, database: Database) -> None:
    """The run that is due does its work, however many pieces there are, and comes again the next night."""
    many = 3 * upkeep.PIECE_ROWS_MAX + 1

    def keep(tx: JournalTx) -> None:
        old = Millis(tx.now - (settings.limits.request_answers_kept_days + 1) * DAY)
        for number in range(many):
            tx.run(requests.KEEP, f"old-{number}", "1001@1", b"", b"{}", old)
        tx.run(requests.KEEP, "new", "1001@1", b"", b"{}", tx.now)

    await database.writer.run(keep)
    done: asyncio.Future[JobExecutionEvent] = asyncio.get_running_loop().create_future()
    with timers.timers(settings, database.writer) as scheduler:
        scheduler.add_listener(partial(_settle, done), EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        job = scheduler.modify_job(timers.PRUNE, next_run_time=datetime.now(UTC))
        ran = await done
        following = scheduler.get_job(timers.PRUNE).next_run_time

    assert ran.exception is None, job
    assert (following.hour, following.minute) == (4, 0)
    assert await database.writer.run(lambda tx: tx.one(requests.BY_ID, "old-1")) is None
    assert await database.writer.run(lambda tx: tx.one(requests.BY_ID, "new")) is not None


async def test_a_pc_that_is_off_at_night_prunes_after_its_start(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    """The first run comes minutes after a start, whatever the hour."""
    del tmp_path
    with timers.timers(settings, database.writer) as scheduler:
        first = scheduler.get_job(timers.PRUNE).next_run_time

    assert first - datetime.now(UTC) < timedelta(minutes=11)


async def test_a_writer_that_has_closed_ends_the_run_alone(settings: Settings, database: Database) -> None:
    """A run that meets the agent's stop is no defect."""
    database.writer.close()
    done: asyncio.Future[JobExecutionEvent] = asyncio.get_running_loop().create_future()
    with timers.timers(settings, database.writer) as scheduler:
        scheduler.add_listener(partial(_settle, done), EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        scheduler.modify_job(timers.PRUNE, next_run_time=datetime.now(UTC))

        assert (await done).exception is None


async def test_the_clock_is_looked_at(settings: Settings, database: Database, run: Run) -> None:
    """The machine has run for an hour, its clock has gone on by moments: the doubt is on record."""
    await database.writer.run(clock.notice)
    run.ran_ms = HOUR
    done: asyncio.Queue[JobExecutionEvent] = asyncio.Queue()
    with timers.timers(settings, database.writer) as scheduler:
        scheduler.add_listener(done.put_nowait, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        scheduler.modify_job(timers.CLOCK, next_run_time=datetime.now(UTC))
        while (ran := await done.get()).job_id != timers.CLOCK:
            pass
        assert ran.exception is None

    state = await database.writer.run(lambda tx: tx.one(queries.STATE))
    assert state is not None
    assert state.doubt == "behind"
