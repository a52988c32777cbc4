"""The system's time and chance, for headquarters' own root."""

import secrets
import time

from edge_agent.domain.moments import Millis

_NS_PER_MS = 1_000_000


class SystemClock:
    """The machine's clock."""

    def now(self) -> Millis:
        """Unix time in milliseconds."""
        return Millis(time.time_ns() // _NS_PER_MS)

    def monotonic_ms(self) -> int:
        """Milliseconds since some moment; never goes back."""
        return time.monotonic_ns() // _NS_PER_MS


class SystemChance:
    """The system's randomness."""

    def token_bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        return secrets.token_bytes(count)
