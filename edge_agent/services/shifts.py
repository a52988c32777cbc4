"""Shifts: opened with a counted float, found by the drawer of the till that asks."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import shifts as queries
from edge_agent.db.reads import Reads
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import ShiftOpened
from edge_agent.domain.ids import DrawerId, ShiftId, StaffId, TillId
from edge_agent.domain.moments import BusinessDate, Millis, business_date_at
from edge_agent.domain.money import ZERO, Fen
from edge_agent.domain.shifts import Shift, check_float
from edge_agent.services import clock
from edge_agent.services.who import Who
from edge_agent.wire.shifts import ShiftView


def open_shift(
    tx: JournalTx, settings: Settings, who: Who, float_fen: Fen, *, confirm: bool = False
) -> ShiftView | Refused:
    """Begin this drawer's session; its business date is taken now and kept past midnight.

    While the clock is in doubt the person is asked what day it is; `confirm` says that the clock is right.
    """
    lane = settings.lane(who.till)
    if lane is None:
        return Refused(Code.TILL_UNKNOWN, {"till": who.till})
    refused = check_float(float_fen)
    if refused:
        return refused
    if tx.one(queries.OPEN_OF_DRAWER, lane.drawer):
        return Refused(Code.SHIFT_OPEN, {"drawer": lane.drawer})
    asked = clock.question(tx, settings)
    if asked and not confirm:
        return asked
    if asked:
        clock.confirm(tx, who)
    opened = ShiftOpened(
        shift=ShiftId(tx.new_id()),
        drawer=lane.drawer,
        float_fen=float_fen,
        expected_fen=expected_float(tx, lane.drawer),
    )
    date = _business_date(tx, settings)
    tx.record(opened, actor=who.staff, till=who.till, business_date=date)
    tx.touch("shifts")
    return shift_view(Shift(opened.shift, lane.drawer, date, tx.now, who.staff, float_fen))


def shift_of_till(tx: Tx, settings: Settings, till: TillId) -> Shift | Refused:
    """The open shift of the till's drawer; without one, the refusal names the float to begin with."""
    lane = settings.lane(till)
    if lane is None:
        return Refused(Code.TILL_UNKNOWN, {"till": till})
    shift = shift_of_drawer(tx, lane.drawer)
    return shift or Refused(Code.SHIFT_NONE, {"expected_fen": expected_float(tx, lane.drawer)})


def shift_of_drawer(tx: Tx, drawer: DrawerId) -> Shift | None:
    """The open shift of a drawer."""
    row = tx.one(queries.OPEN_OF_DRAWER, drawer)
    return _shift(row) if row else None


def first_open(tx: Tx) -> Shift | None:
    """The open shift of the first drawer that has one."""
    row = tx.one(queries.FIRST_OPEN)
    return _shift(row) if row else None


def expected_float(tx: Tx, drawer: DrawerId) -> Fen:
    """What the last close left in the drawer: nothing, as long as no shift was ever closed."""
    left = tx.one(queries.LEFT, drawer)
    return Fen(left.left_fen) if left else ZERO


def business_date_of(tx: Tx, settings: Settings, till: TillId) -> BusinessDate:
    """The business date of the till's open shift, else of the clock."""
    shift = shift_of_till(tx, settings, till)
    if not isinstance(shift, Refused):
        return shift.business_date
    return business_date_at(tx.now, settings.store.zone, settings.store.cutoff_minutes, None)


def shift_view(shift: Shift) -> ShiftView:
    """A shift as the wire shows it."""
    return ShiftView(
        id=shift.id,
        drawer=shift.drawer,
        business_date=shift.business_date,
        opened_at=shift.opened_at,
        opened_by=shift.opened_by,
        float_fen=shift.float_fen,
    )


def _business_date(tx: Tx, settings: Settings) -> BusinessDate:
    last = tx.one(queries.LAST_DATE)
    known = BusinessDate(last.date) if last and last.date else None
    return business_date_at(tx.now, settings.store.zone, settings.store.cutoff_minutes, known)


async def read_shift(reads: Reads, settings: Settings, till: TillId) -> ShiftView | None:
    """The open shift of the till's drawer."""
    lane = settings.lane(till)
    if lane is None:
        return None
    row = await reads.one(queries.OPEN_OF_DRAWER, lane.drawer)
    return shift_view(_shift(row)) if row else None


def _shift(row: queries.ShiftRow) -> Shift:
    return Shift(
        id=ShiftId(row.id),
        drawer=DrawerId(row.drawer),
        business_date=BusinessDate(row.business_date),
        opened_at=Millis(row.opened_at),
        opened_by=StaffId(row.opened_by),
        float_fen=Fen(row.float_fen),
    )
