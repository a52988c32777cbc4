"""Shifts as rows."""

import msgspec

from edge_agent.db.query import Query


class ShiftRow(msgspec.Struct, frozen=True):
    """An open shift."""

    id: str
    drawer: str
    business_date: str
    opened_at: int
    opened_by: str
    float_fen: int


class LastDate(msgspec.Struct, frozen=True):
    """The latest business date that any shift took."""

    date: str | None


OPEN_OF_DRAWER = Query("shifts.open_of_drawer", ShiftRow)
LAST_DATE = Query("shifts.last_date", LastDate)
