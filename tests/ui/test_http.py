"""The connections below the client: kept, replaced when they break, bounded in time and size."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

import ui.http
from edge_agent.domain.errors import NotReachable
from ui.http import Http, Reply

Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[[Peer], Awaitable[Http]]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Puts a peer behind a TCP port of this machine, and gives the connections to it."""
    servers: list[asyncio.Server] = []
    clients: list[Http] = []
    ended: list[asyncio.Future[None]] = []

    async def start(peer: Peer) -> Http:
        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            end = asyncio.get_running_loop().create_future()
            ended.append(end)
            with contextlib.suppress(ConnectionError):
                await peer(reader, writer)
                writer.close()
                await writer.wait_closed()
            end.set_result(None)

        server = await asyncio.start_server(meet, "127.0.0.1", 0)
        servers.append(server)
        clients.append(Http(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"))
        return clients[-1]

    yield start
    for client in clients:
        client.close()
    await asyncio.gather(*ended)
    for server in servers:
        server.close()
        await server.wait_closed()


async def ask(http: Http) -> Reply:
    return await http.ask("GET", "/v1/health", {"Accept-Language": "en"}, b"", 5.0)


async def test_a_request_over_tcp_byte_for_byte(serve: Serve) -> None:
    """What leaves: line, host, length, headers, body."""
    heard: list[bytes] = []

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"body"))
        writer.write(OK)

    http = await serve(peer)
    assert await http.ask("POST", "/v1/x?q=1", {"Request-Id": "r"}, b"body", 5.0) == Reply(200, b"{}")
    assert heard == [
        b"POST /v1/x?q=1 HTTP/1.1\r\nHost: agent\r\nContent-Length: 4\r\nRequest-Id: r\r\n\r\nbody"
    ]


async def test_a_connection_is_kept(serve: Serve) -> None:
    """Three requests, one connection."""
    connections = 0

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while await reader.read(4096):
            writer.write(OK)

    http = await serve(peer)
    for _ in range(3):
        await ask(http)
    assert connections == 1


async def test_a_kept_connection_that_broke_is_replaced(serve: Serve) -> None:
    """The agent hangs up on an idle connection, or restarts: nobody notices."""
    connections = 0

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await reader.read(4096)
        writer.write(OK)
        await writer.drain()
        await reader.read(4096)

    http = await serve(peer)
    assert [await ask(http) for _ in range(4)] == [Reply(200, b"{}")] * 4
    assert connections == 4


async def test_answers_in_pieces_and_chunks_are_whole(serve: Serve) -> None:
    """Chunked, byte by byte."""

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        for byte in b"HTTP/1.1 422 X\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{ab\r\n2\r\nc}\r\n0\r\n\r\n":
            writer.write(bytes([byte]))
            await writer.drain()

    assert await ask(await serve(peer)) == Reply(422, b"{abc}")


@pytest.mark.parametrize(
    "reply", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"]
)
async def test_a_peer_that_breaks_off_is_not_reachable(serve: Serve, reply: bytes) -> None:
    """No answer, another protocol, half an answer."""

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(reply)

    with pytest.raises(NotReachable):
        await ask(await serve(peer))


async def test_an_endless_answer_is_cut_off(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit on everything: what never ends fills no memory."""
    monkeypatch.setattr(ui.http, "BODY_BYTES_MAX", 10_000)

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x" * 4096)
            await writer.drain()

    with pytest.raises(NotReachable):
        await ask(await serve(peer))


async def test_a_peer_that_never_answers_is_not_reachable(serve: Serve) -> None:
    """A deadline on everything; the connection is not used again."""
    done = asyncio.Event()

    async def peer(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()
        done.set()

    http = await serve(peer)
    with pytest.raises(NotReachable):
        await http.ask("GET", "/v1/health", {}, b"", 0.01)
    await done.wait()


async def test_nobody_there_is_not_reachable() -> None:
    """Neither a socket nor a port."""
    for address in ("/nonexistent/agent.sock", "http://127.0.0.1:1"):
        with pytest.raises(NotReachable):
            await ask(Http(address))
