"""Stations and what they have to do, as rows."""

import msgspec

from edge_agent.db.query import Query


class StationRow(msgspec.Struct, frozen=True):
    """A station's pace and what lies before a newcomer, nominal milliseconds."""

    station: str
    spent_ms: int
    work_ms: int
    last_wait_ms: int | None
    typical_ms: int
    """Of a piece."""
    items: int
    ahead_ms: int


class SpreadRow(msgspec.Struct, frozen=True):
    """How real waits lay about their estimates, permille."""

    low: int
    high: int


STATION = Query("waits.station", StationRow)
STATIONS = Query("waits.stations", StationRow)
SPREAD = Query("waits.spread", SpreadRow)
