"""What the tests of the wire share: a store, headquarters on a real socket, and a network that misbehaves.

Types are imported from here under TYPE_CHECKING only: at run time `tests` is no package.
"""

import asyncio
import contextlib
import enum
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import msgspec
import pytest

from config.settings import Headquarters as Settings
from edge_agent.db.database import Database
from edge_agent.db.journal import GENESIS, JournalTx, chain
from edge_agent.db.queries import push as queries
from edge_agent.db.queries.push import PushRow
from edge_agent.db.reads import Reads
from edge_agent.domain.events import CatalogueImported, EpochOpened, Event, Parent, StaffAdded, encode
from edge_agent.domain.ids import EventId, StaffId, StoreCode, uuid7
from edge_agent.domain.moments import Millis
from edge_agent.ports.headquarters import LinkState, LinkStatus
from edge_agent.ports.system import SystemChance
from sync.hq.server import Headquarters
from sync.store.link import Link
from sync.store.outbox import Outbox
from sync.store.push import Push
from sync.wire.journal import Batch

NOON = Millis(1_795_320_000_000)
PATIENCE_S = 30.0
_JOURNAL_MAX = 100_000


class ManualClock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> Millis:
        """Unix time in milliseconds."""
        return self.at

    def monotonic_ms(self) -> int:
        """The same."""
        return self.at


class Shop:
    """A store's file, which can be closed and opened again: each time in a new epoch."""

    def __init__(self, path: Path, clock: ManualClock, code: str = "S0001") -> None:
        self.path = path
        self.clock = clock
        self.code = StoreCode(code)
        self._members = 0

    async def open(self) -> None:
        """Open the file, in a new epoch."""
        self.database = Database(self.path, self.code, 1, self.clock, SystemChance())
        self.reads = await Reads.open(self.path)
        self.outbox = Outbox(self.code, self.database.writer, self.reads)

    async def close(self) -> None:
        """Close the file in order."""
        await self.reads.close()
        self.database.close()

    async def restart(self) -> None:
        """Go on in another epoch."""
        await self.close()
        await self.open()

    async def record(self, count: int) -> None:
        """Events of two kinds, with Chinese and everything that JSON escapes in them."""
        await self.database.writer.run(lambda tx: self._record(tx, count))

    def _record(self, tx: JournalTx, count: int) -> None:
        for _ in range(count):
            self._members += 1
            name = f'王小"丽\\ \n{self._members}😀'
            tx.record(StaffAdded(staff=StaffId(str(self._members)), name=name, role="cashier"))

    async def journal(self) -> Sequence[PushRow]:
        """Every event in local order."""
        return await self.reads.all(queries.AFTER, 0, _JOURNAL_MAX)

    async def by_epoch(self) -> dict[str, list[bytes]]:
        """The exact bytes of every event."""
        epochs: dict[str, list[bytes]] = {}
        for row in await self.journal():
            epochs.setdefault(row.epoch, []).append(row.body.encode())
        return epochs

    async def held_by(self, url: str) -> dict[str, list[bytes]]:
        """The same, as headquarters gives it back."""
        async with Link(url, 10_000) as link:
            return {epoch: await _fetched(link, self.code, epoch) for epoch in await self.by_epoch()}

    @asynccontextmanager
    async def pushing(self, url: str | None, **settings: int) -> AsyncIterator["Pushing"]:
        """A push that runs while the context is open, and never really waits."""
        pushing = Pushing(self, url, settings)
        task = asyncio.create_task(pushing.push.run())
        try:
            yield pushing
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


