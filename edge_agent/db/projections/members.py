"""Members: the points that were booked here, and who looked members up how often."""

import sqlite3

from edge_agent.db.projections.projection import Projection
from edge_agent.domain.events import Event, MemberLookedUp, SaleCompleted, SaleRefunded
from edge_agent.domain.ids import MemberId, ReceiptNo

_MOVE = "INSERT INTO member_move (event, kind, member, at, points, subject) VALUES (?, ?, ?, ?, ?, ?)"
_POINTS = """
INSERT INTO member_points (member, points) VALUES (?, ?)
ON CONFLICT (member) DO UPDATE SET points = points + excluded.points"""
_LOOK_UP = """
INSERT INTO member_look_up (business_date, staff, looked_up, found) VALUES (?, ?, 1, ?)
ON CONFLICT (business_date, staff)
DO UPDATE SET looked_up = looked_up + 1, found = found + excluded.found"""


def _sale_completed(connection: sqlite3.Connection, event: Event, data: SaleCompleted) -> None:
    moves = {"earned": data.points_earned, "spent": -data.points_spent}
    _move(connection, event, data.member, data.receipt_no, moves)


def _sale_refunded(connection: sqlite3.Connection, event: Event, data: SaleRefunded) -> None:
    moves = {"taken": -data.points_taken, "returned": data.points_returned}
    _move(connection, event, data.member, data.receipt_no, moves)


def _move(
    connection: sqlite3.Connection,
    event: Event,
    member: MemberId | None,
    receipt_no: ReceiptNo,
    moves: dict[str, int],
) -> None:
    for kind, points in moves.items():
        if member is not None and points:
            connection.execute(_MOVE, (event.id, kind, member, event.at, points, receipt_no))
            connection.execute(_POINTS, (member, points))


def _looked_up(connection: sqlite3.Connection, event: Event, data: MemberLookedUp) -> None:
    connection.execute(_LOOK_UP, (event.business_date or "", event.actor or "", data.found == 1))


PROJECTION = Projection(
    "members",
    1,
    ("member_points", "member_move", "member_look_up"),
    {
        SaleCompleted.TYPE: _sale_completed,
        SaleRefunded.TYPE: _sale_refunded,
        MemberLookedUp.TYPE: _looked_up,
    },
)
