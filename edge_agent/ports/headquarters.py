"""Headquarters as a store sees it."""

import enum

import msgspec


class LinkState(enum.StrEnum):
    """What the status line tells of the connection."""

    OFF = "off"
    """No headquarters is configured: a supported way to run."""
    ONLINE = "online"
    BEHIND = "behind"
    OFFLINE = "offline"
    STOPPED = "stopped"
    """Headquarters refused in a way that only a person can put right."""


class LinkStatus(msgspec.Struct, frozen=True):
    """The state of the link and what has not been acknowledged yet."""

    state: LinkState
    unsent: int
    oldest_unsent_at: int | None
    """Unix milliseconds of the oldest unsent event."""
    problem: str | None = None
    """A word for the log and the support line: `timeout`, `fork`, `http-500`, …"""
