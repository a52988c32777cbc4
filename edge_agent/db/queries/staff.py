"""Staff, sessions and approvals as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class StaffRow(msgspec.Struct, frozen=True):
    """A person who may sign in, unless the account is disabled."""

    staff: str
    name: str
    role: str
    pin_hash: str
    is_disabled: int


class StaffEntryRow(msgspec.Struct, frozen=True):
    """A person in the list of staff."""

    staff: str
    name: str
    role: str
    is_disabled: int
    locked_until: int
    """Unix milliseconds; 0 when wrong PINs have not locked the account."""


class LockRow(msgspec.Struct, frozen=True):
    """Until when an account is locked."""

    locked_until: int


class SessionRow(msgspec.Struct, frozen=True):
    """Whose session it is, and at which till."""

    staff: str
    till: str


class ApprovalRow(msgspec.Struct, frozen=True):
    """Who approved, why and when."""

    staff: str
    reason: str
    at: int


BY_ID = Query("staff.by_id", StaffRow)
LIST = Query("staff.list", StaffEntryRow)
ENTRY = Query("staff.entry", StaffEntryRow)
LOCKED_UNTIL = Query("staff.locked_until", LockRow)
ADD = Command("staff.add")
SET_DISABLED = Command("staff.set_disabled")
SET_PIN = Command("staff.set_pin")
KEEP_APPROVAL = Command("staff.keep_approval")
APPROVAL = Query("staff.approval", ApprovalRow)
USE_APPROVAL = Command("staff.use_approval")
DROP_APPROVALS_BEFORE = Command("staff.drop_approvals_before")
DROP_APPROVALS_OF = Command("staff.drop_approvals_of")
SESSION = Query("staff.session", SessionRow)
OPEN_SESSION = Command("staff.open_session")
CLOSE_SESSIONS_OF_TILL = Command("staff.close_sessions_of_till")
CLOSE_SESSIONS_OF = Command("staff.close_sessions_of")
