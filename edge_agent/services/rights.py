"""Whether a person may do something now: by the own role, or by an approval that is used up with it."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import staff as queries
from edge_agent.db.tx import Tx
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import AccessRefused, RightUsed
from edge_agent.domain.ids import ShiftId, StaffId, TillId
from edge_agent.domain.moments import MINUTE
from edge_agent.domain.rights import Right, Role
from edge_agent.services.shifts import shift_of_till
from edge_agent.services.who import Who

APPROVAL_LASTS_MS = 2 * MINUTE


def may(tx: JournalTx, settings: Settings, who: Who, right: Right, subject: str) -> StaffId | Refused:
    """Who answers for `right` on `subject` (a sku, a receipt number, …): the person, or whoever approved.

    Either way it is in the journal. Without the right and without an approval of this very action it is
    `right.needed`, and the till asks for somebody who may.
    """
    shift = _open_shift(tx, settings, who.till)
    if has(tx, settings, who.staff, right):
        tx.record(RightUsed(right, subject, shift=shift), actor=who.staff, till=who.till)
        return who.staff
    approved = _approval(tx, who, right, subject)
    if approved is None:
        tx.record(AccessRefused(what=right, staff=who.staff), actor=who.staff, till=who.till)
        return Refused(Code.RIGHT_NEEDED, {"right": right, "subject": subject})
    tx.run(queries.USE_APPROVAL, who.approval or "")
    by = StaffId(approved.staff)
    tx.record(RightUsed(right, subject, by, approved.reason, shift), actor=who.staff, till=who.till)
    return by


def has(tx: Tx, settings: Settings, staff: StaffId, right: Right) -> bool:
    """Whether a person has a right by the own role; asking alone is not on record."""
    person = tx.one(queries.BY_ID, staff)
    return person is not None and settings.rights.has(Role(person.role), right)


def allowed(tx: Tx, settings: Settings, who: Who, right: Right, subject: str) -> bool:
    """Whether `may` would say yes now: nothing is on record, and an approval is not used up."""
    return has(tx, settings, who.staff, right) or _approval(tx, who, right, subject) is not None


def _approval(tx: Tx, who: Who, right: Right, subject: str) -> queries.ApprovalRow | None:
    row = tx.one(queries.APPROVAL, who.approval or "", who.staff, who.till, right, subject)
    return row if row and abs(tx.now - row.at) <= APPROVAL_LASTS_MS else None


def _open_shift(tx: Tx, settings: Settings, till: TillId) -> ShiftId | None:
    shift = shift_of_till(tx, settings, till)
    return None if isinstance(shift, Refused) else shift.id
