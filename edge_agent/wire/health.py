"""What `GET /v1/health` answers."""

import msgspec


class LinkView(msgspec.Struct, frozen=True):
    """The link to headquarters."""

    state: str
    """`off`, `online`, `behind`, `offline` or `stopped`."""
    unsent: int
    oldest_unsent_at: int | None


class PrinterView(msgspec.Struct, frozen=True):
    """A printer and what waits for it."""

    name: str
    state: str
    waiting: int
    """Jobs queued."""
    stuck: int
    """Jobs that a person must settle: uncertain or held."""


class Health(msgspec.Struct, frozen=True):
    """`GET /v1/health`: needs no session."""

    status: str
    release: str
    store: str
    store_name: str
    language: str
    now: int
    """Unix milliseconds on the agent's clock."""
    utc_offset_minutes: int
    """What the shop's own clock is ahead of UTC now."""
    link: LinkView
    printers: tuple[PrinterView, ...]
    held_carts: int
    open_payments: int = 0
    """Payments that a person must settle."""
    clock_doubt: str | None = None
    """Why the clock must be checked (时钟待核): `GET /v1/clock` says more; None while it is believed."""
