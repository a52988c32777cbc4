"""What a newcomer is told about his wait, and what the board and the queue screen show of it."""

from collections.abc import Iterable, Sequence

from config.settings import Settings
from edge_agent.db.queries import waits as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.events import Estimate, TicketItem
from edge_agent.domain.moments import MINUTE, SECOND
from edge_agent.domain.waits import Load, Pace, Spread, expected_wait, in_hand, told
from edge_agent.wire.tickets import StationWait


def estimate(tx: Tx, settings: Settings, items: Sequence[TicketItem]) -> Estimate | None:
    """The range that whoever orders `items` now is told; None when nothing of it is made."""
    own: dict[str, list[int]] = {}
    for item in items:
        own.setdefault(item.station, []).append(item.prep_seconds * SECOND)
    if not own:
        return None
    rows = ((tx.one(queries.STATION, name) or _idle(name), works) for name, works in own.items())
    expected = max(_expected(settings, row, works) for row, works in rows)
    return told(expected, _spread(tx.one(queries.SPREAD)))


async def read_waits(reads: Reads, settings: Settings) -> tuple[StationWait, ...]:
    """Each station that ever made anything: what lies before a newcomer, and what he would be told."""
    row = await reads.one(queries.SPREAD)
    spread = _spread(row)
    return tuple(_station_wait(settings, row, spread) for row in await reads.all(queries.STATIONS))


def longest(waits: Iterable[StationWait]) -> StationWait | None:
    """The station that takes longest now; None when nobody waits anywhere."""
    return max((wait for wait in waits if wait.ahead), key=lambda wait: wait.high_minutes, default=None)


def _station_wait(settings: Settings, row: queries.StationRow, spread: Spread) -> StationWait:
    range_ = told(_expected(settings, row, [row.typical_ms]), spread)
    return StationWait(
        station=row.station,
        name=settings.queue.station(row.station).name,
        ahead=row.items,
        low_minutes=range_.low_ms // MINUTE,
        high_minutes=range_.high_ms // MINUTE,
    )


def _expected(settings: Settings, row: queries.StationRow, works: Sequence[int]) -> int:
    servers = settings.queue.station(row.station).servers
    load = Load(
        ahead_ms=row.ahead_ms,
        own_ms=sum(works),
        longest_ms=max(works),
        servers=servers,
        being_made_ms=in_hand(row.ahead_ms, row.items, servers),
    )
    return expected_wait(Pace(row.spent_ms, row.work_ms), load, row.last_wait_ms)


def _idle(station: str) -> queries.StationRow:
    pace = Pace()
    return queries.StationRow(station, pace.spent_ms, pace.work_ms, None, 0, 0, 0)


def _spread(row: queries.SpreadRow | None) -> Spread:
    return Spread(row.low, row.high) if row else Spread()
