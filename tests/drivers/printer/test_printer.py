"""The printer's driver against far ends that misbehave byte by byte; `test_printer_port.py` has the rest."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from config.settings import PrinterSettings
from drivers.choose import printer as choose
from drivers.printer.status import FENCE
from edge_agent.ports.devices import NotSent, Printed, Printer, PrinterState, PrintOutcome, Uncertain

MakeSettings = Callable[..., PrinterSettings]
OnFenced = Callable[[], Awaitable[None]]
Answer = Callable[[bytes], bytes | None]
"""What a far end says to a request (`DLE EOT n`, `GS r 1`) or a piece of a job; None breaks it off."""

JOB = b"hello\n"
IN_ORDER = b"\x12"
BRIEF_MS = 500
"""How long to wait for what never comes; and long enough, on a busy machine, for what does."""


@contextlib.asynccontextmanager
async def far_end(answer: Answer, make_settings: MakeSettings, **timeouts: int) -> AsyncIterator[Printer]:
    """A printer whose every answer is what `answer` says."""
    ended = asyncio.Event()
    ended.set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.clear()
        try:
            while request := await reader.readexactly(3):
                said = answer(request)
                if said is None:
                    writer.transport.abort()
                    return
                writer.write(said)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            ended.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield choose(make_settings(f"tcp://127.0.0.1:{port}", **timeouts))
    await ended.wait()
    server.close()


def obedient(*fences: bytes) -> Answer:
    """In order, and `fences` to one `GS r 1` after the other; the last of them to all that follow."""
    rest = list(fences)

    def answer(request: bytes) -> bytes:
        if request == FENCE:
            return rest.pop(0) if len(rest) > 1 else rest[0]
        return IN_ORDER if request.startswith(b"\x10\x04") else b""

    return answer


async def submitted(
    answer: Answer, make_settings: MakeSettings, on_fenced: OnFenced, **timeouts: int
) -> PrintOutcome:
    async with far_end(answer, make_settings, **timeouts) as printer:
        return await printer.submit(JOB, on_fenced)


async def test_an_answered_fence_is_printed(make_settings: MakeSettings, on_fenced: OnFenced) -> None:
    """The plain case, so that the others fail for their own reason."""
    assert await submitted(obedient(b"\x00"), make_settings, on_fenced) == Printed()


@pytest.mark.parametrize(
    "chatter",
    [
        pytest.param(b"\x12", id="a late status"),
        pytest.param(b"\x14\x00\x00\x0f", id="automatic status"),
        pytest.param(b"\x11", id="flow control"),
    ],
)
async def test_chatter_is_no_fence_and_hides_none(
    chatter: bytes, make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """What printers say unasked prints nothing, and the fence behind it still counts."""
    alone = await submitted(obedient(b"\x00", chatter), make_settings, on_fenced, print_timeout_ms=BRIEF_MS)
    before = await submitted(obedient(b"\x00", chatter + b"\x00"), make_settings, on_fenced)
    assert (alone, before) == (Uncertain(len(JOB), PrinterState.OK), Printed())


@pytest.mark.parametrize("noise", [b"\xff\x00", b"OK\x00", b"\x00\xff", b"\x80"])
async def test_noise_makes_a_job_uncertain(
    noise: bytes, make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """Among bytes that no printer sends, one that looks like the fence is not believed."""
    outcome = await submitted(obedient(b"\x00", noise), make_settings, on_fenced)
    assert outcome == Uncertain(len(JOB), PrinterState.OK)


async def test_a_fence_that_tells_of_missing_paper_is_not_printed(
    make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """A printer that answers without paper has not printed everything."""
    outcome = await submitted(obedient(b"\x00", b"\x0c"), make_settings, on_fenced)
    assert outcome == Uncertain(len(JOB), PrinterState.OK)


async def test_the_answer_to_an_earlier_jobs_fence_is_not_taken_for_ours(
    make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """What an earlier job left is awaited first: two answers to one fence are not two jobs."""
    outcome = await submitted(obedient(b"\x00\x00", b""), make_settings, on_fenced, print_timeout_ms=BRIEF_MS)
    assert outcome == Uncertain(len(JOB), PrinterState.OK)


async def test_an_unanswered_fence_of_an_earlier_job_is_awaited_again(
    make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """After an uncertain job the next one begins with a fence of its own; after a printed one it does not."""
    asked: list[bytes] = []
    fences = obedient(b"\x00", b"\x00", b"", b"\x00\x00", b"\x00")

    def answer(request: bytes) -> bytes | None:
        asked.append(request)
        return fences(request)

    async with far_end(answer, make_settings, print_timeout_ms=BRIEF_MS) as printer:
        outcomes = [await printer.submit(JOB, on_fenced) for _ in range(4)]
    assert outcomes == [Printed(), Uncertain(len(JOB), PrinterState.OK), Printed(), Printed()]
    assert asked.count(FENCE) == 2 + 1 + 2 + 1


async def test_an_answer_before_the_fence_was_sent_is_not_its_answer(
    make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """What looks like a fence and comes with the status is dropped before the fence is asked for."""
    fences = obedient(b"\x00", b"\x00", b"")
    early = b""

    def answer(request: bytes) -> bytes | None:
        return IN_ORDER + early if request == b"\x10\x04\x04" else fences(request)

    async with far_end(answer, make_settings, print_timeout_ms=BRIEF_MS) as printer:
        first = await printer.submit(JOB, on_fenced)
        early = b"\x00"
        second = await printer.submit(JOB, on_fenced)
    assert (first, second) == (Printed(), Uncertain(len(JOB), PrinterState.OK))


async def test_a_printer_that_answers_without_end_gets_no_job(
    make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """Fences that never stop coming prove nothing, and waiting for their end has a limit."""
    outcome = await submitted(obedient(b"\x00" * 100), make_settings, on_fenced)
    assert outcome == NotSent(PrinterState.UNKNOWN)


async def test_a_busy_printer_gets_no_job(make_settings: MakeSettings, on_fenced: OnFenced) -> None:
    """While an earlier job's fence stays unanswered, not a byte of the next leaves."""
    received = bytearray()

    def answer(request: bytes) -> bytes | None:
        received.extend(request)
        return obedient(b"")(request)

    outcome = await submitted(answer, make_settings, on_fenced, print_timeout_ms=BRIEF_MS)
    assert outcome == NotSent(PrinterState.UNKNOWN)
    assert JOB[:3] not in received


