"""Orders collected by a code: a row per parcel that is gone, the evidence, and what was tried in vain."""

import sqlite3
from collections.abc import Sequence

import msgspec

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import (
    Event,
    HandedLine,
    PickupItemised,
    PickupReady,
    PickupRedeemed,
    PickupRefused,
    PickupShown,
    PickupUndone,
    Proof,
)

WRONG_SHORT_CODE = "short-code"
"""The reason of a refusal that counts as a wrong try."""

_REDEEM = """
INSERT INTO redemption (pickup, unit, handover, at, till, staff, generation, proof_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_PROOF = "SELECT generation, proof_at FROM redemption WHERE pickup = ? AND unit = ? AND handover = ?"
_FREE = "DELETE FROM redemption WHERE pickup = ? AND unit = ? AND handover = ?"
_HAND_OVER = """
INSERT INTO pickup_handover (id, event, pickup, at, business_date, till, staff, proof, generation, proof_at,
                             number, units, lines, is_unlisted, is_itemised, is_undone)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)"""
_ITEMISE = "UPDATE pickup_handover SET is_itemised = 1, number = ?, lines = ? WHERE id = ?"
_UNDO = "UPDATE pickup_handover SET is_undone = 1 WHERE id = ?"
_SEE = """
INSERT INTO pickup_seen (pickup, max_generation, last_proof) VALUES (?, ?, ?)
ON CONFLICT (pickup) DO UPDATE SET max_generation = max(max_generation, excluded.max_generation),
  last_proof = max(coalesce(last_proof, excluded.last_proof), coalesce(excluded.last_proof, last_proof))"""
_PLACE = """
INSERT INTO pickup_place (pickup, unit, place, at) VALUES (?, ?, ?, ?)
ON CONFLICT (pickup, unit) DO UPDATE SET place = excluded.place, at = excluded.at"""
_WRONG = """
INSERT INTO pickup_try (till, business_date, wrong, streak, last_at) VALUES (?, ?, 1, 1, ?)
ON CONFLICT (till, business_date)
DO UPDATE SET wrong = wrong + 1, streak = streak + 1, last_at = excluded.last_at"""
_RIGHT = "UPDATE pickup_try SET streak = 0 WHERE till = ? AND business_date = ?"

_encoder = msgspec.json.Encoder()


def _ready(connection: sqlite3.Connection, event: Event, data: PickupReady) -> None:
    connection.executemany(_PLACE, [(data.pickup, unit, data.place, event.at) for unit in data.units])


def _redeemed(connection: sqlite3.Connection, event: Event, data: PickupRedeemed) -> None:
    till, staff = event.till or "", event.actor or ""
    proof = (till, staff, data.generation, data.proof_at)
    connection.executemany(
        _REDEEM, [(data.pickup, unit, data.handover, event.at, *proof) for unit in data.units]
    )
    connection.execute(
        _HAND_OVER,
        (
            data.handover,
            event.id,
            data.pickup,
            event.at,
            event.business_date or "",
            till,
            staff,
            data.proof,
            data.generation,
            data.proof_at,
            data.number,
            _text(data.units),
            _text(data.unlisted if data.lines is None else data.lines),
            data.lines is None,
        ),
    )
    if data.proof is Proof.SHORT:
        connection.execute(_RIGHT, (till, event.business_date or ""))


def _shown(connection: sqlite3.Connection, _event: Event, data: PickupShown) -> None:
    connection.execute(_SEE, (data.pickup, data.generation, None))


def _itemised(connection: sqlite3.Connection, _event: Event, data: PickupItemised) -> None:
    connection.execute(_ITEMISE, (data.number, _text(data.lines), data.handover))


def _undone(connection: sqlite3.Connection, _event: Event, data: PickupUndone) -> None:
    """The parcels may be handed over again, by a newer screen; that they were, and by which proof, stays."""
    for unit in data.units:
        shown = connection.execute(_PROOF, (data.pickup, unit, data.handover)).fetchone()
        if shown is not None:
            connection.execute(_SEE, (data.pickup, *shown))
    connection.executemany(_FREE, [(data.pickup, unit, data.handover) for unit in data.units])
    connection.execute(_UNDO, (data.handover,))


def _refused(connection: sqlite3.Connection, event: Event, data: PickupRefused) -> None:
    """A generation that headquarters signed has been seen, whatever else was wrong with its code."""
    if data.pickup is not None and data.generation is not None:
        connection.execute(_SEE, (data.pickup, data.generation, None))
    if data.reason == WRONG_SHORT_CODE:
        connection.execute(_WRONG, (event.till or "", event.business_date or "", event.at))


def _text(values: Sequence[int] | Sequence[HandedLine]) -> str:
    return _encoder.encode(values).decode()


PROJECTION = Projection(
    "pickups",
    1,
    ("redemption", "pickup_handover", "pickup_seen", "pickup_place", "pickup_try"),
    {
        PickupReady.TYPE: _ready,
        PickupRedeemed.TYPE: _redeemed,
        PickupShown.TYPE: _shown,
        PickupItemised.TYPE: _itemised,
        PickupUndone.TYPE: _undone,
        PickupRefused.TYPE: _refused,
    },
)
