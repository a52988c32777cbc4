"""A link over TCP: network printers, and whatever a serial server makes of a device."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

from drivers.link.address import TcpAddress
from drivers.link.link import Deadline, LinkDown, LinkTimeout

_DISCARDED_BYTES = 4096


class TcpLink:
    """One TCP connection on a plain socket, so that the bytes that left can be counted exactly."""

    def __init__(self, address: TcpAddress) -> None:
        self._address = address
        self._socket: socket.socket | None = None
        self._bytes_sent = 0
        self._bytes_received = 0

    @property
    def bytes_sent(self) -> int:
        """How many bytes the operating system has taken."""
        return self._bytes_sent

    @property
    def bytes_received(self) -> int:
        """How many bytes were read."""
        return self._bytes_received

    async def open(self, deadline: Deadline) -> None:
        """Connect to the first of the host's addresses that answers."""
        async with _within(deadline):
            loop = asyncio.get_running_loop()
            found = await loop.getaddrinfo(self._address.host, self._address.port, type=socket.SOCK_STREAM)
            for family, _, _, _, address in found[:-1]:
                with contextlib.suppress(OSError):
                    self._socket = await _connected(family, address)
                    return
            self._socket = await _connected(found[-1][0], found[-1][4])

    async def read(self, bytes_max: int, deadline: Deadline) -> bytes:
        """The next bytes, at least one."""
        async with _within(deadline):
            return self._counted(await self._receive(bytes_max))

    def read_arrived(self, bytes_max: int) -> bytes:
        """What has arrived by now; empty when nothing has."""
        try:
            return self._counted(self._opened().recv(bytes_max))
        except BlockingIOError:
            return b""
        except OSError as error:
            raise LinkDown(str(error)) from error

    async def write(self, data: bytes, deadline: Deadline) -> None:
        """Send all of `data`, counting what the operating system takes of it."""
        rest = memoryview(data)
        async with _within(deadline):
            while rest:
                count = await self._send(rest)
                self._bytes_sent += count
                rest = rest[count:]

    async def close(self, deadline: Deadline) -> None:
        """Say that nothing follows, wait for the other end to have read it all, and close."""
        if self._socket is None:
            return
        try:
            with contextlib.suppress(LinkDown, LinkTimeout):
                async with _within(deadline):
                    self._socket.shutdown(socket.SHUT_WR)
                    while await self._receive(_DISCARDED_BYTES):
                        pass
        finally:
            self._socket.close()
            self._socket = None

    async def _receive(self, bytes_max: int) -> bytes:
        """Wait for bytes; a flood of them keeps neither the deadline nor anybody else from its turn."""
        await asyncio.sleep(0)
        return await asyncio.get_running_loop().sock_recv(self._opened(), bytes_max)

    def _counted(self, data: bytes) -> bytes:
        if not data:
            raise LinkDown("the other end closed the connection")
        self._bytes_received += len(data)
        return data

    async def _send(self, data: memoryview) -> int:
        opened = self._opened()
        while True:
            try:
                return opened.send(data)
            except BlockingIOError:
                await _writable(opened)

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise LinkDown("the link is not open")
        return self._socket


@contextlib.asynccontextmanager
async def _within(deadline: Deadline) -> AsyncIterator[None]:
    """The one place where what the system raises becomes ours."""
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except TimeoutError as error:
        raise LinkTimeout("the deadline came first") from error
    except (OSError, UnicodeError) as error:  # UnicodeError: a host name that cannot be asked for
        raise LinkDown(str(error)) from error


async def _connected(family: socket.AddressFamily, address: tuple[Any, ...]) -> socket.socket:
    """A connected socket for one of the addresses that `getaddrinfo` found."""
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(made, address)
    except BaseException:
        made.close()
        raise
    return made


async def _writable(opened: socket.socket) -> None:
    """Wait until the operating system takes more."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()

    def writable() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_writer(opened, writable)
    try:
        await ready
    finally:
        loop.remove_writer(opened)
