"""People and what they may do."""

from typing import ClassVar

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import StaffId
from edge_agent.domain.rights import Right


class AccessRefused(Data, frozen=True):
    """A PIN, a right or an approval was refused."""

    TYPE: ClassVar[str] = "access.refused"
    what: str
    staff: str


class RightUsed(Data, frozen=True):
    """Somebody did what not everybody may."""

    TYPE: ClassVar[str] = "right.used"
    right: Right
    subject: str
    """What it was done to: a sku, a receipt number, an amount."""
    approved_by: StaffId | None = None
    """None when the person had the right."""
    reason: str = ""


class StaffAdded(Data, frozen=True):
    """A person may sign in from now on; the PIN is never in an event."""

    TYPE: ClassVar[str] = "staff.added"
    staff: StaffId
    name: str
    role: str
