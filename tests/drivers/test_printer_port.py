"""What the port `Printer` promises, kept by the driver that `choose` picks, on the twin over real TCP."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from config.settings import PrinterSettings
from drivers.choose import printer as choose
from drivers.simulated.printer import SimulatedPrinter
from edge_agent.domain.paper import Paper, Text
from edge_agent.ports.devices import NotSent, Printed, Printer, PrinterState, Uncertain

MakeSettings = Callable[..., PrinterSettings]
OnFenced = Callable[[], Awaitable[None]]
BRIEF_MS = 500
"""How long to wait for what never comes; and long enough, on a busy machine, for what does."""


@pytest.fixture
def device(twin: SimulatedPrinter, make_settings: MakeSettings) -> Printer:
    """The driver, with time enough for everything."""
    return choose(make_settings(twin.address))


@pytest.fixture
def impatient(twin: SimulatedPrinter, make_settings: MakeSettings) -> Printer:
    """The driver with short deadlines, for a printer that will not answer."""
    return choose(make_settings(twin.address, connect_timeout_ms=BRIEF_MS, print_timeout_ms=BRIEF_MS))


async def test_a_job_is_printed(
    device: Printer, twin: SimulatedPrinter, sample_receipt: Paper, on_fenced: OnFenced
) -> None:
    """The whole receipt is on one slip, and nothing but the receipt was done."""
    assert await device.submit(device.render(sample_receipt), on_fenced) == Printed()
    [slip] = twin.slips
    assert slip.qr == ("S0123-1-20261122-0042",)
    assert "农夫山泉饮用天然水550ml    2      2.00      4.00" in slip.rows
    assert not twin.kicks
    assert not twin.unknown


async def test_the_same_paper_is_the_same_job(
    device: Printer, make_settings: MakeSettings, sample_receipt: Paper
) -> None:
    """Rendering is pure: a stored job and a new one have the same hash, whichever process makes them."""
    again = choose(make_settings("tcp://192.0.2.1:9100"))
    assert device.render(sample_receipt) == device.render(sample_receipt) == again.render(sample_receipt)


async def test_the_fence_is_told_once_and_before_the_outcome(device: Printer, twin: SimulatedPrinter) -> None:
    """`on_fenced` is awaited when all has left; the outcome waits for it."""
    told: list[int] = []

    async def fenced() -> None:
        await twin.until(lambda: twin.slips_printed == 1)  # so everything has left
        told.append(twin.slips_printed)

    assert await device.submit(device.render([Text("a")]), fenced) == Printed()
    assert told == [1]


async def test_jobs_at_once_are_printed_one_after_the_other(
    device: Printer, twin: SimulatedPrinter, on_fenced: OnFenced
) -> None:
    """Each on its own slip, none mixed with another."""
    jobs = [device.render([Text(f"job {number}")]) for number in range(5)]
    outcomes = await asyncio.gather(*(device.submit(job, on_fenced) for job in jobs))
    assert outcomes == [Printed()] * 5
    assert [slip.rows for slip in twin.slips] == [(f"job {number}",) for number in range(5)]


async def test_a_printer_in_order_is_ok(device: Printer) -> None:
    """Asking prints nothing and can be repeated."""
    assert [await device.check_health() for _ in range(3)] == [PrinterState.OK] * 3


async def test_a_nearly_empty_roll_still_prints(
    device: Printer, twin: SimulatedPrinter, on_fenced: OnFenced
) -> None:
    """Near end is told, and is no reason to stop; the fence's answer differs and counts all the same."""
    twin.set_near_end(near_end=True)
    assert await device.check_health() is PrinterState.PAPER_NEAR_END
    assert await device.submit(device.render([Text("a")]), on_fenced) == Printed()


async def test_without_paper_nothing_is_sent(
    device: Printer, twin: SimulatedPrinter, on_fenced: OnFenced
) -> None:
    """Not a byte leaves, so that nothing is printed when there is paper again."""
    twin.load_paper(0)
    assert await device.submit(device.render([Text("a")]), on_fenced) == NotSent(PrinterState.PAPER_OUT)
    twin.load_paper()
    assert await device.submit(device.render([Text("b")]), on_fenced) == Printed()
    assert [slip.rows for slip in twin.slips] == [("b",)]


async def test_an_open_cover_is_told(device: Printer, twin: SimulatedPrinter, on_fenced: OnFenced) -> None:
    """Nothing is sent while it is open; closed, it prints."""
    twin.open_cover()
    assert await device.check_health() is PrinterState.COVER_OPEN
    assert await device.submit(device.render([Text("a")]), on_fenced) == NotSent(PrinterState.COVER_OPEN)
    twin.close_cover()
    assert await device.submit(device.render([Text("a")]), on_fenced) == Printed()


async def test_paper_that_runs_out_in_mid_job_is_uncertain(
    impatient: Printer, twin: SimulatedPrinter, sample_receipt: Paper, on_fenced: OnFenced
) -> None:
    """All of the job left, the fence did not come back, and the reason is told."""
    twin.load_paper(10)
    job = impatient.render(sample_receipt)
    assert await impatient.submit(job, on_fenced) == Uncertain(len(job), PrinterState.PAPER_OUT)
    assert not twin.slips


