"""The link: golden bytes of its requests on a real socket."""

import asyncio
from typing import TYPE_CHECKING, Self

import zstandard

from edge_agent import RELEASE
from edge_agent.domain.ids import StoreCode
from sync.store.link import Denied, Later, Link, Lost, NotTaken
from sync.wire.journal import Batch, content_digest

if TYPE_CHECKING:
    from tests.sync.conftest import Scripted

EPOCH = "00112233445566778899aabbccddeeff"
BODIES = (
    '{"specversion":"1.0","id":"1","type":"x","data":"王小丽 😀"}'.encode(),
    b'{"id": "2",  "type":"y" }',
)
BATCH = Batch(StoreCode("S0001"), EPOCH, 41, bytes(range(32)), BODIES)

GOLDEN_PUSH = """POST /v1/journal HTTP/1.1
Host: 127.0.0.1:{port}
Connection: keep-alive
user-agent: edge-agent/{release}
accept: application/json
accept-encoding: identity
content-type: application/cloudevents-batch+json
edge-store: S0001
edge-epoch: 00112233445566778899aabbccddeeff
edge-first-seq: 41
edge-prev-hash: 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
content-encoding: zstd
content-digest: {digest}
Content-Length: {length}

"""

GOLDEN_FETCH = """GET /v1/journal?store=S0001&epoch=00112233445566778899aabbccddeeff&after=40 HTTP/1.1
Host: 127.0.0.1:{port}
Connection: keep-alive
user-agent: edge-agent/{release}
accept: application/cloudevents-batch+json
accept-encoding: zstd

"""


class Recorder:
    """A server that keeps each request and says 503."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [int(line[16:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length: ")]
        self.requests.append(head + await reader.readexactly(sum(lengths)))
        writer.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        await writer.wait_closed()


async def test_golden_push() -> None:
    """A pushed batch is these bytes: this head, and a zstd frame of the stored bytes joined."""
    async with Recorder() as server, Link(f"http://127.0.0.1:{server.port}/", 10_000) as link:
        assert await link.push(BATCH) == Later(0)
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    golden = GOLDEN_PUSH.format(
        port=server.port, release=RELEASE, digest=content_digest(body), length=len(body)
    )
    assert f"{head.decode()}\r\n\r\n" == golden.replace("\n", "\r\n")
    assert zstandard.decompress(body) == b"[" + BODIES[0] + b"," + BODIES[1] + b"]"


async def test_golden_fetch() -> None:
    """A store asks for its own journal with these bytes."""
    async with Recorder() as server, Link(f"http://127.0.0.1:{server.port}", 10_000) as link:
        assert await link.fetch(BATCH.store, EPOCH, 40) == Later(0)
    golden = GOLDEN_FETCH.format(port=server.port, release=RELEASE)
    assert server.requests == [golden.replace("\n", "\r\n").encode()]


async def test_a_fetch_that_is_answered_otherwise_is_a_value(scripted: "Scripted") -> None:
    """A problem, a refusal, a page and a closed port each come back as what they are."""
    problem = b'{"type":"about:blank","title":"t","status":404,"detail":"d","code":"not-found"}'
    form = b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
    told = b"application/problem+json"
    cases = [
        (form % (b"404 Not Found", told, len(problem), problem), NotTaken("not-found")),
        (form % (b"403 Forbidden", told, len(problem), problem), Denied("not-found")),
        (form % (b"200 OK", b"text/html", 6, b"<html>"), Lost.NOT_HEADQUARTERS),
        (b"nonsense\r\n\r\n", Lost.UNREACHABLE),
        (b"", Lost.UNREACHABLE),
    ]
    for answer, expected in cases:
        async with Link(await scripted(answer), 10_000) as link:
            assert await link.fetch(BATCH.store, EPOCH, 0) == expected


async def test_an_address_that_is_none_is_unreachable() -> None:
    """A URL that no request can be made of is an outcome, not an exception."""
    for url in ("http://[", "ftp://hq", "http://127.0.0.1:1", "http://不存在.invalid"):
        async with Link(url, 10_000) as link:
            assert await link.push(BATCH) is Lost.UNREACHABLE
