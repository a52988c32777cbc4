"""The bodies of the local API on staff; what signing in and approvals need is in `types`."""

from edge_agent.wire.types import Body


class SetPin(Body, frozen=True):
    """`PUT /v1/staff/{staff}/pin`."""

    pin: str
