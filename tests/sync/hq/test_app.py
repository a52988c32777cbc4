"""Bad input over a real socket: each kind has its own problem, and nothing of it is kept."""

import asyncio
from collections.abc import AsyncIterator, Callable, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest
import zstandard

from edge_agent.db.reads import Reads
from edge_agent.ports.system import SystemChance, SystemClock
from sync.hq.app import App
from sync.hq.database import HqDatabase
from sync.hq.server import Headquarters
from sync.store.link import Link
from sync.wire import journal as wire
from sync.wire.journal import Acknowledged, Batch, Codec, Message

if TYPE_CHECKING:
    from tests.sync.conftest import Branch

A = "a" * 32


@pytest.fixture
async def client(hq: Headquarters) -> AsyncIterator[httpx.AsyncClient]:
    """Any HTTP client."""
    async with httpx.AsyncClient(base_url=hq.url) as client:
        yield client


def _with(message: Message, content: bytes | None = None, **headers: str | None) -> Message:
    """The message changed; a new body gets its own digest, a header of None is left out."""
    content = message.content if content is None else content
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    merged = {**message.headers, "content-digest": wire.content_digest(content), **changed}
    return Message({name: value for name, value in merged.items() if value is not None}, content)


def _events(*bodies: bytes) -> Callable[[Batch], Message]:
    return lambda batch: Codec().pack(Batch(batch.store, batch.epoch, 1, batch.prev_hash, bodies))


def _changed(content: bytes | None = None, **headers: str | None) -> Callable[[Batch], Message]:
    return lambda batch: _with(Codec().pack(batch), content, **headers)


_BOMB = zstandard.compress(bytes(64 * wire.BATCH_BYTES_MAX))


@pytest.mark.parametrize(
    ("status", "code", "make"),
    [
        (400, "header-malformed", _changed(edge_store=None)),
        (400, "header-malformed", _changed(edge_store="S0001; DROP TABLE store")),
        (400, "header-malformed", _changed(edge_epoch="nonsense")),
        (400, "header-malformed", _changed(edge_first_seq="1.5")),
        (400, "header-malformed", _changed(edge_prev_hash="zz")),
        (415, "media-type", _changed(content_type="text/plain")),
        (415, "content-encoding", _changed(content_encoding="br")),
        (400, "digest-missing", _changed(content_digest=None)),
        (400, "digest-wrong", _changed(content_digest=wire.content_digest(b""))),
        (400, "not-zstd", _changed(b"\x00\x01\x02 not zstd")),
        (400, "not-zstd", _changed(b"")),
        (413, "too-large", _changed(_BOMB)),
        (413, "too-large", _changed(bytes(wire.CONTENT_BYTES_MAX + 1))),
        (400, "not-json", _changed(zstandard.compress(b'[{"specversion":'))),
        (400, "batch-empty", _changed(zstandard.compress(b"[]"))),
        (422, "event-malformed", _events(b"1")),
        (422, "event-malformed", _events(b'{"specversion":"1.0","id":7,"type":"x"}')),
        (422, "event-malformed", _events(b'{"specversion":"0.3","id":"7","type":"x"}')),
        (422, "event-malformed", _events(b'{"specversion":"1.0","id":"","type":"x"}')),
        (422, "event-malformed", _events(b'{"specversion":"1.0","id":"7","type":"x","data":"\xff\xfe"}')),
        (422, "epoch-unopened", _events(b'{"specversion":"1.0","id":"7","type":"x"}')),
        (422, "epoch-unopened", _changed(edge_epoch="b" * 32)),
        (422, "epoch-unopened", _changed(edge_prev_hash="11" * 32)),
    ],
)
async def test_each_kind_of_bad_batch_has_its_problem(
    client: httpx.AsyncClient,
    make_branch: "type[Branch]",
    status: int,
    code: str,
    make: Callable[[Batch], Message],
) -> None:
    """A batch that is not the wire's gets a 4xx problem (RFC 9457) with its own code; no store is added."""
    message = make(make_branch("S1", A, None, 3).batch())
    answer = await client.post("/v1/journal", headers=message.headers, content=message.content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert (await client.get("/v1/stores")).json() == {"stores": []}


async def test_a_poisoned_event_is_kept(client: httpx.AsyncClient, make_branch: "type[Branch]") -> None:
    """What an event says is not the ledger's business: of any type and shape, it is acknowledged."""
    branch = make_branch("S1", A, None, 1)
    strange = b'{"specversion":"1.0","id":"x","type":"no.such.kind","data":[[[["\\u0000"]]]],"id2":null}'
    batch = Batch(branch.store, A, 1, branch.prev_hash, (branch.bodies[0], strange))
    message = Codec().pack(batch)
    answer = await client.post("/v1/journal", headers=message.headers, content=message.content)
    assert (answer.status_code, answer.json()["acked_seq"], answer.json()["quarantined"]) == (200, 2, [])
    back = await client.get("/v1/journal", params={"store": "S1", "epoch": A, "after": 1})
    assert back.content == b"[" + strange + b"]"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"store": "S1"},
        {"store": "s1", "epoch": A},
        {"store": "S1", "epoch": "a"},
        {"store": "S1", "epoch": A, "after": "-1"},
        {"store": "S1", "epoch": A, "after": "１"},
        {"store": "S1", "epoch": A, "after": "9" * 40},
    ],
)
async def test_a_malformed_question_is_said_so(client: httpx.AsyncClient, query: dict[str, str]) -> None:
    """Asking for a journal without saying whose, or from where, is a 400."""
    answer = await client.get("/v1/journal", params=query)
    assert (answer.status_code, answer.json()["code"]) == (400, "query-malformed")


