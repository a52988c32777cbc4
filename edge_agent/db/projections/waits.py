"""Waits: what each station still has to do, its pace, and how real waits lie about what was expected."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import (
    Event,
    TicketCalled,
    TicketCancelled,
    TicketCollected,
    TicketExpired,
    TicketIssued,
    TicketReady,
    TicketRemade,
)
from edge_agent.domain.ids import TicketId
from edge_agent.domain.moments import SECOND, Millis
from edge_agent.domain.waits import Pace, Spread, begun_anew, daypart_at, finished, met, waited

_ADD_ITEM = """
INSERT INTO wait_item (ticket, item, station, work_ms, servers, is_undone) VALUES (?, ?, ?, ?, ?, 1)"""
_ITEM = "SELECT station, work_ms, servers FROM wait_item WHERE ticket = ? AND item = ? AND is_undone = 1"
_SET_ITEM = "UPDATE wait_item SET is_undone = ? WHERE ticket = ? AND item = ?"
_STATION_OF = "SELECT station FROM wait_item WHERE ticket = ? AND item = ?"
_UNDONE = "SELECT count(*) FROM wait_item WHERE station = ? AND is_undone = 1"
_LEFT_TO_MAKE = "SELECT count(*) FROM wait_item WHERE ticket = ? AND is_undone = 1"
_FORGET_ITEM = "DELETE FROM wait_item WHERE ticket = ? AND item = ?"
_FORGET_ITEMS = "DELETE FROM wait_item WHERE ticket = ?"
_COLLECT = "UPDATE wait_item SET collected_on = ? WHERE ticket = ?"
_FORGET_COLLECTED = "DELETE FROM wait_item WHERE collected_on < ?"
_ADD_TICKET = "INSERT INTO wait_ticket (ticket, issued_at, expected_ms) VALUES (?, ?, ?)"
_TICKET = "SELECT issued_at, expected_ms FROM wait_ticket WHERE ticket = ?"
_FORGET_TICKET = "DELETE FROM wait_ticket WHERE ticket = ?"
_STATION = "SELECT daypart, spent_ms, work_ms, since FROM wait_station WHERE station = ?"
_SAVE_STATION = """
INSERT INTO wait_station (station, daypart, spent_ms, work_ms, since) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (station) DO UPDATE SET daypart = excluded.daypart, spent_ms = excluded.spent_ms,
  work_ms = excluded.work_ms, since = excluded.since"""
_ORDERED = """
UPDATE wait_station SET typical_ms = iif(typical_ms = 0, ?1, typical_ms + (?1 - typical_ms) / 8)
WHERE station = ?2"""
_WAITED = """
UPDATE wait_station SET last_wait_ms = ?1
WHERE station = ?2
  AND NOT EXISTS (SELECT 1 FROM wait_item WHERE ticket = ?3 AND station = ?2 AND is_undone = 1)"""
_DAYPART = "SELECT spent_ms, work_ms FROM wait_daypart WHERE station = ? AND daypart = ?"
_SAVE_DAYPART = """
INSERT INTO wait_daypart (station, daypart, spent_ms, work_ms) VALUES (?, ?, ?, ?)
ON CONFLICT (station, daypart) DO UPDATE SET spent_ms = excluded.spent_ms, work_ms = excluded.work_ms"""
_SPREAD = "SELECT low, high FROM wait_spread WHERE one = 1"
_SAVE_SPREAD = """
INSERT INTO wait_spread (one, low, high) VALUES (1, ?, ?)
ON CONFLICT (one) DO UPDATE SET low = excluded.low, high = excluded.high"""


def _issued(connection: sqlite3.Connection, event: Event, data: TicketIssued) -> None:
    connection.execute(_FORGET_COLLECTED, (event.business_date,))
    for item in data.items:
        _begin(connection, item.station, event.at)
        work_ms = item.prep_seconds * SECOND
        connection.execute(_ORDERED, (work_ms // item.pieces, item.station))
        connection.execute(_ADD_ITEM, (data.ticket, item.no, item.station, work_ms, item.servers))
    if data.items and data.estimate and data.estimate.expected_ms:
        connection.execute(_ADD_TICKET, (data.ticket, event.at, data.estimate.expected_ms))


def _ready(connection: sqlite3.Connection, event: Event, data: TicketReady) -> None:
    for item in data.items:
        row = connection.execute(_ITEM, (data.ticket, item)).fetchone()
        if row is not None:
            _learn(connection, event.at, *row)
            connection.execute(_SET_ITEM, (0, data.ticket, item))
            _made(connection, event.at, data.ticket, station=row[0])


def _cancelled(connection: sqlite3.Connection, _event: Event, data: TicketCancelled) -> None:
    """What nobody makes is not waited for; a ticket without anything left to make teaches nothing."""
    connection.executemany(_FORGET_ITEM, [(data.ticket, item) for item in data.items])
    if not connection.execute(_LEFT_TO_MAKE, (data.ticket,)).fetchone()[0]:
        connection.execute(_FORGET_TICKET, (data.ticket,))


def _remade(connection: sqlite3.Connection, event: Event, data: TicketRemade) -> None:
    row = connection.execute(_STATION_OF, (data.ticket, data.item)).fetchone()
    if row is not None:
        _begin(connection, row[0], event.at)
        connection.execute(_SET_ITEM, (1, data.ticket, data.item))
        connection.execute(_COLLECT, (None, data.ticket))


def _called(connection: sqlite3.Connection, event: Event, data: TicketCalled) -> None:
    """The first call is what the customer waited for."""
    row = connection.execute(_TICKET, (data.ticket,)).fetchone()
    if row is None:
        return
    issued_at, expected_ms = row
    spread = met(_spread(connection), expected_ms, waited(issued_at, event.at))
    connection.execute(_SAVE_SPREAD, (spread.low, spread.high))
    connection.execute(_FORGET_TICKET, (data.ticket,))


def _collected(connection: sqlite3.Connection, event: Event, data: TicketCollected) -> None:
    """Nothing more is learnt from it; an item may still be made once more, on this day."""
    connection.execute(_FORGET_TICKET, (data.ticket,))
    connection.execute(_COLLECT, (event.business_date, data.ticket))


def _expired(connection: sqlite3.Connection, _event: Event, data: TicketExpired) -> None:
    connection.execute(_FORGET_TICKET, (data.ticket,))
    connection.execute(_FORGET_ITEMS, (data.ticket,))


def _begin(connection: sqlite3.Connection, station: str, at: Millis) -> None:
    """A station that stood idle has something to do from `at` on."""
    if connection.execute(_UNDONE, (station,)).fetchone()[0]:
        return
    daypart, pace, _ = _station(connection, station, at)
    connection.execute(_SAVE_STATION, (station, daypart, pace.spent_ms, pace.work_ms, at))


def _learn(connection: sqlite3.Connection, at: Millis, station: str, work_ms: int, servers: int) -> None:
    undone = connection.execute(_UNDONE, (station,)).fetchone()[0]
    daypart, pace, since = _station(connection, station, at)
    pace = finished(pace, work_ms, at - since, min(servers, undone))
    connection.execute(_SAVE_STATION, (station, daypart, pace.spent_ms, pace.work_ms, at))


def _made(connection: sqlite3.Connection, at: Millis, ticket: TicketId, station: str) -> None:
    """With the last of its items there, a ticket tells how long the station has let it wait."""
    row = connection.execute(_TICKET, (ticket,)).fetchone()
    if row is not None:
        connection.execute(_WAITED, (waited(row[0], at), station, ticket))


def _station(connection: sqlite3.Connection, station: str, at: Millis) -> tuple[int, Pace, int]:
    """Its part of the day, its pace then, and since when it is at its next item."""
    now = daypart_at(at)
    row = connection.execute(_STATION, (station,)).fetchone()
    if row is None:
        return now, Pace(), at
    daypart, pace, since = row[0], Pace(row[1], row[2]), row[3]
    if daypart == now:
        return now, pace, since
    connection.execute(_SAVE_DAYPART, (station, daypart, pace.spent_ms, pace.work_ms))
    kept = connection.execute(_DAYPART, (station, now)).fetchone()
    return now, begun_anew(Pace(*kept) if kept else None, pace), since


def _spread(connection: sqlite3.Connection) -> Spread:
    row = connection.execute(_SPREAD).fetchone()
    return Spread(*row) if row else Spread()


PROJECTION = Projection(
    "waits",
    3,
    ("wait_item", "wait_ticket", "wait_station", "wait_daypart", "wait_spread"),
    {
        TicketIssued.TYPE: _issued,
        TicketReady.TYPE: _ready,
        TicketCancelled.TYPE: _cancelled,
        TicketRemade.TYPE: _remade,
        TicketCalled.TYPE: _called,
        TicketCollected.TYPE: _collected,
        TicketExpired.TYPE: _expired,
    },
)