@pytest.mark.parametrize("silent_about", [1, 2, 3, 4])
async def test_a_missing_status_is_unknown_and_nothing_is_sent(
    silent_about: int, make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """Three good answers of four are not OK."""

    def answer(request: bytes) -> bytes | None:
        return b"" if request == bytes([0x10, 0x04, silent_about]) else obedient(b"\x00")(request)

    outcome = await submitted(answer, make_settings, on_fenced, connect_timeout_ms=BRIEF_MS)
    assert outcome == NotSent(PrinterState.UNKNOWN)


@pytest.mark.parametrize("wrong", [b"\x00", b"\xff", b"\x13", b"\x92", b"A"])
async def test_a_status_with_wrong_fixed_bits_is_unknown(
    wrong: bytes, make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """An answer that is none is waited out, and never taken for OK."""

    def answer(request: bytes) -> bytes | None:
        return wrong if request == b"\x10\x04\x04" else obedient(b"\x00")(request)

    outcome = await submitted(answer, make_settings, on_fenced, connect_timeout_ms=BRIEF_MS)
    assert outcome == NotSent(PrinterState.UNKNOWN)


async def test_a_connection_that_breaks_at_the_greeting_is_unreachable(
    make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """Nothing was sent, and the printer is not there."""
    outcome = await submitted(lambda _: None, make_settings, on_fenced)
    assert outcome == NotSent(PrinterState.UNREACHABLE)


async def test_a_connection_that_breaks_before_the_fence_is_uncertain(
    make_settings: MakeSettings, on_fenced: OnFenced
) -> None:
    """All of the job left, the answer cannot come any more."""

    def answer(request: bytes) -> bytes | None:
        return None if request == JOB[3:] else obedient(b"\x00")(request)

    outcome = await submitted(answer, make_settings, on_fenced)
    assert outcome == Uncertain(len(JOB), PrinterState.UNREACHABLE)


async def test_a_printer_that_stops_reading_tells_how_much_left(make_settings: MakeSettings) -> None:
    """A job larger than all buffers is cut off by the deadline; on_fenced is not told of a fence."""
    enough = asyncio.Event()
    job = bytes(32 * 1024 * 1024)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(4):
            await reader.readexactly(3)
            writer.write(IN_ORDER)
        await reader.readexactly(3)
        writer.write(b"\x00")
        await enough.wait()
        writer.transport.abort()

    async def never() -> None:
        pytest.fail("the fence has not left")

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    address = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    outcome = await choose(make_settings(address, print_timeout_ms=BRIEF_MS)).submit(job, never)
    enough.set()
    server.close()
    assert isinstance(outcome, Uncertain)
    assert 0 < outcome.bytes_sent < len(job)
    assert outcome.state is PrinterState.UNKNOWN
