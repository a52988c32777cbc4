"""Who asks, from which till, and with whose approval."""

import msgspec

from edge_agent.domain.ids import ApprovalId, StaffId, TillId


class Who(msgspec.Struct, frozen=True):
    """A signed-in person at a till."""

    staff: StaffId
    till: TillId
    approval: ApprovalId | None = None
    """From the header `Approval`: good for one action, once."""
