"""The twin on its socket: what it answers, and its faults."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from drivers.simulated.printer import SimulatedPrinter

OK = b"\x12"
CUT = b"\x1dV\x01"


@contextlib.asynccontextmanager
async def connected(
    printer: SimulatedPrinter,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A plain socket to the printer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", printer.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def asked(printer: SimulatedPrinter, *requests: bytes) -> bytes:
    """One byte for each request, all on one connection."""
    async with connected(printer) as (reader, writer):
        answers = b""
        for request in requests:
            writer.write(request)
            answers += await reader.readexactly(1)
        return answers


async def status(printer: SimulatedPrinter) -> bytes:
    return await asked(printer, *(bytes([0x10, 0x04, kind]) for kind in (1, 2, 3, 4)))


async def test_a_printer_in_order_says_so(twin: SimulatedPrinter) -> None:
    """`DLE EOT 1–4` and `GS r 1` of a printer that lacks nothing."""
    assert await status(twin) == OK * 4
    assert await asked(twin, b"\x1dr\x01") == b"\x00"


async def test_each_fault_has_its_bits(twin: SimulatedPrinter) -> None:
    """Near end, no paper, open cover, as the reference gives them."""
    twin.set_near_end(near_end=True)
    assert await status(twin) == b"\x12\x12\x12\x1e"
    assert await asked(twin, b"\x1dr\x01") == b"\x03"
    twin.load_paper(0)
    assert await status(twin) == b"\x1a\x32\x12\x7e"
    twin.load_paper()
    twin.set_near_end(near_end=False)
    twin.open_cover()
    assert await status(twin) == b"\x1a\x16\x12\x12"
    twin.close_cover()
    assert await status(twin) == OK * 4


async def test_requests_are_answered_while_nothing_can_be_printed(twin: SimulatedPrinter) -> None:
    """Real time passes what waits: the status comes, the fence does not, until there is paper."""
    twin.load_paper(0)
    async with connected(twin) as (reader, writer):
        writer.write(b"a\n" + CUT + b"\x1dr\x01" + b"\x10\x04\x04")
        assert await reader.readexactly(1) == b"\x72"
        assert not twin.slips
        twin.load_paper()
        assert await reader.readexactly(1) == b"\x00"
        assert twin.slips[0].rows == ("a",)


async def test_the_roll_runs_out_after_its_lines(twin: SimulatedPrinter) -> None:
    """Two lines of paper print two lines; the rest waits for the next roll."""
    twin.load_paper(2)
    async with connected(twin) as (reader, writer):
        writer.write(b"1\n2\n3\n" + CUT + b"\x1dr\x01")
        writer.write(b"\x10\x04\x04")
        assert await reader.readexactly(1) in (OK, b"\x72")
        await twin.until(lambda: twin.paper_out)
        twin.load_paper(1)
        await twin.until(lambda: twin.paper_out)
        assert not twin.slips
        twin.load_paper()
        assert await reader.readexactly(1) == b"\x00"
    assert twin.slips[0].rows == ("1", "2", "3")


async def test_the_buffer_outlives_the_connection(twin: SimulatedPrinter) -> None:
    """What was received is printed later, and its answer goes to whoever is connected then."""
    twin.load_paper(0)
    async with connected(twin) as (_, writer):
        writer.write(b"old\n" + CUT + b"\x1dr\x01")
    async with connected(twin) as (reader, writer):
        writer.write(b"\x10\x04\x01")
        assert await reader.readexactly(1) == b"\x1a"
        twin.load_paper()
        assert await reader.readexactly(1) == b"\x00"
    assert twin.slips[0].rows == ("old",)


async def test_one_connection_at_a_time(twin: SimulatedPrinter) -> None:
    """The second is accepted and heard only when the first has gone."""
    async with connected(twin) as (first, first_writer), connected(twin) as (second, second_writer):
        second_writer.write(b"second\n\x1dr\x01")
        first_writer.write(b"first\n\x1dr\x01")
        assert await first.readexactly(1) == b"\x00"
        first_writer.close()
        assert await second.readexactly(1) == b"\x00"
        second_writer.write(CUT + b"\x1dr\x01")
        assert await second.readexactly(1) == b"\x00"
    assert twin.slips[0].rows == ("first", "second")


async def test_it_breaks_off_after_so_many_bytes_once(twin: SimulatedPrinter) -> None:
    """Exactly these bytes are printed, requests not counted; the next connection is whole."""
    twin.close_after(3)
    async with connected(twin) as (reader, writer):
        writer.write(b"\x10\x04\x01")
        assert await reader.readexactly(1) == OK
        writer.write(b"abcdef\n")
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    async with connected(twin) as (reader, writer):
        writer.write(b"\n" + CUT + b"\x1dr\x01")
        assert await reader.readexactly(1) == b"\x00"
    assert twin.slips[0].rows == ("abc",)


async def test_a_stalled_printer_takes_everything_and_answers_nothing(twin: SimulatedPrinter) -> None:
    """Until it goes on: then what it took is printed, and questions of the time between stay unanswered."""
    twin.stall()
    async with connected(twin) as (reader, writer):
        writer.write(b"\x10\x04\x01a\n" + CUT + b"\x1dr\x01")
        await writer.drain()
        await twin.until(lambda: twin.bytes_waiting > 0)
        twin.resume()
        assert await reader.readexactly(1) == b"\x00"
        writer.write_eof()
        assert await reader.read() == b""
    assert twin.slips[0].rows == ("a",)


async def test_unplugged_it_refuses_and_plugged_in_it_has_its_port(twin: SimulatedPrinter) -> None:
    """Open connections break, new ones are refused, and the address does not change."""
    address = twin.address
    async with connected(twin) as (reader, writer):
        writer.write(b"\x10\x04\x01")
        await reader.readexactly(1)
        await twin.unplug()
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    with pytest.raises(OSError, match=str(twin.port)):
        await asyncio.open_connection("127.0.0.1", twin.port)
    await twin.plug()
    assert twin.address == address
    assert await asked(twin, b"\x10\x04\x01") == OK


async def test_pulses_are_counted_with_their_time() -> None:
    """`ESC p` in its turn, `DLE DC4` at once, each with the time that it was given."""
    times = iter([1.0, 2.0])
    async with SimulatedPrinter(now=lambda: next(times)) as printer:
        assert (
            await asked(printer, b"\x1bp\x00\x19\xfa\x1dr\x01", b"\x10\x14\x01\x00\x01\x10\x04\x01")
            == b"\x00\x12"
        )
        assert list(printer.kicks) == [1.0, 2.0]


async def test_what_it_keeps_is_limited() -> None:
    """The last slips are kept, all are counted."""
    async with SimulatedPrinter(slips_max=2) as printer:
        await asked(printer, *(b"%d\n" % number + CUT + b"\x1dr\x01" for number in range(5)))
        assert printer.slips_printed == 5
        assert [slip.rows for slip in printer.slips] == [("3",), ("4",)]


async def test_slips_are_files_in_a_directory(tmp_path: Path) -> None:
    """Each cut leaves a text and a picture as wide as its paper, before the fence is answered."""
    async with SimulatedPrinter(32, directory=tmp_path / "paper") as printer:
        water = b"\x1c&" + "水".encode("gbk") + b"\x1c.\n"
        await asked(printer, *(water + CUT + b"\x1dr\x01" for _ in range(2)))
        names = sorted(path.name for path in (tmp_path / "paper").iterdir())
    assert names == ["0001.png", "0001.txt", "0002.png", "0002.txt"]
    assert (tmp_path / "paper" / "0002.txt").read_text(encoding="utf-8") == "水\n"
    with Image.open(tmp_path / "paper" / "0002.png") as picture:
        assert picture.width >= 32 * 12


async def test_a_flood_without_paper_is_not_taken_for_ever(twin: SimulatedPrinter) -> None:
    """The buffer is as large as a printer's: beyond it the sender is held back, and nothing is lost."""
    twin.load_paper(0)
    lines = 20_000
    async with connected(twin) as (reader, writer):
        writer.write(b"0123456789\n" * lines + CUT + b"\x1dr\x01")
        await twin.until(lambda: twin.bytes_waiting >= 65_536)
        assert twin.bytes_waiting < 65_536 + 4096
        twin.load_paper()
        assert await reader.readexactly(1) == b"\x00"
    assert len(twin.slips[0].rows) == lines
