"""The bodies of `/v1/members`, both ways."""

import msgspec

from edge_agent.domain.ids import MemberId, ReceiptNo, StaffId
from edge_agent.wire.body import Body


class EnrolMember(Body, frozen=True, omit_defaults=True):
    """`POST /v1/members`."""

    phone: str
    consent: bool
    """已告知隐私说明: without it nobody is enrolled."""
    name: str = ""
    code: str | None = None


class MemberView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A member as the shop knows one, shown as 尾号5678; never the whole number."""

    id: MemberId
    tail: str
    points: int
    name: str = ""
    code: str | None = None
    may_spend: bool = False
    """Found by code or by the full number."""


class PointsMoveView(msgspec.Struct, frozen=True):
    """One change of a member's points in this store."""

    at: int
    kind: str
    """`earned`, `spent`, `taken` (a refund took what a sale had earned) or `returned`."""
    points: int
    """Below zero when they went."""
    receipt_no: ReceiptNo


class MemberAccount(msgspec.Struct, frozen=True):
    """`GET /v1/members/{id}`."""

    member: MemberView
    moves: tuple[PointsMoveView, ...]
    """The latest first."""


class MemberErasedView(msgspec.Struct, frozen=True):
    """`DELETE /v1/members/{id}`: what is left is this id, on sales and points."""

    id: MemberId


class LookUpView(msgspec.Struct, frozen=True):
    """How often somebody looked members up on a business date."""

    staff: StaffId
    looked_up: int
    found: int
    """Of these, how often exactly one member was found."""
