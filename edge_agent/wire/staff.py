"""The bodies of `/v1/staff`, both ways."""

import msgspec

from edge_agent.domain.ids import StaffId
from edge_agent.wire.body import Body


class StaffView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person who may sign in, unless the account is disabled or locked."""

    staff: StaffId
    name: str
    role: str
    is_disabled: bool = False
    locked_minutes: int = 0
    """How long wrong PINs still lock the account."""


class AddStaff(Body, frozen=True):
    """`POST /v1/staff`, from the command line on the same machine."""

    staff: str
    name: str
    role: str
    pin: str


class SetPin(Body, frozen=True):
    """`PUT /v1/staff/{staff}/pin`."""

    pin: str
