"""Time and chance, injected: nothing below the composition root asks the system for either."""

from typing import Protocol

from edge_agent.domain.moments import Millis


class Clock(Protocol):
    """The time of day, and the time that only goes forward."""

    def now(self) -> Millis:
        """Unix time in milliseconds; may jump when somebody sets the clock."""
        ...

    def monotonic_ms(self) -> int:
        """Milliseconds since some moment; never goes back."""
        ...


class Chance(Protocol):
    """Randomness for ids and tokens."""

    def token_bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        ...


class Uptime(Protocol):
    """The machine's run since it was switched on: what a person who sets the clock cannot change."""

    @property
    def boot(self) -> str:
        """Names this run."""
        ...

    def uptime_ms(self) -> int:
        """Milliseconds since it began, those asleep included."""
        ...
