"""A shift: one drawer's session, from counted float to counted close, with one business date."""

import msgspec

from edge_agent.domain.errors import Code, Refused
from edge_agent.domain.ids import DrawerId, ShiftId, StaffId
from edge_agent.domain.moments import BusinessDate, Millis
from edge_agent.domain.money import Fen, yuan

FLOAT_MAX = Fen(100_000_00)


class Shift(msgspec.Struct, frozen=True):
    """An open shift, as a sale needs it."""

    id: ShiftId
    drawer: DrawerId
    business_date: BusinessDate
    opened_at: Millis
    opened_by: StaffId
    float_fen: Fen


def check_float(counted: Fen) -> Refused | None:
    """Why `counted` cannot be a drawer's float, or None when it can."""
    if not 0 <= counted <= FLOAT_MAX:
        return Refused(Code.FLOAT_INVALID, {"max": yuan(FLOAT_MAX)})
    return None
