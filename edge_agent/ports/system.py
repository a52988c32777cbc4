"""The machine's own clock and randomness: the real side of `clock.py`."""

import os
import time
from pathlib import Path

from edge_agent.domain.moments import Millis
from edge_agent.ports.clock import Clock, Uptime

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class SystemClock:
    """The machine's own time."""

    def now(self) -> Millis:
        """Unix time in milliseconds."""
        return Millis(time.time_ns() // 1_000_000)

    def monotonic_ms(self) -> int:
        """Milliseconds since some moment."""
        return time.monotonic_ns() // 1_000_000


class OffsetClock:
    """A machine's clock, put right by what a person or headquarters has said, without touching it."""

    def __init__(self, machine: Clock, uptime: Uptime | None = None) -> None:
        self._machine = machine
        self._uptime = uptime
        self.offset_ms = 0
        """What is added to the machine's time of day; set by the writer, after its commit."""

    def now(self) -> Millis:
        """The time of day, put right."""
        return self.now_by(self.offset_ms)

    def now_by(self, offset_ms: int) -> Millis:
        """The time of day, put right by another offset."""
        return Millis(self._machine.now() + offset_ms)

    @property
    def boot(self) -> str:
        """Names the machine's run; empty where nobody counts."""
        return self._uptime.boot if self._uptime else ""

    def uptime_ms(self) -> int | None:
        """How long the machine has run; None where nobody counts."""
        return self._uptime.uptime_ms() if self._uptime else None

    def monotonic_ms(self) -> int:
        """The machine's own: it needs no putting right."""
        return self._machine.monotonic_ms()


class SystemUptime:
    """The machine's own run, as Linux tells it."""

    def __init__(self) -> None:
        self.boot = _boot_id()

    def uptime_ms(self) -> int:
        """Milliseconds since the machine was switched on; unlike the monotonic clock's, those asleep too."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


class SystemChance:
    """The machine's own randomness."""

    def token_bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        return os.urandom(count)


def _boot_id() -> str:
    """The kernel's name of this run; where it tells none, each start is taken for a run of its own."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return os.urandom(16).hex()