class Pushing:
    """A push at work, what it told, and how long it meant to wait."""

    def __init__(self, shop: Shop, url: str | None, settings: dict[str, int]) -> None:
        self.told: list[LinkStatus] = []
        self.slept_s: list[float] = []
        self._changed = asyncio.Event()
        self.may_sleep = asyncio.Event()
        """Cleared, the push stays in its next rest."""
        self.may_sleep.set()
        bounds = {
            "push_batch_events_max": 500,
            "push_batch_bytes_max": 1_048_576,
            "push_timeout_ms": 10_000,
            "retry_min_ms": 500,
            "retry_max_ms": 30_000,
            **settings,
        }
        self.push = Push(
            Settings(url=url, **bounds),
            shop.outbox,
            shop.clock,
            SystemChance(),
            on_change=self._tell,
            sleep=self._sleep,
        )

    async def until(self, wanted: Callable[[LinkStatus], bool]) -> LinkStatus:
        """Wait for a status, past or to come."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                self._changed.clear()
                found = next((status for status in self.told if wanted(status)), None)
                if found:
                    return found
                await self._changed.wait()

    async def drained(self) -> None:
        """Everything so far is acknowledged."""
        await self.until(lambda status: status == LinkStatus(LinkState.ONLINE, 0, None))

    async def slept(self, seconds: float) -> None:
        """It has meant to wait for so long in all; it goes no further."""
        async with asyncio.timeout(PATIENCE_S):
            while sum(self.slept_s) < seconds:
                self._changed.clear()
                await self._changed.wait()
        self.may_sleep.clear()

    def _tell(self, status: LinkStatus) -> None:
        self.told.append(status)
        self._changed.set()

    async def _sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self._changed.set()
        await asyncio.sleep(0)
        await self.may_sleep.wait()


class Act(enum.Enum):
    """What a bad network does with one request."""

    DELIVER = "deliver"
    DROP = "the request is lost"
    LOSE_ANSWER = "the answer is lost"
    TWICE = "the request arrives twice"
    HOLD = "the request arrives after the next one"
    PORTAL = "a captive portal answers 200 with a page"
    BUSY = "headquarters is busy"
    TOO_LARGE = "something before headquarters takes less"


_PAGE = b"<html>please sign in</html>"
_SCRIPTED = {
    Act.PORTAL: b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b"
    % (len(_PAGE), _PAGE),
    Act.BUSY: b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
    Act.TOO_LARGE: b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n",
}


class Network:
    """A proxy before headquarters that does to each request what the next of `acts` says, then delivers."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.acts: deque[Act] = deque()
        self.requests: list[bytes] = []
        self._answered = asyncio.Semaphore(0)
        self._held: list[bytes] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection: what is lost is lost with its connection."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            request = await read_message(reader)
            self.requests.append(request)
            answer = await self._do(self.acts.popleft() if self.acts else Act.DELIVER, request)
            if answer is not None:
                writer.write(answer.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
                await writer.drain()
                self._answered.release()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def answered(self, count: int) -> None:
        """So many more requests have been answered."""
        async with asyncio.timeout(PATIENCE_S):
            for _ in range(count):
                await self._answered.acquire()

    async def _do(self, act: Act, request: bytes) -> bytes | None:
        held, self._held = self._held, []
        match act:
            case Act.DROP:
                answer = None
            case Act.LOSE_ANSWER:
                await self._deliver(request)
                answer = None
            case Act.TWICE:
                await self._deliver(request)
                answer = await self._deliver(request)
            case Act.HOLD:
                self._held.append(request)
                answer = None
            case Act.DELIVER:
                answer = await self._deliver(request)
            case Act.PORTAL | Act.BUSY | Act.TOO_LARGE:
                answer = _SCRIPTED[act]
        for late in held:
            await self._deliver(late)
        return answer

    async def _deliver(self, request: bytes) -> bytes:
        parts = urlsplit(self.upstream)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(request)
        answer = await read_message(reader)
        writer.close()
        await writer.wait_closed()
        return answer


async def read_message(reader: asyncio.StreamReader) -> bytes:
    """One HTTP/1.1 message with a Content-Length, as it came."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        ),
        0,
    )
    return head + await reader.readexactly(length)


class Branch:
    """An epoch as a store would write it: its chain, and any piece of it as a batch."""

    def __init__(self, store: str, epoch: str, parent: Parent | None, events: int, pad: int = 2) -> None:
        self.store = StoreCode(store)
        self.epoch = epoch
        self.prev_hash = bytes.fromhex(parent.hash) if parent else GENESIS
        opened = EpochOpened(epoch=epoch, parent=parent, generation=1, release="0.1.0")
        self.bodies = [self._body(0, opened)]
        for number in range(1, events):
            self.bodies.append(self._body(number, CatalogueImported("0" * pad, number, 0)))
        self.hashes = self._chained()

    def batch(self, first: int = 1, last: int | None = None) -> Batch:
        """Events `first` to `last`, both included."""
        bodies = tuple(self.bodies[first - 1 : last])
        return Batch(self.store, self.epoch, first, self.hash_at(first - 1), bodies)

    def hash_at(self, seq: int) -> bytes:
        """The chain's hash at event `seq`; at 0 the one before the first."""
        return self.hashes[seq - 1] if seq else self.prev_hash

    def parent_at(self, seq: int) -> Parent:
        """What an epoch that goes on from event `seq` names."""
        return Parent(self.epoch, seq, self.hash_at(seq).hex())

    def _body(self, number: int, data: EpochOpened | CatalogueImported) -> bytes:
        random = hashlib.sha256(f"{self.store} {self.epoch} {number}".encode()).digest()[:10]
        event = Event(EventId(uuid7(NOON, random)), data.TYPE, data.VERSION, NOON, None, None, None, data)
        return encode(event, self.store)

    def _chained(self) -> list[bytes]:
        hashes, previous = [], self.prev_hash
        for seq, body in enumerate(self.bodies, 1):
            previous = chain(previous, self.epoch, seq, body)
            hashes.append(previous)
        return hashes


async def _fetched(link: Link, store: StoreCode, epoch: str) -> list[bytes]:
    bodies: list[bytes] = []
    while True:
        found = await link.fetch(store, epoch, len(bodies))
        if not isinstance(found, Batch) or not found.bodies:
            return bodies
        bodies.extend(found.bodies)


@pytest.fixture
def clock() -> ManualClock:
    """Noon, until a test sets it."""
    return ManualClock()


@pytest.fixture
async def shop(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Shop]:
    """A store with a new journal: one event, its epoch's opening."""
    shop = Shop(tmp_path / "store.db", clock)
    await shop.open()
    yield shop
    await shop.close()


@pytest.fixture
async def hq(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Headquarters]:
    """Headquarters on a free port, knowing nothing yet; its time is the store's."""
    async with Headquarters(tmp_path / "hq.db", clock=clock) as headquarters:
        yield headquarters


@pytest.fixture
async def network(hq: Headquarters) -> AsyncIterator[Network]:
    """A network before headquarters that a test can make misbehave."""
    async with Network(hq.url) as network:
        yield network


@pytest.fixture
def make_branch() -> type[Branch]:
    """Makes epochs."""
    return Branch


@pytest.fixture
def make_shop() -> type[Shop]:
    """Makes stores."""
    return Shop


@pytest.fixture
def make_network() -> type[Network]:
    """Makes networks."""
    return Network


@pytest.fixture
def acts() -> type[Act]:
    """What a network can do."""
    return Act


Scripted = Callable[[bytes], Awaitable[str]]


@pytest.fixture
async def scripted() -> AsyncIterator[Scripted]:
    """Starts a server that gives one answer to everything, in exactly these bytes; answers its URL."""
    servers: list[asyncio.Server] = []

    async def start(answer: bytes) -> str:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                await read_message(reader)
                writer.write(answer)
                await writer.drain()
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

        servers.append(await asyncio.start_server(serve, "127.0.0.1", 0))
        port = servers[-1].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all the examples of a property."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def encode_json() -> Callable[[object], bytes]:
    """JSON as headquarters writes it."""
    return msgspec.json.encode
