"""The shop's clock: whether it can be believed, and who puts it right. Sales never wait for that."""

import re
from datetime import datetime

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import clock as queries
from edge_agent.db.queries.clock import ClockRow
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.clock_doubt import (
    AGREES_MS,
    FAR_MS,
    Doubtful,
    Known,
    Righted,
    Sound,
    Why,
    look,
    look_at_start,
    offset_for,
)
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import ClockConfirmed, ClockDoubted
from edge_agent.domain.moments import MINUTE, SECOND, Millis, Weekday, local_text, parse_rfc3339
from edge_agent.services.who import Who
from edge_agent.wire.clock import ClockView, SetClock

KEEP_EVERY_MS = MINUTE
"""So often is the mark kept on disk while nothing is wrong: a power cut loses no more of it."""
PERSON, HEADQUARTERS, MACHINE = "person", "headquarters", "machine"
EARLIEST, LATEST = parse_rfc3339("2020-01-01T00:00:00Z"), parse_rfc3339("2100-01-01T00:00:00Z")
"""Between which a shop can be: a time outside of them is a slip, whoever says it."""

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")


def doubt(tx: Tx) -> str | None:
    """Why the clock is in doubt, or None; one row is read."""
    seen = _seen(_known(tx), tx.now)
    return seen.why if isinstance(seen, Doubtful) else None


def began(tx: JournalTx, settings: Settings, boot: str) -> str | None:
    """The agent begins, in this run of the machine; the doubt that it begins with. A restart ends none."""
    known = _known(tx)
    seen = look_at_start(known, tx.now, boot, has_headquarters=settings.headquarters.url is not None)
    uptime_ms = known.uptime_ms if boot == known.boot else None
    here = msgspec.structs.replace(known, boot=boot, uptime_ms=uptime_ms)
    if isinstance(seen, Doubtful) and known.doubt is None:
        here = _begin_doubt(tx, here, seen)
    # In the same run the mark goes on rising from where it was: the next look sees a jump since then.
    _keep(tx, here if uptime_ms is not None else msgspec.structs.replace(here, mark=seen.mark))
    return here.doubt


def notice(tx: JournalTx, uptime_ms: int | None) -> None:
    """Look at the clock, as a timer does: a doubt that begins is on record once."""
    known = _known(tx)
    seen = look(known, tx.now, uptime_ms)
    risen = msgspec.structs.replace(known, mark=seen.mark, uptime_ms=uptime_ms)
    counts_anew = (known.uptime_ms is None) != (uptime_ms is None)
    if isinstance(seen, Doubtful) and known.doubt is None:
        _keep(tx, _begin_doubt(tx, risen, seen))
    elif isinstance(seen, Righted) and known.doubt is None:
        _settle(tx, risen, MACHINE, 0)
    elif counts_anew or seen.mark - known.mark >= KEEP_EVERY_MS:
        _keep(tx, risen)


def question(tx: JournalTx, settings: Settings) -> Refused | None:
    """What a person is asked who begins a shift while the clock is in doubt; the doubt is on record."""
    known = _known(tx)
    seen = _seen(known, tx.now)
    if not isinstance(seen, Doubtful):
        return None
    if known.doubt is None:
        _keep(tx, _begin_doubt(tx, known, seen))
    now = _local(tx.now, settings)
    return Refused(
        Code.CLOCK_CONFIRM,
        {
            "year": now.year,
            "month": now.month,
            "day": now.day,
            "weekday": tuple(Weekday)[now.weekday()],
            "time": f"{now:%H:%M}",
        },
    )


def confirm(tx: JournalTx, who: Who, at: Millis | None = None) -> int:
    """A person says that the clock is right, or that it is `at` now; the offset from now on."""
    known, told = _known(tx), tx.now if at is None else at
    offset_ms = known.offset_ms + told - tx.now
    sure = msgspec.structs.replace(known, mark=told, uptime_ms=None)
    _settle(tx, sure, PERSON, offset_ms, who)
    return offset_ms


