"""Epochs: each start of the agent, with the head that it went on from."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import EpochOpened, Event

_INSERT = """
INSERT INTO epoch (epoch, parent_epoch, parent_seq, parent_hash, generation, release, opened_at)
VALUES (?, ?, ?, ?, ?, ?, ?)"""


def _epoch_opened(connection: sqlite3.Connection, event: Event, data: EpochOpened) -> None:
    parent = data.parent
    connection.execute(
        _INSERT,
        (
            data.epoch,
            parent.epoch if parent else None,
            parent.seq if parent else None,
            parent.hash if parent else None,
            data.generation,
            data.release,
            event.at,
        ),
    )


PROJECTION = Projection("epochs", 1, ("epoch",), {EpochOpened.TYPE: _epoch_opened})
