"""Approvals: somebody who may says yes to one action of somebody else's, with the own PIN."""

import msgspec

from config.settings import Settings
from edge_agent.db.journal import JournalTx
from edge_agent.db.queries import staff as queries
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.events import AccessRefused, ApprovalGiven
from edge_agent.domain.ids import ApprovalId, StaffId
from edge_agent.domain.remarks import check_reason
from edge_agent.domain.rights import Right, Role
from edge_agent.services.rights import APPROVAL_LASTS_MS
from edge_agent.services.sessions import admitted
from edge_agent.services.who import Who
from edge_agent.wire.approvals import ApprovalView, AskApproval

WORD_LENGTH_MAX = 100
"""Of an action and of a subject, as they are told back and kept."""


class ApprovalAttempt(msgspec.Struct, frozen=True):
    """Who approves what, and whether the PIN was right."""

    asked: AskApproval
    pin_was_right: bool


def approve(tx: JournalTx, settings: Settings, who: Who, attempt: ApprovalAttempt) -> ApprovalView | Refused:
    """An approval for one action of `who` at this till, good for two minutes and one use."""
    asked = attempt.asked
    right = _right(asked.action)
    if right is None:
        return Refused(Code.APPROVAL_ACTION, {"action": asked.action[:WORD_LENGTH_MAX]})
    if len(asked.subject) > WORD_LENGTH_MAX:
        return Refused(Code.REQUEST_MALFORMED, {"detail": "subject"})
    refused = check_reason(asked.reason, needed=_is_own(settings, who, asked.staff))
    if refused:
        return refused
    person = admitted(tx, asked.staff, who.till, pin_was_right=attempt.pin_was_right)
    if isinstance(person, Refused):
        return person
    refused = _check_approver(settings, who, person, right)
    if refused:
        tx.record(AccessRefused(what="approval", staff=person.staff), actor=who.staff, till=who.till)
        return refused
    return _given(tx, who, person, right, asked)


def _right(word: str) -> Right | None:
    return Right(word) if word in list(Right) else None


def _is_own(settings: Settings, who: Who, staff: StaffId) -> bool:
    """The cashier of a one-person shop approves alone, with a reason."""
    return settings.rights.single and staff == who.staff


def _check_approver(settings: Settings, who: Who, person: queries.StaffRow, right: Right) -> Refused | None:
    if _is_own(settings, who, StaffId(person.staff)):
        return None
    if person.staff == who.staff:
        return Refused(Code.APPROVAL_SELF)
    if not settings.rights.has(Role(person.role), right):
        return Refused(Code.APPROVAL_LACKS, {"name": person.name, "right": right})
    return None


def _given(
    tx: JournalTx, who: Who, person: queries.StaffRow, right: Right, asked: AskApproval
) -> ApprovalView:
    approval, by, reason = ApprovalId(tx.new_id()), StaffId(person.staff), asked.reason.strip()
    tx.run(queries.DROP_APPROVALS_BEFORE, tx.now - APPROVAL_LASTS_MS)
    tx.run(queries.KEEP_APPROVAL, approval, by, who.staff, who.till, right, asked.subject, reason, tx.now)
    tx.record(ApprovalGiven(approval, by, right, asked.subject, reason), actor=who.staff, till=who.till)
    return ApprovalView(approval, by, person.name)
