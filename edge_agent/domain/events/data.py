"""What every event is: data of a named type and version, and who, where and when."""

from typing import Any, ClassVar

import msgspec

from edge_agent.domain.ids import EventId, StaffId, TillId
from edge_agent.domain.moments import BusinessDate, Millis


class Data(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an event says; each kind names its type and the version that this release writes."""

    TYPE: ClassVar[str]
    VERSION: ClassVar[int] = 1


class Unknown(msgspec.Struct, frozen=True):
    """What a later release wrote: kept and pushed as it is, projected by nobody."""

    data: Any


class Event(msgspec.Struct, frozen=True):
    """One thing that happened, with who, where and when."""

    id: EventId
    type: str
    version: int
    at: Millis
    business_date: BusinessDate | None
    actor: StaffId | None
    till: TillId | None
    data: Data | Unknown
