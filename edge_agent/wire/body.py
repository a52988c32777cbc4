"""What every request's body is: frozen, and an unknown field is refused."""

import msgspec


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A request's body."""
