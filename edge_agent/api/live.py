"""Live events: what changed, told to every open stream after the commit, and a heartbeat every second."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import msgspec

from edge_agent.wire.live import Live

HEARTBEAT_S = 1.0
LISTENERS_MAX = 64

_encoder = msgspec.json.Encoder()


class LiveEvents:
    """Fans topics out to streams. A slow stream loses nothing: topics that wait are merged, not queued."""

    def __init__(self) -> None:
        self._versions: dict[str, int] = {}
        self._listeners: set[_Listener] = set()
        self._closed = False

    def publish(self, topics: Iterable[str]) -> None:
        """Tell every stream; on the event loop's thread."""
        for topic in topics:
            self._versions[topic] = self._versions.get(topic, 0) + 1
            for listener in self._listeners:
                listener.waiting[topic] = self._versions[topic]
                listener.wake.set()

    async def stream(self) -> AsyncIterator[bytes]:
        """The body of one `GET /v1/events`: server-sent events until the agent stops or the client leaves."""
        listener = _Listener()
        self._listeners.add(listener)
        try:
            yield _frame(Live("heartbeat", 0))
            while not self._closed:
                async for frame in listener.frames():
                    yield frame
        finally:
            self._listeners.discard(listener)

    @property
    def is_full(self) -> bool:
        """No more streams are taken."""
        return len(self._listeners) >= LISTENERS_MAX

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        for listener in self._listeners:
            listener.wake.set()


class _Listener:
    """One stream's waiting topics."""

    def __init__(self) -> None:
        self.waiting: dict[str, int] = {}
        self.wake = asyncio.Event()

    async def frames(self) -> AsyncIterator[bytes]:
        """What waits, or a heartbeat when nothing came for a second."""
        try:
            async with asyncio.timeout(HEARTBEAT_S):
                await self.wake.wait()
        except TimeoutError:
            yield _frame(Live("heartbeat", 0))
            return
        self.wake.clear()
        waiting, self.waiting = self.waiting, {}
        for topic, version in waiting.items():
            yield _frame(Live(topic, version))


def _frame(live: Live) -> bytes:
    return b"data: " + _encoder.encode(live) + b"\n\n"
