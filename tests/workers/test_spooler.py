"""The spooler on the twin over real TCP: a job is printed once, or a person is asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from edge_agent.domain.errors import Code, DatabaseError
from edge_agent.domain.moments import MINUTE, Millis
from edge_agent.ports.devices import PrinterState
from edge_agent.services import printing

if TYPE_CHECKING:
    from tests.workers.conftest import Desk

NAME = "counter"
FOR_EVER_S = (3_600.0, 3_600.0)


async def test_a_job_is_printed_once_and_known_to_be(desk: Desk) -> None:
    """From the row to the paper, and the row says so."""
    async with desk.running():
        job = await desk.put("合计 4.00")
        await desk.until(job, "printed")

    assert desk.rows == [("合计 4.00",)]
    async with desk.running():
        await desk.until(await desk.put("second"), "printed")
    assert desk.rows == [("合计 4.00",), ("second",)]


async def test_jobs_are_printed_in_the_order_of_their_sales(desk: Desk) -> None:
    """The first customer's receipt comes first."""
    jobs = [await desk.put(f"receipt {number}") for number in range(5)]
    async with desk.running():
        await desk.until(jobs[-1], "printed")

    assert desk.rows == [(f"receipt {number}",) for number in range(5)]


async def test_a_job_waits_for_paper_and_resumes_by_itself(desk: Desk) -> None:
    """Without paper nothing is begun; with a new roll everything that waited is printed, once."""
    desk.twin.load_paper(0)
    async with desk.running() as spooler:
        jobs = [await desk.put("first"), await desk.put("second")]
        await desk.bell.until(lambda: desk.printer.asked >= 3)
        waiting = [await desk.state(job) for job in jobs]
        told = spooler.state
        desk.twin.load_paper()
        for job in jobs:
            await desk.until(job, "printed")

    assert (waiting, told) == (["queued", "queued"], PrinterState.PAPER_OUT)
    assert desk.rows == [("first",), ("second",)]
    assert desk.states[-1] is PrinterState.OK


async def test_a_job_is_not_touched_while_its_printer_cannot_print(desk: Desk) -> None:
    """Asking a printer that is out writes nothing: a power cut in the night leaves nothing to doubt."""
    desk.twin.load_paper(0)
    async with desk.running():
        await desk.put("waits")
        await desk.bell.until(lambda: desk.printer.asked >= 5)

    assert desk.printer.submitted == 0
    assert await desk.writer.run(printing.doubt_unfinished) == 0


async def test_a_resting_spooler_is_woken_by_the_drawer_alone(desk: Desk) -> None:
    """A printer that is out is left in peace however many jobs come; a drawer is not."""
    desk.twin.load_paper(0)
    async with desk.running(desk.spooler(FOR_EVER_S)) as spooler:
        await desk.put("first")
        await desk.bell.until(lambda: desk.printer.asked >= 1)
        for number in range(5):
            await desk.put(f"another {number}")
        asked = desk.printer.asked
        spooler.kick()
        await desk.bell.until(lambda: desk.printer.kicked == 1 and desk.printer.asked > asked)

    assert (asked, desk.printer.asked) == (1, 2)


async def test_a_job_that_broke_off_is_doubted_and_never_sent_again(desk: Desk) -> None:
    """Some of it left: nobody knows what is on paper, so a person is asked, and the next job goes on."""
    desk.twin.close_after(40)
    async with desk.running():
        broken = await desk.put(*(f"line {number}" for number in range(30)))
        await desk.until(broken, "uncertain")
        following = await desk.put("the next customer's")
        await desk.until(following, "printed")

    assert await desk.state(broken) == "uncertain"
    assert desk.printer.submitted == 2
    assert "the next customer's" in desk.rows[-1]


@pytest.mark.parametrize(("said", "state"), [("printed", "printed"), ("drop", "cancelled")])
async def test_a_doubted_job_is_what_the_person_says(desk: Desk, said: str, state: str) -> None:
    """`printed` and `drop` end it without a byte."""
    desk.twin.close_after(40)
    async with desk.running():
        job = await desk.put(*(f"line {number}" for number in range(30)), sale="sale-1")
        await desk.until(job, "uncertain")
        submitted = desk.printer.submitted
        await desk.settle(job, said)
        await desk.until(await desk.put("next"), "printed")

    assert await desk.state(job) == state
    assert desk.printer.submitted == submitted + 1


async def test_a_reprint_is_a_job_of_its_own_and_says_so(desk: Desk) -> None:
    """The customer's second paper is marked 补打 with its count."""
    desk.twin.close_after(40)
    async with desk.running():
        job = await desk.put(*(f"line {number}" for number in range(30)), sale="sale-1")
        await desk.until(job, "uncertain")
        await desk.settle(job, "reprint")
        await desk.twin.until(lambda: "补打 1" in str(desk.twin.slips))

    assert await desk.state(job) == "cancelled"
    assert "line 29" in desk.rows[-1]


@pytest.mark.parametrize("sent", ["sending", "fenced"])
async def test_what_was_being_printed_at_a_power_cut_is_doubted(desk: Desk, sent: str) -> None:
    """After a restart such a job is a person's question, and the spooler leaves it alone."""
    job = await desk.put("was on its way")
    await desk.writer.run(lambda tx: printing.begin_sending(tx, job, b"was on its way"))
    await desk.writer.run(lambda tx: printing.set_state(tx, job, sent))

    assert await desk.writer.run(printing.doubt_unfinished) == 1
    async with desk.running():
        await desk.until(await desk.put("next"), "printed")
    assert await desk.state(job) == "uncertain"
    assert desk.rows == [("next",)]


