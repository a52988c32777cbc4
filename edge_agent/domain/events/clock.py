"""The shop's clock: when it came in doubt, and who set it right."""

from typing import ClassVar

from edge_agent.domain.events.data import Data


class ClockDoubted(Data, frozen=True):
    """The clock cannot be believed: it stands behind what has happened already, or has jumped."""

    TYPE: ClassVar[str] = "clock.doubted"
    why: str
    """`behind`, `jumped`, `unheard`: no word from headquarters since this machine began; or `offset`: the
    machine has begun anew, and its clock, which was wrong, may have been set since."""
    by_ms: int = 0
    """How far it is off, as far as that is known."""


class ClockConfirmed(Data, frozen=True):
    """Somebody, or headquarters, said what time it is; or the machine's own clock was put right."""

    TYPE: ClassVar[str] = "clock.confirmed"
    by: str
    """`person`, `headquarters` or `machine`."""
    offset_ms: int = 0
    """What is added to the machine's clock from now on."""
