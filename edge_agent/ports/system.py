"""The machine's own clock and randomness: the real side of `clock.py`."""

import os
import time

from edge_agent.domain.moments import Millis


class SystemClock:
    """The machine's own time."""

    def now(self) -> Millis:
        """Unix time in milliseconds."""
        return Millis(time.time_ns() // 1_000_000)

    def monotonic_ms(self) -> int:
        """Milliseconds since some moment."""
        return time.monotonic_ns() // 1_000_000


class SystemChance:
    """The machine's own randomness."""

    def token_bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        return os.urandom(count)
