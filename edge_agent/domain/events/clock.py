"""The shop's clock: when it came in doubt, and who set it right."""

from typing import ClassVar

from edge_agent.domain.events.data import Data


class ClockDoubted(Data, frozen=True):
    """The clock cannot be believed: it stands behind what has happened already, or has jumped."""

    TYPE: ClassVar[str] = "clock.doubted"
    why: str
    """`behind`, `jumped`, or `unheard`: no word from headquarters since this machine began."""
    by_ms: int = 0
    """How far it is off, as far as that is known."""


class ClockConfirmed(Data, frozen=True):
    """Somebody, or headquarters, said what time it is."""

    TYPE: ClassVar[str] = "clock.confirmed"
    by: str
    """`person` or `headquarters`."""
    offset_ms: int = 0
    """What is added to the machine's clock from now on."""
