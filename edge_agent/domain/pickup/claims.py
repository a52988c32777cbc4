"""What a ticket and a screen say (CWT, RFC 8392): the types of their claims, not yet whether they hold."""

from typing import NewType, TypeGuard

import msgspec

from edge_agent.domain.ids import PickupId
from edge_agent.domain.orders import UNITS_MAX
from edge_agent.domain.pickup.cbor import Key, Value
from edge_agent.domain.pickup.cose import PUBLIC_KEY_BYTES, PublicKey, cose_key

Seconds = NewType("Seconds", int)
"""Unix time in seconds, as CWT counts."""

AUDIENCE_LENGTH_MAX = 8
"""Characters of a store's or a group's code."""
PICKUP_ID_BYTES = 8
GENERATION_MAX = 255

_AUD, _EXP, _NBF, _IAT, _CTI, _CNF, _UNITS = 3, 4, 5, 6, 7, 8, -65537
_TICKET = frozenset((_AUD, _EXP, _NBF, _CTI, _CNF, _UNITS))
_SCREEN = frozenset((_IAT, _AUD))
_COSE_KEY, _X = 1, -2


class Ticket(msgspec.Struct, frozen=True, gc=False):
    """What headquarters promises."""

    audience: str
    """The store, or a group of stores, where it may be collected."""
    expires: Seconds
    pickup_id: PickupId
    generation: int
    units: int = 1
    phone: PublicKey | None = None
    """The phone's key; None on a bearer slip."""
    not_before: Seconds | None = None


class Screen(msgspec.Struct, frozen=True, gc=False):
    """What the phone adds each time that it shows the code."""

    at: Seconds
    """The phone's time, corrected by its offset to headquarters."""
    store: str | None


def read_ticket(value: Value) -> Ticket | None:
    """The claims of a ticket; None when one is missing, unknown, or of another type than it should be."""
    if not isinstance(value, dict) or not value.keys() <= _TICKET:
        return None
    audience, expires, cti = value.get(_AUD), value.get(_EXP), value.get(_CTI)
    units, phone = value.get(_UNITS, 1), _read_phone(value)
    not_before = value.get(_NBF)
    if (
        not isinstance(audience, str)
        or len(audience) > AUDIENCE_LENGTH_MAX
        or not _is_time(expires)
        or not (isinstance(cti, bytes) and len(cti) == PICKUP_ID_BYTES + 1)
        or not (isinstance(units, int) and 1 <= units <= UNITS_MAX)
        or not (not_before is None or _is_time(not_before))
        or (phone is None and _CNF in value)
    ):
        return None
    pickup_id = PickupId(cti[:PICKUP_ID_BYTES].hex())
    return Ticket(audience, expires, pickup_id, cti[PICKUP_ID_BYTES], units, phone, not_before)


def read_screen(value: Value) -> Screen | None:
    """The claims of a screen; None when one is missing, unknown, or of another type than it should be."""
    if not isinstance(value, dict) or not value.keys() <= _SCREEN:
        return None
    at, store = value.get(_IAT), value.get(_AUD)
    if not _is_time(at) or not (store is None or isinstance(store, str)):
        return None
    return Screen(at, store)


def ticket_claims(ticket: Ticket) -> Value:
    """The inverse of `read_ticket`; raises ValueError for a ticket that it would not read."""
    cti = bytes.fromhex(ticket.pickup_id) + bytes((ticket.generation,))
    claims: dict[Key, Value] = {_AUD: ticket.audience, _EXP: ticket.expires, _CTI: cti}
    if ticket.not_before is not None:
        claims[_NBF] = ticket.not_before
    if ticket.phone is not None:
        claims[_CNF] = {_COSE_KEY: cose_key(ticket.phone)}
    if ticket.units != 1:
        claims[_UNITS] = ticket.units
    if read_ticket(claims) != ticket:
        raise ValueError(ticket)
    return claims


def screen_claims(screen: Screen) -> Value:
    """The inverse of `read_screen`."""
    claims: dict[Key, Value] = {_IAT: screen.at}
    if screen.store is not None:
        claims[_AUD] = screen.store
    return claims


def _read_phone(claims: dict[Key, Value]) -> PublicKey | None:
    """The key that `cnf` confirms (RFC 8747); None when there is none, or not one exactly as it should be."""
    confirmed = claims.get(_CNF)
    if not isinstance(confirmed, dict) or len(confirmed) != 1:
        return None
    key = confirmed.get(_COSE_KEY)
    x = key.get(_X) if isinstance(key, dict) else None
    if not isinstance(x, bytes) or len(x) != PUBLIC_KEY_BYTES or key != cose_key(PublicKey(x)):
        return None
    return PublicKey(x)


def _is_time(value: object) -> TypeGuard[Seconds]:
    return isinstance(value, int) and value >= 0
