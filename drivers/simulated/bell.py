"""A bell that wakes whoever waits for something to be true of a twin."""

import asyncio
from collections.abc import Callable


class Bell:
    """Rung after every change; used inside one event loop."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def ring(self) -> None:
        """Something changed: everyone looks again."""
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            if not one.done():
                one.set_result(None)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Return once `holds()`; it is asked now and after every ring."""
        while not holds():
            await self.rung()

    async def rung(self) -> None:
        """Return after the next ring."""
        one = asyncio.get_running_loop().create_future()
        self._waiting.append(one)
        await one
