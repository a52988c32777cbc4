"""Headquarters, running: its file, its socket and its server, stopped in the reverse of their start."""

import asyncio
import contextlib
import errno
import ipaddress
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import uvicorn

from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.ids import StoreCode
from edge_agent.domain.moments import SECOND
from edge_agent.domain.pickup import Seconds
from edge_agent.ports.clock import Chance, Clock
from edge_agent.ports.system import SystemChance, SystemClock
from sync.hq.app import App
from sync.hq.database import HqDatabase
from sync.hq.feed_pages import page
from sync.wire.feed import PAGE_ITEMS_MAX, FeedPage
from sync.wire.journal import SERVER_KEEP_ALIVE_S

T = TypeVar("T")

_STOP_TIMEOUT_S = 5
_BACKLOG = 1_024


class CannotServe(Exception):
    """The address cannot be served."""


class Headquarters:
    """The reference headquarters inside this process, on the loopback interface.

    `port=0` takes a free port and keeps it: stopped and started again, it serves the same URL from the same
    file.
    """

    def __init__(
        self,
        path: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        chance: Chance | None = None,
    ) -> None:
        """Nothing is opened yet. Raises CannotServe for a host that is not this machine's loopback."""
        self.path = path
        self._host = _loopback(host)
        self._port = port
        self._clock = clock or SystemClock()
        self._chance = chance or SystemChance()
        self._running: _Running | None = None

    @property
    def url(self) -> str:
        """Where it serves, once started: `http://127.0.0.1:8700`."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    async def start(self) -> None:
        """Serve. Raises CannotServe when the port is taken, and the errors of the database."""
        if self._running is not None:
            raise RuntimeError("headquarters is already running")
        listening = _listen(self._host, self._port)
        try:
            self._running = await _Running.start(self.path, listening, self._clock, self._chance)
        except BaseException:
            listening.close()
            raise
        self._port = listening.getsockname()[1]

    async def stop(self) -> None:
        """Finish the requests that are being answered, and close the file. Does nothing when stopped."""
        if self._running is not None:
            running, self._running = self._running, None
            await running.stop()

    async def run(self, unit: Callable[[Tx], T]) -> T:
        """Change headquarters' file, while it is running."""
        return await self._open.database.run(unit)

    async def page(self, store: StoreCode, after: int = 0, limit: int = PAGE_ITEMS_MAX) -> FeedPage:
        """A page of a store's feed, while it is running."""
        return await page(self._open.reads, store, Seconds(self._clock.now() // SECOND), after, limit)

    @property
    def _open(self) -> "_Running":
        if self._running is None:
            raise RuntimeError("headquarters is not running")
        return self._running

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


class _Running:
    """What is open while headquarters serves."""

    def __init__(
        self, database: HqDatabase, reads: Reads, server: "_Server", serving: asyncio.Task[None]
    ) -> None:
        self.database = database
        self.reads = reads
        self._server = server
        self._serving = serving

    @classmethod
    async def start(cls, path: Path, listening: socket.socket, clock: Clock, chance: Chance) -> Self:
        async with contextlib.AsyncExitStack() as undo:
            database = HqDatabase(path, clock, chance)
            undo.callback(database.close)
            reads = await Reads.open(path)
            undo.push_async_callback(reads.close)
            server = _Server(App(database, reads, clock))
            serving = asyncio.create_task(server.serve(sockets=[listening]), name="hq-server")
            await server.ready.wait()
            undo.pop_all()
        return cls(database, reads, server, serving)

    async def stop(self) -> None:
        self._server.should_exit = True
        await self._serving
        await self.reads.close()
        self.database.close()


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers, telling when it serves."""

    def __init__(self, app: App) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=SERVER_KEEP_ALIVE_S,
                timeout_graceful_shutdown=_STOP_TIMEOUT_S,
            )
        )
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to whoever runs this process."""
        yield


def _loopback(host: str) -> str:
    address = "127.0.0.1" if host == "localhost" else host
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(address).is_loopback:
            return address
    raise CannotServe(
        f"headquarters serves this machine alone, because it checks no signatures yet: "
        f"use --host 127.0.0.1 instead of {host}"
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio turns Nagle's algorithm off: else every answer waits 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotServe(
                f"port {port} is taken by another program: choose another with --port"
            ) from error
        raise CannotServe(f"port {port} of {host} cannot be served: {error.strerror}") from error
    return listening
