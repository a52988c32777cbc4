"""The agent's own life: each start opens an epoch of the journal."""

from typing import ClassVar

import msgspec

from edge_agent.domain.events.data import Data


class Parent(msgspec.Struct, frozen=True):
    """The journal's head before this epoch: its hash starts the new chain."""

    epoch: str
    seq: int
    hash: str


class EpochOpened(Data, frozen=True):
    """The agent started; the first event of every epoch."""

    TYPE: ClassVar[str] = "epoch.opened"
    epoch: str
    """32 hexadecimal digits, random."""
    parent: Parent | None
    """None only for the first epoch of a store's life."""
    generation: int
    release: str
