"""Queue tickets: as ready as their slowest item, called by rank, and the story of each."""

import sqlite3
from collections.abc import Sequence

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import (
    Event,
    TicketCalled,
    TicketCancelled,
    TicketCollected,
    TicketExpired,
    TicketIssued,
    TicketItem,
    TicketNoShow,
    TicketReady,
    TicketReinstated,
    TicketRemade,
    TicketStarted,
)
from edge_agent.domain.ids import TicketId
from edge_agent.domain.moments import Millis
from edge_agent.domain.tickets import RANKS_A_MS, RANKS_APART, ItemState, TicketState, slowest

_ISSUE = """
INSERT INTO ticket (id, no, business_date, channel, number, state, is_made, rank, ordered_at, sale, pickup,
                    wait_low_ms, wait_high_ms, wanted_at)
VALUES (?, ?, ?, ?, ?, 'ordered', ?, ?, ?, ?, ?, ?, ?, ?)"""
_ADD_ITEM = """
INSERT INTO ticket_item (ticket, no, sku, name, station, options, state, pieces)
VALUES (?, ?, ?, ?, ?, ?, 'ordered', ?)"""
_COUNT = """
INSERT INTO ticket_counter (business_date, prefix, last) VALUES (?, ?, ?)
ON CONFLICT (business_date, prefix) DO UPDATE SET last = excluded.last"""
_TELL = """
INSERT INTO ticket_moment (ticket, event, item, at, what, staff, counter, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_LAST_RANK_BETWEEN = "SELECT max(rank) FROM ticket WHERE closed_at IS NULL AND rank >= ? AND rank < ?"
_FIRST_RANK_BUT = """
SELECT rank FROM ticket WHERE closed_at IS NULL AND rank > 0 AND id <> ? ORDER BY rank, id LIMIT 1"""
_STATE = "SELECT state FROM ticket WHERE id = ?"
_ITEMS = "SELECT state, remakes FROM ticket_item WHERE ticket = ?"
_SET_ITEM = "UPDATE ticket_item SET state = ?, ready_at = ? WHERE ticket = ? AND no = ?"
_REMAKE_ITEM = """
UPDATE ticket_item SET state = 'ordered', ready_at = NULL, remakes = ? WHERE ticket = ? AND no = ?"""
_SET_STATE = "UPDATE ticket SET state = ? WHERE id = ?"
_SET_READY = "UPDATE ticket SET state = 'ready', ready_at = ?, rank = coalesce(?, rank) WHERE id = ?"
_CALL = """
UPDATE ticket SET state = 'called', called_at = ?1, first_called_at = coalesce(first_called_at, ?1),
  calls = ?2, counter = ?3 WHERE id = ?4"""
_BEGIN_CALLS_ANEW = """
UPDATE ticket SET state = ?, rank = coalesce(?, rank), first_called_at = NULL, called_at = NULL, calls = 0,
  counter = '', closed_at = NULL WHERE id = ?"""
_FORGET_READY = "UPDATE ticket SET ready_at = NULL WHERE id = ?"
_CLOSE = "UPDATE ticket SET state = ?, closed_at = ? WHERE id = ?"
_WHOLE = (0,)


def _issued(connection: sqlite3.Connection, event: Event, data: TicketIssued) -> None:
    told = data.estimate
    connection.execute(
        _ISSUE,
        (
            data.ticket,
            data.no,
            event.business_date,
            data.channel,
            data.number,
            bool(data.items),
            _free_rank(connection, event.at),
            event.at,
            data.sale,
            data.pickup,
            told.low_ms if told else None,
            told.high_ms if told else None,
            data.wanted_at,
        ),
    )
    connection.executemany(_ADD_ITEM, [_item_row(data.ticket, item) for item in data.items])
    connection.execute(_COUNT, (event.business_date, data.no[:1], data.number))
    _tell(connection, event, data.ticket)


def _started(connection: sqlite3.Connection, event: Event, data: TicketStarted) -> None:
    _set_items(connection, data.ticket, data.items, ItemState.PREPARING)
    _follow(connection, data.ticket, event.at)
    _tell(connection, event, data.ticket, data.items)


def _ready(connection: sqlite3.Connection, event: Event, data: TicketReady) -> None:
    _set_items(connection, data.ticket, data.items, ItemState.READY, event.at)
    _follow(connection, data.ticket, event.at)
    _tell(connection, event, data.ticket, data.items)


def _called(connection: sqlite3.Connection, event: Event, data: TicketCalled) -> None:
    connection.execute(_CALL, (event.at, data.times, data.counter, data.ticket))
    _tell(connection, event, data.ticket, counter=data.counter)


def _collected(connection: sqlite3.Connection, event: Event, data: TicketCollected) -> None:
    connection.execute(_CLOSE, (TicketState.COLLECTED, event.at, data.ticket))
    _tell(connection, event, data.ticket)


def _missed(connection: sqlite3.Connection, event: Event, data: TicketNoShow) -> None:
    connection.execute(_SET_STATE, (TicketState.NO_SHOW, data.ticket))
    _tell(connection, event, data.ticket)


def _reinstated(connection: sqlite3.Connection, event: Event, data: TicketReinstated) -> None:
    connection.execute(_BEGIN_CALLS_ANEW, (TicketState.READY, data.rank, data.ticket))
    _tell(connection, event, data.ticket)


def _cancelled(connection: sqlite3.Connection, event: Event, data: TicketCancelled) -> None:
    """A ticket without items is cancelled by an event that names none."""
    _set_items(connection, data.ticket, data.items, ItemState.CANCELLED)
    if data.items:
        _follow(connection, data.ticket, event.at)
    else:
        connection.execute(_CLOSE, (TicketState.CANCELLED, event.at, data.ticket))
    _tell(connection, event, data.ticket, data.items, reason=data.reason)


def _expired(connection: sqlite3.Connection, event: Event, data: TicketExpired) -> None:
    connection.execute(_CLOSE, (TicketState.EXPIRED, event.at, data.ticket))
    _tell(connection, event, data.ticket)


def _remade(connection: sqlite3.Connection, event: Event, data: TicketRemade) -> None:
    """Before all others, to be made and to be called again."""
    connection.execute(_REMAKE_ITEM, (data.times, data.ticket, data.item))
    state = slowest([ItemState(row[0]) for row in connection.execute(_ITEMS, (data.ticket,)).fetchall()])
    first = connection.execute(_FIRST_RANK_BUT, (data.ticket,)).fetchone()
    connection.execute(_BEGIN_CALLS_ANEW, (state, first[0] - 1 if first else None, data.ticket))
    connection.execute(_FORGET_READY, (data.ticket,))
    _tell(connection, event, data.ticket, (data.item,), reason=data.reason)


def _set_items(
    connection: sqlite3.Connection,
    ticket: TicketId,
    items: Sequence[int],
    state: ItemState,
    ready_at: Millis | None = None,
) -> None:
    connection.executemany(_SET_ITEM, [(state, ready_at, ticket, item) for item in items])


def _follow(connection: sqlite3.Connection, ticket: TicketId, at: Millis) -> None:
    """The state that follows from the items; what was called stays so, unless nothing of it is left."""
    row = connection.execute(_STATE, (ticket,)).fetchone()
    items = connection.execute(_ITEMS, (ticket,)).fetchall()
    if row is None or not items:
        return
    state = slowest([ItemState(item[0]) for item in items])
    if state is TicketState.CANCELLED:
        connection.execute(_CLOSE, (state, at, ticket))
    elif row[0] not in _BEFORE_READY:
        return
    elif state is TicketState.READY:
        is_remade = any(remakes for _, remakes in items)
        rank = None if is_remade else _free_rank(connection, at)
        connection.execute(_SET_READY, (at, rank, ticket))
    else:
        connection.execute(_SET_STATE, (state, ticket))


def _free_rank(connection: sqlite3.Connection, at: Millis) -> int:
    """The rank of a moment, behind those that have it already."""
    first = at * RANKS_A_MS
    (last,) = connection.execute(_LAST_RANK_BETWEEN, (first, first + RANKS_A_MS)).fetchone()
    return first if last is None else int(last) + RANKS_APART


def _tell(
    connection: sqlite3.Connection,
    event: Event,
    ticket: TicketId,
    items: Sequence[int] = (),
    counter: str = "",
    reason: str = "",
) -> None:
    what = event.type.removeprefix("ticket.")
    connection.executemany(
        _TELL,
        [
            (ticket, event.id, item, event.at, what, event.actor, counter, reason)
            for item in (items or _WHOLE)
        ],
    )


def _item_row(ticket: TicketId, item: TicketItem) -> tuple[object, ...]:
    return (
        ticket,
        item.no,
        item.sku,
        item.name,
        item.station,
        "\n".join(item.options),
        item.pieces,
    )


_BEFORE_READY = frozenset((TicketState.ORDERED, TicketState.PREPARING))

PROJECTION = Projection(
    "tickets",
    3,
    ("ticket", "ticket_item", "ticket_moment", "ticket_counter"),
    {
        TicketIssued.TYPE: _issued,
        TicketStarted.TYPE: _started,
        TicketReady.TYPE: _ready,
        TicketCalled.TYPE: _called,
        TicketCollected.TYPE: _collected,
        TicketNoShow.TYPE: _missed,
        TicketReinstated.TYPE: _reinstated,
        TicketCancelled.TYPE: _cancelled,
        TicketExpired.TYPE: _expired,
        TicketRemade.TYPE: _remade,
    },
)
