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


class BoardView(msgspec.Struct, frozen=True):
    """`GET /board/tickets`: the whole board."""

    shop: str
    now: int
    release: str
    """A page of another release loads itself again."""
    preparing: tuple[TicketNo, ...]
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
    """`/board/voice/{id}.wav` speaks a call; without one the page has its chime alone."""
