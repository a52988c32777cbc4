"""What every twin that listens has: a port that stays its own, connections to break, a bell for who waits."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable

from drivers.simulated.bell import Bell

HOST = "127.0.0.1"


class ListeningTwin(ABC):
    """Listens on the loopback from `plug` to `unplug`; each connection is served by `_talk`."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        """0 until the first start takes a free one."""
        self._bell = Bell()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.StreamWriter] = set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return once `holds()`: `await printer.until(lambda: printer.slips_printed == 2)`."""
        await self._bell.until(holds)

    async def plug(self) -> None:
        """Listen, on the port of before."""
        self._server = await asyncio.start_server(self._serve, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def unplug(self) -> None:
        """Break every connection and refuse new ones; what the twin knows, it keeps."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._connections:
            writer.transport.abort()
        self._bell.ring()
        await self._bell.until(lambda: not self._connections)

    @abstractmethod
    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it ends; a ConnectionError may come out of it."""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None:  # unplugged between the accept and this task's turn
            writer.transport.abort()
            return
        self._connections.add(writer)
        try:
            await self._talk(reader, writer)
        except ConnectionError:
            pass  # the other end broke it: what had arrived counts
        finally:
            self._connections.discard(writer)
            writer.close()
            self._bell.ring()