async def test_a_receipt_that_nobody_waits_for_is_held(desk: Desk) -> None:
    """Two minutes after its sale a first receipt is not begun unasked; a kitchen's slip and a reprint are."""
    stale = await desk.put("stale receipt")
    slip = await desk.put("kitchen slip", template="station")
    reprint = await desk.put("reprint", copy=1)
    desk.clock.at = Millis(desk.clock.at + 2 * MINUTE + 1)
    fresh = await desk.put("fresh receipt")
    async with desk.running():
        for job in (slip, reprint, fresh):
            await desk.until(job, "printed")

    assert await desk.state(stale) == "held"
    assert desk.rows == [("kitchen slip",), ("reprint",), ("fresh receipt",)]


async def test_a_receipt_of_two_minutes_is_still_printed(desk: Desk) -> None:
    """To the millisecond."""
    job = await desk.put("just in time")
    desk.clock.at = Millis(desk.clock.at + 2 * MINUTE)
    async with desk.running():
        await desk.until(job, "printed")


async def test_the_drawer_opens_before_the_paper(desk: Desk) -> None:
    """The customer's change does not wait for the receipt."""
    job = await desk.put("receipt")
    spooler = desk.spooler()
    spooler.kick()
    async with desk.running(spooler):
        await desk.until(job, "printed")

    assert list(desk.twin.kicks) == [0]


async def test_a_drawer_that_is_asked_for_with_its_job_still_opens_first(desk: Desk) -> None:
    """The spooler was just looking for work when the sale came: it found the job, and then the kick."""

    def kick(piece: int) -> None:
        if piece == 0:
            spooler.kick()

    spooler = desk.spooler(happens=kick)
    job = await desk.put("receipt")
    async with desk.running(spooler):
        await desk.until(job, "printed")

    assert list(desk.twin.kicks) == [0]


async def test_a_pulse_that_comes_too_late_is_not_sent(desk: Desk) -> None:
    """A drawer that opens after five seconds opens before strangers."""
    spooler = desk.spooler()
    spooler.kick()
    desk.clock.monotonic = 5_001
    async with desk.running(spooler):
        await desk.until(await desk.put("receipt"), "printed")

    assert (desk.printer.kicked, list(desk.twin.kicks)) == (0, [])


async def test_a_pulse_is_sent_to_the_last_millisecond_of_its_time(desk: Desk) -> None:
    """Five seconds are still in time."""
    spooler = desk.spooler()
    spooler.kick()
    desk.clock.monotonic = 5_000
    async with desk.running(spooler):
        await desk.until(await desk.put("receipt"), "printed")

    assert len(desk.twin.kicks) == 1


async def test_a_pulse_that_failed_is_never_repeated(desk: Desk) -> None:
    """A printer without paper does not open the drawer later, when it has some."""
    desk.twin.load_paper(0)
    async with desk.running() as spooler:
        spooler.kick()
        await desk.bell.until(lambda: desk.printer.kicked == 1)
        desk.twin.load_paper()
        await desk.until(await desk.put("receipt"), "printed")

    assert (desk.printer.kicked, list(desk.twin.kicks)) == (1, [])


async def test_a_printer_that_comes_back_is_used_again(desk: Desk) -> None:
    """Switched off, and on again: what waited is printed."""
    await desk.twin.unplug()
    async with desk.running() as spooler:
        job = await desk.put("receipt")
        await desk.bell.until(lambda: desk.printer.asked >= 2)
        told = spooler.state
        await desk.twin.plug()
        await desk.until(job, "printed")

    assert told is PrinterState.UNREACHABLE
    assert desk.rows == [("receipt",)]


async def test_a_job_that_cannot_be_drawn_is_held_and_stops_no_other(desk: Desk) -> None:
    """A defect in one paper is that paper's; a person is asked about it."""
    async with desk.running():
        bad = await desk.put("undrawable")
        await desk.until(await desk.put("next"), "printed")

    assert await desk.state(bad) == "held"
    assert desk.rows == [("next",)]


async def test_a_driver_with_a_defect_leaves_its_job_in_doubt(desk: Desk) -> None:
    """Whatever was sent before it broke is a person's question; the next job is printed."""
    async with desk.running():
        bad = await desk.put("breaks the driver")
        await desk.until(bad, "uncertain")
        await desk.until(await desk.put("next"), "printed")

    assert desk.printer.submitted == 2


@pytest.mark.parametrize("step", range(6))
async def test_a_disk_that_is_full_at_any_step_prints_nothing_twice(desk: Desk, step: int) -> None:
    """Whichever of its writes fails once: one paper, and the row says printed, or that nobody knows."""

    def fill_the_disk(piece: int) -> None:
        if piece == step:
            raise DatabaseError(Code.DISK_FULL)

    job = await desk.put("receipt")
    async with desk.running(desk.spooler(happens=fill_the_disk)):
        await desk.twin.until(lambda: desk.twin.slips_printed > 0)
        await desk.until(await desk.put("next"), "printed")

    assert await desk.state(job) in ("printed", "uncertain")
    assert desk.rows == [("receipt",), ("next",)]


async def test_the_state_is_told_when_it_changes_and_only_then(desk: Desk) -> None:
    """The status line is repainted for news."""
    async with desk.running():
        for number in range(3):
            await desk.until(await desk.put(f"{number}"), "printed")

    assert desk.states == [PrinterState.OK]


async def test_a_stop_that_meets_a_new_job_still_stops(desk: Desk) -> None:
    """The agent is told to stop in the very moment in which a job wakes the spooler: it stops."""
    spooler = desk.spooler()
    task = asyncio.create_task(spooler.run())
    await desk.bell.until(lambda: desk.printer.asked == 1)
    await asyncio.sleep(0)
    spooler.notice()
    task.cancel()

    await asyncio.wait({task}, timeout=10)
    assert task.cancelled()
