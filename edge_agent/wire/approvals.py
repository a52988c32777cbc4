"""The bodies of `/v1/approvals`: somebody who may says yes to one action."""

import msgspec

from edge_agent.domain.ids import ApprovalId, StaffId
from edge_agent.wire.body import Body


class AskApproval(Body, frozen=True, omit_defaults=True):
    """`POST /v1/approvals`: somebody who may, says yes to one action."""

    staff: StaffId
    pin: str
    action: str
    """A right, as `right.needed` names it in `params`."""
    subject: str = ""
    reason: str = ""


class ApprovalView(msgspec.Struct, frozen=True):
    """Good for one action within two minutes, in the header `Approval`."""

    id: ApprovalId
    staff: StaffId
    name: str
