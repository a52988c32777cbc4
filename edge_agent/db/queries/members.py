"""Members and their points as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class MemberRow(msgspec.Struct, frozen=True):
    """A member with the balance as it is shown."""

    id: str
    tail: str
    code: str | None
    name: str
    owner: str
    points: int


class BalanceRow(msgspec.Struct, frozen=True):
    """Points that were booked in this store, since its beginning."""

    points: int


class SpentRow(msgspec.Struct, frozen=True):
    """Points that were spent, less those that came back."""

    points: int


class PointsMoveRow(msgspec.Struct, frozen=True):
    """One change of a balance."""

    at: int
    kind: str
    points: int
    subject: str


class LookUpRow(msgspec.Struct, frozen=True):
    """How often somebody looked members up on a day."""

    staff: str
    looked_up: int
    found: int


class KeyRow(msgspec.Struct, frozen=True):
    """A secret of this store."""

    value: bytes


class LastWordRow(msgspec.Struct, frozen=True):
    """When headquarters last acknowledged anything."""

    at: int


BY_ID = Query("members.by_id", MemberRow)
BY_PHONE = Query("members.by_phone", MemberRow)
BY_CODE = Query("members.by_code", MemberRow)
BY_TAIL = Query("members.by_tail", MemberRow)
BELOW_ZERO = Query("members.below_zero", MemberRow)
POINTS_HERE = Query("members.points_here", BalanceRow)
SPENT_SINCE = Query("members.spent_since", SpentRow)
LAST_MOVES = Query("members.last_moves", PointsMoveRow)
LOOK_UPS = Query("members.look_ups", LookUpRow)
SECRET = Query("members.secret", KeyRow)
LAST_WORD = Query("members.last_word", LastWordRow)
KEEP_SECRET = Command("members.keep_secret")
ADD = Command("members.add")
UPDATE = Command("members.update")
SET_POINTS = Command("members.set_points")
ERASE = Command("members.erase")
