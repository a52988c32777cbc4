"""What a projection is: its tables, its version, and what each event does to them."""

import sqlite3
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any, TypeAlias

import msgspec

from edge_agent.domain.events import Event

Handler: TypeAlias = Callable[[sqlite3.Connection, Event, Any], None]
"""Writes the tables of one projection from an event and its data."""


class Projection(msgspec.Struct, frozen=True):
    """One aggregate's tables. When `version` differs from the file's, they are dropped and replayed."""

    name: str
    version: int
    tables: tuple[str, ...]
    handlers: Mapping[str, Handler]

    @property
    def schema(self) -> str:
        """The statements that make the tables: `NAME.sql` beside the code."""
        return (resources.files(__package__) / f"{self.name}.sql").read_text("utf-8")
