"""Everything that can happen to a till, as one closed union."""

from typing import TypeAlias

import msgspec

from ui.till.commands import Answer, Command
from ui.till.decoder import Scan, Typed


class Answered(msgspec.Struct, frozen=True, tag=True):
    """The agent answered a command."""

    command: Command
    answer: Answer


class Picked(msgspec.Struct, frozen=True, tag=True):
    """Somebody touched a row: a line's number, or an index into the list on the screen."""

    pick: int


class Ticked(msgspec.Struct, frozen=True, tag=True):
    """Time has passed; Unix milliseconds on the agent's clock."""

    now: int


class Changed(msgspec.Struct, frozen=True, tag=True):
    """Something changed at the agent: `Live.topic` says of what kind."""

    topic: str


class Resized(msgspec.Struct, frozen=True, tag=True):
    """The terminal has this size."""

    columns: int
    rows: int


class AgentLost(msgspec.Struct, frozen=True, tag=True):
    """The agent does not answer."""


class AgentFound(msgspec.Struct, frozen=True, tag=True):
    """The agent answers, for the first time or again."""


Event: TypeAlias = Scan | Typed | Picked | Answered | Ticked | Changed | Resized | AgentLost | AgentFound
