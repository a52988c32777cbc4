"""Staff and sessions as rows."""

import msgspec

from edge_agent.db.query import Command, Query


class StaffRow(msgspec.Struct, frozen=True):
    """A person who may sign in."""

    staff: str
    name: str
    role: str
    pin_hash: str


class SessionRow(msgspec.Struct, frozen=True):
    """Whose session it is, and at which till."""

    staff: str
    till: str


class ApprovalRow(msgspec.Struct, frozen=True):
    """Who approved, and why."""

    staff: str
    reason: str


BY_ID = Query("staff.by_id", StaffRow)
LIST = Query("staff.list", StaffRow)
APPROVAL = Query("staff.approval", ApprovalRow)
USE_APPROVAL = Command("staff.use_approval")
ADD = Command("staff.add")
SESSION = Query("staff.session", SessionRow)
OPEN_SESSION = Command("staff.open_session")
CLOSE_SESSIONS_OF_TILL = Command("staff.close_sessions_of_till")
