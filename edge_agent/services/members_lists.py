"""Members as people read them: an account with its last moves, balances below zero, and who looked up."""

from edge_agent.db.queries import members as queries
from edge_agent.db.reads import Reads
from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import ReceiptNo, StaffId
from edge_agent.services.members import member_view
from edge_agent.wire.members import LookUpView, MemberAccount, MemberView, PointsMoveView

MOVES_MAX = 100


async def read_account(reads: Reads, member: str) -> MemberAccount | Refused:
    """A member and the latest moves of the points in this store."""
    row = await reads.one(queries.BY_ID, member)
    if row is None:
        return Refused(Code.MEMBER_GONE)
    moves = await reads.all(queries.LAST_MOVES, member, MOVES_MAX)
    views = tuple(PointsMoveView(move.at, move.kind, move.points, ReceiptNo(move.subject)) for move in moves)
    return MemberAccount(member_view(row), views)


async def read_below_zero(reads: Reads, limit: int) -> tuple[MemberView, ...]:
    """Members who have spent more points than they had, the deepest first."""
    return tuple(member_view(row) for row in await reads.all(queries.BELOW_ZERO, limit))


async def read_look_ups(reads: Reads, business_date: str) -> tuple[LookUpView, ...]:
    """How often each cashier looked members up on a business date."""
    rows = await reads.all(queries.LOOK_UPS, business_date)
    return tuple(LookUpView(StaffId(row.staff), row.looked_up, row.found) for row in rows)
