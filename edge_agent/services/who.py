"""Who asks, and from which till."""

import msgspec

from edge_agent.domain.ids import StaffId, TillId


class Who(msgspec.Struct, frozen=True):
    """A signed-in person at a till."""

    staff: StaffId
    till: TillId
