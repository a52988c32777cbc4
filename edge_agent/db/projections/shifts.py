"""Shifts: each drawer's sessions; one at a time is open."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import Event, ShiftOpened

_OPEN = """
INSERT INTO shift (id, drawer, business_date, opened_at, opened_by, float_fen, expected_fen, is_open)
VALUES (?, ?, ?, ?, ?, ?, ?, 1)"""


def _shift_opened(connection: sqlite3.Connection, event: Event, data: ShiftOpened) -> None:
    connection.execute(
        _OPEN,
        (
            data.shift,
            data.drawer,
            event.business_date,
            event.at,
            event.actor,
            data.float_fen,
            data.expected_fen,
        ),
    )


PROJECTION = Projection("shifts", 1, ("shift",), {ShiftOpened.TYPE: _shift_opened})
