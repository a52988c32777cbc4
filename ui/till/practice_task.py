"""What a till knows of a practice: which task is on, since when, and how to sign in by itself."""

import enum

import msgspec


class Task(enum.Enum):
    """What is learnt, in this order."""

    SALE = "sale"
    QUANTITY = "quantity"
    VOID = "void"
    WALL_CODE = "wall_code"
    HOLD = "hold"
    REFUND = "refund"


TASKS = tuple(Task)


class Practice(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far a practice is."""

    staff: str
    pin: str
    """Of a store that lives as long as this till: they stand on the screen."""
    example: str
    """A code that can be typed to sell one piece; empty when there is none."""
    at: int = 0
    """Into the tasks; beyond the last one when all are behind."""
    done: int = 0
    """How many were not skipped."""
    has_signed_in: bool = False
    started_at: int = 0
    """Unix milliseconds, as `State.now`; 0 before the first screen."""
    ended_at: int = 0

    @property
    def task(self) -> Task | None:
        """The one that is on."""
        return TASKS[self.at] if self.at < len(TASKS) else None
