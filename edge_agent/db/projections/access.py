"""Access: how many wrong PINs in a row each account has taken, and until when it is locked."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import (
    AccessRefused,
    ApprovalGiven,
    Event,
    SessionOpened,
    StaffChange,
    StaffChanged,
    StaffUnlocked,
)
from edge_agent.domain.lockout import lapses_at, locked_until

_FIND = "SELECT wrong_pins FROM access_lock WHERE staff = ? AND lapses_at > ?"
_KEEP = """
INSERT INTO access_lock (staff, wrong_pins, locked_until, lapses_at) VALUES (?, ?, ?, ?)
ON CONFLICT (staff) DO UPDATE SET wrong_pins = excluded.wrong_pins, locked_until = excluded.locked_until,
  lapses_at = excluded.lapses_at"""
_FORGET = "DELETE FROM access_lock WHERE staff = ?"


def _access_refused(connection: sqlite3.Connection, event: Event, data: AccessRefused) -> None:
    if data.what != "pin":
        return
    found = connection.execute(_FIND, (data.staff, event.at)).fetchone()
    wrong_pins = (found[0] if found else 0) + 1
    until = locked_until(wrong_pins, event.at)
    connection.execute(_KEEP, (data.staff, wrong_pins, until, lapses_at(event.at, until)))


def _pin_was_right(
    connection: sqlite3.Connection, _event: Event, data: SessionOpened | ApprovalGiven | StaffUnlocked
) -> None:
    connection.execute(_FORGET, (data.staff,))


def _staff_changed(connection: sqlite3.Connection, _event: Event, data: StaffChanged) -> None:
    """A new PIN is a new beginning."""
    if data.change is StaffChange.PIN:
        connection.execute(_FORGET, (data.staff,))


PROJECTION = Projection(
    "access",
    2,
    ("access_lock",),
    {
        AccessRefused.TYPE: _access_refused,
        SessionOpened.TYPE: _pin_was_right,
        ApprovalGiven.TYPE: _pin_was_right,
        StaffUnlocked.TYPE: _pin_was_right,
        StaffChanged.TYPE: _staff_changed,
    },
)
