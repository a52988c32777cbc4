"""The devices of the counter as the agent sees them: what it can ask, and every answer it can get."""

import enum
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

import msgspec

from edge_agent.domain.paper import Paper


class PrinterState(enum.StrEnum):
    """How a printer is; UNKNOWN is never taken for OK."""

    OK = "ok"
    PAPER_NEAR_END = "paper_near_end"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    ERROR = "error"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"

    @property
    def can_print(self) -> bool:
        """A job may be begun."""
        return self in (PrinterState.OK, PrinterState.PAPER_NEAR_END)


class Printed(msgspec.Struct, frozen=True):
    """The fence came back: the whole job is on paper."""


class NotSent(msgspec.Struct, frozen=True):
    """Not a byte of the job left; it may be sent again."""

    state: PrinterState


class Uncertain(msgspec.Struct, frozen=True):
    """Some of the job left and nobody knows what was printed; a person decides."""

    bytes_sent: int
    state: PrinterState


PrintOutcome: TypeAlias = Printed | NotSent | Uncertain


class Printer(Protocol):
    """A receipt printer: renders lines of meaning to its own bytes, prints them with a fence at the end."""

    def render(self, paper: Paper) -> bytes:
        """The job's bytes without the fence; pure, and the same for the same paper."""
        ...

    async def check_health(self) -> PrinterState:
        """Ask the printer how it is, within its deadline; never raises."""
        ...

    async def submit(self, job: bytes, on_fenced: Callable[[], Awaitable[None]]) -> PrintOutcome:
        """Check, send, fence and wait: one connection per job, each step with a deadline; never raises.

        `on_fenced` is awaited once when every byte and the fence have left.
        """
        ...

    async def kick_drawer(self) -> bool:
        """Open the cash drawer now; False when the printer could not be told. Never retried; never raises."""
        ...
