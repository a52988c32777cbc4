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
    CLOSED_MS_MAX,
    FAR_MS,
    Doubtful,
    Known,
    Look,
    Why,
    look,
    look_anew,
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


def doubt(tx: JournalTx) -> Why | None:
    """Why the clock is in doubt, or None; one row is read."""
    seen = _doubt_of(_known(tx), tx.now, tx.uptime_ms)
    return seen.why if seen else None


def set_ago_ms(tx: JournalTx) -> int:
    """How long ago somebody said what time it is: what is older may bear the time of a wrong clock."""
    return abs(tx.now - _known(tx).set_at)


def began(tx: JournalTx, settings: Settings) -> Why | None:
    """The agent begins, in this run of the machine; the doubt that it begins with. A restart ends none."""
    known = _known(tx)
    if not known.mark:
        known = _from_journal(tx, known)
    if tx.boot == known.boot:
        notice(tx)
    else:
        seen = look_anew(known, tx.now, has_headquarters=settings.headquarters.url is not None)
        _learn(tx, msgspec.structs.replace(known, boot=tx.boot), seen)
    return _known(tx).doubt


def notice(tx: JournalTx) -> None:
    """Look at the clock, as a timer does."""
    known = _known(tx)
    seen = look(known, tx.now, tx.uptime_ms)
    counts_anew = (known.uptime_ms is None) != (tx.uptime_ms is None)
    doubt_begins = isinstance(seen, Doubtful) and known.doubt is None
    if counts_anew or doubt_begins or seen.mark - known.mark >= KEEP_EVERY_MS:
        _learn(tx, known, seen)


def question(tx: JournalTx, settings: Settings) -> Refused | None:
    """What a person is asked who begins a shift while the clock is in doubt; the doubt is on record."""
    known = _known(tx)
    seen = _doubt_of(known, tx.now, tx.uptime_ms)
    if seen is None:
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
    _settle(tx, _sure(tx, known, told), PERSON, offset_ms, who)
    return offset_ms


def heard(tx: JournalTx, told: Millis, asked_at: Millis | None = None) -> int:
    """Headquarters says what time it is, which ends every doubt; by how much that puts the clock right.

    It was that time at some moment since `asked_at`: a slow answer is no wrong clock. When our clock went on
    by more than ten minutes meanwhile, the machine slept or its clock was set: the next answer tells.
    """
    asked_at = tx.now if asked_at is None else asked_at
    if not EARLIEST <= told < LATEST or abs(tx.now - asked_at) > FAR_MS:
        return 0
    known = _known(tx)
    nearest = min(max(told, asked_at), tx.now)
    if abs(told - nearest) > AGREES_MS:
        return 0 if _was_just_set(tx, known) else _put_right(tx, known, told)
    if known.doubt is not None:
        _settle(tx, _sure(tx, known, tx.now), HEADQUARTERS, known.offset_ms)
    elif abs(tx.now - known.mark) >= KEEP_EVERY_MS:
        _keep(tx, _sure(tx, known, tx.now))
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
    unlikely = None if asked.confirm else _unlikely(tx, settings, at)
    return unlikely or ClockView(now=at, offset_ms=confirm(tx, who, at), doubt=None)


async def read_clock(reads: Reads, now: Millis) -> ClockView:
    """The clock, and whether it is in doubt; a jump is told as soon as it is on record."""
    row = await reads.one(queries.STATE)
    if row is None:
        return ClockView(now=now, offset_ms=0, doubt=None)
    seen = _doubt_of(_meant(row), now, None)
    return ClockView(now=now, offset_ms=row.offset_ms, doubt=seen.why if seen else None, since=row.since)


def _doubt_of(known: Known, now: Millis, uptime_ms: int | None) -> Doubtful | None:
    """The doubt that is on record, or one that the next look will put there."""
    if known.doubt is not None:
        return Doubtful(known.doubt, 0, known.mark)
    seen = look(known, now, uptime_ms)
    return seen if isinstance(seen, Doubtful) else None


def _from_journal(tx: JournalTx, known: Known) -> Known:
    """A file that was rebuilt from a journal knows of no time but that of its events."""
    before = tx.one(queries.BEFORE_START)
    found = msgspec.structs.replace(known, mark=Millis(before.at if before else 0))
    _keep(tx, found)
    return found


def _learn(tx: JournalTx, known: Known, seen: Look) -> None:
    """Keep what a look has shown; a doubt that begins is on record once."""
    risen = _sure(tx, known, seen.mark)
    if not isinstance(seen, Doubtful) or known.doubt is not None:
        _keep(tx, risen)
    elif seen.is_by_offset:
        _settle(tx, risen, MACHINE, 0)
    else:
        _keep(tx, _begin_doubt(tx, risen, seen))


def _sure(tx: JournalTx, known: Known, mark: Millis) -> Known:
    """It is `mark` at this moment of the machine's run: from here on the time that passes is counted."""
    return msgspec.structs.replace(known, mark=mark, uptime_ms=tx.uptime_ms)


def _was_just_set(tx: JournalTx, known: Known) -> bool:
    """Of two headquarters that do not agree, the second is not believed: each word would call for another."""
    is_theirs = known.doubt is None and known.set_by == HEADQUARTERS
    return is_theirs and abs(tx.now - known.set_at) < FAR_MS


def _put_right(tx: JournalTx, known: Known, told: Millis) -> int:
    offset_ms = offset_for(Millis(tx.now - known.offset_ms), told)
    _settle(tx, _sure(tx, known, told), HEADQUARTERS, offset_ms)
    return offset_ms - known.offset_ms


def _unlikely(tx: JournalTx, settings: Settings, at: Millis) -> Refused | None:
    """What may be a slip of the finger: a time before what is on record, or more than a week after it."""
    mark = _known(tx).mark
    last = local_text(mark, settings.store.zone)
    if at < mark - FAR_MS:
        return Refused(Code.CLOCK_EARLIER, {"time": last})
    return Refused(Code.CLOCK_LATER, {"time": last}) if mark and at > mark + CLOSED_MS_MAX else None


def _begin_doubt(tx: JournalTx, known: Known, seen: Doubtful) -> Known:
    tx.record(ClockDoubted(why=seen.why, by_ms=seen.by_ms))
    tx.touch("clock")
    return msgspec.structs.replace(known, doubt=seen.why, since=tx.now)


def _settle(tx: JournalTx, known: Known, by: str, offset_ms: int, who: Who | None = None) -> None:
    """No doubt is left; the clock goes by this offset from now on."""
    confirmed = ClockConfirmed(by=by, offset_ms=offset_ms)
    tx.record(confirmed, actor=who.staff if who else None, till=who.till if who else None)
    settled = msgspec.structs.replace(
        known, offset_ms=offset_ms, doubt=None, since=None, set_at=known.mark, set_by=by
    )
    _keep(tx, settled)
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
        set_at=Millis(row.set_at),
        set_by=row.set_by,
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
        known.set_at,
        known.set_by,
    )
