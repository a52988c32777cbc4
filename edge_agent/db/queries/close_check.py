"""What waits in the shop, as rows."""

import msgspec

from edge_agent.db.queries.carts import CartRow
from edge_agent.db.query import Query


class WaitingRow(msgspec.Struct, frozen=True):
    """How many wait, and the time of the oldest."""

    count: int
    since: int | None


SHIFTS = Query("close_check.shifts", WaitingRow)
CARTS = Query("close_check.carts", CartRow)
HELD = Query("close_check.held", WaitingRow)
PAPER = Query("close_check.paper", WaitingRow)
