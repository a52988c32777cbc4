"""The body of `/v1/clock`: what time it is, while nobody knows."""

import msgspec

from edge_agent.wire.body import Body


class SetClock(Body, frozen=True):
    """`POST /v1/clock`: a person says what time it is; without a time, the agent asks about its own."""

    local: str | None = None
    """On the shop's own clock: `2026-11-22 08:31`."""
    confirm: bool = False
    """The agent's time is right; or the typed one, though it is before what has happened already."""


class ClockView(msgspec.Struct, frozen=True, omit_defaults=True):
    """`GET /v1/clock`, and the answer to a time that was set."""

    now: int
    """Unix milliseconds."""
    offset_ms: int = 0
    """What is added to the machine's clock."""
    doubt: str | None = None
    """`behind`, `jumped`, `unheard` (no word from headquarters since the machine began) or `offset`."""
    since: int | None = None
    """When the doubt began; Unix milliseconds, by the clock that is in doubt."""
