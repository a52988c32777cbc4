"""What a pickup code turns out to be: good, or refused for one exact reason."""

import enum

import msgspec

from edge_agent.domain.ids import PickupId
from edge_agent.domain.pickup.claims import Seconds


class Reason(enum.StrEnum):
    """Why a code is refused; the journal gets this word."""

    FORMAT = "format"
    """Too long, no prefix, an unprotected header, or other headers than PK1 has."""
    B45 = "b45"
    CBOR = "cbor"
    """Not deterministic CBOR, or bytes behind it."""
    COSE = "cose"
    """CBOR, but not the shape of a COSE_Sign1."""
    UNKNOWN_KEY = "unknown-key"
    FORGED = "forged"
    """Not signed by the key that it names."""
    KEY_RETIRED = "key-retired"
    """Signed by a key out of its time."""
    CLAIMS = "claims"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    WRONG_STORE = "wrong-store"
    POP = "pop"
    """No proof that the phone is the one to which the ticket was issued."""
    STALE_SCREEN = "stale-screen"
    """The proof is older than a fresh screen's, or from the future: a screenshot, or a wrong clock."""
    # only a store's records tell these
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    REPLAYED_SCREEN = "replayed-screen"
    UNITS = "units"
    ALREADY_COLLECTED = "already-collected"


class Verified(msgspec.Struct, frozen=True):
    """A code that headquarters signed for this store, shown now by the phone to which it was issued."""

    pickup_id: PickupId
    generation: int
    """A later one takes the place of an earlier one: 0 to 255."""
    units: int
    """Parcels: their numbers are 0 to `units` − 1."""
    expires: Seconds
    proof_time: Seconds | None
    """When the phone made the screen; each visit needs a later one. None for a bearer slip."""
    kid: str
    """The key of headquarters that signed, 8 hexadecimal digits."""
    bearer: bool
    """A printed slip without a phone's proof: good only where the order allows it."""


class Refused(msgspec.Struct, frozen=True):
    """A code that hands nothing over."""

    reason: Reason
    pickup_id: PickupId | None = None
    """Which order it names; None where headquarters' signature was not reached or does not hold."""
    generation: int | None = None
    store: str | None = None
    """The store or group that it is for, when it is `wrong-store`."""
