"""People and what they may do."""

import enum
from typing import ClassVar

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import ApprovalId, DrawerId, ShiftId, StaffId
from edge_agent.domain.rights import Right


class AccessRefused(Data, frozen=True):
    """A PIN, a right or an approval was refused."""

    TYPE: ClassVar[str] = "access.refused"
    what: str
    """`pin`, `locked`, `disabled`, `approval`, or the right that was lacking."""
    staff: str


class SessionOpened(Data, frozen=True):
    """Somebody signed in, with the right PIN."""

    TYPE: ClassVar[str] = "session.opened"
    staff: StaffId
    drawer: DrawerId
    """Of the till's lane."""


class ApprovalGiven(Data, frozen=True):
    """Somebody who may said yes to one action of the actor's; using it is a `right.used` of its own."""

    TYPE: ClassVar[str] = "approval.given"
    approval: ApprovalId
    staff: StaffId
    """Who approved; in a one-person shop the actor himself."""
    right: Right
    subject: str = ""
    reason: str = ""


class RightUsed(Data, frozen=True):
    """Somebody did what not everybody may."""

    TYPE: ClassVar[str] = "right.used"
    right: Right
    subject: str
    """What it was done to: a sku, a receipt number, an amount."""
    approved_by: StaffId | None = None
    """None when the person had the right."""
    reason: str = ""
    shift: ShiftId | None = None
    """The open shift of the till's drawer, when there was one."""


class StaffAdded(Data, frozen=True):
    """A person may sign in from now on; the PIN is never in an event."""

    TYPE: ClassVar[str] = "staff.added"
    staff: StaffId
    name: str
    role: str
    """A `Role`."""


class StaffChange(enum.StrEnum):
    """What became of a person's account."""

    DISABLED = "disabled"
    ENABLED = "enabled"
    PIN = "pin"
    """A new one; never in an event."""


class StaffChanged(Data, frozen=True):
    """A person's account was changed."""

    TYPE: ClassVar[str] = "staff.changed"
    staff: StaffId
    change: StaffChange


class StaffUnlocked(Data, frozen=True):
    """An account that wrong PINs had locked is free again."""

    TYPE: ClassVar[str] = "staff.unlocked"
    staff: StaffId
