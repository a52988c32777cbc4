"""Members come, are looked up and are forgotten; here a member is a random id and nothing else."""

from typing import ClassVar

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import MemberId


class MemberEnrolled(Data, frozen=True):
    """A customer became a member, after 已告知隐私说明."""

    TYPE: ClassVar[str] = "member.enrolled"
    member: MemberId


class MemberLookedUp(Data, frozen=True):
    """Somebody asked for a member; look-ups are counted per cashier."""

    TYPE: ClassVar[str] = "member.looked_up"
    by: str
    """`code`, `phone` or `tail`."""
    found: int
    """How many members it may be: 0, 1, or several of one tail."""
    member: MemberId | None = None
    """The one that was found."""


class MemberErased(Data, frozen=True):
    """What was known of a member is gone; the sales stay, nameless."""

    TYPE: ClassVar[str] = "member.erased"
    member: MemberId


class MembersImported(Data, frozen=True):
    """A file of members was taken in."""

    TYPE: ClassVar[str] = "members.imported"
    file_sha256: str
    rows_taken: int
    rows_refused: int
