"""The link over TCP, against real sockets."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvloop

from drivers.link import Deadline, LinkDown, LinkTimeout, after_ms
from drivers.link.address import TcpAddress
from drivers.link.tcp import TcpLink

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
SOON_MS = 50
AMPLE_MS = 10_000
MORE_THAN_BUFFERS = 32 * 1024 * 1024


@contextlib.asynccontextmanager
async def link_to(serve: Serve) -> AsyncIterator[TcpLink]:
    """An open link to a server that does what `serve` does with its one connection."""
    served = asyncio.Event()

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        finally:
            writer.close()
            served.set()

    server = await asyncio.start_server(once, "127.0.0.1", 0)
    link = TcpLink(TcpAddress("127.0.0.1", server.sockets[0].getsockname()[1]))
    await link.open(after_ms(AMPLE_MS))
    try:
        yield link
    finally:
        await link.close(after_ms(SOON_MS))
        await served.wait()
        server.close()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1024):
        writer.write(data)


async def read_on(link: TcpLink, deadline: Deadline) -> None:
    while True:
        await link.read(65_536, deadline)


async def test_bytes_go_there_and_back_and_are_counted() -> None:
    """What is written is read, and both directions are counted."""
    async with link_to(echo) as link:
        await link.write(b"hello", after_ms(AMPLE_MS))
        answer = b""
        while len(answer) < 5:
            answer += await link.read(3, after_ms(AMPLE_MS))
        assert answer == b"hello"
        assert link.bytes_sent == link.bytes_received == 5


async def test_a_read_ends_at_its_deadline() -> None:
    """Silence is LinkTimeout, and the link stays usable."""
    async with link_to(echo) as link:
        with pytest.raises(LinkTimeout):
            await link.read(10, after_ms(SOON_MS))
        await link.write(b"x", after_ms(AMPLE_MS))
        assert await link.read(10, after_ms(AMPLE_MS)) == b"x"


async def test_what_has_arrived_is_read_without_waiting() -> None:
    """It is there or it is not: nothing is waited for."""
    async with link_to(echo) as link:
        await link.write(b"ab", after_ms(AMPLE_MS))
        assert await link.read(1, after_ms(AMPLE_MS)) == b"a"
        assert link.read_arrived(10) == b"b"
        assert link.read_arrived(10) == b""
        assert link.bytes_received == 2


async def test_what_has_arrived_of_a_closed_connection_is_down() -> None:
    """Nothing more will come: that is told, not shown as nothing yet."""

    async def close(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        return

    async with link_to(close) as link:
        with pytest.raises(LinkDown):
            await link.read(10, after_ms(AMPLE_MS))
        with pytest.raises(LinkDown):
            link.read_arrived(10)


async def test_a_flood_does_not_outlast_the_deadline() -> None:
    """An end that never stops talking is left at the deadline, in reading and in closing."""

    async def flood(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(bytes(65_536))
                await writer.drain()

    async with link_to(flood) as link:
        with pytest.raises(LinkTimeout):
            await read_on(link, after_ms(SOON_MS))
        await link.close(after_ms(SOON_MS))
    assert link.bytes_received > 0


def test_the_link_works_on_the_agents_loop_too() -> None:
    """The agent is served by uvloop, which has sockets of its own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(test_bytes_go_there_and_back_and_are_counted())
        runner.run(test_a_read_ends_at_its_deadline())
        runner.run(test_a_write_that_is_not_taken_ends_at_its_deadline_and_is_counted())
        runner.run(test_closing_lets_the_other_end_read_all_of_it())


async def test_a_read_of_a_closed_connection_is_down() -> None:
    """The other end's close is LinkDown, not silence."""

    async def close(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        return

    async with link_to(close) as link:
        with pytest.raises(LinkDown):
            await link.read(10, after_ms(AMPLE_MS))


async def test_a_write_that_is_not_taken_ends_at_its_deadline_and_is_counted() -> None:
    """When the other end stops reading, the count says how much had left: not nothing, not all."""
    enough = asyncio.Event()

    async def deaf(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await enough.wait()
        writer.transport.abort()

    async with link_to(deaf) as link:
        with pytest.raises(LinkTimeout):
            await link.write(bytes(MORE_THAN_BUFFERS), after_ms(200))
        assert 0 < link.bytes_sent < MORE_THAN_BUFFERS
        enough.set()


async def test_a_write_into_a_broken_connection_is_down() -> None:
    """A reset in the middle of a write is LinkDown, and the count says how much had left."""

    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.transport.abort()

    async with link_to(reset) as link:
        with pytest.raises(LinkDown):
            await link.write(bytes(MORE_THAN_BUFFERS), after_ms(AMPLE_MS))
        assert 0 < link.bytes_sent < MORE_THAN_BUFFERS


async def test_a_large_write_arrives_whole() -> None:
    """More than the system's buffers hold goes through piece by piece."""
    received = 0

    async def count(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        nonlocal received
        while data := await reader.read(1 << 20):
            received += len(data)

    async with link_to(count) as link:
        await link.write(bytes(MORE_THAN_BUFFERS), after_ms(AMPLE_MS))
        assert link.bytes_sent == MORE_THAN_BUFFERS
    assert received == MORE_THAN_BUFFERS


async def test_a_refused_connection_is_down() -> None:
    """Nobody listens: LinkDown, and closing what never opened is allowed."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: refuses, and nobody else can take the port
        link = TcpLink(TcpAddress("127.0.0.1", taken.getsockname()[1]))
        with pytest.raises(LinkDown):
            await link.open(after_ms(AMPLE_MS))
        await link.close(after_ms(SOON_MS))


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 64])
async def test_a_host_that_nobody_knows_is_down(host: str) -> None:
    """The resolver's refusal is LinkDown, whatever the name looks like."""
    with pytest.raises((LinkDown, LinkTimeout)):
        await TcpLink(TcpAddress(host, 1)).open(after_ms(AMPLE_MS))


async def test_a_link_that_is_not_open_is_down() -> None:
    """Reading and writing before opening fails as a broken link does."""
    link = TcpLink(TcpAddress("127.0.0.1", 9100))
    with pytest.raises(LinkDown):
        await link.read(1, after_ms(AMPLE_MS))
    with pytest.raises(LinkDown):
        await link.write(b"x", after_ms(AMPLE_MS))


async def test_closing_lets_the_other_end_read_all_of_it() -> None:
    """When the close is done, the other end has had everything, though it said things that nobody read."""
    received: list[bytes] = []

    async def say_and_read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"unread")
        received.append(await reader.read())

    async with link_to(say_and_read) as link:
        await link.write(b"pulse", after_ms(AMPLE_MS))
        await link.close(after_ms(AMPLE_MS))
        assert received == [b"pulse"]


async def test_closing_ends_at_its_deadline() -> None:
    """An end that never closes does not hold us."""
    enough = asyncio.Event()

    async def keep_open(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await enough.wait()

    async with link_to(keep_open) as link:
        await link.close(after_ms(SOON_MS))
        with pytest.raises(LinkDown):
            await link.write(b"x", after_ms(AMPLE_MS))
        enough.set()


async def test_a_cancelled_read_leaves_the_link_usable() -> None:
    """Cancelling is not losing: the next read gets what comes."""
    async with link_to(echo) as link:
        reading = asyncio.create_task(link.read(10, after_ms(AMPLE_MS)))
        await asyncio.wait([reading], timeout=0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await link.write(b"x", after_ms(AMPLE_MS))
        assert await link.read(10, after_ms(AMPLE_MS)) == b"x"
