"""Whether a person may do something now: by the own role, or by an approval that is used up with it."""

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import staff as queries
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import AccessRefused, RightUsed
from edge_agent.domain.ids import StaffId
from edge_agent.domain.moments import MINUTE
from edge_agent.domain.rights import Right, Role
from edge_agent.services.who import Who

APPROVAL_LASTS_MS = 2 * MINUTE


def may(tx: JournalTx, settings: Settings, who: Who, right: Right, subject: str) -> StaffId | Refused:
    """Who answers for `right` on `subject` (a sku, a receipt number, …): the person, or whoever approved.

    Either way it is in the journal. Without the right and without an approval of this very action it is
    `right.needed`, and the till asks for somebody who may.
    """
    person = tx.one(queries.BY_ID, who.staff)
    if person is not None and settings.rights.has(Role(person.role), right):
        tx.record(RightUsed(right, subject), actor=who.staff, till=who.till)
        return who.staff
    approved = tx.one(queries.APPROVAL, who.approval or "", who.till, right, tx.now - APPROVAL_LASTS_MS)
    if approved is None:
        tx.record(AccessRefused(what=right, staff=who.staff), actor=who.staff, till=who.till)
        return Refused(Code.RIGHT_NEEDED, {"right": right, "subject": subject})
    tx.run(queries.USE_APPROVAL, who.approval or "")
    by = StaffId(approved.staff)
    tx.record(RightUsed(right, subject, by, approved.reason), actor=who.staff, till=who.till)
    return by
