"""Staff: who may sign in, and what becomes of an account.

At a till it takes the right; whoever may open the agent's socket, or its file, does it without a session:
`who` is None then.
"""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import staff as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import Data, StaffAdded, StaffChange, StaffChanged, StaffUnlocked
from edge_agent.domain.ids import StaffId
from edge_agent.domain.lockout import minutes_left
from edge_agent.domain.moments import Millis
from edge_agent.domain.rights import Right, Role
from edge_agent.services.pins import check_pin
from edge_agent.services.rights import may
from edge_agent.services.sessions import STAFF_LENGTH_MAX
from edge_agent.services.who import Who
from edge_agent.wire.staff import AddStaff, StaffView

ROLES = tuple(role.value for role in Role)
NAME_LENGTH_MAX = 40


def check_manager(
    tx: JournalTx, settings: Settings, who: Who | None, subject: str, right: Right = Right.MANAGE_STAFF
) -> Refused | None:
    """Why `who` may not manage the account `subject`, or None."""
    by = may(tx, settings, who, right, subject[:STAFF_LENGTH_MAX]) if who else None
    return by if isinstance(by, Refused) else None


def check_staff(added: AddStaff) -> Refused | None:
    """Why a person cannot be added so, or None."""
    name_ok = 0 < len(added.name.strip()) <= NAME_LENGTH_MAX and added.name.isprintable()
    if not _is_number(added.staff) or not name_ok or added.role not in ROLES:
        return Refused(Code.STAFF_INVALID)
    return check_pin(added.pin)


def add_staff(tx: JournalTx, added: AddStaff, pin_hash: str, who: Who | None = None) -> StaffView | Refused:
    """Let a person sign in from now on."""
    refused = check_staff(added)
    if refused:
        return refused
    if tx.one(queries.BY_ID, added.staff):
        return Refused(Code.STAFF_EXISTS, {"staff": added.staff})
    name = added.name.strip()
    tx.run(queries.ADD, added.staff, name, added.role, pin_hash)
    _record(tx, StaffAdded(staff=StaffId(added.staff), name=name, role=added.role), who)
    return StaffView(StaffId(added.staff), name, added.role)


def check_number(staff: str) -> Refused | None:
    """Why nobody can have the number `staff`, or None."""
    return None if _is_number(staff) else _unknown(staff)


def disable(tx: JournalTx, staff: str, who: Who | None = None) -> StaffView | Refused:
    """Let a person sign in no more; sessions and approvals of that person end now."""
    if who is not None and who.staff == staff:
        return Refused(Code.STAFF_SELF)
    if not tx.run(queries.SET_DISABLED, 1, staff):
        return _unknown(staff)
    tx.run(queries.CLOSE_SESSIONS_OF, staff)
    tx.run(queries.DROP_APPROVALS_OF, staff)
    tx.touch("sessions")
    return _changed(tx, staff, StaffChange.DISABLED, who)


def enable(tx: JournalTx, staff: str, who: Who | None = None) -> StaffView | Refused:
    """Let a person sign in again."""
    if not tx.run(queries.SET_DISABLED, 0, staff):
        return _unknown(staff)
    return _changed(tx, staff, StaffChange.ENABLED, who)


def set_pin(tx: JournalTx, staff: str, pin_hash: str, who: Who | None = None) -> StaffView | Refused:
    """Give a person another PIN; wrong ones are forgotten with the old one."""
    if not tx.run(queries.SET_PIN, pin_hash, staff):
        return _unknown(staff)
    return _changed(tx, staff, StaffChange.PIN, who)


def unlock(tx: JournalTx, staff: str, who: Who | None = None) -> StaffView | Refused:
    """Free an account that wrong PINs have locked."""
    if tx.one(queries.BY_ID, staff) is None:
        return _unknown(staff)
    _record(tx, StaffUnlocked(StaffId(staff)), who)
    return _entry(tx, staff)


def list_staff(tx: Tx) -> tuple[StaffView, ...]:
    """Everybody who has an account."""
    return tuple(_view(row, tx.now) for row in tx.all(queries.LIST))


def _is_number(staff: str) -> bool:
    return staff.isascii() and staff.isdigit() and len(staff) <= STAFF_LENGTH_MAX


def _changed(tx: JournalTx, staff: str, change: StaffChange, who: Who | None) -> StaffView:
    _record(tx, StaffChanged(StaffId(staff), change), who)
    return _entry(tx, staff)


def _record(tx: JournalTx, data: Data, who: Who | None) -> None:
    tx.record(data, actor=who.staff if who else None, till=who.till if who else None)


def _entry(tx: Tx, staff: str) -> StaffView:
    row = tx.one(queries.ENTRY, staff)
    if row is None:
        raise RuntimeError(f"person {staff} vanished")
    return _view(row, tx.now)


def _view(row: queries.StaffEntryRow, now: Millis) -> StaffView:
    locked = minutes_left(Millis(row.locked_until), now)
    return StaffView(StaffId(row.staff), row.name, row.role, bool(row.is_disabled), locked)


def _unknown(staff: str) -> Refused:
    return Refused(Code.STAFF_UNKNOWN, {"staff": staff[:STAFF_LENGTH_MAX]})
