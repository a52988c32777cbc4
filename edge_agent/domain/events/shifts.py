"""A drawer's session and its cash."""

from typing import ClassVar

from edge_agent.domain.events.data import Data
from edge_agent.domain.ids import DrawerId, ShiftId
from edge_agent.domain.money import Fen


class ShiftOpened(Data, frozen=True):
    """A drawer's session began with a counted float."""

    TYPE: ClassVar[str] = "shift.opened"
    shift: ShiftId
    drawer: DrawerId
    float_fen: Fen
    expected_fen: Fen
    """What the last close left in this drawer; a difference is on record by this."""
