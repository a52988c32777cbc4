"""The messages of `GET /v1/events`."""

import msgspec


class Live(msgspec.Struct, frozen=True):
    """A message of `GET /v1/events`: something of this topic changed; fetch again what you show."""

    topic: str
    """`carts`, `sales`, `payments`, `shifts`, `articles`, `print-jobs`, `printers`, `link`, …;
    `heartbeat` once a second."""
    version: int
