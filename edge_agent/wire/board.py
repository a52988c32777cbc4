"""What the board shows: numbers and counters, no name and no phone."""

import msgspec

from edge_agent.domain.ids import TicketNo


class BoardCall(msgspec.Struct, frozen=True):
    """A call to be announced; the same `id` is announced once."""

    id: str
    ticket: TicketNo
    counter: str
    """Its name as it is shown: `1号台`."""
    counter_en: str
    counter_id: str
    at: int
    """Its moment; the last call of its ticket."""


class BoardView(msgspec.Struct, frozen=True):
    """`GET /board/tickets` and `GET /v1/board`: the whole board."""

    shop: str
    now: int
    release: str
    """A page of another release loads itself again."""
    preparing: tuple[TicketNo, ...]
    """What is being made, and what is still to be."""
    waiting: tuple[TicketNo, ...]
    """Who waits for a counter that serves; nothing is made for them."""
    ready: tuple[TicketNo, ...]
    """Called ones with them, until they are collected."""
    called: tuple[BoardCall, ...]
    """The last four, newest first."""
    calls: tuple[BoardCall, ...]
    """Every call of the last minute, oldest first: what there is to announce."""
    missed: tuple[TicketNo, ...]
    wait_low_minutes: int | None
    wait_high_minutes: int | None
    languages: tuple[str, ...]
    """In the order of announcing: `zh`, `en`."""
    has_voice: bool
    """`/board/voice/{ids}.wav` speaks calls, ids joined by commas; without one there is the chime alone."""