async def test_paper_that_comes_back_in_time_is_printed(
    device: Printer, twin: SimulatedPrinter, sample_receipt: Paper
) -> None:
    """A roll changed while the fence is awaited finishes the job."""
    twin.load_paper(10)

    async def change_the_roll() -> None:
        assert not twin.slips
        twin.load_paper()

    assert await device.submit(device.render(sample_receipt), change_the_roll) == Printed()
    assert twin.slips_printed == 1


async def test_unasked_status_during_the_wait_is_no_fence(
    impatient: Printer, twin: SimulatedPrinter, sample_receipt: Paper
) -> None:
    """Automatic status that tells of the missing paper does not make the job printed."""
    twin.load_paper(10)

    async def chatter() -> None:
        twin.say(b"\x1c\x00\x0c\x00\x12\x13")

    job = impatient.render(sample_receipt)
    assert await impatient.submit(job, chatter) == Uncertain(len(job), PrinterState.PAPER_OUT)


async def test_a_connection_lost_in_mid_job_is_uncertain(
    device: Printer, twin: SimulatedPrinter, sample_receipt: Paper, on_fenced: OnFenced
) -> None:
    """Some of it left: never NotSent, never Printed; and the next job is printed on its own."""
    job = device.render(sample_receipt)
    twin.close_after(100)
    outcome = await device.submit(job, on_fenced)
    assert isinstance(outcome, Uncertain)
    assert 0 < outcome.bytes_sent <= len(job)
    assert outcome.state is PrinterState.UNREACHABLE
    assert await device.submit(device.render([Text("next")]), on_fenced) == Printed()


async def test_a_printer_that_is_not_there_is_unreachable(
    device: Printer, twin: SimulatedPrinter, on_fenced: OnFenced
) -> None:
    """Refused: nothing sent, nothing raised; plugged in again it works."""
    await twin.unplug()
    assert await device.check_health() is PrinterState.UNREACHABLE
    assert await device.submit(device.render([Text("a")]), on_fenced) == NotSent(PrinterState.UNREACHABLE)
    assert not await device.kick_drawer()
    await twin.plug()
    assert await device.submit(device.render([Text("a")]), on_fenced) == Printed()


async def test_a_printer_that_does_not_answer_is_unknown(
    impatient: Printer, twin: SimulatedPrinter, on_fenced: OnFenced
) -> None:
    """It takes the connection and says nothing: unknown is not OK, and nothing is sent."""
    twin.stall()
    assert await impatient.check_health() is PrinterState.UNKNOWN
    assert await impatient.submit(impatient.render([Text("a")]), on_fenced) == NotSent(PrinterState.UNKNOWN)
    assert not await impatient.kick_drawer()
    twin.resume()
    assert await impatient.submit(impatient.render([Text("b")]), on_fenced) == Printed()
    assert [slip.rows for slip in twin.slips] == [("b",)]
    assert not twin.kicks


async def test_the_drawer_opens_once(device: Printer, twin: SimulatedPrinter) -> None:
    """One call, one pulse, no paper."""
    assert await device.kick_drawer()
    await twin.until(lambda: bool(twin.kicks))
    assert await device.check_health() is PrinterState.OK
    assert len(twin.kicks) == 1
    assert not twin.slips


async def test_the_drawer_does_not_open_later(device: Printer, twin: SimulatedPrinter) -> None:
    """A printer that could open it only after somebody's visit is not told."""
    twin.load_paper(0)
    assert not await device.kick_drawer()
    twin.load_paper()
    assert await device.kick_drawer()
    await twin.until(lambda: bool(twin.kicks))
    assert len(twin.kicks) == 1


async def test_a_stuck_job_does_not_hold_the_questions(
    twin: SimulatedPrinter, make_settings: MakeSettings, sample_receipt: Paper
) -> None:
    """While a job waits for paper, health is unknown and the drawer is told no, within their deadline."""
    device = choose(make_settings(twin.address, connect_timeout_ms=BRIEF_MS))
    twin.load_paper(10)
    answers: list[object] = []

    async def ask() -> None:
        answers.extend([await device.check_health(), await device.kick_drawer()])
        twin.load_paper()

    assert await device.submit(device.render(sample_receipt), ask) == Printed()
    assert answers == [PrinterState.UNKNOWN, False]


async def test_what_on_fenced_raises_passes_through(
    device: Printer, twin: SimulatedPrinter, on_fenced: OnFenced
) -> None:
    """The caller's own defect is the caller's, and the printer is free for the next job."""

    async def broken() -> None:
        raise RuntimeError("no disk")

    with pytest.raises(RuntimeError, match="no disk"):
        await device.submit(device.render([Text("a")]), broken)
    assert await device.submit(device.render([Text("b")]), on_fenced) == Printed()
    assert twin.slips[-1].rows == ("b",)


async def test_a_cancelled_job_frees_the_printer(
    device: Printer, twin: SimulatedPrinter, on_fenced: OnFenced, sample_receipt: Paper
) -> None:
    """Stopping the agent in mid-job leaves no connection and no lock behind."""
    twin.load_paper(10)
    left = asyncio.Event()

    async def fenced() -> None:
        left.set()

    job = asyncio.create_task(device.submit(device.render(sample_receipt), fenced))
    await left.wait()
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    twin.load_paper()
    await twin.until(lambda: twin.slips_printed == 1)
    assert await device.submit(device.render([Text("b")]), on_fenced) == Printed()
    assert twin.slips[-1].rows == ("b",)
