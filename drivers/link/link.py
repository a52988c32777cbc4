"""What a link to a device is: open, read, write, close, and the bytes counted.

    LinkError
    ├── LinkDown        it cannot be opened, the other end closed it, or it broke
    └── LinkTimeout     the deadline came first

Every foreign error of a link becomes one of these two, and no driver lets them reach the agent.
"""

import asyncio
from typing import NewType, Protocol

Deadline = NewType("Deadline", float)
"""A moment of the event loop's own clock, in its seconds; made by `after_ms`, no time of day."""


def after_ms(timeout_ms: int) -> Deadline:
    """The moment `timeout_ms` from now."""
    return Deadline(asyncio.get_running_loop().time() + timeout_ms / 1000)


class LinkError(Exception):
    """A link did not do what it was asked."""


class LinkDown(LinkError):
    """The link cannot be opened, was closed by the other end, or broke."""


class LinkTimeout(LinkError):
    """The deadline came first."""


class Link(Protocol):
    """Bytes to one device and back; opened once, closed once."""

    @property
    def bytes_sent(self) -> int:
        """How many bytes the operating system has taken since the link was opened."""
        ...

    @property
    def bytes_received(self) -> int:
        """How many bytes were read since the link was opened."""
        ...

    async def open(self, deadline: Deadline) -> None:
        """Connect; raises LinkDown or LinkTimeout."""
        ...

    async def read(self, bytes_max: int, deadline: Deadline) -> bytes:
        """The next bytes, at least one; LinkTimeout when none come in time, LinkDown when none will."""
        ...

    def read_arrived(self, bytes_max: int) -> bytes:
        """What has arrived by now, without waiting; empty when nothing has. Raises LinkDown."""
        ...

    async def write(self, data: bytes, deadline: Deadline) -> None:
        """Send all of `data`; after LinkDown or LinkTimeout `bytes_sent` tells how much of it had left."""
        ...

    async def close(self, deadline: Deadline) -> None:
        """Let the other end take what was sent, until the deadline, and close; never raises."""
        ...
