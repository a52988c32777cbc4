"""The scripted day's clock, from eight in the morning on, with an hour in which headquarters is cut off."""

import asyncio
import time

from edge_agent.domain.moments import HOUR, Millis, parse_rfc3339
from sync.hq.server import Headquarters

OPENS_AT = parse_rfc3339("2026-11-21T08:00:00+08:00")
OPEN_FOR_MS = 13 * HOUR
CUT_FROM = Millis(OPENS_AT + 4 * HOUR)
CUT_UNTIL = Millis(OPENS_AT + 5 * HOUR)


class Day:
    """Time that passes with the customers: everybody in the shop reads this clock."""

    def __init__(self, customers: int) -> None:
        self._between_ms = max(1, OPEN_FOR_MS // max(1, customers))
        self._now = OPENS_AT
        self.still = asyncio.Lock()
        """Held where a leap of the clock would make things old: a phone's screen, a called number."""
        self.is_cut = False
        """Headquarters cannot be reached from the shop."""
        self.cut_for_ms = 0
        """How long headquarters was cut off, by this clock."""
        self._cut_at = OPENS_AT
        self.started = time.perf_counter()

    def now(self) -> Millis:
        """The shop's time; it never stands still."""
        self._now = Millis(self._now + 1)
        return self._now

    def monotonic_ms(self) -> int:
        """The machine's own patience: devices live in real time."""
        return time.monotonic_ns() // 1_000_000

    async def go_on(self, headquarters: Headquarters, passes_ms: int | None = None) -> None:
        """Until the next customer comes, or so long; at noon the cable is cut, an hour later it is back."""
        async with self.still:
            self._now = Millis(self._now + (passes_ms or self._between_ms))
            if not self.is_cut and CUT_FROM <= self._now < CUT_UNTIL:
                await headquarters.stop()
                self.is_cut, self._cut_at = True, self._now
            elif self.is_cut and self._now >= CUT_UNTIL:
                await self.end(headquarters)

    async def end(self, headquarters: Headquarters) -> None:
        """The cable is back, if it was cut."""
        if self.is_cut:
            await headquarters.start()
            self.is_cut = False
            self.cut_for_ms += self._now - self._cut_at