def heard(tx: JournalTx, told: Millis, asked_at: Millis | None = None) -> int:
    """Headquarters says what time it is, which ends every doubt; by how much that puts the clock right.

    It was that time at some moment since `asked_at`: a slow answer is no wrong clock.
    """
    if not EARLIEST <= told < LATEST:
        return 0
    known = _known(tx)
    sure = msgspec.structs.replace(known, mark=told, uptime_ms=None)
    nearest = min(max(told, tx.now if asked_at is None else asked_at), tx.now)
    if abs(told - nearest) > AGREES_MS:
        offset_ms = offset_for(Millis(tx.now - known.offset_ms), told)
        _settle(tx, sure, HEADQUARTERS, offset_ms)
        return offset_ms - known.offset_ms
    if known.doubt is not None:
        _settle(tx, sure, HEADQUARTERS, known.offset_ms)
    elif abs(told - known.mark) >= KEEP_EVERY_MS:
        _keep(tx, sure)
    return 0


def set_clock(tx: JournalTx, settings: Settings, who: Who, asked: SetClock) -> ClockView | Refused:
    """A person says what time it is, while nobody knows; or yes to the time that the agent asks about."""
    asking = question(tx, settings)
    if asking is None:
        return Refused(Code.CLOCK_SURE)
    if asked.local is None and not asked.confirm:
        return asking
    at = tx.now if asked.local is None else _typed(asked.local, settings)
    if at is None:
        return Refused(Code.CLOCK_INVALID, {"text": asked.local or ""})
    mark = _known(tx).mark
    if asked.local is not None and at < mark - FAR_MS and not asked.confirm:
        return Refused(Code.CLOCK_EARLIER, {"time": local_text(mark, settings.store.zone)})
    return ClockView(now=at, offset_ms=confirm(tx, who, at), doubt=None)


async def read_clock(reads: Reads, now: Millis) -> ClockView:
    """The clock, and whether it is in doubt."""
    row = await reads.one(queries.STATE)
    if row is None:
        return ClockView(now=now, offset_ms=0, doubt=None)
    seen = _seen(_meant(row), now)
    is_doubtful = isinstance(seen, Doubtful)
    return ClockView(
        now=now,
        offset_ms=row.offset_ms,
        doubt=seen.why if isinstance(seen, Doubtful) else None,
        since=row.since if is_doubtful else None,
    )


def _seen(known: Known, now: Millis) -> Sound | Doubtful:
    """The doubt that is on record, or one that the next look will put there."""
    if known.doubt is not None:
        return Doubtful(known.doubt, 0, known.mark)
    seen = look(known, now, None)
    return seen if isinstance(seen, Doubtful) else Sound(seen.mark)


def _begin_doubt(tx: JournalTx, known: Known, seen: Doubtful) -> Known:
    tx.record(ClockDoubted(why=seen.why, by_ms=seen.by_ms))
    tx.touch("clock")
    return msgspec.structs.replace(known, doubt=seen.why, since=tx.now)


def _settle(tx: JournalTx, known: Known, by: str, offset_ms: int, who: Who | None = None) -> None:
    """No doubt is left; the clock goes by this offset from now on."""
    confirmed = ClockConfirmed(by=by, offset_ms=offset_ms)
    tx.record(confirmed, actor=who.staff if who else None, till=who.till if who else None)
    _keep(tx, msgspec.structs.replace(known, offset_ms=offset_ms, doubt=None, since=None))
    tx.correct_clock(offset_ms)
    tx.touch("clock")


def _typed(text: str, settings: Settings) -> Millis | None:
    """The moment that `2026-11-22 08:31` on the shop's own clock is."""
    try:
        local = datetime.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:
        return None
    if local is None:
        return None
    at = Millis(int(local.replace(tzinfo=settings.store.zone).timestamp()) * SECOND)
    return at if EARLIEST <= at < LATEST else None


def _local(at: Millis, settings: Settings) -> datetime:
    return datetime.fromtimestamp(at // SECOND, settings.store.zone)


def _known(tx: Tx) -> Known:
    row = tx.one(queries.STATE)
    return _meant(row) if row else _NOTHING_KNOWN


_NOTHING_KNOWN = Known(Millis(0), None, "", 0, None, None)


def _meant(row: ClockRow) -> Known:
    return Known(
        mark=Millis(row.mark),
        uptime_ms=row.uptime_ms,
        boot=row.boot,
        offset_ms=row.offset_ms,
        doubt=None if row.doubt is None else Why(row.doubt),
        since=None if row.since is None else Millis(row.since),
    )


def _keep(tx: Tx, known: Known) -> None:
    tx.run(
        queries.KEEP,
        known.mark,
        known.uptime_ms,
        known.boot,
        known.offset_ms,
        known.doubt,
        known.since,
    )