async def test_a_journal_that_is_not_held_is_not_found(
    client: httpx.AsyncClient, make_branch: "type[Branch]"
) -> None:
    """An unknown store, an unknown epoch and a place beyond the head are 404."""
    message = Codec().pack(make_branch("S1", A, None, 2).batch())
    await client.post("/v1/journal", headers=message.headers, content=message.content)
    for store, epoch, after in (("S2", A, 0), ("S1", "b" * 32, 0), ("S1", A, 3)):
        answer = await client.get("/v1/journal", params={"store": store, "epoch": epoch, "after": after})
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_an_unknown_path_and_method_are_said_so(client: httpx.AsyncClient) -> None:
    """404 for a path that is none, 405 with what is allowed for a method that is not."""
    missing = await client.get("/v2/journal")
    wrong = await client.delete("/v1/journal")
    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method-not-allowed")
    assert wrong.headers["allow"] == "POST, GET"


async def test_health_tells_the_history(client: httpx.AsyncClient) -> None:
    """Health names release, history and time."""
    told = (await client.get("/v1/health")).json()
    assert told["status"] == "ok"
    assert len(told["history"]) == 32
    assert set(told) == {"status", "release", "history", "time"}


async def test_large_events_come_back_in_several_pages(hq: Headquarters, make_branch: "type[Branch]") -> None:
    """A page never exceeds a batch's bytes; asking on from its end gives the rest."""
    branch = make_branch("S1", A, None, 6, wire.BATCH_BYTES_MAX // 3)
    found: list[bytes] = []
    async with Link(hq.url, 10_000) as link:
        for seq in range(1, 7):
            assert isinstance(await link.push(branch.batch(seq, seq)), Acknowledged)
        while len(found) < 6:
            page = await link.fetch(branch.store, A, len(found))
            assert isinstance(page, Batch)
            assert 0 < sum(map(len, page.bodies)) <= wire.BATCH_BYTES_MAX
            found += page.bodies
    assert found == branch.bodies


async def test_a_body_that_does_not_come_is_given_up(tmp_path: Path) -> None:
    """A client that stops in the middle of its body is answered 408 when its time is over."""
    clock = SystemClock()
    database = HqDatabase(tmp_path / "slow.db", clock, SystemChance())
    reads = await Reads.open(database.path)
    app = App(database, reads, clock, body_timeout_s=0.01)
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/journal", "headers": [], "query_string": b""}
    await app(scope, receive, send)
    await reads.close()
    database.close()
    assert sent[0]["status"] == 408


async def test_a_client_that_leaves_leaves_nothing(hq: Headquarters, make_branch: "type[Branch]") -> None:
    """A connection that breaks in the middle of a body keeps nothing, and headquarters goes on."""
    branch = make_branch("S1", A, None, 3)
    message = Codec().pack(branch.batch())
    head = "".join(f"{name}: {value}\r\n" for name, value in message.headers.items())
    _, writer = await asyncio.open_connection(urlsplit(hq.url).hostname, urlsplit(hq.url).port)
    length = len(message.content)
    writer.write(f"POST /v1/journal HTTP/1.1\r\nHost: hq\r\n{head}Content-Length: {length}\r\n\r\n".encode())
    writer.write(message.content[:-1])
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    async with Link(hq.url, 10_000) as link:
        assert not isinstance(await link.fetch(branch.store, A, 0), Batch)
        assert isinstance(await link.push(branch.batch()), Acknowledged)


async def test_a_stop_in_progress_is_not_a_defect(tmp_path: Path, make_branch: "type[Branch]") -> None:
    """A batch that meets a closed file is answered 503 with Retry-After, and the store comes back."""
    clock = SystemClock()
    database = HqDatabase(tmp_path / "closed.db", clock, SystemChance())
    reads = await Reads.open(database.path)
    database.close()
    message = Codec().pack(make_branch("S1", A, None, 1).batch())
    transport = httpx.ASGITransport(App(database, reads, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://hq") as client:
        answer = await client.post("/v1/journal", headers=message.headers, content=message.content)
    await reads.close()
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["retry-after"] == "5"
